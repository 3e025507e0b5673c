"""Which sentence tells of each factor, and with which figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.scoring.factors import PRIVATE, growth, reach_figure, visibility
from amends.scoring.visibility import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.models.standing import Policy, Standing

_UNHAPPY = -0.3
"""From here on a text is called unhappy; nearer to 0 nobody could tell."""
Wording = tuple[str, dict[str, Any]]
"""The code of a message and what fills it."""


def _severity(standing: Standing, policy: Policy, now: int) -> Wording:
    del policy, now
    return f"severity.{standing.severity}", {}


def _negativity(standing: Standing, policy: Policy, now: int) -> Wording:
    del policy, now
    if standing.stars is not None:
        return "negativity.stars", {"n": round(standing.stars)}
    unhappy = standing.sentiment_score <= _UNHAPPY
    return ("negativity.tone" if unhappy else "negativity.slight"), {}


def _reach(standing: Standing, policy: Policy, now: int) -> Wording:
    del policy, now
    reach = reach_figure(standing)
    return ("reach.unknown", {}) if reach is None else ("reach.known", _people(reach))


def _spread(standing: Standing, policy: Policy, now: int) -> Wording:
    del policy, now
    seen_twice = standing.before_at is not None
    return ("spread" if seen_twice else "spread.mean"), _people(growth(standing))


def _waiting(standing: Standing, policy: Policy, now: int) -> Wording:
    del policy
    if standing.owes(now):
        return "waiting.promise", {"seconds": (now - (standing.follow_up_at or now)) // 1_000_000}
    due = standing.reply_due_at or now
    if now > due:
        return "waiting.late", {"seconds": (now - due) // 1_000_000}
    return "waiting.open", {"seconds": (now - standing.since) // 1_000_000}


def _history(standing: Standing, policy: Policy, now: int) -> Wording:
    del policy, now
    if standing.unanswered:
        return "history", {"n": standing.unanswered}
    if standing.earlier_complaints:
        return "history.wronged", {"n": standing.earlier_complaints}
    return "history.fan", {}


def _visibility(standing: Standing, policy: Policy, now: int) -> Wording:
    del now
    if standing.kind in PRIVATE:
        return "visibility.private", {}
    first = visibility(standing, policy) >= FIRST
    return ("visibility.first" if first else "visibility.public"), {}


def _people(count: float) -> dict[str, Any]:
    """Round to two digits here, since the plural form must be that of the figure shown."""
    whole = max(1, round(count))
    rounded = round(whole, 2 - len(str(whole)))
    return {"people": rounded, "n": rounded}


SAY: dict[str, Callable[[Standing, Policy, int], Wording]] = {
    "severity": _severity,
    "negativity": _negativity,
    "reach": _reach,
    "spread": _spread,
    "waiting": _waiting,
    "history": _history,
    "visibility": _visibility,
}
