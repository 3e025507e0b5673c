"""What comes first: a score from 0 to 100 whose reasons add up to it.

    score = floor + (100 − floor) · Σ weight·factor / Σ weight        (each factor 0…1)

then lowered to a cap where the intent or an answer says so. Both passes over the queue use
`_terms`: `score` for the order of all, `prioritise` with the reasons for those shown.
"""

from __future__ import annotations

from bisect import bisect_right
from math import log10
from operator import itemgetter, mul
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.models import Priority, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models.standing import Policy, Standing, Weights
    from amends.models.vocabulary import Factor, Intent, Kind

FLOORS = (0.0, 0.0, 0.0, 55.0, 85.0)
"""By severity: no calm tone and no small reach can push harm below this."""

ASKS: dict[Intent, float] = {"question": 20.0, "suggestion": 5.0}
"""The floor of what is no complaint but waits for an answer."""

CAPS: dict[Intent, float] = {
    "spam": 2,
    "irrelevant": 4,
    "thanks_after_resolution": 12,
    "praise": 25,
    "suggestion": 45,
    "mixed": 60,
    "question": 60,
}
"""By intent; harm (severity 3 and 4) is never capped."""

ANSWERED_CAP = 15.0
SERIOUS = 3
PRIVATE: frozenset[Kind] = frozenset({"email", "call"})
"""Nobody but us reads these."""
HOUR = 3_600_000_000
"""Microseconds."""
FULL_REACH = 6.0
"""Ten to this power people count as everybody."""
ENGAGEMENT = 20
"""Views that one like, share or reply stands for where nobody counts views."""
LATE_WEIGHT = 6.0
"""Overdue by so many times the time allowed counts as having waited for ever."""


class _Terms(NamedTuple):
    """How strong each factor is, 0…1, in the order of `Weights`."""

    severity: float
    negativity: float
    reach: float
    waiting: float
    history: float
    visibility: float


def score(standing: Standing, policy: Policy, now: int) -> float:
    """Return the priority of one mention; `now` in microseconds since 1970 UTC."""
    return _tenths(standing, policy, _terms(standing, policy, now)) / 10


def order(
    scored: Iterable[tuple[float, Standing]], limit: int | None = None
) -> list[tuple[float, Standing]]:
    """Return the first `limit` by score, then severity, then the oldest, then the id."""
    by_score = sorted(scored, key=itemgetter(0), reverse=True)
    if limit is not None and limit < len(by_score):
        last = by_score[limit - 1][0]  # those that share the last score compete for the last places
        by_score = by_score[: bisect_right(by_score, -last, key=lambda pair: -pair[0])]
    by_score.sort(key=lambda pair: (-pair[0], -pair[1].severity, pair[1].published_at, pair[1].id))
    return by_score[:limit]


def prioritise(
    standing: Standing, policy: Policy, now: int, *, quote: str | None = None
) -> Priority:
    """Return the score with its reasons, the weightiest first; their points add up exactly.

    `quote` is the customer's word for the harm, for the reason of the floor.
    """
    terms = _terms(standing, policy, now)
    total = _tenths(standing, policy, terms)
    floor = _floor(standing)
    shares = _shares(terms, policy.weights, floor)
    open_score = round(10 * floor) + sum(shares.values())
    reasons = [_floor_reason(standing, floor, quote)] if floor else []
    reasons += [
        _reason(name, points, standing, policy, now) for name, points in shares.items() if points
    ]
    reasons.sort(key=lambda reason: -reason.points)
    if total < open_score:
        reasons.append(_cap_reason(standing, (total - open_score) / 10))
    return Priority(total / 10, tuple(reasons))


def reach_figure(standing: Standing) -> float | None:
    """Return about how many people it reached, or None where no figure is known."""
    known = (standing.followers, standing.likes, standing.shares, standing.replies, standing.views)
    if all(figure is None for figure in known):
        return 0 if standing.kind in PRIVATE else None
    engaged = (standing.likes or 0) + (standing.shares or 0) + (standing.replies or 0)
    seen = ENGAGEMENT * engaged if standing.views is None else standing.views
    return max(standing.followers or 0, seen)


def _terms(standing: Standing, policy: Policy, now: int) -> _Terms:
    reach = reach_figure(standing)
    if reach is None:
        reach = policy.usual_reach.get(standing.source, 0)
    harm_or_anger = max(standing.severity / 4, -standing.sentiment_score, 0.0)
    return _Terms(
        severity=standing.severity / 4,
        negativity=max(0.0, -standing.sentiment_score),
        reach=min(1.0, log10(1 + reach) / FULL_REACH),
        waiting=_waiting(standing, now),
        history=1 - 0.5**standing.unanswered,
        visibility=_visibility(standing, policy) * harm_or_anger,
    )


