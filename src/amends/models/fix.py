"""Something that was put right for good, and whether the complaints about it became fewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.vocabulary import Topic

FixVerdict = Literal["too_early", "no_past", "too_few", "fewer", "more", "unclear"]
"""Too few days since; nothing known from before; too few complaints to compare; clearly fewer or
more; or no difference that chance would not make."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A cure: `topic` at `place` (None: everywhere), since `at`."""

    number: int
    name: str
    topic: Topic
    place: str | None
    at: datetime
    who: str
    ended_at: datetime | None = None
    """When it was taken back."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Complaints in two windows of the same length, right before a fix and right after it."""

    days: float
    """Length of each window."""
    verdict: FixVerdict
    before: int | None = None
    """None: not counted, for the window is too short."""
    after: int | None = None
    chance: float | None = None
    """How often pure chance would make at least this difference: 0…1."""
    before_per_1000: float | None = None
    """Complaints per 1,000 customers, where their number is known."""
    after_per_1000: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A fix and what came of it."""

    fix: Fix
    effect: Effect


@dataclass(frozen=True, slots=True)
class Pattern:
    """The same thing going wrong again and again, and no fix for it."""

    topic: Topic
    place: str
    count: int
    days: int
