"""What is known of a mention, put together for somebody who has to be convinced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.case import Case
    from amends.models.mention import Rating, Reach
    from amends.models.platform_report import PlatformReport


@dataclass(frozen=True, slots=True)
class Revision:
    """What a mention said at a time."""

    number: int
    title: str | None
    text: str
    rating: Rating | None
    seen_from: datetime | None = None
    """When we first saw it like this."""
    seen_until: datetime | None = None
    """When we saw that it said something else; None: it says so still, as far as we know."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a mention had spread when somebody looked."""

    at: datetime
    reach: Reach


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One mention with all that is known of it."""

    case: Case
    revisions: tuple[Revision, ...]
    """The oldest first; the last one is what it says now."""
    readings: tuple[Reading, ...]
    replies: tuple[dict[str, Any], ...]
    """What we answered: at, who, text."""
    events: tuple[dict[str, Any], ...]
    """The history: at, who, what …"""
    reports: tuple[PlatformReport, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Exhibits to be handed over."""

    at: datetime
    who: str
    business: str
    version: str
    """Of amends."""
    exhibits: tuple[Exhibit, ...]
