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
    """Asks for page after page, from 1 on; as `ask` of a walk its cursors are the numbers.

    A page ends the list that says so, that is empty, or that only repeats the page before.
    """

    ask: Callable[[int], Page]
    number: int = 0
    ids: frozenset[str] = frozenset()
    """Those of page `number`, the last one that was asked for."""

    def __call__(self, cursor: Json) -> Page:
        """Return the page of a number, None is the first; `next` is set here."""
        number = max(1, count(cursor) or 1)
        page = self.ask(number)
        ids = frozenset(mention.external_id for mention in page.mentions)
        repeats = number == self.number + 1 and ids <= self.ids
        self.number, self.ids = number, ids
        if not ids and not page.skipped:
            return replace(page, next=None, last=True)
        if ids and repeats:
            return Page(last=True)
        return replace(page, next=number + 1, last=page.last is True)
