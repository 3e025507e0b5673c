"""What comes first: a score from 0 to 100 whose reasons add up to it.

    score = floor + (100 − floor) · w        w = Σ weight · factor / Σ weight, each factor 0…1

Where less than everything is at stake, w fills the band of its intent instead, or the one of what
has been answered; the difference is a reason of its own. The points of the configured
rules come last: they move a mention, but never harm below its floor. Both passes over the queue use
`_tenths` and `_ruled`: `score` for the order of all, `prioritise` with the reasons for those shown.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter, mul
from typing import TYPE_CHECKING, Literal, NamedTuple

from amends.models import Priority, Reason
from amends.scoring.factors import SERIOUS, factors
from amends.scoring.playbook import misplaced
from amends.scoring.wording import SAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models.listing import Placed
    from amends.models.standing import Policy, Standing, Weights
    from amends.models.vocabulary import Factor, Intent
    from amends.scoring.factors import Factors

    Wanted = Intent | Literal["extortion", "misplaced", "silent_praise"]


class Band(NamedTuple):
    """Between which scores the factors move a mention."""

    floor: float
    ceiling: float


HARM = {3: Band(70, 100), 4: Band(85, 100)}
"""By severity, whatever the intent: no calm tone and no small reach can push harm below this."""

BANDS: dict[Wanted, Band] = {
    "extortion": Band(20, 100),
    "complaint": Band(20, 100),
    "question": Band(20, 60),
    "mixed": Band(15, 60),
    "vague_negative": Band(10, 60),
    "suspected_fake": Band(10, 60),
    "misplaced": Band(10, 60),
    "suggestion": Band(10, 45),
    "praise": Band(8, 25),
    "silent_praise": Band(5, 25),
    "thanks_after_resolution": Band(2, 5),
    "irrelevant": Band(0, 4),
    "spam": Band(0, 2),
}
"""By what is wanted, without serious harm: help, an answer, a talk, thanks, nothing."""

ANSWERED = 15
"""The ceiling of what has its answer."""


def score(standing: Standing, policy: Policy, now: int) -> float:
    """Return the priority of one mention; `now` in microseconds since 1970 UTC."""
    weighted = _weighted(factors(standing, policy, now), policy.weights)
    return _ruled(standing, now, _tenths(band(standing, now), weighted)) / 10


def band(standing: Standing, now: int) -> Band:
    """Return between which scores the factors move a mention; a broken promise is no answer."""
    unanswered = _open_band(standing)
    return Band(0, min(ANSWERED, unanswered.ceiling)) if _settled(standing, now) else unanswered


def order(placed: Iterable[Placed], limit: int | None = None) -> list[Placed]:
    """Return the first `limit` by score, then severity, then the oldest, then the id."""
    by_score = sorted(placed, key=attrgetter("score"), reverse=True)
    if limit is not None and limit < len(by_score):
        last = by_score[limit - 1].score  # who shares the last score competes for the last places
        by_score = by_score[: bisect_right(by_score, -last, key=lambda each: -each.score)]
    by_score.sort(key=_rank)
    return by_score[:limit]


def _rank(placed: Placed) -> tuple[float, int, int, str]:
    standing = placed.standing
    return -placed.score, -standing.severity, standing.published_at, standing.id


def prioritise(
    standing: Standing, policy: Policy, now: int, *, quote: str | None = None
) -> Priority:
    """Return the score with its reasons, the weightiest first; their points add up exactly.

    `quote` is the customer's word for the harm, for the reason of the floor.
    """
    found = factors(standing, policy, now)
    weighted = _weighted(found, policy.weights)
    unruled = _tenths(band(standing, now), weighted)
    total = _ruled(standing, now, unruled)
    whole = Band(_open_band(standing).floor, 100)
    shares = _shares(found, policy.weights, whole)
    reasons = [_floor_reason(standing, whole.floor, quote)] if whole.floor else []
    reasons += [
        _reason(name, points, standing, policy, now) for name, points in shares.items() if points
    ]
    if total != unruled:
        reasons.append(_rule_reason(standing, (total - unruled) / 10))
    reasons.sort(key=lambda reason: -reason.points)
    if below := _tenths(whole, weighted) - unruled:
        reasons.append(_lowering_reason(standing, -below / 10))
    return Priority(total / 10, tuple(reasons))


def _settled(standing: Standing, now: int) -> bool:
    return standing.answered and not standing.owes(now)


def _open_band(standing: Standing) -> Band:
    if standing.severity >= SERIOUS:
        return HARM[standing.severity]
    return BANDS[_wanted(standing)]


def _wanted(standing: Standing) -> Wanted:
    """Return the intent; demands, stars meant for others and mere stars are cases apart."""
    if standing.demanded:
        return "extortion"
    if misplaced(standing.intent, rated=standing.stars is not None):
        return "misplaced"
    if standing.intent == "praise" and standing.wordless:
        return "silent_praise"
    return standing.intent


def _weighted(found: Factors, weights: Weights) -> float:
    whole = sum(weights)
    return sum(map(mul, weights, found)) / whole if whole else 0.0


def _tenths(band: Band, weighted: float) -> int:
    """Return where in a band a weighted sum leads, in tenths of a point."""
    return round(10 * band.floor) + round(10 * (band.ceiling - band.floor) * weighted)


def _ruled(standing: Standing, now: int, tenths: int) -> int:
    """Add the points of the rules: none lowers harm below its floor, or lifts what is answered."""
    if not standing.rule_points:
        return tenths
    lowest, highest = 0.0, 100.0
    if _settled(standing, now):
        highest = band(standing, now).ceiling
    elif standing.severity >= SERIOUS:
        lowest = HARM[standing.severity].floor
    moved = tenths + round(10 * standing.rule_points)
    return max(round(10 * lowest), min(round(10 * highest), moved))


def _shares(found: Factors, weights: Weights, band: Band) -> dict[str, int]:
    """Split the points above the floor in tenths, so that their sum is exact.

    The largest remainders get the tenths that rounding leaves over.
    """
    whole = sum(weights)
    if not whole:
        return {}
    exact = {
        name: 10 * (band.ceiling - band.floor) * weight * factor / whole
        for name, weight, factor in zip(weights._fields, weights, found, strict=True)
    }
    total = _tenths(band, _weighted(found, weights)) - round(10 * band.floor)
    shares = {name: int(value) for name, value in exact.items()}
    missing = total - sum(shares.values())
    for name in sorted(exact, key=lambda key: shares[key] - exact[key])[:missing]:
        shares[name] += 1
    return shares


def _floor_reason(standing: Standing, floor: float, quote: str | None) -> Reason:
    if standing.severity >= SERIOUS:
        return Reason("floor", float(floor), f"floor.{standing.severity}", {}, quote)
    return Reason("intent", float(floor), f"asks.{_wanted(standing)}")


def _reason(name: str, points: int, standing: Standing, policy: Policy, now: int) -> Reason:
    code, args = SAY[name](standing, policy, now)
    factor: Factor = name  # type: ignore[assignment]  # the weights are named after the factors
    return Reason(factor, points / 10, code, args)


def _rule_reason(standing: Standing, points: float) -> Reason:
    names = ", ".join(standing.rules.strip("|").split("|"))
    return Reason("rule", points, "rule", {"names": names})


def _lowering_reason(standing: Standing, points: float) -> Reason:
    if standing.answered:
        return Reason("answered", points, "answered")
    return Reason("intent", points, f"intent.{standing.intent}")
