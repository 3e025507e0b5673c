"""Promises that fell due, remedies that were granted."""

from __future__ import annotations

from datetime import timedelta

from amends.models.promises import Followup
from amends.models.report import Promises, RemedyFigures, Share
from amends.report.promises import promises, remedies

DAY = timedelta(days=1)


def promise(told, due, *, kept=None, dropped=None):
    number = len(told.promises) + 1
    told.promises.append(
        Followup(
            number=number,
            mention="k7f2",
            author=None,
            place=None,
            made_at=told.since - 9 * DAY,
            due_at=due,
            who="ana",
            what="I will ring you.",
            kept_at=kept,
            dropped_at=dropped,
        )
    )


def test_promises_stand_as_they_did_at_the_end(told):
    due = told.since + 5 * DAY
    promise(told, due, kept=due)
    promise(told, due, kept=due + DAY)
    promise(told, due, kept=told.until + DAY)
    promise(told, due)
    promise(told, due, dropped=due)
    promise(told, told.until, kept=due)  # falls due later
    promise(told, told.since - DAY, kept=told.since)  # fell due earlier
    found = promises(told.view())
    assert found == Promises(due=5, in_time=1, late=1, dropped=1, broken=2)
    assert found.kept == Share(2, 4)


def test_nothing_due_is_nothing_kept(told):
    assert promises(told.view()).kept.value is None


def test_remedies_of_the_period(told):
    told.grant(1, remedy="cake", cost=20.0)
    told.grant(2, remedy="cake", cost=5.0)
    told.grant(3, remedy="call")
    told.grant(4, remedy="cake", granted=False)
    told.grant(1, remedy="cake", granted=False)  # offered first, then granted
    told.grant(5, at=told.since - DAY, cost=7.0)
    found = remedies(told.both())
    assert (found.granted.now, found.granted.before) == (3, 1)
    assert (found.cost.now, found.cost.before) == (25.0, 7.0)
    assert (found.costless, found.offered) == (1, 1)
    assert found.kinds == (RemedyFigures("cake", 2, 25.0), RemedyFigures("call", 1, 0.0))


def test_unknown_costs_are_not_zero(told):
    told.grant(1)
    assert remedies(told.both()).cost.now is None
    assert remedies(told.both()).cost.before == 0
