"""The mailbox in the loop that all sources stand: outcomes, cuts, second fetch, secrets, odd bytes."""

from __future__ import annotations

import json
import logging
import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.config import Config
from amends.http import Deadline
from amends.sources import Named
from amends.sources.imap import reading, writers
from amends.sources.imap.sorting import Rules
from amends.store import Store
from amends.triage.arrivals import prepare
from fakes.imap_server import NOW, PASSWORD, USER, mail


def fill(mailbox, number, first=1):
    for each in range(first, first + number):
        at = NOW - timedelta(hours=200 - each)
        mailbox.inbox.add(mail(f"Order {each} is late.", message_id=f"{each}@x.org", at=at), at)


def ids(batches):
    return {mention.external_id for batch in batches for mention in batch.mentions}


def stored(store, read, source):
    """Fetch once into the store, going on from its bookmark."""
    batches, error = read(store.sources.bookmark("mine", "f"))
    assert error is None
    told, named = Counter(new=0, changed=0), Named("mine", source())
    for batch in batches:
        ready = prepare(batch, named, Config(), Counter(), NOW)
        saved = store.save("mine", "imap", "f", ready, baseline=timedelta(30), now=NOW)
        told.update(new=len(saved.new), changed=len(saved.changed))
    return dict(told)


def test_all_that_is_there_is_found(mailbox, read):
    fill(mailbox, 3)
    batches, error = read()
    assert error is None
    assert ids(batches) == {"1@x.org", "2@x.org", "3@x.org"}
    assert not batches[-1].more


def test_the_second_fetch_stores_nothing_new(mailbox, read, source, tmp_path):
    fill(mailbox, 3)
    mailbox.inbox.add(mail("No id.", at=NOW - timedelta(hours=9)), NOW)
    with Store(tmp_path / "amends.db", now=NOW) as store:
        assert stored(store, read, source) == {"new": 4, "changed": 0}
        assert stored(store, read, source) == {"new": 0, "changed": 0}
        fill(mailbox, 1, first=9)
        assert stored(store, read, source) == {"new": 1, "changed": 0}
        mailbox.inbox.number_anew(77)  # all is read again, and known again
        assert stored(store, read, source) == {"new": 0, "changed": 0}


def test_an_answer_of_ours_is_seen(mailbox, read, source, tmp_path):
    fill(mailbox, 1)
    answer = mail(
        "We are sorry.",
        sender=f"Lipa <{USER}>",
        message_id="a@lipa",
        In_Reply_To="<1@x.org>",
        at=NOW,
    )
    mailbox.folders["Sent"].add(answer, NOW)
    batches, _ = read(folders=("INBOX", "\\Sent"))
    ready = [prepare(each, Named("mine", source()), Config(), Counter(), NOW) for each in batches]
    with Store(tmp_path / "amends.db", now=NOW) as store:
        for batch in ready:
            store.save("mine", "imap", "f", batch, baseline=timedelta(30), now=NOW)
    with closing(sqlite3.connect(tmp_path / "amends.db")) as database:
        ((text, answers),) = database.execute("SELECT text, answers FROM own_replies").fetchall()
    assert (text, answers is not None) == ("We are sorry.", True)


def test_a_cut_after_the_first_pack_loses_nothing(mailbox, read, monkeypatch):
    monkeypatch.setattr(reading, "PACK", 2)
    fill(mailbox, 7)
    mailbox.faults["UID FETCH"] = [None, None, "cut"]
    mailbox.faults["GREETING"] = [None, b"* BYE no more\r\n"]
    first, error = read()
    assert error.outcome == "failed"
    assert ids(first) == {"1@x.org", "2@x.org"}
    second, error = read(first[-1].bookmark)
    assert error is None
    assert ids(second) == {f"{each}@x.org" for each in range(3, 8)}


