"""Hacker News: stories and comments that name you, found by the Algolia search (no key)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from amends.config.model import Watch
from amends.errors import BadAnswer
from amends.models import Author, Batch, Item, Json, Mention, Reach, Skipped
from amends.sources.answers import read_each
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.paging import Page, newest_first
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    line,
    moment_of_epoch,
    web_address,
)
from amends.sources.watch import sifted
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SEARCH = "https://hn.algolia.com/api/v1/search_by_date"
"""Newest first; at most 1000 hits of one query can be reached (hn.algolia.com/api)."""
PLAIN_ITEM = "https://hacker-news.firebaseio.com/v0/item/{}.json"
"""What was deleted says `"deleted": true` (github.com/HackerNews/API)."""
ITEM = "https://news.ycombinator.com/item?id="
PAGE = 1000
OVERLAP = timedelta(hours=1)
"""So far before the mark is read again: hits are indexed late."""


class HackerNews(Source):
    """A search that is repeated; typing errors are not forgiven, so that names stay names."""

    EXAMPLE: ClassVar[str] = """\
type: hackernews
query: '"Lipa Coffee"'     # a phrase; words, -without and lipa.example work too
"""
    SOCIAL: ClassVar[bool] = True
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="Stories and comments that hold your words, with points and numbers of comments.",
        lacks="What was hidden by moderators.",
        cost="Free.",
        quota="10,000 requests an hour from one address.",
        checked="facts",
        address="https://hn.algolia.com/api",
    )
    VISIBILITY: ClassVar[float] = 0.4

    type: Literal["hackernews"] = "hackernews"
    query: str = Field(
        min_length=2, description='What to search for: `"a phrase"`, words, `-without`.'
    )
    tags: str = Field(
        "(story,comment)",
        pattern=r"^[\w(),]+$",
        description="Algolia tags: a comma is AND, within brackets OR: `(story,comment)`.",
    )
    filter: bool = Field(default=False, description="`true` keeps only what also matches `watch:`.")

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per thousand hits, back to an hour before the last run's newest."""
        mark = count(inside(bookmark, "mark"))
        since = None if mark is None else max(0, mark - int(OVERLAP.total_seconds()))

        def ask(cursor: Json) -> Page:
            return self._page(ctx, since, count(cursor))

        for batch in newest_first(ctx, bookmark, ask, room=self.max_items, overlap=OVERLAP):
            if replace(batch, asked=()) != Batch(bookmark=bookmark):  # else nothing is new
                yield batch

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield stories with their present points and comments, and those that were deleted.

        One search for all; only what it no longer finds is asked for one by one, since the index
        says nothing of why.
        """
        asked = [each for each in ids if each.isdecimal()]
        if not asked:
            return
        wanted = ",".join(f"story_{each}" for each in asked)
        params = {"tags": f"story,({wanted})", "hitsPerPage": str(min(PAGE, len(asked)))}
        mentions, skipped = parse(_search(ctx, params), ctx.now)
        found = {mention.external_id for mention in mentions}
        yield Batch(mentions, (), None, skipped)
        gone = [each for each in asked if each not in found and _deleted(ctx, each)]
        if gone:
            yield Batch((), tuple(gone), None)

    def _page(self, ctx: FetchContext, since: int | None, until: int | None) -> Page:
        """Return the newest hits between two seconds, `until` included.

        Only the first thousand hits can be paged through, so pages are cut by time.
        """
        size = min(PAGE, self.max_items)
        bounds = {">=": since, "<=": until}
        filters = [f"created_at_i{sign}{time}" for sign, time in bounds.items() if time is not None]
        params = {
            "query": self.query,
            "tags": self.tags,
            "hitsPerPage": str(size),
            "typoTolerance": "false",
        }
        if filters:
            params["numericFilters"] = ",".join(filters)
        hits = _search(ctx, params)[:size]
        mentions, skipped = parse(hits, ctx.now)
        found, unlike = sifted(mentions, _as_watch(self.query), _searched)
        wanted, others = sifted(found, ctx.watch if self.filter else Watch(), _searched)
        dropped = unlike + others
        times = [time for hit in hits if (time := _time(hit)) is not None]
        return Page(
            wanted,
            skipped,
            next=_below(times, until) if len(hits) == size else None,
            filtered=len(dropped),
            dropped=dropped,
            asked=(self.query,),
            newest=moment_of_epoch(max(times)) if times else None,
        )


def parse(hits: list[Json], now: datetime) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the mentions in the hits of a search, and the hits that could not be read."""
    return read_each(hits, lambda hit: _mention(hit, now), "hit")


