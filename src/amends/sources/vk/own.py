"""What stands on our own wall and under our own goods: posts of visitors, comments, our answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest, HttpStatus, HttpTimeout, SourceError
from amends.models import Skipped
from amends.sources.lists import shown
from amends.sources.paging import Page, whole
from amends.sources.values import count, inside, objects
from amends.sources.vk.api import WHOSE
from amends.sources.vk.posts import (
    Read,
    Under,
    name_of,
    parse,
    parse_comments,
    people_of,
    whole_number,
)
from amends.sources.vk.search import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.models import Batch, Json, Mention
    from amends.models.vocabulary import Answered
    from amends.sources.contract import FetchContext
    from amends.sources.lists import Walk
    from amends.sources.vk.api import Vk

POSTS = 100
GOODS = 200
COMMENTS = 100
FAULTS = (HttpStatus, HttpTimeout, SourceError)
_CUT = "there was no time for all answers; the next runs read them again"
_NOBODYS = f"{WHOSE}: no post tells the number of the community, so its goods cannot be read"
_BY_NUMBER = "Write `group:` as club and the number, which stands in the addresses of its photos."
_IN_THREAD = 10
"""Answers to a comment that come with it; the others are asked for."""


@dataclass(slots=True)
class Wall:
    """Our own wall: the posts of some days and all that is said under them."""

    ctx: FetchContext
    vk: Vk
    group: str
    days: int
    owner: int | None = None
    """The number of the community, below zero: known if `group` is it, or from any of its posts."""

    def lists(self) -> dict[str, Walk]:
        """Return what is to be read, by name: the posts of visitors, comments under each post.

        A wall that cannot be read is one list that fails, when its turn comes.
        """
        posts: list[dict[str, Any]] = []
        theirs: list[Read] = []
        try:
            for answer in self._pages():
                items = objects(answer.get("items"))
                posts += items
                theirs.append(_of_others(items, parse(items, people_of(answer), self.ctx.now)))
        except FAULTS as error:
            read = shown(self.ctx, _joined(theirs)) if theirs else None
            return {**self._under(posts), "wall": failing(error, read)}
        return {"wall": shown(self.ctx, _joined(theirs)), **self._under(posts)}

    def _under(self, posts: list[dict[str, Any]]) -> dict[str, Walk]:
        found: dict[str, Walk] = {}
        for post in posts:
            owner, number = whole_number(post.get("owner_id")), count(post.get("id"))
            if owner and number and count(inside(post, "comments", "count")):
                under = Under(owner, number, name_of(post))
                found[under.id] = Comments(self.ctx, self.vk, under).walk
        return found

    def _pages(self) -> Iterator[dict[str, Any]]:
        """Yield pages down to the first day; a pinned post stands on top, however old."""
        since = int((self.ctx.now - timedelta(days=self.days)).timestamp())
        offset = 0
        while not self.ctx.http.time_is_up:
            answer = self.vk.ask(
                "wall.get", domain=self.group, count=POSTS, offset=offset, extended=1, fields=FIELDS
            )
            items = objects(answer.get("items"))
            owners = (whole_number(each.get("owner_id")) for each in items)
            self.owner = next(filter(None, owners), self.owner)
            young = [each for each in items if (count(each.get("date")) or 0) >= since]
            yield answer | {"items": young}
            offset += len(items)
            if (
                len(young) < len(items) - 1
                or not items
                or offset >= (count(answer.get("count")) or 0)
            ):
                return


def goods(ctx: FetchContext, vk: Vk, owner: int | None) -> dict[str, Walk]:
    """Return the comments under each of our goods, by name; only a token of a person may."""
    if owner is None:
        return {"market": failing(BadRequest(_NOBODYS, hint=_BY_NUMBER))}
    try:
        answer = vk.ask("market.get", owner_id=owner, count=GOODS)
    except FAULTS as error:
        return {"market": failing(error)}
    found = ((count(each.get("id")), name_of(each)) for each in objects(answer.get("items")))
    all_of_them = [Under(owner, number, name, goods=True) for number, name in found if number]
    return {under.id: Comments(ctx, vk, under).walk for under in all_of_them}


def failing(error: Exception, read: Walk | None = None) -> Walk:
    """Return a list that ends with an error, after what could be read of it all the same."""

    def walk(kept: Json, room: int) -> Iterator[Batch]:
        yield from read(kept, room) if read else ()
        raise error

    return walk


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments under one post, all of them each time: answers come to old threads, too."""

    ctx: FetchContext
    vk: Vk
    under: Under

    def walk(self, kept: Json, room: int) -> Iterator[Any]:
        """Yield a batch per page."""
        return whole(self.ctx, kept, self._page, room=room)

    def _page(self, cursor: Json) -> Page:
        offset = count(inside(cursor, "offset")) or 0
        answer = self._asked(offset)
        items = objects(answer.get("items"))
        people = dict(people_of(answer))
        cut = [item for item in items if not self._completed(item, people)]
        partial = {self.under.id_of(item.get("id")) for item in cut}
        read = parse_comments(items, self.under, people, self.ctx.now)
        ours = str(self.under.owner)
        return Page(
            tuple(
                _judged(each, read.mentions, ours, complete=each.thread_id not in partial)
                for each in read.mentions
                if each.author.id != ours
            ),
            (*read.skipped, *(Skipped(f"answers to comment {each}", _CUT) for each in partial)),
            {"offset": offset + len(items)}
            if len(items) and offset + len(items) < (self._level(answer))
            else None,
            gone_ids=read.gone_ids,
            own=tuple(each for each in read.mentions if each.author.id == ours),
        )

    def _asked(self, offset: int, thread: int | None = None) -> dict[str, Any]:
        method = "market.getComments" if self.under.goods else "wall.getComments"
        where: dict[str, Json] = (
            {"item_id": self.under.number}
            if self.under.goods
            else {
                "post_id": self.under.number,
                "comment_id": thread,
                "preview_length": 0,  # or texts would be cut
                "thread_items_count": _IN_THREAD,
            }
        )
        return self.vk.ask(
            method,
            owner_id=self.under.owner,
            count=COMMENTS,
            offset=offset,
            sort="asc",
            need_likes=1,
            extended=1,
            fields=FIELDS,
            **where,
        )

    @staticmethod
    def _level(answer: dict[str, Any]) -> int:
        """Return how many comments there are, without those in threads."""
        own_level = count(answer.get("current_level_count"))
        return own_level if own_level is not None else count(answer.get("count")) or 0

    def _completed(self, comment: dict[str, Any], people: dict[int, Any]) -> bool:
        """Ask for the answers to a comment that did not come with it; False: no time for all."""
        try:
            return self._complete(comment, people)
        except HttpTimeout:
            if not self.ctx.http.time_is_up:
                raise
            return False

    def _complete(self, comment: dict[str, Any], people: dict[int, Any]) -> bool:
        known = objects(inside(comment, "thread", "items"))
        total = count(inside(comment, "thread", "count")) or 0
        if total <= len(known) or self.under.goods:
            return True
        items: list[dict[str, Any]] = []
        while len(items) < total:
            if self.ctx.http.time_is_up:
                return False
            answer = self._asked(len(items), count(comment.get("id")))
            people |= people_of(answer)
            page = objects(answer.get("items"))
            items += page
            if not page:
                break
            if len(items) > len(known):
                comment["thread"] = comment["thread"] | {"items": items}
        return True


