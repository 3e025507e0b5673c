"""Asking for one page after the other: where a walk is, and what a run may still take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer, HttpStatus, HttpTimeout
from amends.models import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amends.models import Json, Mention
    from amends.sources.contract import FetchContext
    from amends.sources.paging.page import Page

    Ask = Callable[[Json], Page]
    """Returns the page of a cursor; None asks for the first."""

_STALE = frozenset({400, 404, 410, 422})
"""What platforms answer to a cursor that they no longer know."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk goes on: at which page, and what of that page has been taken."""

    page: Json = None
    done: tuple[str, ...] = ()
    """Ids, with the time of the last change where there is one: an edit is taken again."""

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Place:
        """Read a bookmark's part; anything odd in it counts as nothing."""
        done = kept.get("done")
        listed = done if isinstance(done, list) else []
        return cls(kept.get("page"), tuple(each for each in listed if isinstance(each, str)))

    def to_json(self) -> dict[str, Any]:
        """Return what a bookmark keeps."""
        return {"page": self.page} | ({"done": list(self.done)} if self.done else {})


@dataclass(slots=True)
class Reader:
    """Asks for pages, cuts them to what a run may take, and notices pages without end."""

    ctx: FetchContext
    ask: Ask
    room: int
    asked: list[Json] = field(default_factory=list)
    kept: Json = None
    """The bookmark of the newest batch."""
    began: bool = False

    @property
    def stopped(self) -> bool:
        """Whether this run may not ask for another page."""
        return self.room <= 0 or self.ctx.http.time_is_up

    def page(self, cursor: Json) -> Page:
        """Return a page; raises `BadAnswer` for one that was read before in this run."""
        if cursor in self.asked:
            raise BadAnswer("the pages go round in a circle")
        self.asked.append(cursor)
        return self.ask(cursor)

    def resumed(self, place: Place) -> tuple[Place, Page]:
        """Return the page where an earlier run stopped, the first one if it is not known now."""
        self.asked.clear()
        try:
            return place, self.page(place.page)
        except HttpStatus as error:
            if place.page is None or error.status not in _STALE:
                raise
            self.asked.clear()
            return Place(), self.page(None)

    def taken(self, page: Page, place: Place) -> tuple[tuple[Mention, ...], Place | None]:
        """Return what fits of a page, and where to go on; None: nowhere, it was the last."""
        pending = [each for each in page.mentions if _key(each) not in place.done]
        fitting = tuple(pending[: max(0, self.room)])
        self.room -= len(fitting)
        if len(fitting) < len(pending):
            return fitting, Place(place.page, (*place.done, *map(_key, fitting)))
        return fitting, None if page.ends else Place(page.next)

    def batch(
        self, page: Page, fitting: tuple[Mention, ...], bookmark: Json, *, more: bool
    ) -> Batch:
        """Return the batch of a page, and remember its bookmark."""
        self.kept, self.began = bookmark, True
        return Batch(
            fitting,
            page.gone_ids,
            bookmark,
            page.skipped,
            more=more,
            filtered=page.filtered,
            dropped=page.dropped,
            asked=page.asked,
            own=page.own,
        )

    def in_time(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Pass batches on; a request for which no time was left ends the run, and is no failure."""
        try:
            yield from batches
        except HttpTimeout:
            if not (self.began and self.ctx.http.time_is_up):
                raise
            yield Batch(bookmark=self.kept, more=True)


def _key(mention: Mention) -> str:
    changed = mention.updated_at
    return f"{mention.external_id}@{changed.timestamp():.0f}" if changed else mention.external_id
