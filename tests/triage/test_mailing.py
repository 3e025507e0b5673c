"""Mail is sent once, whatever breaks in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.delivery.smtp import Connection
from amends.errors import ConfigError
from amends.models.delivery import Letter
from amends.triage.mailing import Addressed, post

LETTER = Letter("2 urgent", "Good morning.")


def to(address, key="2026-11-20", **more):
    return Addressed(address, LETTER, "digest", key, **more)


@pytest.fixture
def mailing_office(office, post_office, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "mail-secret")

    def configure(served, *, port=None):
        office.configure(
            "mail: {host: localhost, user: bot@shop.test, password: 'env:MAIL_PASSWORD',"
            f" to: [ana@shop.test], timeout: 5, port: {port or served.port}}}\n"
        )
        return served

    office.mails_with = configure
    office.served = configure(post_office())
    return office


def states(found):
    return [(each.channel, each.state, each.tries) for each in found]


def test_it_is_sent_once_to_each(mailing_office):
    letters = [to("Ana <ana@Shop.test>", told=("k7f2",)), to("bo@shop.test"), to("ana@shop.test")]
    found = mailing_office.do(post, letters)
    assert states(found) == [("mail:ana@shop.test", "sent", 1), ("mail:bo@shop.test", "sent", 1)]
    assert found[0].told == ("k7f2",)
    assert mailing_office.do(post, letters) == []
    first, second = mailing_office.served.mails
    assert (first.rcpt_tos, second.rcpt_tos) == (["ana@shop.test"], ["bo@shop.test"])
    assert f"Message-ID: {found[0].message_id}".encode() in first.content
    assert b"Date: Fri, 20 Nov 2026 10:00:00 +0200" in first.content
    assert b'From: "Blue Door Bakery" <bot@shop.test>' in first.content


def test_capitals_make_no_other_reader(mailing_office):
    mailing_office.do(post, [to("ana@shop.test")])
    assert mailing_office.do(post, [to("Ana <ANA@Shop.Test>")]) == []
    (other,) = mailing_office.do(post, [to("Bo@shop.test")])
    assert other.channel == "mail:bo@shop.test"
    assert mailing_office.served.mails[-1].rcpt_tos == ["Bo@shop.test"]


def test_another_day_is_another_letter(mailing_office):
    mailing_office.do(post, [to("ana@shop.test")])
    (again,) = mailing_office.do(post, [to("ana@shop.test", "2026-11-21")])
    assert again.state == "sent"


def test_what_failed_is_tried_by_the_next_run(mailing_office):
    letters = [to("grey@shop.test"), to("refused@shop.test"), to("ana@shop.test")]
    found = mailing_office.do(post, letters)
    assert [each.state for each in found] == ["failed", "failed", "sent"]
    assert "451 4.7.1 greylisted" in found[0].error
    later = mailing_office.now + timedelta(hours=1)
    again = mailing_office.do(post, letters, now=later)
    assert states(again) == [
        ("mail:grey@shop.test", "sent", 2),
        ("mail:refused@shop.test", "failed", 2),
    ]
    assert again[0].error is None
    assert again[0].at == later
    assert len(mailing_office.served.mails) == 2


def test_a_reader_who_is_named_twice_is_tried_once(mailing_office):
    letters = [to("refused@shop.test"), to("Ana <REFUSED@shop.test>")]
    assert len(mailing_office.do(post, letters, dry_run=True)) == 1
    assert states(mailing_office.do(post, letters)) == [("mail:refused@shop.test", "failed", 1)]


def test_cut_off_after_the_text_it_is_never_sent_again(mailing_office):
    (found,) = mailing_office.do(post, [to("cut@shop.test")])
    assert found.state == "unknown"
    assert "closed the connection" in found.error
    for _ in range(2):
        assert mailing_office.do(post, [to("cut@shop.test")]) == []
    assert len(mailing_office.served.mails) == 1


def cut_off(business):
    return business.store.deliveries.left_behind(business.now + timedelta(hours=2))


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("before", [True, False])
def test_killed_around_the_sending_it_is_not_sent_again(mailing_office, monkeypatch, before):
    real = Connection.send

    def killed(self, *arguments, **options):
        if not before:
            real(self, *arguments, **options)
        raise Killed

    monkeypatch.setattr(Connection, "send", killed)
    with pytest.raises(Killed):
        mailing_office.do(post, [to("ana@shop.test"), to("bo@shop.test")])
    monkeypatch.undo()
    monkeypatch.setenv("MAIL_PASSWORD", "mail-secret")

    assert mailing_office.do(post, [to("ana@shop.test")]) == []  # before it was noticed
    (left,) = mailing_office.do(cut_off)
    assert (left.channel, left.state) == ("mail:ana@shop.test", "unknown")
    assert mailing_office.do(cut_off) == []  # said once
    assert mailing_office.do(post, [to("ana@shop.test")]) == []
    assert len(mailing_office.served.mails) == (0 if before else 1)


def test_no_transaction_is_open_while_the_server_is_spoken_to(mailing_office, monkeypatch):
    real = Connection.send

    def from_elsewhere(self, *arguments, **options):
        with mailing_office.open() as other:
            (seen,) = other.store.deliveries.since(mailing_office.now)
            assert seen.state == "intended"
            assert other.store.deliveries.intend("elsewhere", "alert", "a1", now=other.now)
        return real(self, *arguments, **options)

    monkeypatch.setattr(Connection, "send", from_elsewhere)
    (sent,) = mailing_office.do(post, [to("ana@shop.test")])
    assert sent.state == "sent"


def test_nobody_answers(mailing_office):
    mailing_office.mails_with(mailing_office.served, port=1)
    found = mailing_office.do(post, [to("ana@shop.test"), to("bo@shop.test")])
    assert [each.state for each in found] == ["failed", "failed"]
    assert {each.error for each in found} == {"localhost:1 refuses the connection"}


def test_an_address_that_mail_cannot_reach_fails_alone(mailing_office):
    found = mailing_office.do(post, [to("ана@shop.test"), to("ana@shop.test")])
    assert [each.state for each in found] == ["failed", "sent"]
    assert "outside ASCII" in found[0].error


@pytest.mark.parametrize("taken_back", [True, False])
def test_a_dry_run_says_what_would_be_sent(mailing_office, taken_back):
    mailing_office.do(post, [to("ana@shop.test"), to("refused@shop.test")])
    letters = [to("ana@shop.test"), to("bo@shop.test"), to("refused@shop.test")]
    with mailing_office.open(dry_run=taken_back) as business:
        found = post(business, letters, dry_run=not taken_back)
    assert states(found) == [
        ("mail:bo@shop.test", "intended", 0),
        ("mail:refused@shop.test", "intended", 1),
    ]
    assert len(mailing_office.served.mails) == 1
    with mailing_office.open() as business:
        assert len(business.store.deliveries.since(mailing_office.now)) == 2


def test_nothing_to_send_asks_for_nothing(office):
    assert office.do(post, []) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("", "no `mail:` section"),
        ("mail: {host: localhost, user: a@b.test, password: 'env:NO_SUCH'}\n", "NO_SUCH"),
    ],
)
def test_without_configuration_nothing_is_tried(office, more, says):
    office.configure(more)
    with pytest.raises(ConfigError, match=says):
        office.do(post, [to("ana@shop.test")])
    with office.open() as business:
        assert business.store.deliveries.since(office.now) == []
