"""Lists that go by ids: down once for what is there, then up from the last post that was seen.

`min_id` gives the posts immediately above one, so nothing is left out however many came
(docs.joinmastodon.org/api/guidelines, pagination). What other servers wrote arrives late and may
get an id below the last one, so some posts are read again in every run; edits and new likes come
with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from amends.sources.mastodon.server import PAGE
from amends.sources.paging import Page, oldest_first
from amends.sources.values import count, inside, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amends.models import Batch, Json
    from amends.sources.mastodon.server import Rows, Server

FIRST_PAGES = 5
"""Pages of the first run: two hundred posts."""
OVERLAP = 20
"""Posts that are read again."""


@dataclass(slots=True)
class Timeline:
    """One list of one server. Ids are opaque, and comparable only there: only their order counts.

    Its cursors: none at first; `down` is the query of an older page and `start` where later runs
    begin; `up` is the id below which all was read twice, `query` that of a newer page.
    """

    server: Server
    path: str
    read: Callable[[list[dict[str, Any]]], Page]
    params: Mapping[str, Any] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    """The ids of this run on its way up."""

    def walk(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield one batch per page."""
        return oldest_first(self.server.ctx, bookmark, self._ask, room=room)

    def _ask(self, cursor: Json) -> Page:
        start = line(inside(cursor, "up"))
        query = line(inside(cursor, "query"))
        if start is None:
            return self._down(cursor)
        # Nothing at all where twenty posts stood: the server began anew, or the tag was cleared.
        return self._up(start, query) or self._down(None)

    def _down(self, cursor: Json) -> Page:
        found = self._rows(line(inside(cursor, "down")) or "")
        number = count(inside(cursor, "number")) or 1
        start = line(inside(cursor, "start")) or _start(found)
        if found.rows and found.older and number < FIRST_PAGES:
            onward = {"down": found.older, "number": number + 1, "start": start}
            return replace(self.read(found.rows), next=onward)
        return replace(self.read(found.rows), next={"up": start} if start else None, last=True)

    def _up(self, start: str, query: str | None) -> Page | None:
        found = self._rows(query or "", min_id=start)
        if not found.rows and not self.seen and query is None:
            return None
        self.seen += reversed(_ids(found))
        again = self.seen[-OVERLAP - 1] if len(self.seen) > OVERLAP else start
        if found.rows and found.newer:
            return replace(self.read(found.rows), next={"up": again, "query": found.newer})
        return replace(self.read(found.rows), next={"up": again}, last=True)

    def _rows(self, query: str, **params: str) -> Rows:
        return self.server.page(self.path, {**self.params, "limit": PAGE, **params}, query)


def _ids(found: Rows) -> list[str]:
    return [each for row in found.rows if (each := line(row.get("id")))]


def _start(found: Rows) -> str | None:
    """Return where the next run begins; nowhere if one page holds all that there is."""
    ids = _ids(found)
    if len(ids) > OVERLAP:
        return ids[OVERLAP]
    return ids[-1] if ids and found.older else None
