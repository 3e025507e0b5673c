"""Alerts at work: told once on each way, again when they worsen, never in quiet hours."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, time, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.config import load
from amends.config.model import HttpConfig
from amends.delivery import notify
from amends.errors import UnknownId, UsageError
from amends.http import Http
from amends.models.alert import ALERT_KINDS, AlertReason, Signal
from amends.models.delivery import Delivery, Ended
from amends.triage import alerting, mailing
from amends.triage.schemas import schema

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOFIA = ZoneInfo("Europe/Sofia")
REAL_POST = mailing.post
HOOK = "https://hooks.example/amends"
CHANNELS = f"""
alerts:
  channels:
    team: {{webhook: "{HOOK}", secret: "env:HOOK_KEY"}}
"""
MAIL = """
mail: {host: 127.0.0.1, from: shop@shop.example, to: [Ana <ana@shop.example>, bo@shop.example]}
"""


def storm(level=1, about="place:Harbour", kind="storm", mentions=()):
    return Signal(kind, about, level, (AlertReason("any", {"n": 9}),), tuple(mentions))


class Receiver:
    """What answers the webhook: with a status, or with an exception."""

    def __init__(self):
        self.answer = 204
        self.got = []

    def __call__(self, request):
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer < 300:
            self.got.append((request.headers, json.loads(request.content)))
        return httpx.Response(self.answer)

    @property
    def ids(self):
        return [(body["item"]["id"], body["item"]["level"]) for _, body in self.got]


class Town:
    """An office whose detectors see what a test lets them see."""

    def __init__(self, office, monkeypatch):
        self.office, self.receiver, self.seen, self.letters = office, Receiver(), [], []
        self.mail_ends = "sent"
        module = ModuleType("amends.triage.alarming")
        module.signals = lambda _: self.seen
        monkeypatch.setitem(sys.modules, "amends.triage.alarming", module)
        monkeypatch.setattr(mailing, "post", self.post)
        monkeypatch.setenv("HOOK_KEY", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    def post(self, open_, letters, *, dry_run=False):
        """Like the real one, without a server."""
        told, outbox = [], open_.store.deliveries
        for each in letters:
            if dry_run:
                plan = (0, each.channel, each.purpose, each.key, open_.now, "intended", 0)
                told.append(Delivery(*plan))
                continue
            number = outbox.intend(
                each.channel, each.purpose, each.key, now=open_.now, told=each.told
            )
            if number is None:
                continue
            outbox.settle(number, self.mail_ends)
            told.append(outbox.find(each.channel, each.purpose, each.key))
            if self.mail_ends == "sent":
                self.letters.append((each.channel, each.letter))
        return told

    def run(self, *seen, hours=0.0):
        """Watch and tell, as a run does; returns channel and key of what was sent."""
        self.seen = list(seen)
        now = NOW + hours * HOUR
        with self.office.open(now=now) as opened:
            alerting.watch(opened)
            return self.tell(opened)

    def tell(self, opened):
        transport = httpx.MockTransport(self.receiver)
        with Http(HttpConfig(), transport=transport, wall=lambda: opened.now) as http:
            return alerting.tell(opened, http=http)


@pytest.fixture
def town(office, monkeypatch):
    office.configure(CHANNELS)
    return Town(office, monkeypatch)


def states(told):
    return [(each.channel, each.key, each.state) for each in told]


def test_told_once(town):
    assert states(town.run(storm())) == [("team", "a1/1", "sent")]
    assert town.run(storm(), hours=1) == []
    assert town.receiver.ids == [("a1", 1)]


def test_told_again_when_it_worsens(town):
    for hours, level in enumerate((1, 3, 2, 3)):
        town.run(storm(level), hours=hours)
    assert town.receiver.ids == [("a1", 1), ("a1", 3)]


def test_what_returns_before_it_cooled_down_is_not_told_anew_unless_worse(town):
    town.run(storm())
    town.run(hours=3)
    town.run(storm(), hours=10)
    town.run(hours=13)
    town.run(storm(2), hours=20)
    assert town.receiver.ids == [("a1", 1), ("a1", 2)]
    town.run(hours=23)
    town.run(storm(), hours=48)
    assert town.receiver.ids[2:] == [("a2", 1)]


@pytest.mark.parametrize("answer", [500, 302, httpx.ReadTimeout("late")])
def test_what_failed_is_told_by_the_next_run(town, answer):
    town.receiver.answer = answer
    (failed,) = town.run(storm())
    assert (failed.state, failed.tries) == ("failed", 1)
    town.receiver.answer = 204
    (sent,) = town.run(storm(), hours=1)
    assert (sent.state, sent.tries, sent.number) == ("sent", 2, failed.number)


def test_a_way_that_fails_gets_the_rest_later(town):
    town.receiver.answer = 500
    told = town.run(storm(), storm(about="place:Old Town"))
    assert states(told) == [("team", "a1/1", "failed")]
    town.receiver.answer = 204
    assert len(town.run(storm(), storm(about="place:Old Town"), hours=1)) == 2


def test_what_perhaps_arrived_is_said_and_not_repeated(town, monkeypatch):
    town.office.configure('\nalerts: {channels: {team: {url: "env:CHAT"}}}\n')
    monkeypatch.setenv("CHAT", "json://127.0.0.1")
    monkeypatch.setattr(notify, "send", lambda *_: Ended("unknown", "no answer within 30 s"))
    (told,) = town.run(storm())
    assert (told.state, told.error) == ("unknown", "no answer within 30 s")
    assert town.run(storm(), hours=1) == []


def test_a_killed_run_is_not_repeated(town):
    with town.office.open() as opened:
        opened.store.deliveries.intend("team", "alert", "a1/1", now=NOW)
    assert town.run(storm()) == []


def test_what_a_webhook_gets(town):
    first = town.office.arrive("1", "My parcel never came", now=NOW)
    town.run(storm(mentions=(first,)))
    ((headers, body),) = town.receiver.got
    jsonschema.validate(body, schema("alert"))
    assert body["business"] == "Blue Door Bakery"
    assert body["item"]["mentions"] == [first]
    assert body["quotes"] == []
    assert headers["webhook-signature"].startswith("v1,")
    assert "parcel" not in json.dumps(body)


def test_the_id_of_a_message_is_its_own_for_ever(town):
    town.receiver.answer = 500
    ids = []
    original = town.receiver

    def noting(request):
        ids.append(request.headers["webhook-id"])
        return original(request)

    town.receiver = noting
    town.run(storm())
    original.answer = 204
    town.run(storm(), hours=1)
    town.run(storm(2), hours=2)
    assert ids[0] == ids[1] != ids[2]
    assert "." not in ids[0]


def test_a_secret_that_is_not_there_fails_one_way(town, monkeypatch):
    town.office.configure(CHANNELS + '    other: {webhook: "https://b.example/"}\n')
    monkeypatch.delenv("HOOK_KEY")
    told = town.run(storm())
    assert states(told) == [("team", "a1/1", "failed"), ("other", "a1/1", "sent")]
    assert "HOOK_KEY" in told[0].error


def test_kinds(town):
    town.office.configure(
        "\nalerts:\n  kinds: [storm, harm]\n  channels:\n"
        f'    team: {{webhook: "{HOOK}", kinds: harm}}\n'
    )
    told = town.run(*(storm(kind=kind) for kind in ALERT_KINDS))
    assert [each.key for each in told] == ["a2/1"]
    with town.office.open() as opened:
        assert {each.kind for each in opened.store.alerts.running()} == {"storm", "harm"}


def test_mail_gets_a_letter_for_each_recipient_once(town):
    town.office.configure(MAIL)
    told = town.run(storm())
    assert states(told) == [
        ("mail:ana@shop.example", "a1/1", "sent"),
        ("mail:bo@shop.example", "a1/1", "sent"),
    ]
    assert {letter.subject for _, letter in town.letters} == {
        "Unusually many write: Harbour (Blue Door Bakery)"
    }
    assert town.run(storm(), hours=1) == []


def test_what_a_digest_told_is_not_mailed_again(town):
    town.office.configure(MAIL)
    town.seen = [storm()]
    with town.office.open() as opened:
        alerting.watch(opened)
        outbox = opened.store.deliveries
        number = outbox.intend(
            "mail:ana@shop.example", "digest", "2026-11-20", now=NOW, told=["alert:a1/1"]
        )
        outbox.settle(number, "sent")
        assert [each.channel for each in town.tell(opened)] == ["mail:bo@shop.example"]
    assert len(town.run(storm(2), hours=1)) == 2


def test_several_are_one_letter_and_each_is_told_once(town):
    town.office.configure(MAIL)
    told = town.run(storm(), storm(kind="harm"), storm(kind="rating"))
    assert [(each.key, each.told) for each in told] == [
        ("a1/1", ("alert:a1/1", "alert:a2/1", "alert:a3/1"))
    ] * 2
    assert {letter.in_thread for _, letter in town.letters} == {"alert-1"}
    assert town.run(storm(), storm(2, kind="harm"), hours=1)[0].told == ("alert:a2/2",)
    with town.office.open() as opened:
        assert [sorted(each.told.values()) for each in opened.store.alerts.running()] == [
            [1, 1],
            [2, 2],
            [1, 1],
        ]


def test_each_gets_a_letter_about_what_they_have_not_heard(town):
    town.office.configure(MAIL)
    town.seen = [storm(), storm(kind="harm")]
    with town.office.open() as opened:
        alerting.watch(opened)
        outbox = opened.store.deliveries
        number = outbox.intend("mail:ana@shop.example", "digest", "x", now=NOW, told=["alert:a1/1"])
        outbox.settle(number, "sent")
        assert [(each.channel, each.told) for each in town.tell(opened)] == [
            ("mail:ana@shop.example", ("alert:a2/1",)),
            ("mail:bo@shop.example", ("alert:a1/1", "alert:a2/1")),
        ]


def chatting(town, monkeypatch, *ends):
    """Let a chat end as the test says; returns what it got."""
    town.office.configure('\nalerts: {channels: {team: {url: "env:CHAT"}}}\n')
    monkeypatch.setenv("CHAT", "json://127.0.0.1")
    got, ends = [], iter(ends)
    monkeypatch.setattr(
        notify, "send", lambda _, *said: got.append(said) or Ended(next(ends, "sent"), "why")
    )
    return got


def test_a_chat_gets_one_message_for_several(town, monkeypatch):
    got = chatting(town, monkeypatch)
    assert len(town.run(storm(), storm(kind="harm"))) == 1
    ((title, body),) = got
    assert "and 1 more alert" in title
    assert [line.split()[0] for line in body.splitlines()] == ["a2", "a1", "To"]
    assert town.run(storm(), storm(kind="harm"), hours=1) == []


def test_a_message_that_failed_is_told_with_what_came_since(town, monkeypatch):
    got = chatting(town, monkeypatch, "failed")
    first, second = storm(), storm(kind="harm")
    (failed,) = town.run(first, second)
    (sent,) = town.run(first, second, storm(kind="rating"), hours=1)
    assert (sent.number, sent.tries, len(sent.told)) == (failed.number, 2, 3)
    assert len(got) == 2


def test_what_a_killed_run_was_about_to_tell_keeps_nothing_else_back(town, monkeypatch):
    chatting(town, monkeypatch)
    with town.office.open() as opened:
        opened.store.deliveries.intend("team", "alert", "a1/1", now=NOW, told=["alert:a1/1"])
    assert [each.told for each in town.run(storm(), storm(kind="harm"))] == [("alert:a2/1",)]


def test_no_mail_where_that_is_switched_off(town):
    town.office.configure(MAIL + "\nalerts: {mail: false}\n")
    assert town.run(storm()) == []


def test_mail_that_cannot_be_sent_at_all_keeps_no_other_way(town, monkeypatch):
    monkeypatch.setattr(mailing, "post", REAL_POST)
    broken = MAIL.replace("from:", 'user: ana, password: "env:NO_SUCH_SECRET", from:')
    town.office.configure(broken + CHANNELS)
    told = town.run(storm())
    assert [(each.channel, each.state) for each in told] == [
        ("team", "sent"),
        ("mail:ana@shop.example", "failed"),
        ("mail:bo@shop.example", "failed"),
    ]
    assert "NO_SUCH_SECRET" in told[1].error
    assert not alerting.well(told)


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        ("22:00-7:00", time(23), True),
        ("22:00-7:00", time(6, 59), True),
        ("22:00-7:00", time(7), False),
        ("22:00-7:00", time(22), True),
        ("22:00-7:00", time(12), False),
        ("13:00-15:00", time(14), True),
        ("13:00-15:00", time(15), False),
        ("13:00-15:00", time(12, 59), False),
    ],
)
def test_quiet_hours_may_pass_midnight(office, hours, at, quiet):
    office.configure(f"\nalerts: {{quiet: '{hours}'}}\n")
    assert alerting.within(load(office.path).config.alerts.quiet, at) is quiet


def test_in_quiet_hours_it_waits(town):
    """Half past eight in London is half past ten in Sofia."""
    town.office.configure(CHANNELS + "  quiet: 9:00-12:00\n  despite_quiet: harm\n")
    assert [each.key for each in town.run(storm(), storm(kind="harm"))] == ["a2/1"]
    assert [each.key for each in town.run(storm(), storm(kind="harm"), hours=2)] == ["a1/1"]


def trial(town, name=None, **options):
    http = Http(HttpConfig(), transport=httpx.MockTransport(town.receiver))
    with town.office.open() as opened, http:
        return alerting.trial(opened, name, http=http, **options)


def test_a_test_goes_everywhere_as_often_as_one_likes(town):
    town.office.configure(MAIL + CHANNELS + "  quiet: 00:00-23:59\n")
    for _ in range(2):
        told = trial(town)
        assert [(each.channel, each.state) for each in told] == [
            ("team", "sent"),
            ("mail:ana@shop.example", "sent"),
            ("mail:bo@shop.example", "sent"),
        ]
    (_, body), _ = town.receiver.got
    assert (body["type"], body["item"]) == ("alert.test", None)


@pytest.mark.parametrize(("name", "count"), [("team", 1), ("mail", 2)])
def test_one_way_alone(town, name, count):
    town.office.configure(MAIL + CHANNELS)
    assert len(trial(town, name)) == count


def test_a_dry_run_sends_nothing(town):
    town.office.configure(MAIL + CHANNELS)
    assert [each.state for each in trial(town, dry_run=True)] == ["intended"] * 3
    assert town.receiver.got == town.letters == []
    with town.office.open() as opened:
        assert opened.store.deliveries.since(NOW - HOUR) == []


def test_an_unknown_way(town):
    with pytest.raises(UsageError, match="no channel is called 'taem'"):
        trial(town, "taem")


def test_find(town):
    town.run(storm())
    with town.office.open() as opened:
        assert alerting.find(opened, "A1").id == "a1"
        for name in ("a2", "k7f2", "", "a", "a-1", "a٣", "a" + "9" * 50):
            with pytest.raises(UnknownId):
                alerting.find(opened, name)


RUNS = st.lists(
    st.tuples(
        st.floats(min_value=0.1, max_value=30),
        st.lists(
            st.tuples(st.sampled_from(("storm", "harm")), st.sampled_from("ab"), st.integers(1, 3)),
            max_size=3,
        ),
        st.sampled_from((204, 204, 500)),
    ),
    max_size=6,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(RUNS)
def test_any_sequence_of_signals(town, runs):
    for file in town.office.path.parent.glob("amends.db*"):
        file.unlink()
    town.office.configure(CHANNELS + "  quiet: 22:00-7:00\n  despite_quiet: harm\n")
    town.receiver, hours = Receiver(), 0.0
    for pause, seen, answer in runs:
        hours += pause
        town.receiver.answer = answer
        before = len(town.receiver.got)
        town.run(*(storm(n, f"place:{name}", kind) for kind, name, n in seen), hours=hours)
        there = (NOW + hours * HOUR).astimezone(SOFIA).time()
        quiet = there >= time(22) or there < time(7)
        kinds = {body["item"]["kind"] for _, body in town.receiver.got[before:]}
        assert not quiet or kinds <= {"harm"}
    assert len(set(town.receiver.ids)) == len(town.receiver.ids)
    levels = {}
    for number, level in town.receiver.ids:
        assert level > levels.get(number, 0)
        levels[number] = level
