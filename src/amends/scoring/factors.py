"""How strongly each factor of a priority speaks, from 0 to 1."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, NamedTuple, Protocol

from amends.scoring.meanings import ADVERSE
from amends.scoring.visibility import STILL_PRIVATE, UNKNOWN

if TYPE_CHECKING:
    from amends.models.standing import Policy, Standing
    from amends.models.vocabulary import Intent, Kind

PRIVATE: frozenset[Kind] = frozenset({"email", "call"})
"""Nobody but us reads these."""
PATIENT: frozenset[Intent] = frozenset({"praise", "thanks_after_resolution", "irrelevant", "spam"})
"""Who asks for nothing waits for nothing."""
SERIOUS = 3
"""From this severity on no intent makes it less."""
HOUR = 3_600_000_000
"""Microseconds."""
DAY = 24 * HOUR
YOUNG = 48 * HOUR
"""Until this age the reach since publication tells how fast a mention spreads."""
FULL_REACH = 6.0
"""Ten to this power people count as everybody."""
FULL_SPREAD = 4.0
"""Ten to this power more people in an hour are as fast as it gets."""
ENGAGEMENT = 20
"""Views that one like, share or reply stands for where nobody counts views."""
WRONGED, FAN = 0.5, 0.25
"""What a complaint that was answered, and ever having praised us, count in unanswered letters."""
LATE_WEIGHT = 6.0
"""Overdue by so many times the time allowed counts as having waited for ever."""


class Factors(NamedTuple):
    """Each 0…1, in the order of `Weights`."""

    severity: float
    negativity: float
    reach: float
    spread: float
    waiting: float
    history: float
    visibility: float


def factors(standing: Standing, policy: Policy, now: int) -> Factors:
    """Return how strongly each factor speaks; `now` in microseconds since 1970 UTC."""
    reach = reach_figure(standing)
    if reach is None:
        reach = policy.usual_reach.get(standing.source, 0)
    severity = standing.severity / 4
    negativity = max(0.0, -standing.sentiment_score)
    return Factors(
        severity=severity,
        negativity=negativity,
        reach=min(1.0, log10(1 + reach) / FULL_REACH),
        spread=min(1.0, log10(1 + growth(standing)) / FULL_SPREAD),
        waiting=_waiting(standing, now),
        history=1 - 0.5 ** _letters(standing),
        visibility=visibility(standing, policy) * max(severity, negativity),
    )


def reach_figure(standing: Standing) -> float | None:
    """Return about how many people it reached, or None where no figure is known."""
    followers, seen = standing.followers, Figures.of(standing).people
    if followers is None and seen is None:
        return 0 if standing.kind in PRIVATE else None
    return max(followers or 0, seen or 0)


def growth(standing: Standing) -> float:
    """Return by how many people an hour its reach grew when last looked at; 0 where unknown."""
    if standing.read_at is None:
        return 0.0
    figures = Figures.of(standing)
    if standing.before_at is not None:
        gained = figures.since(Figures(standing.before_views, standing.before_engaged)) or 0
        return gained * HOUR / max(HOUR, standing.read_at - standing.before_at)
    age = standing.read_at - standing.published_at
    return (figures.people or 0) * HOUR / max(HOUR, age) if 0 < age <= YOUNG else 0.0


def visibility(standing: Standing, policy: Policy) -> float:
    """Return how many strangers see it where it stands, 0…1, or may see if we let them wait.

    An export says `file` of itself; a source that is named after a platform is taken for it.
    """
    if standing.kind in PRIVATE:
        return STILL_PRIVATE
    known = policy.visibility
    return known.get(standing.source, known.get(standing.source_type, UNKNOWN))


class Figures(NamedTuple):
    """What a platform counted of a mention at one moment; None: it does not say."""

    views: int | None
    engaged: int | None
    """Likes, shares and replies together."""

    @classmethod
    def of(cls, read: _Counted) -> Figures:
        """Return the figures of whatever has counters."""
        known = [each for each in (read.likes, read.shares, read.replies) if each is not None]
        return cls(read.views, sum(known) if known else None)

    @property
    def people(self) -> int | None:
        """How often it was looked at, by its views or else as its likes and replies suggest.

        Whoever likes it has seen it, also where the views stand still or are no longer counted.
        """
        if self.views is None:
            return None if self.engaged is None else ENGAGEMENT * self.engaged
        return max(self.views, self.engaged or 0)

    def since(self, before: Figures) -> int | None:
        """Return how often it was looked at since, by the figures that are known of both moments.

        None where there are none of those; what became less was put right, and nobody left.
        """
        engaged = _more(before.engaged, self.engaged)
        viewed = _more(before.views, self.views)
        if viewed is None:
            return None if engaged is None else ENGAGEMENT * engaged
        return max(viewed, engaged or 0)


class _Counted(Protocol):
    @property
    def likes(self) -> int | None: ...
    @property
    def shares(self) -> int | None: ...
    @property
    def replies(self) -> int | None: ...
    @property
    def views(self) -> int | None: ...


def _more(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else max(0, after - before)


def _letters(standing: Standing) -> float:
    """Return the history in letters without an answer: being let down again is not a first time.

    How often somebody praised us counts nothing: no customer is worth more than another.
    """
    letters = float(standing.unanswered)
    if standing.intent in ADVERSE:
        letters += WRONGED * standing.earlier_complaints + FAN * (standing.earlier_praise > 0)
    return letters


def _waiting(standing: Standing, now: int) -> float:
    """Grow to a half until the answer is due, and slowly to the whole when it is late."""
    due, since = standing.reply_due_at, standing.since
    if standing.owes(now):
        return 0.5 + 0.5 * min(1.0, (now - (standing.follow_up_at or now)) / (LATE_WEIGHT * DAY))
    if due is None or standing.answered:
        return 0.0
    if standing.intent in PATIENT and standing.severity < SERIOUS:
        return 0.0
    allowed = max(HOUR, due - since)
    if now <= due:
        return 0.5 * min(1.0, max(0, now - since) / allowed)
    return 0.5 + 0.5 * min(1.0, (now - due) / (LATE_WEIGHT * allowed))
