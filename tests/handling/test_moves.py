"""Which steps there are, and what each of them carries with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.errors import UsageError
from amends.handling.moves import MOVES, REPLIED, STATUSES, UNANSWERED, allowed, move
from amends.models import Handling
from amends.models.handling import Proposal

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
ALL = [(before, after) for before in STATUSES for after in STATUSES]


def moved(status, handling=None, *, because="a reason", now=NOW, **facts):
    return move(handling or Handling(), status, because=because, now=now, **facts)


@pytest.mark.parametrize(("before", "after"), ALL)
def test_every_step_leads_somewhere_or_says_what_does(before, after):
    handling = Handling(status=before, because="as it was")
    if after == before or after in MOVES[before]:
        assert after in allowed(handling)
        assert moved(after, handling).status == after
        return
    with pytest.raises(UsageError, match=f"what is {before} cannot become {after}") as refused:
        moved(after, handling)
    assert all(status in refused.value.hint for status in MOVES[before])


@pytest.mark.parametrize("status", STATUSES)
def test_nothing_is_a_dead_end_and_nothing_is_new_twice(status):
    assert MOVES[status]
    assert "new" not in MOVES[status]


@pytest.mark.parametrize("because", [None, "", "  \n"])
def test_leaving_one_alone_needs_a_reason(because):
    with pytest.raises(UsageError, match="needs a reason"):
        moved("ignored", because=because)
    assert moved("ignored", because=" a joke ").because == "a joke"


@pytest.mark.parametrize("before", ["new", "seen", "verifying", "drafted", "approved"])
def test_closing_what_nobody_answered_needs_a_reason(before):
    handling = Handling(status=before)
    with pytest.raises(UsageError, match="nobody has answered"):
        moved("closed", handling, because=None)
    assert moved("closed", handling, because="settled").because == "settled"
    assert moved("closed", handling, because=None, answered=True).status == "closed"


def test_closing_over_an_open_promise_needs_a_reason():
    promised = Handling(status="following_up", replied_at=NOW, follow_up_at=LATER)
    with pytest.raises(UsageError, match="promise"):
        moved("closed", promised, because=None)
    assert moved("closed", promised, because="she moved away").follow_up_at == LATER


@pytest.mark.parametrize("status", ["closed", "ignored"])
def test_a_reason_stands_until_the_customer_comes_back(status):
    left = Handling(status=status, because="settled")
    assert moved(status, left, because=None).because == "settled"
    assert moved(status, left, because="rang her").because == "rang her"
    with pytest.raises(UsageError, match="needs a reason"):
        moved(status, replace(left, reopened_at=LATER), because=None)


def test_an_answer_stops_the_first_clock_once():
    replied = moved("replied", because=None)
    assert replied.replied_at == NOW
    assert moved("following_up", replied, because=None, now=LATER).replied_at == NOW


@pytest.mark.parametrize("status", sorted(UNANSWERED - {"new"}))
def test_going_back_to_work_says_that_there_was_no_answer(status):
    replied = replace(moved("replied", revision=3), status="approved")
    back = moved(status, replied)
    assert (back.replied_at, back.replied_revision) == (None, None)


@pytest.mark.parametrize("status", sorted(REPLIED))
def test_an_answer_is_one_to_the_words_as_they_are(status):
    answered = moved(status, moved("replied", revision=1), now=LATER, revision=2)
    assert (answered.replied_at, answered.replied_revision) == (NOW, 2)


def test_waiting_counts_from_its_beginning_and_ends_with_the_next_step():
    waiting = moved("waiting_for_customer")
    assert waiting.waiting_since == NOW
    assert moved("waiting_for_customer", waiting, now=LATER).waiting_since == NOW
    assert moved("replied", waiting, now=LATER).waiting_since is None


@pytest.mark.parametrize("status", [each for each in STATUSES if each != "new"])
def test_every_decision_wakes_it_takes_it_in_and_settles_its_return(status):
    asleep = Handling(snoozed_until=LATER, reopened_at=NOW, status="drafted")
    after = moved(status, asleep)
    assert (after.snoozed_until, after.reopened_at, after.queued_at) == (None, None, NOW)


def test_a_proposal_lasts_while_it_is_to_be_sent():
    drafted = Handling(status="drafted", proposal=Proposal("Sorry", "ana", NOW))
    assert moved("approved", drafted).proposal == drafted.proposal
    assert moved("seen", drafted).proposal is None


def test_what_needs_approval_is_not_approved_by_a_step():
    waits = Handling(status="drafted", proposal=Proposal("Sorry", "ana", NOW, needs_approval=True))
    with pytest.raises(UsageError, match="somebody else"):
        moved("approved", waits)
    approved = replace(waits, proposal=replace(waits.proposal, approved_by="boris"))
    assert moved("approved", approved).status == "approved"
