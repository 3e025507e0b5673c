"""Answers: shares, times, what is late, and what followed."""

from __future__ import annotations

from datetime import timedelta

from amends.models.moments import micros
from amends.models.report import Share
from amends.report import responses

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_times_are_from_the_mention_to_the_first_answer(told):
    for hours in (1, 2, 3, 10):
        told.add(answered_after=hours)
    found = responses.hours(told.view())
    assert (found.median, found.most, found.n) == (2.5, 10, 4)


def test_what_was_there_before_us_makes_no_times(told):
    told.add(answered_after=1)
    told.add(answered_after=200, backfill=True)
    told.add(answered_after=200, undated=True)
    told.praise(answered_after=200)
    assert responses.hours(told.view()).n == 1
    assert responses.answered(told.view()) == Share(3, 3)


def test_only_what_wants_an_answer_is_unanswered(told):
    told.add(answered_after=1)
    told.add()
    told.praise()
    assert responses.answered(told.view()) == Share(1, 2)


def test_what_cannot_be_seen_is_told_apart(told):
    told.add(answered="unknown")
    told.add(answered="unknown", answered_after=1)
    told.add(answered="no")
    assert responses.unseen(told.view()) == 1


def test_overdue_is_past_its_time_at_the_end(told):
    past, coming = micros(told.until - DAY), micros(told.until + DAY)
    told.add(due_at=past)
    told.add(due_at=past, answered_after=1)
    told.add(due_at=coming)
    told.add()
    told.add(told.until - 2 * DAY, due_at=past, answered_after=96)  # answered after the end
    assert responses.overdue(told.view()) == 2


def test_effect_of_answers(told):
    better = told.add(answered_after=1, stars=5.0)
    worse = told.add(answered_after=1, stars=1.0)
    words = told.add(answered_after=1, stars=3.0)
    told.add(answered_after=1)
    told.edit(better, told.since + 9 * DAY, 2.0)
    told.edit(worse, told.since + 9 * DAY, 2.0)
    told.edit(words, told.since + 9 * DAY, 3.0)
    found = responses.effect(told.view())
    assert found.answered == 4
    assert found.edited == Share(3, 4)
    assert (found.raised, found.lowered) == (1, 1)
    assert (found.stars_before.value, found.stars_after.value) == (2.0, 3.0)
    assert found.stars_before.n == found.stars_after.n == 2


def test_edits_before_the_answer_are_no_effect(told):
    at = told.since + DAY
    number = told.add(at, answered_after=48, stars=5.0)
    told.edit(number, at + DAY, 2.0)
    assert responses.effect(told.view()).edited == Share(0, 1)


def test_thanks_after_the_answer(told):
    told.add(told.since + DAY, answered_after=1, person="p")
    told.praise(told.since + 3 * DAY, intent="thanks_after_resolution", person="p")
    told.add(answered_after=1)
    assert responses.effect(told.view()).thanked == Share(1, 1)


def test_times_of_colleagues_are_those_they_recorded_first(told):
    told.add(answered_after=4)
    told.add(answered="yes", reply_at=micros(told.since + 20 * DAY))
    (found,) = responses.people(told.both())
    assert (found.name, found.response.now.median, found.response.now.n) == ("ana", 4, 1)


def test_colleagues_are_not_shown_unasked(told):
    told.add(answered_after=4)
    assert told.report().people is None
    assert [each.name for each in told.report(by_person=True).people] == ["ana"]
