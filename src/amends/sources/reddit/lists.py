"""What of Reddit is read: a search with the comments below, comments of subreddits, mentions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest, HttpStatus, HttpTimeout
from amends.models import Skipped
from amends.sources.paging import Page, newest_first
from amends.sources.queries import alternatives
from amends.sources.reddit.api import WHOSE
from amends.sources.reddit.things import comments_of, parse
from amends.sources.values import line
from amends.sources.watch import sifted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from amends.config.model import Watch
    from amends.models import Batch, Json, Mention
    from amends.sources.reddit.api import Api

LONGEST_QUERY = 512
"""Characters that a search may have."""
OVERLAP = timedelta(days=3)
"""So far below the mark posts are read again: they are voted for, answered, taken away."""
COMMENTS = 200
"""Comments of one post that are asked for; what is behind “more” is left out."""
_SHOWN = 20


def queries(watch: Watch) -> tuple[str, ...]:
    """Return the names and spellings as few searches, each short enough for Reddit."""
    return alternatives(watch, " OR ", LONGEST_QUERY)


@dataclass
class Lists:
    """The lists of one run; `own` is the name of the account that is logged in."""

    api: Api
    watch: Watch
    own: str | None
    with_comments: bool
    given: set[str | None] = field(default_factory=set)
    """Cursors that came with the pages of this run."""

    def search(
        self, query: str, subreddit: str | None, bookmark: Json, room: int
    ) -> Iterator[Batch]:
        """Yield the posts that a search finds, each page with the comments under what it found."""
        place = {"restrict_sr": 1} if subreddit else {}
        path = f"r/{subreddit}/search" if subreddit else "search"
        params = {"q": query, "sort": "new", "t": "year", "type": "link", **place}
        begun: dict[str, datetime] = {}

        def ask(cursor: Json) -> Page:
            found, after = self._listing(path, cursor, **params)
            page = self._page(found, after, query)
            posts = tuple(filter(self._talked_about, (*page.mentions, *page.own)))
            below = list(self._below(posts, begun))
            return replace(
                page,
                skipped=(*page.skipped, *_unread(len(posts) - len(below))),
                mentions=page.mentions + tuple(each for part in below for each in part.mentions),
                own=page.own + tuple(each for part in below for each in part.own),
                gone_ids=page.gone_ids + tuple(each for part in below for each in part.gone_ids),
            )

        def when(mention: Mention) -> datetime | None:
            """A comment stands where its post does."""
            known = begun.get(mention.external_id, mention.published_at)
            return None if mention.date_uncertain else known

        return newest_first(self.api.ctx, bookmark, ask, room=room, when=when, overlap=OVERLAP)

    def comments(self, subreddit: str, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield what of the newest comments in a subreddit is about us: no search finds them."""

        def ask(cursor: Json) -> Page:
            path = f"r/{subreddit}/comments"
            found, after = self._listing(path, cursor)
            return self._page(found, after, path)

        return newest_first(self.api.ctx, bookmark, ask, room=room)

    def mentions(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield the comments that name our account (`u/…`), all of them."""

        def ask(cursor: Json) -> Page:
            found, after = self._listing("message/mentions", cursor)
            return self._page(found, after, "message/mentions", sift=False)

        return newest_first(self.api.ctx, bookmark, ask, room=room)

    def _listing(
        self, path: str, cursor: Json, **params: Any
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Return a page; a cursor of an earlier run that leads nowhere is refused.

        A cursor is the name of a thing: once that is deleted, the page after it is empty.
        """
        wanted = line(cursor)
        found, after = self.api.listing(path, after=wanted, **params)
        if wanted and not found and wanted not in self.given:
            raise HttpStatus(
                f"{WHOSE}: what the last run ended with is gone", status=HTTPStatus.GONE
            )
        self.given.add(after)
        return found, after

    def _page(
        self, found: list[dict[str, Any]], after: str | None, asked: str, *, sift: bool = True
    ) -> Page:
        everything, skipped, gone = parse(found, self.api.ctx.now)
        own, theirs = self._told_apart(everything)
        kept, dropped = self._sifted(theirs) if sift else (theirs, ())
        return Page(
            kept,
            skipped,
            after,
            gone_ids=gone,
            filtered=len(dropped),
            dropped=dropped[:_SHOWN],
            asked=(asked,),
            own=own,
            stood=everything,
        )

    def _talked_about(self, post: Mention) -> bool:
        return self.with_comments and post.kind == "post" and post.reach.replies != 0

    def _below(self, posts: Sequence[Mention], begun: dict[str, datetime]) -> Iterator[Page]:
        """Yield the comments under posts, as far as the time of this run goes."""
        http = self.api.ctx.http
        for post in posts:
            if http.time_is_up:
                return
            try:
                yield self._under(post, begun)
            except HttpTimeout:
                if not http.time_is_up:
                    raise
                return

    def _under(self, post: Mention, begun: dict[str, datetime]) -> Page:
        """Return the comments under a post that are about us; all, if the post is our own."""
        answer = self._thread(post.external_id.removeprefix("t3_"))
        found = [{"link_title": post.title, **each} for each in comments_of(answer)]
        everything, _, gone = parse(found, self.api.ctx.now)
        if post.published_at:
            begun |= {each.external_id: post.published_at for each in everything}
        own, theirs = self._told_apart(everything)
        kept = theirs if self._is_ours(post) else self._sifted(theirs)[0]
        return Page(kept, gone_ids=gone, own=own)

    def _thread(self, name: str) -> Json:
        """Return a post with its comments; nothing if it was closed to us meanwhile."""
        try:
            return self.api.get(f"comments/{name}", limit=COMMENTS, sort="new")
        except BadRequest:
            return None
        except HttpStatus as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            return None

    def _told_apart(
        self, everything: tuple[Mention, ...]
    ) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Return what we wrote ourselves, and the rest."""
        own = tuple(filter(self._is_ours, everything))
        return own, tuple(each for each in everything if each not in own)

    def _is_ours(self, mention: Mention) -> bool:
        return self.own is not None and mention.author.name == self.own

    def _sifted(
        self, mentions: tuple[Mention, ...]
    ) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
        return sifted(mentions, self.watch, _searched)


def again(api: Api, ids: tuple[str, ...]) -> Iterator[Page]:
    """Yield posts and comments as they stand now, a hundred at once."""
    names = [each for each in ids if each.startswith(("t1_", "t3_"))]
    while names:
        found, _ = api.listing("api/info", id=",".join(names[:100]))
        mentions, skipped, gone = parse(found, api.ctx.now)
        yield Page(mentions, skipped, gone_ids=gone)
        del names[:100]


def _unread(posts: int) -> Iterator[Skipped]:
    """Tell that the comments under some posts were left out."""
    if posts:
        said = "there was no time for them: give it more `max_seconds`, or set `comments: false`"
        yield Skipped(f"comments under {posts} posts", said)


def _searched(mention: Mention) -> str:
    """Return the words that count; a “me too” belongs to the post that it stands under."""
    return "\n".join(filter(None, (mention.title, mention.item.name, mention.text)))
