"""What somebody sees who looks a place up on the map: the shop window of reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.models.mention import Mention


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