def test_a_connection_that_is_cut_off_is_made_anew_once(mailbox, read, monkeypatch):
    monkeypatch.setattr(reading, "PACK", 2)
    fill(mailbox, 7)
    mailbox.faults["UID FETCH"] = [None, None, "cut"]
    batches, error = read()
    assert error is None
    assert len(ids(batches)) == 7
    assert mailbox.sessions == 2


def bodies(mailbox):
    """Return how many mails were asked for at once, and how much of each."""
    asked = [each for each in mailbox.commands if "BODY.PEEK" in each]
    return [(each.count(",") + 1, int(each.split("<0.")[1].split(">")[0])) for each in asked]


def large(mailbox, *sizes):
    for number, size in enumerate(sizes):
        content = mail("Cold.", message_id=f"large-{number}@x.org") + b"x" * size
        mailbox.inbox.add(content, NOW)


def test_packs_have_a_size_in_bytes(mailbox, read):
    large(mailbox, *[150_000] * 8, 5_000_000)
    batches, error = read()
    assert error is None
    assert [len(batch.mentions) for batch in batches] == [6, 3]
    assert bodies(mailbox) == [(6, 200_000), (3, 200_000)]


@pytest.mark.parametrize(
    ("faults", "first"),
    [([None, "silence"], (5, 200_000)), ([None, "silence"] * 2, (1, 20_000))],
)
def test_a_pack_that_comes_late_is_asked_for_in_parts(faults, first, mailbox, read):
    fill(mailbox, 3)
    large(mailbox, *[100_000] * 4)
    mailbox.faults["UID FETCH"] = faults
    batches, error = read(seconds=2)
    assert error is None
    assert len(batches[0].mentions) == first[0]
    assert first in bodies(mailbox)


def test_time_that_runs_out_later_is_no_failure(mailbox, read, monkeypatch):
    monkeypatch.setattr(reading, "PACK", 2)
    fill(mailbox, 5)
    mailbox.faults["UID FETCH"] = [None, None, *["silence"] * 9]
    batches, error = read(seconds=0.6)
    assert (error, ids(batches)) == (None, {"1@x.org", "2@x.org"})
    assert (batches[-1].bookmark, batches[-1].more) == (batches[0].bookmark, True)


def test_a_slow_line_gets_on_with_each_run(mailbox, read):
    read()  # what is imported takes no time from the line
    fill(mailbox, 40)
    for each in mailbox.inbox.mails:
        each.content += b"x" * 180_000
    mailbox.delay = 0.1
    batches, error = read(seconds=1.2)
    assert (error, batches[-1].more) == (None, True)
    more, error = read(batches[-1].bookmark, seconds=1.2)
    assert error is None
    assert ids(more) - ids(batches)


def test_time_is_looked_at_after_each_mail(mailbox, read, monkeypatch):
    fill(mailbox, 5)
    times = {"left": 5.0}
    sort = Rules.sort

    def slowly(self, arrived, into):
        sort(self, arrived, into)
        times["left"] -= 2

    monkeypatch.setattr(Rules, "sort", slowly)
    monkeypatch.setattr(Deadline, "left", property(lambda _: max(0.0, times["left"])))
    batches, _ = read()
    assert [len(batch.mentions) for batch in batches] == [3]
    times["left"] = 99.0
    assert ids(read(batches[-1].bookmark)[0]) == {"4@x.org", "5@x.org"}


@pytest.mark.parametrize("runs", [1, 2])
def test_who_knows_an_id_does_not_write_over_a_complaint(runs, mailbox, read, source, tmp_path):
    mailbox.inbox.add(mail("Mouldy cake.", message_id="c@x.org", at=NOW), NOW)
    stranger = mail("All fine.", sender="eve@evil.example", message_id="c@x.org", at=NOW)
    with Store(tmp_path / "amends.db", now=NOW) as store:
        if runs == 2:
            stored(store, read, source)
        mailbox.inbox.add(stranger, NOW)
        told = stored(store, read, source)
        assert told == {"new": 1 if runs == 2 else 2, "changed": 0}
        mailbox.inbox.number_anew(9)
        assert stored(store, read, source) == {"new": 0, "changed": 0}
    with closing(sqlite3.connect(tmp_path / "amends.db")) as database:
        found = dict(database.execute("SELECT external_id, text FROM mentions"))
    assert found.pop("c@x.org") == "Mouldy cake."
    assert list(found.values()) == ["All fine."]


