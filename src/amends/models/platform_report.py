"""Reports to a platform: a mention breaks its rules, and the business said so there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import datetime

ReportReason = Literal[
    "off_topic",
    "spam",
    "conflict_of_interest",
    "hate",
    "personal_data",
    "illegal",
    "extortion",
    "not_a_customer",
]
REASONS: tuple[ReportReason, ...] = get_args(ReportReason)
"""The grounds there are. A bad opinion is none of them."""
ReportOutcome = Literal["removed", "kept", "none"]
"""What the platform did: took it down, left it, or never answered."""
ReportWarning = Literal["many", "opinion", "unlisted", "again"]
"""Many at once; a mere opinion, or a real complaint; a ground that it does not name; once more."""


@dataclass(frozen=True, slots=True)
class PlatformReport:
    """One report, as the business noted it."""

    number: int
    mention: str
    """Short id of the mention."""
    source: str
    source_type: str
    at: datetime
    who: str
    reason: str
    reference: str | None = None
    """The number of the case at the platform."""
    outcome: str | None = None
    """None: not known yet."""
    outcome_at: datetime | None = None
