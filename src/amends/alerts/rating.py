"""Rating: the average of a source, at a place, has moved by a step.

The last 30 days are compared with the 90 before them, and the last 90 with the 180 before. It
alarms if the means differ by `alerts.rating_step` and by `SURE` standard errors (Welch 1947: each
side has its own variance; never less than `LEAST_VARIANCE`, since five equal ratings prove
little), and both sides have enough ratings. Level n: n steps.

Down is an alert. Up is good news and told once, as level 1. That the average of all time, which
strangers see rounded, crosses a step (4.3 to 4.2) is no alert of its own: at an edge it would ring
with every rating. It is a reason where the ratings themselves have moved.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from amends.models.alert import AlertReason, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.models.series import Stars

SPANS = ((30, 90), (90, 180))
"""Days: the present, and what it is compared with."""
ENOUGH, ENOUGH_BEFORE = 10, 20
"""Ratings."""
SURE = 4.5
"""Standard errors: the same ratings are looked at anew each day."""
LEAST_VARIANCE = 0.25
"""Of single ratings: half a star to and fro."""
SLACK = 1e-9
"""What floating point may take from a step."""


class _Sum(NamedTuple):
    number: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.number

    @property
    def error(self) -> float:
        """The squared standard error of the mean."""
        spare = self.squares / self.number - self.mean**2
        return max(LEAST_VARIANCE, spare * self.number / max(1, self.number - 1)) / self.number


def ratings(found: Iterable[Stars], step: float, today: int) -> list[Signal]:
    """Return where the average has moved by `step` stars; `today` in days since 1970 UTC."""
    groups: dict[tuple[str, str], list[Stars]] = {}
    for each in found:
        groups.setdefault((each.source, each.place or ""), []).append(each)
    signals = [_signal(*key, days, step, today) for key, days in groups.items()]
    return sorted(filter(None, signals), key=lambda each: (-each.level, each.about))


def _signal(
    source: str, place: str, days: Sequence[Stars], step: float, today: int
) -> Signal | None:
    moves = [each for span in SPANS if (each := _moved(days, step, today, span))]
    if not moves:
        return None
    now, before, span = max(moves, key=lambda each: abs(each[0].mean - each[1].mean))
    change = now.mean - before.mean
    way = "down" if change < 0 else "up"
    level = int(abs(change) / step + SLACK) if change < 0 else 1
    about = f"source:{source}" + (f" place:{place}" if place else "")
    args = {"now": _shown(now), "before": _shown(before), "source": source}
    code = f"rating_{way}_place" if place else f"rating_{way}"
    reasons = [
        AlertReason(code, {**args, "place": place} if place else args),
        AlertReason("rating_of", {"n": now.number, "days": span}),
        *_strangers(days, today, span, way),
    ]
    return Signal("rating", f"{way} {about}", level, tuple(reasons))


def _moved(
    days: Sequence[Stars], step: float, today: int, span: tuple[int, int]
) -> tuple[_Sum, _Sum, int] | None:
    recent, earlier = span
    now = _sum(days, today - recent, today)
    before = _sum(days, today - recent - earlier, today - recent)
    if now.number < ENOUGH or before.number < ENOUGH_BEFORE:
        return None
    change = abs(now.mean - before.mean)
    sure = change >= SURE * sqrt(now.error + before.error)
    return (now, before, recent) if sure and change >= step - SLACK else None


def _strangers(days: Sequence[Stars], today: int, span: int, way: str) -> list[AlertReason]:
    """Return what the average of all ratings that we know has become, if it shows."""
    now, before = _sum(days, -1, today), _sum(days, -1, today - span)
    seen, was = _shown(now), _shown(before)
    shows = seen < was if way == "down" else seen > was
    return [AlertReason("rating_shown", {"now": seen, "before": was})] if shows else []


def _sum(days: Iterable[Stars], after: int, until: int) -> _Sum:
    chosen = [each for each in days if after < each.day <= until]
    return _Sum(
        sum(each.number for each in chosen),
        sum(each.total for each in chosen),
        sum(each.squares for each in chosen),
    )


def _shown(ratings: _Sum) -> float:
    return round(ratings.mean, 1)
