"""One mention with everything that is known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.listing import Whole
from amends.triage import ranking
from amends.triage.deciding import find

if TYPE_CHECKING:
    from amends.triage.business import Business


def show(business: Business, short_id: str) -> Whole:
    """Return everything about one mention; raises `UnknownId`."""
    number = find(business, short_id)
    return Whole(
        at=business.now,
        item=ranking.one(business, number),
        author=tuple(business.store.history(number)),
        replies=business.store.replies(number),
        events=business.store.events(number),
    )
