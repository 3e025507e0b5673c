"""A mention with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.models.answers import Answers
from amends.models.assessment import Assessment
from amends.models.vocabulary import CLOSED_STATUSES

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.answers import Verified
    from amends.models.mention import Mention
    from amends.models.vocabulary import Status


NOT_ASSESSED = Assessment()
NOT_ASKED = Answers()


@dataclass(frozen=True, slots=True)
class Handling:
    """What the business decided and did; never overwritten by fetching."""

    status: Status = "new"
    assignee: str | None = None
    because: str | None = None
    """Why it is ignored."""
    reply_due_at: datetime | None = None
    follow_up_at: datetime | None = None
    replied_at: datetime | None = None
    queued_at: datetime | None = None
    """When it entered the queue; None for old ones that still wait for their day."""
    answers: Answers = NOT_ASKED
    """What the owner knows of it."""
    verified: Verified | None = None
    """What looking into it has shown; None: nobody has looked yet."""
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.status not in CLOSED_STATUSES


@dataclass(frozen=True, slots=True)
class Case:
    """A mention as the queue sees it."""

    id: str
    """The short id for people: at least four characters, without vowels."""
    mention: Mention
    handling: Handling = Handling()
    assessment: Assessment = NOT_ASSESSED
    answered: bool = False
    """Since the customer's last words, at the source or by our own record."""
    backfill: bool = False
    """Older than the baseline when its source was first read."""
    previous_unanswered: int = 0
    """Earlier mentions of the same person without an answer, the source's own count included."""
    same_name_only: bool = False
    """That history rests on a display name, not on an account."""
    links: tuple[str, ...] = ()
    """Short ids of the same mention seen at other sources."""
    gone_at: datetime | None = None
    erased_at: datetime | None = None
    """Its content went when `keep` ran out."""
    first_seen_at: datetime | None = None
    revision: int = 1
