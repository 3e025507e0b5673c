"""Give a row without an id of its own one that every later reading of its file gives it again.

It is made of the cells as they stand there, never of what they are taken for: a date that settles
the order of day and month, or a rating that shows a scale of ten, may come with tomorrow's export.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from amends.sources import values
from amends.sources.file.dates import names_a_day
from amends.sources.identity import digest
from amends.sources.interchange import harmless

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from amends.sources.file.options import Row

_PERSON = ("author_id", "author_handle", "author")
_WORDS = ("title", "text", "pros", "cons", "rating")


class Addresses:
    """Finds the addresses that different rows of a whole file share: pages of shops, no ids."""

    def __init__(self) -> None:
        self.shared: set[str] = set()
        self._first: dict[str, str] = {}

    def look(self, row: Row) -> None:
        """Note one row."""
        address = _address(row)
        if address and "external_id" not in row.known:
            told = _told(row)
            if self._first.setdefault(address, told) != told:
                self.shared.add(address)


class RowIds:
    """Hands out the ids of one file, whose rows have to come from the first one on."""

    def __init__(self, shared: AbstractSet[str]) -> None:
        self._shared = shared
        self._count: Counter[str] = Counter()

    def of(self, row: Row) -> str:
        """Return the address if it is the mention's own, else a digest; equal rows are counted."""
        address = _address(row)
        if address and address not in self._shared:
            return address
        told = _told(row)
        self._count[told] += 1
        ordinal = self._count[told]
        return told if ordinal == 1 else f"{told}-{ordinal}"


def _address(row: Row) -> str | None:
    """Return what amends itself would have written as a mention's address.

    A link in anybody else's table or JSON is mostly the page of the shop.
    """
    return values.web_address(row.known.get("url")) if row.ours else None


def _told(row: Row) -> str:
    """Digest what the customer filled in; “2 days ago” is another text tomorrow, so it is left out.

    Likes, replies and whatever else changes later do not count.
    """
    person = next((field for field in _PERSON if field in row.known), "author")
    date = row.known.get("published_at", "")
    when = _cell(row, "published_at") if names_a_day(date) else ""
    return digest(_cell(row, person), when, *(_cell(row, field) for field in _WORDS))


def _cell(row: Row, field: str) -> str:
    return str(harmless(row.known.get(field, "")))
