"""A mention with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.models.assessment import Assessment
from amends.models.handling import Handling

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.mention import Mention

NOT_ASSESSED = Assessment()
NOT_HANDLED = Handling()


@dataclass(frozen=True, slots=True)
class Case:
    """A mention as the queue sees it."""

    id: str
    """The short id for people: at least four characters, without vowels."""
    mention: Mention
    handling: Handling = NOT_HANDLED
    assessment: Assessment = NOT_ASSESSED
    answered: bool = False
    """Since the customer's last words, at the source or by our own record."""
    backfill: bool = False
    """Older than the baseline when its source was first read."""
    previous_unanswered: int = 0
    """Earlier mentions of the same person without an answer, the source's own count included."""
    earlier_complaints: int = 0
    """Earlier complaints of the same person that had their answer."""
    earlier_praise: int = 0
    """How often the same person clearly praised us before."""
    last_words_at: datetime | None = None
    """When the person last wrote to us there, this mention or another."""
    same_name_only: bool = False
    """That history rests on a display name, not on an account."""
    links: tuple[str, ...] = ()
    """Short ids of the same mention seen at other sources."""
    gone_at: datetime | None = None
    erased_at: datetime | None = None
    """Its content went when `keep` ran out."""
    first_seen_at: datetime | None = None
    revision: int = 1