def _visibility(standing: Standing, policy: Policy) -> float:
    return 0.0 if standing.kind in PRIVATE else policy.visibility.get(standing.source, 0.5)


def _waiting(standing: Standing, now: int) -> float:
    """Grow to a half until the answer is due, and slowly to the whole when it is late."""
    due, start = standing.reply_due_at, standing.published_at
    if due is None or standing.answered:
        return 0.0
    allowed = max(HOUR, due - start)
    if now <= due:
        return 0.5 * min(1.0, max(0, now - start) / allowed)
    return 0.5 + 0.5 * min(1.0, (now - due) / (LATE_WEIGHT * allowed))


def _tenths(standing: Standing, policy: Policy, terms: _Terms) -> int:
    """Return the score in tenths, after the caps."""
    floor = _floor(standing)
    total = round(10 * floor) + round(10 * (100 - floor) * _weighted(terms, policy.weights))
    cap = _cap(standing)
    return total if cap is None else min(total, round(10 * cap))


def _weighted(terms: _Terms, weights: Weights) -> float:
    whole = sum(weights)
    return sum(map(mul, weights, terms)) / whole if whole else 0.0


def _floor(standing: Standing) -> float:
    return max(FLOORS[standing.severity], ASKS.get(standing.intent, 0.0))


def _cap(standing: Standing) -> float | None:
    if standing.answered:
        return ANSWERED_CAP
    return CAPS.get(standing.intent) if standing.severity < SERIOUS else None


def _shares(terms: _Terms, weights: Weights, floor: float) -> dict[str, int]:
    """Split the points above the floor in tenths, so that their sum is exact.

    The largest remainders get the tenths that rounding leaves over.
    """
    whole = sum(weights)
    if not whole:
        return {}
    exact = {
        name: 10 * (100 - floor) * weight * term / whole
        for name, weight, term in zip(weights._fields, weights, terms, strict=True)
    }
    total = round(10 * (100 - floor) * _weighted(terms, weights))
    shares = {name: int(value) for name, value in exact.items()}
    missing = total - sum(shares.values())
    for name in sorted(exact, key=lambda key: shares[key] - exact[key])[:missing]:
        shares[name] += 1
    return shares


def _floor_reason(standing: Standing, floor: float, quote: str | None) -> Reason:
    if floor > FLOORS[standing.severity]:
        return Reason("intent", floor, f"asks.{standing.intent}")
    return Reason("floor", floor, f"floor.{standing.severity}", {}, quote)


def _reason(name: str, points: int, standing: Standing, policy: Policy, now: int) -> Reason:
    code, args = _SAY[name](standing, policy, now)
    factor: Factor = name  # type: ignore[assignment]  # the weights are named after the factors
    return Reason(factor, points / 10, code, args)


def _cap_reason(standing: Standing, points: float) -> Reason:
    if standing.answered:
        return Reason("answered", points, "answered")
    return Reason("intent", points, f"intent.{standing.intent}")


_Wording = tuple[str, dict[str, Any]]


def _say_severity(standing: Standing, policy: Policy, now: int) -> _Wording:
    del policy, now
    return f"severity.{standing.severity}", {}


def _say_negativity(standing: Standing, policy: Policy, now: int) -> _Wording:
    del policy, now
    if standing.stars is not None:
        return "negativity.stars", {"n": round(standing.stars)}
    return "negativity.tone", {}


def _say_reach(standing: Standing, policy: Policy, now: int) -> _Wording:
    del policy, now
    reach = reach_figure(standing)
    return ("reach.unknown", {}) if reach is None else ("reach.known", {"people": reach})


def _say_waiting(standing: Standing, policy: Policy, now: int) -> _Wording:
    del policy
    due = standing.reply_due_at or now
    if now > due:
        return "waiting.late", {"seconds": (now - due) // 1_000_000}
    return "waiting.open", {"seconds": (now - standing.published_at) // 1_000_000}


def _say_history(standing: Standing, policy: Policy, now: int) -> _Wording:
    del policy, now
    return "history", {"n": standing.unanswered}


def _say_visibility(standing: Standing, policy: Policy, now: int) -> _Wording:
    del standing, policy, now
    return "visibility", {}


_SAY = {
    "severity": _say_severity,
    "negativity": _say_negativity,
    "reach": _say_reach,
    "waiting": _say_waiting,
    "history": _say_history,
    "visibility": _say_visibility,
}
