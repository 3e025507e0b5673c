"""How far mentions went."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

from amends.models.report import Loud, Reach, Share
from amends.report.quotes import public, quotes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.report.frame import Read
    from amends.report.view import Both, Told

LOUDEST = 5


def reach(both: Both, read: Read) -> Reach:
    """Return the loudest mentions, and all known views."""
    told = both.now.told
    loudest = nsmallest(
        LOUDEST,
        (each for each in told if _went_somewhere(each) and public(each)),
        key=lambda each: (-_size(each), -each.line.published_at, each.line.number),
    )
    found = quotes(loudest, read)
    return Reach(
        loudest=tuple(
            Loud(
                quote=found[each.line.number],
                views=each.line.views,
                likes=each.line.likes,
                shares=each.line.shares,
                replies=each.line.replies,
                followers=each.line.followers,
                severity=each.line.severity or 0,
                raised=each.raised,
                answered=each.answered,
            )
            for each in loudest
            if each.line.number in found
        ),
        views=both.pair(lambda view: _views(view.told)),
        raised_views=both.pair(lambda view: _views(view.raised)),
        known=Share(sum(each.line.views is not None for each in told), len(told)),
    )


def _went_somewhere(told: Told) -> bool:
    line = told.line
    return bool(line.views or line.followers or line.likes or line.shares or line.replies)


def _size(told: Told) -> int:
    """Return how many people saw it, by the figure that says most."""
    line = told.line
    reactions = (line.likes or 0) + (line.shares or 0) + (line.replies or 0)
    return max(line.views or 0, line.followers or 0, reactions)


def _views(told: Iterable[Told]) -> int | None:
    known = [each.line.views for each in told if each.line.views is not None]
    return sum(known) if known else None
