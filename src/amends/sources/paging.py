"""Reading page after page, over as many runs as it takes, without losing anything.

A source says how to ask for one page; the two walks here decide which pages, yield one batch per
page, and keep in its bookmark where to go on should the run end right there.

`newest_first` goes from the top down to the mark, which is the newest time of the last walk that
was finished. A walk that was cut short (by `max_items`, the deadline, a broken connection) goes
on in the next run where it stopped, after that run has taken what is new at the top. Only when a
walk meets the mark does the mark move. `oldest_first` follows a cursor that the platform itself
keeps true: whatever comes later comes after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer, HttpStatus
from amends.models import Batch
from amends.sources.values import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from amends.models import Json, Mention, Skipped
    from amends.sources.contract import FetchContext

    Ask = Callable[[Json], "Page"]
    """Returns the page of a cursor; None asks for the first."""
    When = Callable[[Mention], datetime | None]

_STALE = frozenset({400, 404, 410, 422})
"""What platforms answer to a cursor that they no longer know."""
_ROOM_TO_LOOK_BACK = 200
"""With room for so many mentions a page may be read twice without standing still."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a platform, read."""

    mentions: tuple[Mention, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    next: Json = None
    """The cursor of what follows: a page number, a token, an address without secrets."""
    last: bool | None = None
    """Whether nothing follows at present; None: that there is no `next` says it."""
    gone_ids: tuple[str, ...] = ()
    filtered: int = 0
    dropped: tuple[Skipped, ...] = ()
    asked: tuple[str, ...] = ()
    own: tuple[Mention, ...] = ()
    """What the platform itself says our team wrote."""
    newest: datetime | None = None
    """The newest time on it, where `mentions` leaves some out."""

    @property
    def ends(self) -> bool:
        """Whether nothing follows."""
        return self.next is None if self.last is None else self.last


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk goes on: at which page, and what of that page has been taken."""

    page: Json = None
    done: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: dict[str, Any]) -> _Place:
        done = kept.get("done")
        listed = done if isinstance(done, list) else []
        return cls(kept.get("page"), tuple(each for each in listed if isinstance(each, str)))

    def to_json(self) -> dict[str, Any]:
        return {"page": self.page} | ({"done": list(self.done)} if self.done else {})


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk from the newest down, as the bookmark keeps it; times are seconds since 1970."""

    mark: int | None = None
    under_way: _Place | None = None
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
        return cls(mark, _Place.read(walk), count(walk.get("newest")))

    def to_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = {} if self.mark is None else {"mark": self.mark}
        if self.under_way:
            kept["walk"] = self.under_way.to_json() | {"newest": self.newest}
        return kept

    def seen(self, times: list[int]) -> _Walk:
        """Return the walk with the mark to be moved up to the newest of these times."""
        known = [*times, *([] if self.newest is None else [self.newest])]
        return _Walk(self.mark, self.under_way, max(known, default=None))

    def at(self, place: _Place) -> _Walk:
        return _Walk(self.mark, place, self.newest)

    def finished(self) -> _Walk:
        return _Walk(self.mark if self.newest is None else self.newest)


def published(mention: Mention) -> datetime | None:
    """Return when a mention was published, None if that is a guess of ours."""
    return None if mention.date_uncertain else mention.published_at


def changed(mention: Mention) -> datetime | None:
    """Return when a mention was last changed, for lists that put that first."""
    return mention.updated_at or published(mention)


@dataclass(slots=True)
class _Reader:
    """Asks for pages, cuts them to what a run may take, and notices pages without end."""

    ctx: FetchContext
    ask: Ask
    room: int
    asked: list[Json] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        return self.room <= 0 or self.ctx.deadline.expired

    def page(self, cursor: Json) -> Page:
        if cursor in self.asked:
            raise BadAnswer("the pages go round in a circle")
        self.asked.append(cursor)
        return self.ask(cursor)

    def resumed(self, place: _Place) -> tuple[_Place, Page]:
        """Return the page where an earlier run stopped, the first one if it is not known now."""
        self.asked.clear()
        try:
            return place, self.page(place.page)
        except HttpStatus as error:
            if place.page is None or error.status not in _STALE:
                raise
            self.asked.clear()
            return _Place(), self.page(None)

    def taken(self, page: Page, place: _Place) -> tuple[tuple[Mention, ...], _Place | None]:
        """Return what fits of a page, and where to go on; None: nowhere, it was the last."""
        pending = [each for each in page.mentions if each.external_id not in place.done]
        fitting = tuple(pending[: max(0, self.room)])
        self.room -= len(fitting)
        if len(fitting) < len(pending):
            ids = tuple(each.external_id for each in fitting)
            return fitting, _Place(place.page, (*place.done, *ids))
        return fitting, None if page.ends else _Place(page.next)


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
    refused begins the walk anew.
    """
    reader, walk = _Reader(ctx, ask, room), _Walk.read(bookmark)
    place = _Place()
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
        met = floor is not None and _reaches(page, floor, when)
        cut = onward is not None and bool(onward.done)
        walk = walk.seen(_times(fitting, when, ctx.now, page))
        walk = walk.finished() if onward is None or (met and not cut) else walk.at(onward)
        more = reader.stopped and walk.under_way is not None
        yield _batch(page, fitting, walk.to_json(), more=more)
        if more or walk.under_way is None:
            return
        place = walk.under_way
        page = reader.page(place.page)


def _looking_back(place: _Place, room: int) -> _Place:
    """Return the page before, where pages have numbers: they shift when something is deleted."""
    number = place.page
    shifts = isinstance(number, int) and number > 1 and not place.done
    return _Place(number - 1) if shifts and room >= _ROOM_TO_LOOK_BACK else place


def _news(reader: _Reader, walk: _Walk, when: When) -> Iterator[tuple[Batch, _Walk]]:
    """Yield what came on top since a walk under way began, and the walk after each batch.

    If there is more than this run may take, the walk begins anew from there: what it had read
    below is read again, and nothing is left out between the two.
    """
    known, place = walk.newest, _Place()
    while known is not None:
        page = reader.page(place.page)
        new = [each for each in page.mentions if (at := when(each)) and int(at.timestamp()) > known]
        met = _reaches(page, known, when)
        fitting, onward = reader.taken(Page(tuple(new), next=page.next, last=page.last), place)
        cut = onward is not None and bool(onward.done)
        walk = walk.seen(_times(fitting, when, reader.ctx.now, page))
        over = onward is None or (met and not cut)
        after = walk if onward is None or over else walk.at(onward)
        more = reader.stopped
        if fitting or more or page.own:
            yield _batch(page, fitting, after.to_json(), more=more), after
        if onward is None or over or more:
            return
        place = onward


def oldest_first(ctx: FetchContext, bookmark: Json, ask: Ask, *, room: int) -> Iterator[Batch]:
    """Yield a batch per page of a list that grows at its end, from the bookmark's cursor on.

    `ask` gets the cursor of the last page that was read to its end, and returns with every page
    the cursor to go on from, with the last one too (`last=True`): that is where the next run
    starts. If it gives none there, the next run asks for that page once more.
    """
    reader = _Reader(ctx, ask, room)
    kept = bookmark if isinstance(bookmark, dict) else {}
    place, page = reader.resumed(_Place.read(kept))
    while True:
        fitting, onward = reader.taken(page, place)
        over = onward is None
        place = onward or _Place(place.page if page.next is None else page.next)
        more = reader.stopped and not over
        yield _batch(page, fitting, place.to_json(), more=more)
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


def _batch(page: Page, fitting: tuple[Mention, ...], bookmark: Json, *, more: bool) -> Batch:
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


def _reaches(page: Page, floor: int, when: When) -> bool:
    """Whether a page goes down to a time; its last mention says so, since one may be pinned."""
    lowest = next(filter(None, map(when, reversed(page.mentions))), None)
    return lowest is not None and int(lowest.timestamp()) <= floor


def _times(taken: tuple[Mention, ...], when: When, now: datetime, page: Page) -> list[int]:
    """Return the known times; a platform's clock that is ahead must not move the mark ahead."""
    known = [*map(when, taken), page.newest]
    return [int(min(time, now).timestamp()) for time in known if time is not None]
