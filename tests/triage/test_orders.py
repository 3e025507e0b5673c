"""Orders by mail: who may give them, what they do, and that each is obeyed once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.delivery import mailbox
from amends.delivery.received import Received
from amends.errors import MailboxError
from amends.languages import words
from amends.store.ids import SIGNS
from amends.triage import orders, promising, replying
from amends.triage.deciding import Wish, mark
from amends.triage.undoing import undo

MAIL = """\
mail:
  host: localhost
  security: none
  from: Blue Door <desk@shop.example>
  to: ["Ana Petrova <ana@shop.example>", boss@shop.example]
  mailbox: {host: localhost, user: desk@shop.example, password: "env:MAILBOX"}
team:
  Boris: {email: boris@shop.example}
"""
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TAPPED = NOW + timedelta(minutes=30)
LATER = NOW + timedelta(hours=5)
ANA = "ana@shop.example"


@pytest.fixture
def post(office, monkeypatch):
    """An office with a mailbox; returns what puts mails into it and lets a run look."""
    office.configure(MAIL)
    monkeypatch.setenv("MAILBOX", "secret")
    lying = []

    def run(*mails, now=LATER):
        lying.extend(mails)
        return office.do(orders.obey, now=now)

    monkeypatch.setattr(mailbox, "read", lambda *_, **__: list(lying))
    return run


@pytest.fixture
def letter(office):
    """Makes the mail that the link of a name would send."""
    count = 0

    def write(name, *, sender=ANA, at=TAPPED, code=None, subject=None, authentication=None):
        nonlocal count
        count += 1
        code = code or office.do(orders.token, name)
        said = subject or f"{orders.WORD} {name} {code}"
        return Received(f"<{count}@phone>", sender, said, at, authentication)

    return write


def outcomes(obeyed):
    return [(each.name, each.who, each.outcome) for each in obeyed.orders]


def test_a_tap_marks_a_mention_as_answered_by_whom_and_when(office, post, letter):
    name = office.arrive("late", now=NOW)
    assert outcomes(post(letter(name))) == [(name, "Ana Petrova", "done")]
    handling = office.handling(name)
    assert (handling.status, handling.replied_at) == ("replied", TAPPED)
    last = office.happened(name)[-1]
    assert (last["who"], last["at"], last["because"]) == ("Ana Petrova", TAPPED, "by mail")


def test_harm_that_was_answered_there_is_marked_too(office, post, letter):
    name = office.arrive("hurt", severity=4, now=NOW)
    assert outcomes(post(letter(name))) == [(name, "Ana Petrova", "done")]


def test_a_colleague_is_known_by_the_address_of_the_team(office, post, letter):
    name = office.arrive("late", now=NOW)
    assert outcomes(post(letter(name, sender="boris@shop.example"))) == [(name, "Boris", "done")]
    other = office.arrive("other", author="Bo", now=NOW)
    assert outcomes(post(letter(other, sender="boss@shop.example"))) == [(other, "boss", "done")]


def test_each_mail_is_obeyed_once_also_after_undo(office, post, letter):
    name = office.arrive("late", now=NOW)
    mail = letter(name)
    post(mail)
    office.do(undo, who="Ana Petrova", now=LATER)
    assert office.handling(name).status == "new"
    assert outcomes(post()) == []
    assert office.handling(name).status == "new"


def test_the_same_link_tapped_twice_is_no_trouble(office, post, letter):
    name = office.arrive("late", now=NOW)
    first, second = letter(name), letter(name)
    obeyed = post(first, second)
    assert [each.outcome for each in obeyed.orders] == ["done", "already"]
    assert (obeyed.done, obeyed.refused) == ((name,), ())


@pytest.mark.parametrize(
    "sender", ["eve@evil.example", "ana@shop.example.evil", "", "xana@shop.example"]
)
def test_a_stranger_who_knows_the_code_orders_nothing(office, post, letter, sender):
    name = office.arrive("late", now=NOW)
    obeyed = post(letter(name, sender=sender))
    assert outcomes(obeyed) == [(name, sender or "?", "stranger")]
    assert office.handling(name).status == "new"
    assert outcomes(post()) == []  # said once


def test_a_mail_that_our_own_server_calls_forged_is_a_strangers(office, post, letter):
    name = office.arrive("late", now=NOW)
    verdict = "mx.shop.example; spf=fail smtp.mailfrom=x; dmarc=fail header.from=shop.example"
    assert outcomes(post(letter(name, authentication=verdict)))[0][2] == "stranger"
    fine = "mx.shop.example; dmarc=pass header.from=shop.example"
    assert outcomes(post(letter(name, authentication=fine)))[0][2] == "done"


@pytest.mark.parametrize("code", ["bcdfghjkm", "zzzzzzzzz"])
def test_our_own_address_without_the_code_orders_nothing(office, post, letter, code):
    name = office.arrive("late", now=NOW)
    assert outcomes(post(letter(name, code=code))) == [(name, "Ana Petrova", "changed")]
    assert office.handling(name).status == "new"


def test_the_code_of_another_mention_does_not_fit(office, post, letter):
    name, other = office.arrive("late", now=NOW), office.arrive("bo", author="Bo", now=NOW)
    code = office.do(orders.token, other)
    assert outcomes(post(letter(name, code=code)))[0][2] == "changed"


def test_an_id_that_nothing_has(post, letter):
    assert outcomes(post(letter("k7f2", code="bcdfghjkm"))) == [("k7f2", "Ana Petrova", "changed")]


def test_what_the_customer_edited_since_is_not_closed(office, post, letter):
    name = office.arrive("late", now=NOW)
    mail = letter(name)
    office.arrive(
        "late", text="And now they do not even answer their mails to me, a shame.", now=LATER
    )
    assert outcomes(post(mail))[0][2] == "changed"
    assert office.handling(name).status == "new"


def test_a_link_of_before_does_not_close_what_was_reopened(office, post, letter):
    name = office.arrive("late", now=NOW)
    old = letter(name)
    office.do(mark, [name], Wish(status="replied"), now=TAPPED)
    office.arrive(
        "late", text="They promised a refund, and nothing ever came of it at all.", now=LATER
    )
    assert office.handling(name).reopened_at
    assert outcomes(post(old))[0][2] == "changed"
    assert not office.case(name).answered
    assert outcomes(post(letter(name)))[0][2] == "done"


def test_another_letter_of_the_same_person_is_not_answered_along_unseen(office, post, letter):
    name = office.arrive("late", now=NOW)
    mail = letter(name)
    other = office.arrive(
        "second", text="The second cake was mouldy and it made us ill.", now=TAPPED
    )
    assert outcomes(post(mail))[0][2] == "changed"
    assert outcomes(post(letter(name)))[0][2] == "done"
    assert office.handling(other).status == "replied"


def test_an_answer_that_a_colleague_recorded_meanwhile_stays(office, post, letter):
    name = office.arrive("late", now=NOW)
    mail = letter(name)
    office.do(replying.reply, name, "Dear Kate, I am sorry.", who="Boris", now=TAPPED)
    before = office.handling(name)
    assert outcomes(post(mail))[0][2] == "changed"
    assert office.handling(name) == before


def test_a_note_of_a_colleague_keeps_no_link_from_working(office, post, letter):
    name = office.arrive("late", now=NOW)
    mail = letter(name)
    office.do(mark, [name], Wish(note="rang her", tags=("regular",)), who="Boris", now=TAPPED)
    assert outcomes(post(mail))[0][2] == "done"


def test_a_promise_is_kept(office, post, letter):
    name = office.arrive("late", now=NOW)
    office.do(mark, [name], Wish(status="replied"), now=NOW)
    promise = office.do(promising.add, name, "Send the new cake", by="2026-11-20", now=NOW).id
    mail = letter(promise)
    assert outcomes(post(mail)) == [(promise, "Ana Petrova", "done")]
    with office.open() as business:
        kept = business.store.promise(int(promise[1:]))
    assert (kept.kept_at, kept.note) == (TAPPED, "by mail")


def test_what_was_answered_is_closed(office, post, letter):
    name = office.arrive("late", now=NOW)
    office.do(mark, [name], Wish(status="replied"), now=NOW)
    assert outcomes(post(letter(name))) == [(name, "Ana Petrova", "done")]
    assert office.handling(name).status == "closed"


def test_nothing_is_offered_where_nothing_is_to_be_done(office):
    office.configure(MAIL)
    name = office.arrive("late", now=NOW)
    office.do(mark, [name], Wish(status="closed", because="settled"), now=NOW)
    assert office.do(orders.token, name) is None
    assert office.do(orders.address, name, words("en")) is None
    assert office.do(orders.token, "f99") is None


def test_the_link_comes_back_as_the_order_that_it_is(office):
    office.configure(MAIL)
    name = office.arrive("late", now=NOW)
    for language in ("en", "ru", "es", "pl", "bg"):
        link = office.do(orders.address, name, words(language))
        assert re.fullmatch(r"mailto:[\x21-\x7e]+", link)
        parts = urlsplit(link)
        assert unquote(parts.path) == "desk@shop.example"
        fields = parse_qs(parts.query, strict_parsing=True)
        assert "+" not in parts.query  # a mail program shows it as it stands
        assert orders.subject(fields["subject"][0]) == (name, office.do(orders.token, name))
        assert name in fields["body"][0]


def test_without_a_mailbox_there_is_neither_link_nor_look(office, monkeypatch):
    name = office.arrive("late", now=NOW)
    monkeypatch.setattr(mailbox, "read", pytest.fail)
    assert office.do(orders.address, name, words("en")) is None
    assert office.do(orders.obey).orders == ()
    assert office.do(orders.probe) is None


def test_a_mailbox_that_does_not_answer_is_a_value(office, post, monkeypatch):
    def refuse(*_, **__):
        raise MailboxError("the mailbox at localhost does not answer", hint="Look.")

    monkeypatch.setattr(mailbox, "read", refuse)
    obeyed = post()
    assert (obeyed.orders, obeyed.error) == ((), "the mailbox at localhost does not answer")
    monkeypatch.delenv("MAILBOX")
    assert "MAILBOX" in (office.do(orders.obey).error or "")


def test_the_time_of_a_wrong_clock_is_not_believed(office, post, letter):
    name = office.arrive("late", now=NOW)
    post(letter(name, at=NOW + timedelta(days=400)))
    assert office.handling(name).replied_at == LATER
    other = office.arrive("other", author="Bo", now=NOW)
    post(letter(other, at=NOW - timedelta(days=400)))
    assert office.handling(other).replied_at == NOW


def test_a_mail_without_id_is_known_by_what_it_says(office, post, letter):
    name = office.arrive("late", now=NOW)
    mail = replace_id(letter(name))
    assert outcomes(post(mail, mail))[0][2] == "done"
    assert outcomes(post()) == []


def replace_id(mail):
    return mail._replace(message_id=None)


def test_codes_differ_between_databases(office, tmp_path):
    name = office.arrive("late", now=NOW)
    first = office.do(orders.token, name)
    other = replace(office, path=tmp_path / "second" / "config.yaml")
    other.path.parent.mkdir()
    other.configure("")
    assert other.arrive("late", now=NOW) == name
    assert other.do(orders.token, name) != first
    assert re.fullmatch(f"[{SIGNS}]{{9}}", first)


def test_what_the_step_refuses_leaves_nothing_half_done(office, post, letter, monkeypatch):
    name = office.arrive("late", now=NOW)
    mail = letter(name)
    with monkeypatch.context() as patch:
        patch.setattr(orders, "_do", _half)
        obeyed = post(mail)
    assert [(each.outcome, each.why) for each in obeyed.orders] == [("refused", "not that")]
    assert office.handling(name).tags == ()
    assert outcomes(post()) == []


def _half(business, matter):
    from amends.errors import UsageError

    mark(business, [matter.name], Wish(tags=("half",)))
    raise UsageError("not that")


CODE = "bcdfghjkm"


@pytest.mark.parametrize(
    "text",
    [
        f"done k7f2 {CODE}",
        f"Done K7F2 {CODE.upper()}",
        f"Re: done k7f2 {CODE}",
        f"RE: Fwd: done k7f2 {CODE}",
        f"[External] Отв.: done k7f2 {CODE}.",
        f"Odp: [Ext] AW:  done\u00a0k7f2   {CODE} ",
    ],
)
def test_what_phones_make_of_the_subject(text):
    assert orders.subject(text) == ("k7f2", CODE)


@pytest.mark.parametrize(
    "text",
    [
        "done",
        "done k7f2",
        f"undone k7f2 {CODE}",
        f"well done k7f2 {CODE}",
        f"done k7f2 {CODE} or not",
        f"done k7f2 {CODE}x",
        f"done ab {CODE}",
        f"do ne k7f2 {CODE}",
        f"done k7f2 {CODE[:-1]}é",
        "Well done, team: " * 50,
    ],
)
def test_what_is_no_order(text):
    assert orders.subject(text) is None


@given(st.text(max_size=400))
def test_any_subject_is_read_without_an_error(text):
    found = orders.subject(text)
    assert found is None or (len(found) == 2 and found[0] in text.casefold())


@given(
    name=st.one_of(
        st.text(SIGNS, min_size=4, max_size=12), st.integers(1, 10**9 - 1).map("f{}".format)
    ),
    code=st.text(SIGNS, min_size=9, max_size=9),
    before=st.sampled_from(["", "Re: ", "AW: ", "[x] ", "Fwd: Re: "]),
)
def test_every_order_is_read_back(name, code, before):
    assert orders.subject(f"{before}{orders.WORD} {name} {code}") == (name, code)