def test_only_the_newest_writers_are_remembered(mailbox, read, monkeypatch):
    monkeypatch.setattr(writers, "MOST", 2)
    fill(mailbox, 5)
    batches, _ = read()
    assert len(batches[-1].bookmark["page"][""]) == 2
    assert read(batches[-1].bookmark) == ([], None)


def test_small_runs_come_to_the_same_in_the_end(mailbox, read):
    fill(mailbox, 7)
    found, bookmark = set(), None
    for _ in range(30):
        batches, error = read(bookmark, max_items=2)
        assert error is None
        assert sum(len(batch.mentions) for batch in batches) <= 2
        found |= ids(batches)
        if not batches or not batches[-1].more:
            break
        bookmark = json.loads(json.dumps(batches[-1].bookmark))
    assert len(found) == 7


FAULTS = {
    "wrong password": ("LOGIN", b"TAG NO [AUTHENTICATIONFAILED] no\r\n", "auth"),
    "app password": ("LOGIN", b"TAG NO [ALERT] Application-specific password required\r\n", "auth"),
    "echo": ("LOGIN", b"TAG NO LOGIN " + PASSWORD.encode() + b"\r\n", "auth"),
    "throttled": ("LOGIN", b"TAG NO [THROTTLED] later\r\n", "throttled"),
    "unavailable": ("UID SEARCH", b"TAG NO [UNAVAILABLE] later\r\n", "throttled"),
    "too many": ("LOGIN", b"TAG NO [ALERT] Too many simultaneous connections.\r\n", "throttled"),
    "no folder": ("EXAMINE", b"TAG NO [NONEXISTENT] no\r\n", "failed"),
    "no search": ("UID SEARCH", b"TAG BAD no\r\n", "failed"),
    "no fetch": ("UID FETCH", b"TAG NO no\r\n", "failed"),
    "no uids": ("UID SEARCH", b"* SEARCH x y\r\nTAG OK\r\n", "failed"),
    "http": ("GREETING", b"HTTP/1.1 400 Bad Request\r\n\r\n", "failed"),
    "bye": ("GREETING", b"* BYE go away\r\n", "failed"),
    "bytes": ("EXAMINE", bytes(range(256)) + b"\r\n", "failed"),
    "cut greeting": ("GREETING", "cut", "failed"),
    "cut login": ("LOGIN", "cut", "failed"),
    "silence": ("UID SEARCH", "silence", "failed"),
    "silent greeting": ("GREETING", "silence", "failed"),
    "drip": ("UID FETCH", "drip", "failed"),
    "nothing": ("UID FETCH", b"TAG OK done\r\n", None),
    "flags only": ("UID FETCH", b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\nTAG OK done\r\n", None),
    "unnumbered": ("UID FETCH", b"* 1 FETCH (BODY[] {2}\r\nab)\r\nTAG OK done\r\n", None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_answer_has_an_outcome_and_keeps_secrets(fault, mailbox, read, caplog):
    caplog.set_level(logging.DEBUG)
    fill(mailbox, 3)
    command, answer, outcome = FAULTS[fault]
    mailbox.faults[command] = [answer] * 9
    batches, error = read(seconds=0.4 if answer in {"silence", "drip"} else 5)
    assert ids(batches) == set()
    assert (error.outcome if error else None) == outcome
    if error:
        assert error.message
        assert "\n" not in error.message
        assert PASSWORD not in f"{error.message} {error.hint} {error.__cause__} {error.__context__}"
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize(
    ("command", "hint"),
    [("GREETING", "Check host, port and security: they are those of your mail program."),
     ("UID SEARCH", None)],
)  # fmt: skip
def test_a_server_that_never_greets_is_perhaps_another_one(command, hint, mailbox, read):
    mailbox.faults[command] = ["silence"] * 3
    _, error = read(seconds=0.4)
    assert (error.outcome, error.hint) == ("failed", hint)


def test_a_wrong_password_is_refused_by_the_server(read):
    batches, error = read(secret="wrong-one")
    assert (batches, error.outcome) == ([], "auth")
    assert "wrong-one" not in f"{error.message} {error.hint} {error.__cause__}"


def test_nobody_listens_there(read, server):
    server.shutdown()
    server.server_close()
    _, error = read()
    assert error.outcome == "failed"
    assert error.message == "the mailbox at 127.0.0.1 does not answer: connection refused"


def test_no_secret_is_in_what_is_kept(mailbox, read, source):
    fill(mailbox, 5)
    batches, _ = read()
    kept = [[batch.bookmark, repr(batch.mentions), repr(batch.skipped)] for batch in batches]
    assert PASSWORD not in json.dumps(kept)
    assert PASSWORD not in repr(source())


@pytest.mark.parametrize(
    "bookmark",
    [[], "x", 7, {"page": {}}, {"page": [], "done": 3}, {"page": {"INBOX": 7}},
     {"page": {"INBOX": {"validity": "x", "uid": -1, "day": "never"}}},
     {"page": {"INBOX": {"validity": 1, "uid": 2**70, "day": 3}}},
     {"page": {"Other": {"validity": 1, "uid": 1, "day": "2026-11-20"}}}],
)  # fmt: skip
def test_a_bookmark_of_another_shape_does_no_harm(bookmark, mailbox, read):
    fill(mailbox, 3)
    batches, error = read(bookmark)
    assert error is None
    assert len(ids(batches)) == 3


PIECES = [
    b"From: ", b"Kate <k@x.org>", b"\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\n",
    b"Subject: =?utf-8?B?!!!?=\r\n", b"=?x-no?Q?=FF?=", b"Content-Transfer-Encoding: base64\r\n", b"\r\n\r\n",
    b"Content-Type: text/html; charset=nope\r\n", b"<p>", b"\xff\xfe\x00", "отзыв ★★★".encode(), b"--b--",
    b"googlealerts-noreply@google.com", b"https://www.google.com/url?url=https://x.org/", b"List-Id: x\r\n",
    b"From: reviews@trustpilot.com\r\n", b"Subject: Ann left you a 3-star review\r\n", b"Date: soon\r\n",
    b"Content-Type: message/rfc822\r\n", b"<a href='https://www.google.com/url?url=http://[x'>", b"Reply-To: <\r\n",
    b"Content-Type: text/calendar; method=REPLY\r\n", b"<blockquote>", b"</blockquote>", b"<img alt='\xe2\x98\x85'>",
    b"List-Id: <all.lipa.example>\r\n", b"Content-Type: multipart/encrypted; boundary=b\r\n", b"Sent from my iPhone",
    b"From: Kate\r\nSent: today\r\nTo: us\r\n", b"-----BEGIN PGP MESSAGE-----", b"MIME-Version: 1.0\r\n",
]  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), noise=st.binary(max_size=60))
def test_odd_bytes_give_clean_mentions_or_a_reason(seed, noise, source, mailbox):
    from amends.sources.imap import notices
    from amends.sources.imap.sorting import Arrived, Rules, Sorted

    dice, told = random.Random(seed), Sorted()
    content = b"".join([*dice.choices(PIECES, k=dice.randrange(12)), noise])
    rules = Rules(USER, (), (), tuple(notices.known().items()), NOW)
    rules.sort(Arrived("INBOX, mail 1", content, len(content), None), told)
    assert len(told.mentions) + len(told.own) + len(told.dropped) + len(told.skipped) >= 1
    for mention in told.mentions:
        assert mention.external_id
        assert mention.published_at <= NOW
    assert all(each.why for each in told.dropped)
