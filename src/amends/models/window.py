"""What somebody sees who looks a place up on the map: the shop window of reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.mention import Mention
    from amends.models.run import SourceRun
    from amends.models.vocabulary import Answered

AnswerNote = Literal[
    "unread", "unmatched", "untold", "recorded", "pending", "rejected", "unseen", "edited"
]
"""What is to be known beside yes, no or unknown. Unknown: none of our own reviews of that platform
are stored; this one is not among them; it is, but its source says nothing of answers. Yes: by our
own record only; the customer has edited since. No: our reply waits at the platform; it was turned
down; we have recorded one, and it is not to be seen there."""
LOW = 3
"""Fewer stars than these keep people away."""


@dataclass(frozen=True, slots=True)
class Storefront:
    """One place as a passer-by sees it; may be shown, never stored."""

    id: str
    """What the platform calls it."""
    ours: bool
    """Whether it is our own place, not a neighbour."""
    name: str | None = None
    url: str | None = None
    rating: float | None = None
    """The average of all its ratings, out of 5; None: nobody has rated it, or we do not know."""
    count: int | None = None
    """How many ratings that is the average of."""
    reviews: tuple[Mention, ...] = ()
    """The reviews that are seen first, in the platform's order."""
    trouble: str | None = None
    """Why nothing is known of it; the other places are told all the same."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One review in a window, and what we know of its answer."""

    review: Mention
    answered: Answered = "unknown"
    note: AnswerNote | None = None
    id: str | None = None
    """Short id of the same review among our own; None where there is none."""
    as_of: datetime | None = None
    """When its source last told us of it, or of the answer."""

    @property
    def low(self) -> bool:
        """Whether its stars keep people away."""
        return self.review.rating is not None and self.review.rating.stars < LOW


@dataclass(frozen=True, slots=True)
class Front:
    """A place in the window of one source."""

    source: str
    """The name of the source in config.yaml."""
    source_type: str
    place: str | None
    """The branch of the business that the source belongs to."""
    site: str
    """The platform's name for people."""
    shop: Storefront
    seen: tuple[Seen, ...]
    own_type: str | None = None
    """The type of source that brings our own reviews there, with their answers; None: no other."""

    @property
    def low(self) -> int:
        """How many of its reviews have so few stars that they keep people away."""
        return sum(each.low for each in self.seen)

    @property
    def rated(self) -> int:
        """How many of its reviews have stars at all."""
        return sum(each.review.rating is not None for each in self.seen)

    def count(self, answered: Answered) -> int:
        """Count its reviews that are answered, are not, or of which we do not know."""
        return sum(each.answered == answered for each in self.seen)


@dataclass(frozen=True, slots=True)
class Window:
    """What strangers see of us and of our neighbours, source by source, ours first."""

    fronts: tuple[Front, ...] = ()
    failed: tuple[SourceRun, ...] = ()
    """Sources that could not show all of it."""
