"""Promises that fell due, and remedies that were granted."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from amends.models.moments import micros
from amends.models.report import Pair, Promises, Remedies, RemedyFigures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.models.figures import Grant
    from amends.models.promises import Followup
    from amends.models.report import Period
    from amends.report.view import Both, View


def promises(view: View) -> Promises:
    """Return what became of the promises that fell due in a period, as it stood at its end."""
    period = view.period
    due = [each for each in view.figures.promises if period.since <= each.due_at < period.until]
    ended = [_ended(each, period) for each in due]
    return Promises(
        due=len(due),
        in_time=ended.count("in_time"),
        late=ended.count("late"),
        dropped=ended.count("dropped"),
        broken=ended.count("broken"),
    )


def _ended(promise: Followup, period: Period) -> str:
    if promise.kept_at is not None and promise.kept_at < period.until:
        return "in_time" if promise.kept_at <= promise.due_at else "late"
    if promise.dropped_at is not None and promise.dropped_at < period.until:
        return "dropped"
    return "broken"


def remedies(both: Both) -> Remedies:
    """Return what was granted in both periods, whenever it had been asked for."""
    now = _granted(both.now)
    before = None if both.before is None else _granted(both.before)
    offered = {(each.mention, each.remedy) for each in _within(both.now) if not each.granted}
    offered -= {(each.mention, each.remedy) for each in now}
    return Remedies(
        granted=Pair(len(now), None if before is None else len(before)),
        cost=Pair(_cost(now), None if before is None else _cost(before)),
        costless=sum(each.cost is None for each in now),
        offered=len(offered),
        kinds=_kinds(now),
    )


def _within(view: View) -> list[Grant]:
    since = micros(view.period.since)
    return [each for each in view.figures.grants if since <= each.at < view.end]


def _granted(view: View) -> list[Grant]:
    return [each for each in _within(view) if each.granted]


def _cost(grants: Iterable[Grant]) -> float | None:
    """Return the known costs together; None where none is known, 0 where nothing was granted."""
    grants = list(grants)
    known = [each.cost for each in grants if each.cost is not None]
    return sum(known) if known or not grants else None


def _kinds(grants: Sequence[Grant]) -> tuple[RemedyFigures, ...]:
    kinds: dict[str, list[Grant]] = defaultdict(list)
    for each in grants:
        kinds[each.remedy].append(each)
    found = [
        RemedyFigures(name, len(each), sum(one.cost or 0.0 for one in each))
        for name, each in kinds.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.cost, -each.count, each.name)))
