"""What time decides by itself: giving a mention to somebody, closing what fell silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.models import OwnerReply
from amends.triage.deciding import Wish, mark
from amends.triage.keeping import clock_is_believed
from amends.triage.promising import add
from amends.triage.replying import reply
from amends.triage.upkeep import SILENCE, assign, close_silent, keep_up

DAY = timedelta(days=1)


def silent(office, after=SILENCE + DAY):
    office.now += after
    office.do(keep_up)


def asked(office, **changes):
    one = office.arrive("1", **changes)
    office.do(reply, one, "Sorry, Kate. What was the number of your order?", wait=True)
    return one


def test_asked_and_no_answer(office):
    one = asked(office)
    silent(office, SILENCE - DAY)
    assert office.handling(one).status == "waiting_for_customer"
    silent(office, 2 * DAY)
    handling = office.handling(one)
    assert (handling.status, handling.because) == ("closed", "asked, no answer")
    assert office.happened(one)[-1]["who"] == "amends"


def test_answered_and_nothing_came_back(office):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.")
    silent(office)
    assert office.handling(one).because == "answered, nothing came back"


def test_serious_harm_is_closed_by_people(office):
    one = asked(office, severity=3)
    silent(office)
    assert office.handling(one).status == "waiting_for_customer"


def test_an_open_promise_is_kept_in_sight(office):
    one = office.arrive("1")
    office.do(add, one, "a new cake", by="2026-11-25")
    office.do(mark, [one], Wish(status="following_up"))
    silent(office)
    assert office.handling(one).status == "following_up"


@pytest.mark.parametrize("state", ["pending", "rejected"])
def test_a_reply_that_nobody_can_see_closes_nothing(office, state):
    one = asked(office)
    office.arrive("1", answered="no", reply=OwnerReply("Sorry", office.now, state))
    silent(office)
    assert office.handling(one).open


def test_any_sign_of_life_starts_the_silence_anew(office):
    one = asked(office)
    office.now += 10 * DAY
    office.do(mark, [one], Wish(note="she is on holiday"))
    silent(office, 10 * DAY)
    assert office.handling(one).status == "waiting_for_customer"
    silent(office, 10 * DAY)
    assert office.handling(one).status == "closed"


@pytest.mark.parametrize("year", [2027, 2099])
def test_a_clock_that_leapt_closes_nothing(office, year):
    one = asked(office)
    office.do(keep_up, now=datetime(year, 6, 1, tzinfo=UTC))
    assert office.handling(one).status == "waiting_for_customer"


def test_an_answer_by_a_clock_that_was_behind_is_not_old(office):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.", now=datetime(1970, 1, 1, tzinfo=UTC))
    office.now += DAY
    office.do(keep_up)
    assert office.handling(one).status == "replied"


def test_a_pause_by_a_clock_that_was_behind_gives_no_years(office):
    one = office.arrive("1")
    due = office.handling(one).close_due_at
    waits = Wish(status="waiting_for_customer")
    office.do(mark, [one], waits, now=datetime(1970, 1, 1, tzinfo=UTC))
    office.now += DAY
    office.do(mark, [one], Wish(status="following_up"))
    assert due <= office.handling(one).close_due_at <= due + 2 * DAY


def test_each_is_given_once_and_to_the_least_busy(office):
    office.configure("team: {Mira: {}, Boris: {}}\n")
    ids = [office.arrive(str(n), f"Complaint number {n}", author=f"P{n}") for n in range(4)]
    assert [office.handling(each).assignee for each in ids] == ["Mira", "Boris"] * 2
    office.do(mark, [ids[0]], Wish(assignee="-"))
    assert office.do(assign) == 0
    assert office.handling(ids[0]).assignee is None


def test_nothing_to_do_leaves_nothing_behind(office):
    one = office.arrive("1")
    before = office.happened(one)
    assert office.do(close_silent) == 0
    office.do(keep_up)
    assert office.happened(one) == before


def test_a_clock_that_was_behind_makes_nothing_late(office):
    """An old letter, taken up by hand while the machine believed in 1970."""
    one = office.arrive("1", published_at=office.now - 400 * DAY)
    assert office.handling(one).queued_at is None
    office.do(mark, [one], Wish(status="seen"), now=datetime(1970, 1, 1, tzinfo=UTC))
    assert office.handling(one).reply_due_at > office.now - 400 * DAY


def test_what_was_noted_by_a_wrong_clock_does_not_speak_for_it(office):
    """A call taken at the counter has the date of our own clock, which proves nothing."""
    office.arrive("1")
    wrong = office.now + timedelta(days=365 * 20)
    with office.open() as business:
        assert clock_is_believed(business)
    office.arrive(
        "2", "He rang: the soup was cold, and so was the waiter.", now=wrong, published_at=wrong
    )
    with office.open(now=wrong) as business:
        assert not clock_is_believed(business)
