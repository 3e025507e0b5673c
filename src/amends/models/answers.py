"""What the owner knows about a case before a reply is drafted: the three questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

Verified = Literal["confirmed", "not_found", "unclear"]
"""What looking into a doubtful mention has shown."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What happened, what may be offered, who answers until when; None: not said."""

    cause: str | None = None
    """A shipped or configured cause by its id or text, or own words."""
    offers: tuple[str, ...] = ()
    """Remedies by id or text, in the order of the policy."""
    by: datetime | None = None
    """When the customer hears how it ended."""
    who: str | None = None
    """Who sees to it, if not the one who signs."""
