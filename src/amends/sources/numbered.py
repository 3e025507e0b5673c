"""Lists whose pages have numbers: where they end, even if a server ignores the number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.sources.paging import Page
from amends.sources.values import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.models import Json


@dataclass(slots=True)
class Numbered:
    """Asks for page after page; as `ask` of a walk its cursors are the numbers.

    A page ends the list that says so, that is empty (unless it denies it: `last=False`), or that
    only repeats the page before. Where nobody knows whether a server counts from 0 or from 1, ask
    from 0: there 1 may repeat 0.
    """

    ask: Callable[[int], Page]
    first: int = 1
    number: int = -1
    ids: frozenset[str] = frozenset()
    """Those of page `number`, the last one that was asked for."""

    def __call__(self, cursor: Json) -> Page:
        """Return the page of a number, None is the first; `next` is set here."""
        number = max(self.first, count(cursor) or 0)
        page = self.ask(number)
        ids = frozenset(mention.external_id for mention in page.mentions)
        repeats = number == self.number + 1 > 1 and ids <= self.ids
        self.number, self.ids = number, ids
        if ids and repeats:
            return Page(last=True)
        empty = not ids and not page.skipped
        ends = empty if page.last is None else page.last
        return replace(page, next=None if ends else number + 1, last=ends)
