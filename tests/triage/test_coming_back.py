"""The customer comes back: what slept wakes, what stood still goes on, what was ready can go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.errors import UsageError
from amends.models.handling import UNTIL_REACTION
from amends.store import Filter
from amends.triage.deciding import Wish, mark
from amends.triage.promising import add
from amends.triage.proposing import approve, propose
from amends.triage.ranking import listing
from amends.triage.replying import reply
from amends.triage.undoing import undo

DAY = timedelta(days=1)
AGAIN = "Nobody has called me, and I still wait for the money for that cake."


def test_who_answers_our_question_elsewhere_has_not_used_up_our_time(office):
    asked = office.arrive("1")
    office.do(reply, asked, "Which day was it?", wait=True)
    due = office.handling(asked).close_due_at
    later = office.now + 10 * DAY
    second = office.arrive("2", AGAIN, now=later)
    office.do(reply, second, "Sorry, Kate.", now=later + DAY)
    assert office.handling(asked).close_due_at == due + 10 * DAY  # till Kate wrote, not longer
    assert not office.do(listing, Filter(), now=later + DAY).groups["close"]


def test_who_is_asked_again_has_two_weeks_from_then(office):
    asked = office.arrive("1")
    office.do(reply, asked, "Which day was it?", wait=True)
    later = office.now + 10 * DAY
    second = office.arrive("2", AGAIN, now=later)
    office.do(reply, second, "And at what time?", wait=True, now=later)
    assert office.handling(asked).waiting_since == later


@pytest.mark.parametrize("until", [UNTIL_REACTION, UNTIL_REACTION - 40 * DAY])
def test_what_nobody_has_answered_wakes_when_the_person_writes_again(office, until):
    asleep = office.arrive("1")
    office.do(mark, [asleep], Wish(snooze=until))
    second = office.arrive("2", AGAIN, now=office.now + DAY)
    assert office.handling(asleep).snoozed_until is None
    assert office.happened(asleep)[-1]["what"] == "wrote_again"
    assert office.happened(asleep)[-1]["id"] == second
    [matter] = office.do(listing, Filter(), now=office.now + DAY).items
    assert {matter.case.id, *matter.also} == {asleep, second}


def test_what_sleeps_is_not_woken_by_an_older_letter(office):
    asleep = office.arrive("1")
    office.do(mark, [asleep], Wish(snooze=UNTIL_REACTION))
    office.arrive("2", AGAIN, published_at=office.now - 9 * DAY)
    assert office.handling(asleep).snoozed_until == UNTIL_REACTION


def test_nobody_else_wakes_it(office):
    asleep = office.arrive("1")
    office.do(mark, [asleep], Wish(snooze=UNTIL_REACTION))
    office.arrive("2", AGAIN, author="Paul", now=office.now + DAY)
    office.arrive("3", AGAIN + " Kate", place="Harbour", now=office.now + DAY)
    assert office.handling(asleep).snoozed_until == UNTIL_REACTION


def test_a_second_reply_can_be_approved_after_an_edit(office):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.")
    office.do(propose, one, "We will do better.", needs_approval=True)
    office.arrive("1", AGAIN, now=office.now + DAY)
    office.do(approve, one, who="boris", now=office.now + DAY)
    assert office.handling(one).status == "approved"
    assert office.handling(one).proposal.approved_by == "boris"
    office.do(undo, who="boris", now=office.now + DAY)
    assert office.handling(one).status == "replied"


def test_a_copy_that_nobody_answered_is_not_closed_without_a_reason(office):
    root = office.arrive("1")
    copy = office.arrive("2", source="board", source_type="feed")
    office.do(reply, root, "Sorry, Kate.")
    assert not office.do(mark, [root], Wish(status="closed")).along
    assert office.handling(copy).open
    office.do(mark, [root], Wish(status="closed", because="she came by"))
    assert office.handling(copy).because == "she came by"


def test_a_copy_that_we_promised_something_under_is_not_closed_without_a_reason(office):
    root = office.arrive("1")
    copy = office.arrive("2", source="board", source_type="feed")
    for each in (root, copy):
        office.do(reply, each, "Sorry, Kate.")
    office.do(add, copy, "a call", by="2026-12-01")
    assert not office.do(mark, [root], Wish(status="closed")).along
    with pytest.raises(UsageError, match="promise"):
        office.do(mark, [copy], Wish(status="closed"))
