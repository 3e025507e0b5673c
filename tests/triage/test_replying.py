"""Replies: recorded, proposed, approved by somebody else; and what they carry with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.errors import UsageError
from amends.triage.deciding import Wish, mark
from amends.triage.promising import agenda
from amends.triage.proposing import approve, propose
from amends.triage.replying import reply

DAY = timedelta(days=1)


def test_an_answer_stops_the_clock_and_answers_these_words(office):
    one = office.arrive("1")
    assert office.do(reply, one, "Sorry, Kate. Ana").status == "replied"
    case = office.case(one)
    assert (case.answered, case.handling.replied_at) == (True, office.now)
    office.arrive("1", "You answered, and nothing at all has happened since. Shame on you.")
    case = office.case(one)
    assert (case.answered, case.handling.reopened_at) == (False, office.now)
    office.do(reply, one, "Sorry again, Kate. Ana")
    case = office.case(one)
    assert (case.answered, case.handling.reopened_at, case.handling.replied_revision) == (
        True,
        None,
        2,
    )


def test_a_sentence_that_names_a_day_is_a_promise(office):
    one = office.arrive("1")
    done = office.do(reply, one, "Sorry, Kate. I will call you on Wednesday. Ana")
    (made,) = done.promises
    assert (done.status, made.due_at) == ("following_up", datetime(2026, 11, 25, 16, tzinfo=UTC))
    assert office.handling(one).follow_up_at == made.due_at
    again = office.do(reply, one, "Sorry, Kate. I will call you on Wednesday. Ana")
    assert again.promises == ()
    assert len(office.do(agenda).items) == 1


@pytest.mark.parametrize("text", ["", "  \n", None])
def test_no_text_is_no_reply(office, text):
    one = office.arrive("1")
    with pytest.raises(UsageError):
        office.do(reply, one, text)
    assert office.handling(one).replied_at is None


class TestFourEyes:
    @pytest.fixture
    def proposed(self, office):
        one = office.arrive("1")
        assert office.do(propose, one, "Sorry, Kate.", needs_approval=True) is True
        return one

    @pytest.mark.parametrize("who", ["ana", "ANA"])
    def test_nobody_approves_their_own(self, office, proposed, who):
        with pytest.raises(UsageError, match="somebody else"):
            office.do(approve, proposed, who=who)
        with pytest.raises(UsageError, match="waits for approval"):
            office.do(reply, proposed, None)

    def test_somebody_else_does(self, office, proposed):
        assert office.do(approve, proposed, who="boris").approved_by == "boris"
        assert office.handling(proposed).status == "approved"
        office.do(reply, proposed, None)
        with office.open() as business:
            assert [each["text"] for each in business.store.replies(1)] == ["Sorry, Kate."]
        assert office.handling(proposed).proposal is None

    def test_another_wording_needs_another_approval(self, office, proposed):
        office.do(approve, proposed, who="boris")
        office.do(propose, proposed, "Sorry, Kate. A hundred cakes!", needs_approval=True)
        with pytest.raises(UsageError, match="waits for approval"):
            office.do(reply, proposed, None)

    def test_sending_it_all_the_same_is_told(self, office, proposed):
        assert office.do(reply, proposed, "Sorry, Kate.").unapproved

    def test_nothing_to_approve(self, office):
        with pytest.raises(UsageError, match="no proposed reply"):
            office.do(approve, office.arrive("1"), who="boris")


def test_one_answer_for_all_open_letters_of_a_person(office):
    first = office.arrive("1", "The bread was stale.")
    office.now += DAY
    second = office.arrive("2", "And today the rolls were stale as well.")
    done = office.do(reply, second, "Sorry, Kate. Ana")
    assert done.along == (first,)
    assert office.handling(first).status == "replied"
    assert office.happened(first)[-1]["with"] == second


def test_a_dry_run_answers_nobody(office):
    one = office.arrive("1")
    done = office.do(reply, one, "Sorry. I will call you on Wednesday.", dry_run=True)
    assert len(done.promises) == 1
    assert office.case(one).answered is False
    assert office.do(agenda).items == ()


def test_waiting_stands_still_and_goes_on(office):
    one = office.arrive("1")
    due = office.handling(one).close_due_at
    office.do(reply, one, "Sorry, Kate. What was your order?", wait=True)
    office.now += 5 * DAY
    office.do(mark, [one], Wish(status="following_up"))
    assert office.handling(one).close_due_at == due + 5 * DAY
