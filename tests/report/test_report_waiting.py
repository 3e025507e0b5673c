"""What waiting cost: late ones beside those in time."""

from __future__ import annotations

from datetime import timedelta

from amends.models.moments import micros
from amends.models.report import Share
from amends.report.waiting import waiting

DAY = timedelta(days=1)


def add(told, *, late, day=1, **changes):
    at = told.since + day * DAY
    return told.add(at, due_at=micros(at + DAY), answered_after=48 if late else 5, **changes)


def test_groups_are_by_what_was_due(told):
    add(told, late=True)
    add(told, late=False)
    at = told.since + DAY
    told.add(at, due_at=micros(at + DAY))  # never answered: late
    told.add(told.until - timedelta(hours=2), due_at=micros(told.until + DAY))  # not due: neither
    told.add(at)  # no time by which to answer
    told.add(at, due_at=micros(at + DAY), answered="yes")  # answered, nobody knows when
    add(told, late=True, backfill=True)
    found = waiting(told.view())
    assert (found.late.n, found.in_time.n) == (2, 1)


def test_who_wrote_again(told):
    add(told, late=True, person="p")
    told.add(told.since + 20 * DAY, person="p")
    add(told, late=True, person="q")
    told.praise(told.since + 20 * DAY, person="q")
    add(told, late=True)
    assert waiting(told.view()).late.wrote_again == Share(1, 2)


def test_who_dropped_stars_or_left(told):
    dropped = add(told, late=True, stars=1.0, person="p", leaving=True)
    told.edit(dropped, told.since + 9 * DAY, 3.0)
    add(told, late=True, stars=2.0, person="q", leaving=True)  # said so at once: not for waiting
    add(told, late=True, person="r")
    told.praise(told.since + 9 * DAY, person="r", leaving=True)
    found = waiting(told.view()).late
    assert found.lost_stars == Share(1, 2)
    assert found.left == Share(2, 3)


def test_what_was_granted(told):
    first, second = add(told, late=True), add(told, late=True)
    told.grant(first, cost=10.0)
    told.grant(second, cost=None)
    told.grant(add(told, late=True), cost=99.0, granted=False)
    found = waiting(told.view()).late
    assert found.compensated == Share(2, 3)
    assert (found.cost.value, found.cost.n) == (10.0, 1)


def test_few_say_nothing(told):
    for _ in range(10):
        add(told, late=True)
    for _ in range(9):
        add(told, late=False)
    assert not waiting(told.view()).known
    add(told, late=False)
    assert waiting(told.view()).known