def _judged(
    mention: Mention, everything: tuple[Mention, ...], ours: str, *, complete: bool
) -> Mention:
    """Say whether we answered a comment, or a later one of the same author in its thread.

    VK tells which comment each answer is to; those to others in the thread do not count.
    """
    authors = {each.external_id: each.author.id for each in everything}
    answered = any(
        each.parent_id == mention.external_id
        or (
            mention.author.id is not None
            and authors.get(each.parent_id or "") == mention.author.id
            and each.thread_id == mention.thread_id
            and _is_later(each, mention)
        )
        for each in everything
        if each.author.id == ours
    )
    otherwise: Answered = "no" if complete else "unknown"
    return replace(mention, answered="yes" if answered else otherwise)


def _is_later(answer: Mention, mention: Mention) -> bool:
    asked, at = mention.published_at, answer.published_at
    return asked is not None and at is not None and at >= asked


def _of_others(items: list[dict[str, Any]], read: Read) -> Read:
    """Leave out what the community itself has posted."""
    owners = {str(each.get("owner_id")) for each in items}
    theirs = tuple(each for each in read.mentions if each.author.id not in owners)
    return replace(read, mentions=theirs)


def _joined(parts: list[Read]) -> Page:
    return Page(
        tuple(each for part in parts for each in part.mentions),
        tuple(each for part in parts for each in part.skipped),
        gone_ids=tuple(each for part in parts for each in part.gone_ids),
    )
