"""Reading page after page, over as many runs as it takes, without losing anything.

A source says how to ask for one page; the walks here decide which pages, yield one batch per page,
and keep in its bookmark where to go on should the run end right there.

`newest_first` goes from the top down to the mark, which is the newest time of the last walk that
was finished. A walk that was cut short (by `max_items`, the source's time, a broken connection)
goes on in the next run where it stopped, after that run has taken what is new at the top. Only when
a walk meets the mark does the mark move. `oldest_first` follows a cursor that the platform itself
keeps true: whatever comes later comes after it. `whole` reads a short list again in every run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.sources.paging.page import Page, changed, published, reaches, times
from amends.sources.paging.reader import Place, Reader
from amends.sources.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.models import Batch, Json, Mention
    from amends.sources.contract import FetchContext
    from amends.sources.paging.page import When
    from amends.sources.paging.reader import Ask

__all__ = ["Page", "changed", "newest_first", "oldest_first", "published", "whole"]

_ROOM_TO_LOOK_BACK = 200
"""With room for so many mentions a page may be read twice without standing still."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk from the newest down, as the bookmark keeps it; times are seconds since 1970."""

    mark: int | None = None
    under_way: Place | None = None
    newest: int | None = None
    """The mark to be; what is younger than a walk under way is looked for at the top."""

    @classmethod
    def read(cls, bookmark: Json) -> _Walk:
        """Read a bookmark; anything odd in it counts as nothing, and the walk begins anew."""
        kept = bookmark if isinstance(bookmark, dict) else {}
        walk = kept.get("walk")
        mark = count(kept.get("mark"))
        if not isinstance(walk, dict):
            return cls(mark)
        return cls(mark, Place.read(walk), count(walk.get("newest")))

    def to_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = {} if self.mark is None else {"mark": self.mark}
        if self.under_way:
            kept["walk"] = self.under_way.to_json() | {"newest": self.newest}
        return kept

    def seen(self, times: list[int]) -> _Walk:
        """Return the walk with the mark to be moved up to the newest of these times."""
        known = [*times, *([] if self.newest is None else [self.newest])]
        return _Walk(self.mark, self.under_way, max(known, default=None))

    def at(self, place: Place) -> _Walk:
        return _Walk(self.mark, place, self.newest)

    def finished(self) -> _Walk:
        return _Walk(self.mark if self.newest is None else self.newest)


def newest_first(
    ctx: FetchContext,
    bookmark: Json,
    ask: Ask,
    *,
    room: int,
    when: When = published,
    overlap: timedelta = timedelta(0),
) -> Iterator[Batch]:
    """Yield a batch per page of a list that has the newest on top, down to the mark.

    `room`: mentions that this run may take (`max_items`). `when` is the time that the list is
    sorted by. Pages are taken whole as far as `overlap` below the mark, since votes, replies and
    edits come to what is already known; a list sorted by change (`when=changed`) needs none.
    Mentions need ids. `ask` raises what a source may raise; a cursor of an earlier run that is
    refused begins the walk anew. Numbers as cursors are numbers of pages.
    """
    reader, walk = Reader(ctx, ask, room), _Walk.read(bookmark)
    return reader.in_time(_down(reader, walk, when, overlap))


def _down(reader: Reader, walk: _Walk, when: When, overlap: timedelta) -> Iterator[Batch]:
    place = Place()
    if walk.under_way:
        for batch, found in _news(reader, walk, when):
            walk = found
            yield batch
            if batch.more:
                return
        place, page = reader.resumed(_looking_back(walk.under_way or place, reader.room))
    else:
        page = reader.page(None)
    floor = None if walk.mark is None else walk.mark - int(overlap.total_seconds())
    while True:
        fitting, onward = reader.taken(page, place)
        met = floor is not None and reaches(page, floor, when)
        cut = onward is not None and bool(onward.done)
        walk = walk.seen(times(fitting, when, reader.ctx.now, page))
        walk = walk.finished() if onward is None or (met and not cut) else walk.at(onward)
        more = reader.stopped and walk.under_way is not None
        yield reader.batch(page, fitting, walk.to_json(), more=more)
        if more or walk.under_way is None:
            return
        place = walk.under_way
        page = reader.page(place.page)


def _looking_back(place: Place, room: int) -> Place:
    """Return the page before, where pages have numbers: they shift when something is deleted."""
    number = place.page
    shifts = isinstance(number, int) and number > 1 and not place.done
    return Place(number - 1) if shifts and room >= _ROOM_TO_LOOK_BACK else place


def _news(reader: Reader, walk: _Walk, when: When) -> Iterator[tuple[Batch, _Walk]]:
    """Yield what came on top since a walk under way began, and the walk after each batch.

    If there is more than this run may take, the walk begins anew from there: what it had read
    below is read again, and nothing is left out between the two.
    """
    below, known, place = walk.under_way or Place(), walk.newest, Place()
    while known is not None:
        page = reader.page(place.page)
        new = [each for each in page.mentions if (at := when(each)) and int(at.timestamp()) > known]
        met = reaches(page, known, when)
        fitting, onward = reader.taken(Page(tuple(new), next=page.next, last=page.last), place)
        cut = onward is not None and bool(onward.done)
        newer = walk.seen(times(fitting, when, reader.ctx.now, page))
        over = onward is None or (met and not cut)
        walk = newer.at(below if onward is None or over else onward)
        more = reader.stopped
        if reader.began or not over or more or fitting or page.own or page.gone_ids:
            yield reader.batch(page, fitting, walk.to_json(), more=more), walk
        if onward is None or over or more:
            return
        place = onward


def oldest_first(ctx: FetchContext, bookmark: Json, ask: Ask, *, room: int) -> Iterator[Batch]:
    """Yield a batch per page of a list that grows at its end, from the bookmark's cursor on.

    `ask` gets the cursor of the last page that was read to its end, and returns with every page
    the cursor to go on from, with the last one too (`last=True`): that is where the next run
    starts. If it gives none there, the next run asks for that page once more. Where nothing came
    since the bookmark the batch is `unchanged`.
    """
    kept = bookmark if isinstance(bookmark, dict) else {}
    reader = Reader(ctx, ask, room)
    return reader.in_time(_onward(reader, Place.read(kept), known="page" in kept))


def _onward(reader: Reader, place: Place, *, known: bool) -> Iterator[Batch]:
    place, page = reader.resumed(place)
    while True:
        fitting, onward = reader.taken(page, place)
        over = onward is None
        place = onward or Place(place.page if page.next is None else page.next)
        more = reader.stopped and not over
        quiet = known and over and not reader.began and page.holds_nothing
        batch = reader.batch(page, fitting, place.to_json(), more=more)
        yield replace(batch, unchanged=quiet)
        if over or more:
            return
        page = reader.page(place.page)


def whole(ctx: FetchContext, bookmark: Json, ask: Ask, *, room: int) -> Iterator[Batch]:
    """Yield a batch per page of a short list in any order, all of it in every run.

    There is no mark, so nothing needs dates; a run that is cut short goes on in the next one.
    """
    return newest_first(ctx, bookmark, ask, room=room, when=_undated)


def _undated(_mention: Mention) -> None:
    """Return no time: where the list has no order a time marks nothing."""
