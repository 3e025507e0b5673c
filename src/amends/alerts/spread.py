"""Spread: a mention whose views, likes, shares or replies grow fast.

Growth is people an hour between the last reading and the newest one at least an hour before it,
as the priority counts them (`scoring.factors`); before a second reading, the reach of a mention of
two days at most over its age. `FRESH` after the last reading nobody knows of any growth.
It alarms from `LEAST` people an hour on, if an hour brings as many as nine of ten mentions of the
same source reach in all. Each level is `STEP` times as fast.
What nobody counts is not known, and never taken for nothing; clear praise may spread.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from amends.alerts.timing import HOUR
from amends.models.alert import AlertReason, Signal
from amends.scoring.factors import YOUNG, Figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amends.models.series import Reading, Spreader

LEAST = 200.0
"""People an hour: slower is no fire, however quiet the source is."""
STEP = 4
KNOWN = 10
"""So many mentions of a source must have a known reach before it says what is usual there …"""
UNKNOWN = 1_000.0
"""… until then so many people an hour alarm."""
USUAL_SHARE = 0.9
FRESH = 6 * HOUR
"""An older reading (µs) says nothing about now: what nobody looks at again stops growing."""


def spreads(
    found: Iterable[Spreader], reaches: Mapping[str, Sequence[float]], now: int
) -> list[Signal]:
    """Return the mentions that spread fast, the fastest first.

    `reaches`: source → the people that each of its mentions reached, where that is known (`seen`).
    """
    limits = {source: _limit(known) for source, known in reaches.items()}
    signals: defaultdict[int, list[Signal]] = defaultdict(list)
    for each in found:
        speed = growth(each, now)
        level = _level(speed or 0, limits.get(each.source, UNKNOWN))
        if level and each.stance <= 0:
            signals[level].append(_signal(each, level, speed or 0))
    return [each for level in sorted(signals, reverse=True) for each in signals[level]]


def seen(reading: Reading) -> float | None:
    """Return how many people looked, by its views or else as likes, shares and replies suggest."""
    return Figures.of(reading).people


def growth(spreader: Spreader, now: int) -> float | None:
    """Return by how many people an hour its reach grows; None where nobody can know."""
    if not spreader.readings or not now - FRESH <= spreader.readings[-1].at <= now:
        return None
    *earlier, last = spreader.readings
    before = next((each for each in reversed(earlier) if last.at - each.at >= HOUR), None)
    if before is not None:
        gained = Figures.of(last).since(Figures.of(before))
        return None if gained is None else gained * HOUR / (last.at - before.at)
    age, people = last.at - spreader.published_at, seen(last)
    return people * HOUR / max(HOUR, age) if people is not None and 0 < age <= YOUNG else None


def _limit(known: Sequence[float]) -> float:
    """Return how many people an hour alarm in a source."""
    if len(known) < KNOWN:
        return UNKNOWN
    return max(LEAST, sorted(known)[int(USUAL_SHARE * len(known))])


def _level(speed: float, limit: float) -> int:
    level = 0
    while speed >= limit * STEP**level:
        level += 1
    return level


def _signal(spreader: Spreader, level: int, speed: float) -> Signal:
    reasons = [AlertReason("spread", {"n": round(speed), "source": spreader.source})]
    last = spreader.readings[-1]
    people = seen(last)
    if people is not None:
        reasons.append(AlertReason("spread_reached", {"n": round(people)}))
    reasons.append(AlertReason("spread_read", {"read_at": last.at}))
    return Signal("spread", f"mention:{spreader.id}", level, tuple(reasons), (spreader.id,))