def _mention(hit: Json, now: datetime) -> Mention | None:
    external_id = line(hit.get("objectID")) if isinstance(hit, dict) else None
    if external_id is None:
        return None
    comment = bool(body(hit.get("comment_text")))
    story, link = line(hit.get("story_id")), web_address(hit.get("url"))
    when, uncertain = believable(moment_of_epoch(hit.get("created_at_i")), now)
    author = line(hit.get("author"))
    return Mention(
        external_id=external_id,
        kind="comment" if comment else "post",
        url=f"{ITEM}{external_id}",
        title=None if comment else line(hit.get("title")),
        text=html_to_text(body(hit.get("comment_text")) or body(hit.get("story_text"))),
        author=Author(id=author, name=author, handle=author),
        published_at=when,
        date_uncertain=uncertain,
        thread_id=story if comment else external_id,
        parent_id=line(hit.get("parent_id")) if comment else None,
        item=Item(id=story, name=line(hit.get("story_title"))) if comment else Item(),
        reach=Reach(likes=count(hit.get("points")), replies=count(hit.get("num_comments"))),
        extra={"link": link} if link else {},
    )


def _search(ctx: FetchContext, params: dict[str, str]) -> list[Json]:
    try:
        answer = ctx.http.get(SEARCH, params=params).json()
    except ValueError as error:
        raise BadAnswer(f"Hacker News search: {error}") from error
    return _list_of_hits(answer)


def _deleted(ctx: FetchContext, external_id: str) -> bool:
    """Ask whether an item was deleted; an unknown one, or one that was only hidden, was not."""
    if ctx.deadline.expired:
        return False
    try:
        item = ctx.http.get(PLAIN_ITEM.format(external_id)).json()
    except ValueError as error:
        raise BadAnswer(f"Hacker News item {external_id}: {error}") from error
    return isinstance(item, dict) and item.get("deleted") is True


def _list_of_hits(answer: Json) -> list[Json]:
    hits = answer.get("hits") if isinstance(answer, dict) else None
    if not isinstance(hits, list):
        raise BadAnswer("Hacker News search: the answer has no `hits`")
    return hits


def _below(times: list[int], until: int | None) -> str | None:
    """Return the second to which the next page goes, as text: it is no number of a page.

    That second is read again, since others of its hits may follow. More hits in one second than fit
    a page: the rest of that second is out of reach.
    """
    if not times:
        return None
    oldest = min(times)
    return str(oldest - (oldest == until))


def _time(hit: Json) -> int | None:
    return count(hit.get("created_at_i")) if isinstance(hit, dict) else None


def _searched(mention: Mention) -> str:
    parts = (mention.title, mention.text, mention.item.name, mention.extra.get("link"))
    return "\n".join(part for part in parts if part)


def _as_watch(query: str) -> Watch:
    """Read a query as the server does: phrases and words must all be there, `-word` must not.

    The server also finds words that only begin like the last one, hence the second look.
    """
    terms: dict[str, list[str]] = {"": [], "-": []}
    for sign, phrase, word in re.findall(r'(-?)(?:"([^"]+)"|([^\s"]+))', query):
        terms[sign].append(phrase or word)
    return Watch(all=tuple(terms[""]), none=tuple(terms["-"]))
