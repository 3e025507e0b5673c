"""What our replies promised, as the list of follow-ups shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from datetime import datetime

Due = Literal["late", "today", "coming", "kept", "dropped"]
DUE: tuple[Due, ...] = get_args(Due)


class Followup(NamedTuple):
    """One promise, of one mention."""

    number: int
    """Shown as `f5`."""
    mention: str
    """The short id of its mention."""
    author: str | None
    place: str | None
    made_at: datetime
    due_at: datetime
    who: str
    """Who keeps it."""
    what: str
    """The sentence of the reply that makes it, or what somebody wrote down."""
    remedy: str | None = None
    kept_at: datetime | None = None
    dropped_at: datetime | None = None
    note: str | None = None
    """How it was kept, or why it was dropped."""
    wrote_since: datetime | None = None
    """When the customer last wrote after it was made."""

    @property
    def id(self) -> str:
        """What people call it."""
        return f"f{self.number}"

    @property
    def open(self) -> bool:
        """Whether it is still to be kept."""
        return self.kept_at is None and self.dropped_at is None

    def due(self, now: datetime, midnight: datetime) -> Due:
        """Say where it stands; `midnight` is the end of the business's day."""
        if not self.open:
            return "kept" if self.kept_at else "dropped"
        if self.due_at < now:
            return "late"
        return "today" if self.due_at < midnight else "coming"


@dataclass(frozen=True, slots=True)
class Agenda:
    """What was promised, the soonest first, and what has been given this month."""

    at: datetime
    tonight: datetime
    items: tuple[Followup, ...]
    granted: int = 0
    """Remedies granted in the last 30 days,"""
    cost: float = 0.0
    """what they cost, as far as that is configured,"""
    costless: int = 0
    """and of how many it is not."""

    def due(self, followup: Followup) -> Due:
        """Say where a promise stands."""
        return followup.due(self.at, self.tonight)
