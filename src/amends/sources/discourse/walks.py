"""Two ways through a forum: all newest posts, or what its search finds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from amends.errors import AuthFailed, BadAnswer, Throttled
from amends.models import Mention, Reach, Skipped
from amends.sources.discourse.api import WHOSE, Forum, no_forum, unless_gone
from amends.sources.discourse.posts import Read, Reader
from amends.sources.failures import explained
from amends.sources.paging import Page, newest_first
from amends.sources.queries import quoted
from amends.sources.values import count, inside, line, moment, moment_of_epoch, objects
from amends.sources.watch import sifted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.config.model import Watch
    from amends.models import Batch, Json

OVERLAP = timedelta(days=1)
"""So far below the mark posts are read again: they are edited, liked, answered."""
WINDOW = 49
"""How far down to go where a page shows nothing.

Older versions of the software look at fifty ids, public ones or not; today's find fifty posts.
"""
MOST_EMPTY = 20
"""Pages with nothing on them in a row, over as many runs as they take: below is nothing that a
visitor may see."""
AT_ONCE = 10
"""Hits of a search whose whole text is asked for on one page of ours."""
LAST_PAGE = 10
"""A search gives no further one (docs.discourse.org, search)."""
_SHOWN = 20
_PRIVATE = "private_message"
"""What a topic is (`archetype`) that was made a private message."""
_CUT = Skipped(
    "the search of the forum",
    "it shows no more than its first ten pages, and older posts that name you are missing: take"
    " `search: true` out, then all posts are read",
)
_CLOSED = "The search may be closed to visitors: take `search: true` out, then all posts are read."


@dataclass
class Walks:
    """The posts of one forum; `watch` is None where all of them are about the business."""

    forum: Forum
    reader: Reader
    watch: Watch | None
    categories: frozenset[str]
    horizon: datetime
    """How far back the first run goes."""
    shown_with: dict[str, datetime | None] = field(default_factory=dict)
    """The newest time on the page of each post: the list goes by ids, and a merge of topics copies
    old posts to its top."""

    def newest(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield a batch per page of the newest posts, down to a day below the mark."""
        first = count(inside(bookmark, "mark")) is None

        def ask(cursor: Json) -> Page:
            before, empty = _pair(cursor)
            with explained(no_forum):
                answer = self.forum.get("posts.json", before=before)
            posts = _listed(answer, "latest_posts")
            page = self._page(posts, f"posts.json?before={before}" if before else "posts.json")
            newest = max(_times(posts), default=None)
            self.shown_with |= {each.external_id: newest for each in page.stood}
            over = first and newest is not None and newest < self.horizon
            return replace(page, next=None if over else _below(posts, before, empty))

        return newest_first(
            self.forum.ctx, bookmark, ask, room=room, when=self._reached, overlap=OVERLAP
        )

    def found(self, term: str, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield what the search finds for a term, in full, down to a day below the mark.

        Of each topic it gives the newest post that fits (`Search#aggregate_post_sql`).
        """
        mark = count(inside(bookmark, "mark"))
        since = (moment_of_epoch(mark) if mark else None) or self.horizon
        query = f"{quoted(term)} after:{since - OVERLAP:%Y-%m-%d} order:latest"

        def ask(cursor: Json) -> Page:
            place, start = _pair(cursor)
            number = place or 1
            answer = self._search(query, number)
            hits = objects(answer.get("posts"))
            page = self._page(self._whole(hits[start : start + AT_ONCE], answer), query)
            further = inside(answer, "grouped_search_result", "more_full_page_results") is True
            onward = f"{number + 1}:0" if further and number < LAST_PAGE else None
            if start + AT_ONCE < len(hits):
                onward = f"{number}:{start + AT_ONCE}"
            ends = further and onward is None
            cut = ends and all(at > since for at in _times(hits))
            return replace(page, next=onward, skipped=(*page.skipped, *((_CUT,) if cut else ())))

        return newest_first(self.forum.ctx, bookmark, ask, room=room, overlap=OVERLAP)

    def again(self, post_id: str) -> Read:
        """Return one post as it stands now, gone if the forum says so.

        Nothing where it is hidden: that lasts until a moderator has looked at it.
        """
        try:
            post = unless_gone(partial(self.forum.get, f"posts/{post_id}.json"), None)
        except AuthFailed:  # of this post: the same run has read the others
            return Read()
        if post is None:
            return Read(gone=(post_id,))
        begins, topic = count(post.get("post_number")) == 1, line(post.get("topic_id"))
        told = self._topic(topic) if topic and (begins or self.forum.key) else {}
        if told.get("archetype") == _PRIVATE:  # a key may go on reading what visitors cannot
            return Read(gone=(post_id,))
        read = self.reader.read([{"topic_title": told.get("title"), **post}])
        views = told if begins else {}
        return replace(read, theirs=tuple(_seen(each, views) for each in read.theirs))

    def _page(self, posts: list[dict[str, Any]], asked: str) -> Page:
        for post_id in self.reader.looked_for(posts):
            self.reader.remember(self._before(post_id))
        read = self.reader.read([post for post in posts if self._in_category(post)])
        everything = self.reader.read(posts) if self.categories else read
        kept, dropped = read.theirs, tuple[Skipped, ...]()
        if self.watch is not None:
            kept, dropped = sifted(read.theirs, self.watch, _searched)
        return Page(
            tuple(map(self._with_views, kept)),
            read.skipped,
            gone_ids=read.gone,
            filtered=len(dropped),
            dropped=dropped[:_SHOWN],
            asked=(asked,),
            own=read.own,
            stood=everything.all,
        )

    def _reached(self, mention: Mention) -> datetime | None:
        return self.shown_with.get(mention.external_id)

    def _in_category(self, post: dict[str, Any]) -> bool:
        return not self.categories or line(post.get("category_id")) in self.categories

    def _search(self, query: str, number: int) -> dict[str, Any]:
        try:
            answer = self.forum.get("search.json", q=query, page=number)
        except (AuthFailed, BadAnswer) as error:
            error.hint = _CLOSED
            raise
        if inside(answer, "grouped_search_result", "error"):
            raise Throttled(f"{WHOSE}: the search of the forum is overloaded")
        _listed(answer, "posts")
        return answer

    def _whole(self, hits: list[dict[str, Any]], answer: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the posts that were found: the search gives their first words only."""
        topics = {line(each.get("id")): each for each in objects(answer.get("topics"))}
        whole = []
        for hit in hits:
            post = hit
            if post_id := count(hit.get("id")):
                post = unless_gone(partial(self.forum.get, f"posts/{post_id}.json"), {})
            topic = topics.get(line(post.get("topic_id")), {})
            told = {"topic_title": topic.get("title"), "category_id": topic.get("category_id")}
            whole += [told | post] if post else []
        return whole

    def _with_views(self, mention: Mention) -> Mention:
        """Add how often a topic was seen to the post that begins it."""
        begins = mention.kind == "post" and mention.item.id
        if not begins or self.forum.ctx.http.time_is_up:
            return mention
        return _seen(mention, self._topic(mention.item.id or ""))

    def _before(self, post_id: str) -> list[dict[str, Any]]:
        """Return what a post answers, and what that had answered; nothing if it is gone."""
        if self.forum.ctx.http.time_is_up:
            return []
        return unless_gone(partial(self.forum.posts, f"posts/{post_id}/reply-history.json"), [])

    def _topic(self, topic: str) -> dict[str, Any]:
        if not topic.isdecimal():
            return {}
        return unless_gone(partial(self.forum.get, f"t/{topic}.json"), {})


def _seen(mention: Mention, topic: dict[str, Any]) -> Mention:
    views = count(topic.get("views"))
    reach = mention.reach
    known = reach.views if views is None else views
    return replace(mention, reach=Reach(reach.likes, reach.shares, reach.replies, known))


def _listed(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    if not isinstance(answer.get(name), list):
        raise BadAnswer(f"{WHOSE}: there are no `{name}` in the answer")
    return objects(answer[name])


def _times(posts: list[dict[str, Any]]) -> list[datetime]:
    return [at for post in posts if (at := moment(post.get("created_at")))]


def _below(posts: list[dict[str, Any]], before: int | None, empty: int) -> str | None:
    """Return where the next page begins, and how many there were in a row with nothing on them.

    Below a page that is empty there may be more, see `WINDOW`.
    """
    ids = [number for post in posts if (number := count(post.get("id")))]
    empty = 0 if ids else empty + 1
    if not ids and (before is None or empty >= MOST_EMPTY):
        return None
    lowest = min(ids, default=before or 0)
    if before is not None and lowest >= before:
        lowest = before - WINDOW
    return f"{lowest}:{empty}" if lowest > 1 else None


def _pair(cursor: Json) -> tuple[int | None, int]:
    """Return the two numbers of a cursor: where a page begins, and what else counts there."""
    first, _, second = (cursor if isinstance(cursor, str) else "").partition(":")
    return count(first), count(second) or 0


def _searched(mention: Mention) -> str:
    """Return the words that count; a “me too” belongs to the topic that it stands in."""
    parts = (mention.item.name, mention.text, mention.extra.get("link_title"))
    return "\n".join(filter(None, parts))
