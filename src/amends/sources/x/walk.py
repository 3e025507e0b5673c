"""The search of one run: page after page, and what each costs is counted before it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer, HttpStatus, SourceError
from amends.models import Batch, Skipped
from amends.sources.paging import Page, oldest_first
from amends.sources.queries import untold
from amends.sources.values import count, inside, line, moment_of_epoch
from amends.sources.watch import sifted
from amends.sources.x.api import WHOSE
from amends.sources.x.budget import SMALLEST, heard
from amends.sources.x.posts import ID, number_of_people, number_of_posts, parse, written_at
from amends.sources.x.query import left_out, query_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Json
    from amends.sources.contract import FetchContext
    from amends.sources.x import X

PAGE = 100
WINDOW = timedelta(days=7)
"""How far back the recent search reaches."""
_MARGIN = timedelta(minutes=1)
_SHOWN = 20
_NOTHING_READ = (HttpStatus, SourceError)
"""Refusals and what is no answer of X cost nothing; an answer that was lost on its way may have."""
_LOST = (
    "the search of X reaches 7 days back, so what was written then is not found; a run at least"
    " every few days leaves no gap"
)


class Walk:
    """The search of one run, and what it costs."""

    def __init__(self, source: X, ctx: FetchContext, kept: dict[str, Any]) -> None:
        self._source = source
        self._ctx = ctx
        self._begun = kept
        self._query = source.query or query_for(ctx.watch, source.languages)
        self._api = source.api(ctx, kept.get("names"))
        self._budget = source.money(ctx)
        self._budget.go_on(kept)
        heard(self._api, self._budget)
        if self._budget.left < SMALLEST:
            raise self._budget.used_up()
        self._may_read = min(source.max_items, self._budget.left)
        self._read = count(kept.get("read"))
        self._fresh = False
        """Whether the walk under way began in this run."""
        self._over = False

    @property
    def _spent(self) -> bool:
        """Whether this run may read no more."""
        return self._may_read <= 0 or self._budget.left < SMALLEST

    @property
    def _kept(self) -> dict[str, Json]:
        """What a bookmark holds besides the place in the search."""
        known = {"read": self._read, "names": self._api.names} | self._budget.to_json()
        return {key: value for key, value in known.items() if value is not None}

    def batches(self) -> Iterator[Batch]:
        """Yield a batch per page, and before each one what it may cost: stored, then asked for."""
        place = self._begun
        notes = () if self._source.query else left_out(self._ctx.watch)
        new, told = untold(notes, place)
        new = _gap(moment_of_epoch(self._read), self._ctx.now - WINDOW) + new
        pages = oldest_first(self._ctx, place, self.ask, room=self._source.max_items)
        more = False
        while not (self._over or more):
            self._budget.reserve(self._size)
            yield Batch(bookmark=place | self._kept, unchanged=True)
            try:
                batch = next(pages)
            except _NOTHING_READ:
                self._budget.release()
                yield Batch(bookmark=place | self._kept, unchanged=True)
                raise
            place = batch.bookmark | told
            more = batch.more or (inside(place, "page", "token") is not None and self._spent)
            yield replace(
                batch, bookmark=place | self._kept, skipped=new + batch.skipped, more=more
            )
            new = ()

    @property
    def _size(self) -> int:
        """Posts on the next page."""
        return max(SMALLEST, min(PAGE, self._may_read))

    def ask(self, cursor: Json) -> Page:
        """Return one page of a walk from the newest post down to the newest one known before."""
        since, token = line(inside(cursor, "since")), line(inside(cursor, "token"))
        began = count(inside(cursor, "began")) if token else None
        began = int(self._ctx.now.timestamp()) if began is None else began
        answer = self._search(since, token)
        top = line(inside(cursor, "top")) if token else None
        top = top or line(inside(answer, "meta", "newest_id")) or since
        onward = line(inside(answer, "meta", "next_token"))
        self._fresh = self._fresh or token is None
        mentions, skipped = parse(answer, self._ctx.now)
        kept, dropped = sifted(mentions, self._ctx.watch, lambda mention: mention.text)
        if onward is None:
            self._read = began
        following = {"since": since, "token": onward, "top": top, "began": began}
        self._over = onward is None and self._fresh
        return Page(
            kept,
            skipped,
            {"since": top} if onward is None else following,
            last=self._over,
            filtered=len(dropped),
            dropped=dropped[:_SHOWN],
            asked=(self._query,),
        )

    def _search(self, since: str | None, token: str | None) -> dict[str, Any]:
        answer = self._api.posts(
            "tweets/search/recent",
            authors=self._source.authors,
            query=self._query,
            max_results=self._size,
            since_id=since if since and self._in_reach(since) else None,
            next_token=token,
        )
        if not isinstance(answer.get("meta"), dict):
            raise BadAnswer(f"{WHOSE}: the answer is no list of posts")
        posts = number_of_posts(answer)
        self._may_read -= posts
        self._budget.spend(posts, number_of_people(answer))
        self._ctx.notes.update(self._budget.to_json())
        return answer

    def _in_reach(self, since: str) -> bool:
        """Whether X takes a post as the beginning: its own id tells how old it is."""
        written = written_at(since) if ID.fullmatch(since) else None
        return written is not None and written > self._ctx.now - WINDOW + _MARGIN


def _gap(read: datetime | None, reach: datetime) -> tuple[Skipped, ...]:
    """Return the time that the search does not reach any more, as something that was left out."""
    if read is None or read >= reach:
        return ()
    return (Skipped(f"{read:%Y-%m-%d %H:%M} to {reach:%Y-%m-%d %H:%M} UTC", _LOST),)
