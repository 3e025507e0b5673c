"""What counts, what was raised, answered and solved, as it stood at the period's end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.models.figures import Answer, Closing
from amends.models.moments import micros

DAY = timedelta(days=1)
PERSON = {"person": "google:kate"}
THANKS = {"intent": "thanks_after_resolution", "label": "positive", "severity": 0, "mood": 0.8}


def solved(told):
    return [each.line.number for each in told.view().told if each.solved]


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        ({"intent": "complaint", "severity": 0, "label": "neutral"}, True),
        ({"intent": "mixed"}, True),
        ({"intent": "vague_negative"}, True),
        ({"intent": "question", "severity": 1, "label": "negative"}, True),
        ({"intent": "question", "severity": 1, "label": "neutral"}, False),
        ({"intent": "question", "severity": 0, "label": "negative"}, False),
        ({"intent": "praise", "severity": 0, "label": "positive"}, False),
        ({"intent": "suspected_fake"}, False),
        ({"intent": "suspected_fake", "verified": "not_found"}, False),
        ({"intent": "suspected_fake", "verified": "confirmed"}, True),
        ({"intent": None, "severity": None, "label": None, "topics": None}, False),
    ],
)
def test_raised_is_what_went_wrong(told, changes, raised):
    told.add(**changes)
    assert bool(told.view().raised) is raised


@pytest.mark.parametrize(
    "changes", [{"copy": True}, {"status": "spam"}, {"intent": "spam"}, {"intent": "irrelevant"}]
)
def test_what_does_not_count_is_not_told(told, changes):
    told.add(**changes)
    assert told.view().told == ()


def test_the_period_ends_right_before_its_end(told):
    told.add(told.since)
    told.add(told.until - timedelta(microseconds=1))
    told.add(told.until)
    told.add(told.since - timedelta(microseconds=1))
    assert [each.line.number for each in told.view().told] == [1, 2]


def test_an_answer_alone_solves_nothing(told):
    told.add(answered_after=2, status="replied")
    (found,) = told.view().told
    assert found.answered
    assert not found.solved


def test_closed_after_an_answer_is_solved(told):
    told.add(answered_after=2, closed_after=5)
    assert solved(told) == [1]


@pytest.mark.parametrize("changes", [{"reopened": True}, {"promised": True}])
def test_what_is_open_again_is_not_solved(told, changes):
    told.add(answered_after=2, closed_after=5, **changes)
    assert solved(told) == []


def test_closed_without_an_answer_is_not_solved(told):
    told.add(closed_after=5)
    assert solved(told) == []


def test_what_the_calendar_closed_is_not_solved(told):
    number = told.add(answered_after=2, closed_after=5)
    told.closings[number] = Closing(told.closings[number].at, "amends")
    assert solved(told) == []


def test_what_came_after_the_period_counts_in_neither(told):
    at = told.until - DAY
    told.add(at, answered_after=48)
    told.add(at, answered_after=1, closed_after=48)
    late, closed = told.view().told
    assert not late.answered
    assert late.answered_at is None
    assert closed.answered
    assert not closed.solved


def test_more_stars_after_the_answer_solve_it(told):
    number = told.add(answered_after=2, stars=5.0)
    told.edit(number, told.since + 10 * DAY, 2.0)
    assert solved(told) == [number]


def test_more_stars_before_the_answer_do_not(told):
    at = told.since + DAY
    number = told.add(at, answered_after=48, stars=5.0)
    told.edit(number, at + DAY, 2.0)
    assert solved(told) == []


def test_stars_are_those_of_the_period_end(told):
    number = told.add(answered_after=2, stars=5.0)
    told.edit(number, told.until + DAY, 2.0)
    (found,) = told.view().told
    assert found.stars == 2.0
    assert not found.solved


def test_thanks_by_the_same_person_solve_it(told):
    told.add(told.since + DAY, **PERSON)
    told.add(told.since + DAY, person="google:bo")
    told.praise(told.since + 3 * DAY, **{**THANKS, **PERSON})
    assert solved(told) == [1]


def test_thanks_from_before_do_not(told):
    told.praise(told.since + DAY, **{**THANKS, **PERSON})
    told.add(told.since + 3 * DAY, **PERSON)
    assert solved(told) == []


def test_the_first_of_all_known_answers_counts(told):
    at = told.since + DAY
    number = told.add(
        at, answered="yes", reply_at=micros(at + 5 * DAY), replied_at=micros(at + DAY)
    )
    told.answers[number] = Answer(micros(at + 2 * DAY), "ana")
    (found,) = told.view().told
    assert found.answered_at == micros(at + DAY)


@pytest.mark.parametrize("state", ["pending", "rejected"])
def test_what_nobody_can_read_answers_nobody(told, state):
    told.add(answered_after=2, answered="yes", reply_state=state)
    (found,) = told.view().told
    assert not found.answered


def test_an_answer_older_than_the_words_has_no_known_time(told):
    told.add(answered="yes", reply_at=micros(told.since))
    (found,) = told.view().told
    assert found.answered
    assert found.answered_at is None


def test_an_answer_at_an_unknown_time_is_an_answer(told):
    told.add(answered="yes")
    (found,) = told.view().told
    assert found.answered


def test_hours_are_those_of_the_business(fresh):
    told = fresh(zone="Europe/Sofia")
    told.add(datetime(2026, 10, 24, 21, 30, tzinfo=UTC))  # summer time: UTC+3
    told.add(datetime(2026, 10, 25, 21, 30, tzinfo=UTC))  # since this day UTC+2
    week = told.report().hours.week
    sunday = [hour for hour, count in enumerate(week[6]) if count]
    assert (sunday, sum(map(sum, week))) == ([0, 23], 2)
