"""The lists of Bluesky: what concerns us, what a search finds, what we wrote ourselves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer, HttpStatus
from amends.models import Batch, Skipped
from amends.sources.answers import error_object
from amends.sources.bluesky.posts import parse, searched, sorted_at, why_spam
from amends.sources.paging import Page, newest_first
from amends.sources.queries import quoted
from amends.sources.values import (
    body,
    count,
    inside,
    line,
    moment,
    moment_of_epoch,
    objects,
    portions,
)
from amends.sources.watch import sifted
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Json, Mention
    from amends.sources.bluesky.session import Session

AT_ONCE = 25
"""Posts or profiles that can be asked for at once (lexicons of getPosts and getProfiles)."""
PAGE = 100
"""The most that a search gives at once."""
FIRST = timedelta(days=90)
"""How far back the first run goes."""
OVERLAP = timedelta(days=1)
"""How far before the mark a search is read again: posts are indexed late, likes come later."""
_REASONS = ["mention", "reply", "quote"]
_NOT_FOUND = "app.bsky.feed.defs#notFoundPost"
_UNNAMED = (Skipped("notification", "it does not say of which post"),)
_MOST_DROPPED = 20


@dataclass(slots=True)
class Reader:
    """Reads posts in the name of one account."""

    session: Session
    followers: dict[str, int | None] = field(default_factory=dict)
    """Of the authors that were asked for in this run, by their ids."""
    noticed: dict[str, datetime] = field(default_factory=dict)
    """When we were told of a post, by its address."""

    def notifications(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield who mentioned, answered or quoted us, by the time when we were told."""
        floor = self._floor(bookmark)

        def ask(cursor: Json) -> Page:
            found = self.session.get(
                "app.bsky.notification.listNotifications",
                reasons=_REASONS, limit=AT_ONCE, cursor=line(cursor),
            )  # fmt: skip
            told = objects(_listed(found, "notifications"))
            self._notice(told)
            times = [time for each in told if (time := moment(each.get("indexedAt")))]
            uris = tuple(uri for each in told if (uri := line(each.get("uri"))))
            page = self.page(self.posts(uris))
            page = replace(page, skipped=(*page.skipped, *_UNNAMED * (len(told) - len(uris))))
            return _going_on(page, found, times, floor)

        when = self._noticed
        return newest_first(self.session.ctx, bookmark, ask, room=room, when=when, overlap=OVERLAP)

    def search(self, term: str, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield what a search finds since the mark, the newest first."""
        ctx, floor, query = self.session.ctx, self._floor(bookmark), query_for(term)
        since = f"{floor:%Y-%m-%dT%H:%M:%SZ}"  # a bare date is refused, whatever the lexicon says

        def ask(cursor: Json) -> Page:
            found = self.session.get(
                "app.bsky.feed.searchPosts",
                q=query, sort="latest", since=since, limit=PAGE, cursor=line(cursor),
            )  # fmt: skip
            posts = objects(_listed(found, "posts"))
            page = self.page(posts)
            kept, dropped = sifted(page.mentions, ctx.watch, searched)
            page = replace(page, mentions=kept, asked=(f"{query} since {since}",))
            return _going_on(_without(page, dropped), found, _times(posts), floor)

        return newest_first(ctx, bookmark, ask, room=room, overlap=OVERLAP)

    def own(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield what we wrote ourselves, answers above all."""
        floor = self._floor(bookmark)

        def ask(cursor: Json) -> Page:
            found = self.session.get(
                "app.bsky.feed.getAuthorFeed",
                actor=self.session.did,
                filter="posts_with_replies",
                limit=PAGE,
                cursor=line(cursor),
            )
            feed = objects(_listed(found, "feed"))
            posts = list(filter(self._ours, objects([each.get("post") for each in feed])))
            page = replace(self.page(posts), mentions=())
            return _going_on(page, found, _times(posts), floor)

        return newest_first(self.session.ctx, bookmark, ask, room=room)

    def again(self, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield single posts as they are now; gone are those that Bluesky says it cannot find."""
        for uris in portions(tuple(each for each in ids if each.startswith("at://")), AT_ONCE):
            if self.session.ctx.http.time_is_up:
                return
            posts = self.posts(uris)
            there = {line(post.get("uri")) for post in posts}
            gone = tuple(uri for uri in uris if uri not in there and self._gone(uri))
            yield replace(_batch(self.page(posts)), gone_ids=gone)

    def posts(self, uris: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return posts with their counts; what was deleted or is hidden from us is left out."""
        found: dict[str | None, dict[str, Any]] = {}
        for portion in portions(tuple(dict.fromkeys(uris)), AT_ONCE):
            answer = self.session.get("app.bsky.feed.getPosts", uris=list(portion))
            posts = objects(_listed(answer, "posts"))
            found |= {line(post.get("uri")): post for post in posts}
        return [found[uri] for uri in dict.fromkeys(uris) if uri in found]

    def page(self, posts: list[dict[str, Any]]) -> Page:
        """Return posts as mentions, our own apart, and without what moderators call spam."""
        spam = [(post, why) for post in posts if (why := why_spam(post))]
        good = [post for post in posts if not why_spam(post)]
        self._look_up([did for post in good if (did := line(inside(post, "author", "did")))])
        found, skipped = parse(good, self.session.ctx.now, self.followers)
        ours = tuple(each for each in found if each.author.id == self.session.did)
        others = tuple(each for each in found if each.author.id != self.session.did)
        dropped = tuple(Skipped(_shown(post), why) for post, why in spam)
        return _without(Page(others, skipped, own=ours), dropped)

    def _look_up(self, dids: list[str]) -> None:
        """Ask how many follow these authors: posts do not say it."""
        new = tuple(did for did in dict.fromkeys(dids) if did not in self.followers)
        for portion in portions(new, AT_ONCE):
            found = self.session.get("app.bsky.actor.getProfiles", actors=list(portion))
            self.followers |= dict.fromkeys(portion)
            self.followers |= {
                line(each.get("did")) or "": count(each.get("followersCount"))
                for each in objects(found.get("profiles"))
            }

    def _gone(self, uri: str) -> bool:
        """Whether Bluesky says that there is no such post; one that is hidden from us is not."""
        try:
            found = self.session.get(
                "app.bsky.feed.getPostThread", uri=uri, depth=0, parentHeight=0
            )
        except HttpStatus as error:
            if line(error_object(error).get("error")) == "NotFound":
                return True
            raise
        return bool(inside(found, "thread", "$type") == _NOT_FOUND)

    def _ours(self, post: dict[str, Any]) -> bool:
        """Whether we wrote it: what we only passed on stands in our feed, too."""
        return line(inside(post, "author", "did")) == self.session.did

    def _notice(self, told: list[dict[str, Any]]) -> None:
        pairs = ((line(each.get("uri")), moment(each.get("indexedAt"))) for each in told)
        self.noticed |= {uri: time for uri, time in pairs if uri and time}

    def _noticed(self, mention: Mention) -> datetime | None:
        return self.noticed.get(mention.external_id)

    def _floor(self, bookmark: Json) -> datetime:
        mark = moment_of_epoch(inside(bookmark, "mark"))
        return mark - OVERLAP if mark else self.session.ctx.now - FIRST


def query_for(term: str) -> str:
    """Return a name in the words of the search: several words, or signs in one, are a phrase.

    What it would do with excluded words is not documented, so the rest of `watch:` is looked at
    here.
    """
    return quoted(term)


def _listed(answer: dict[str, Any], name: str) -> list[Any]:
    found = answer.get(name)
    if not isinstance(found, list):
        raise BadAnswer(f"Bluesky: the answer has no `{name}`")
    return found


def _going_on(page: Page, answer: dict[str, Any], times: list[datetime], floor: datetime) -> Page:
    """Return the page with what follows it; a page may be empty although others follow.

    One post that claims to be old, amidst newer ones, is not the end.
    """
    known = bool(times) and max(times) < floor
    onward = None if known else line(answer.get("cursor"))
    return replace(page, next=onward, newest=max(times, default=None))


def _times(posts: list[dict[str, Any]]) -> list[datetime]:
    return [time for post in posts if (time := sorted_at(post))]


def _without(page: Page, dropped: tuple[Skipped, ...]) -> Page:
    all_dropped = (*page.dropped, *dropped)[:_MOST_DROPPED]
    return replace(page, dropped=all_dropped, filtered=page.filtered + len(dropped))


def _shown(post: dict[str, Any]) -> str:
    return single_line(body(inside(post, "record", "text"))[:80])


def _batch(page: Page) -> Batch:
    return Batch(page.mentions, skipped=page.skipped)
