"""Comments under videos: threads with the newest on top, and what was answered in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest, HttpStatus
from amends.models import Author, Item, Mention, Reach, Skipped
from amends.sources.google import Refusal
from amends.sources.paging import Page, newest_first, published
from amends.sources.values import believable, body, count, inside, line, moment, objects
from amends.sources.youtube.api import Api, next_page
from amends.sources.youtube.videos import watch_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from amends.models import Batch, Json
    from amends.models.vocabulary import Answered

THREADS = 50
"""A page may have 100, but replies are asked for thread by thread."""
REPLIES = 100
LONGEST_THREAD = 5
"""Pages of replies that are read of one thread."""
OVERLAP = timedelta(days=14)
"""So far below the newest thread the others are read again: an answer moves no thread up."""
_PLAIN = {"textFormat": "plainText"}
"""Otherwise words come as HTML, where the original ones are not for strangers."""
_BLANK = "\u200b \t\n\xa0"
"""What may stand before the handle of whom a reply is for."""
_NOT_THERE = frozenset({"videoNotFound", "channelNotFound"})


@dataclass
class Comments:
    """The threads of one list, page by page.

    `where` says which list, in YouTube's words: `videoId` or `allThreadsRelatedToChannelId`. `own`
    is our own channel. Under `strangers`, videos that are themselves about us, all is one thread.
    """

    api: Api
    where: dict[str, str]
    own: str | None
    strangers: frozenset[str] = frozenset()
    begun: dict[str, datetime | None] = field(default_factory=dict)
    """When each thread was begun: by that the list is sorted, whatever was answered later."""

    def walk(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield a batch per page, down to two weeks below the mark."""
        return newest_first(
            self.api.ctx, bookmark, self._page, room=room, when=self._when, overlap=OVERLAP
        )

    def read(self, threads: list[dict[str, Any]]) -> Page:
        """Return what is in these threads, ours apart, and asks for the replies left out."""
        whole = [_Thread(each, *self._replies(each)) for each in threads]
        names = self._titles(line(inside(each.told, "snippet", "videoId")) for each in whole)
        stood: list[Mention] = []
        mentions: list[Mention] = []
        own: list[Mention] = []
        skipped: list[Skipped] = []
        for number, thread in enumerate(whole, 1):
            found = parse_thread(thread.told, thread.replies, self.strangers, self.api.ctx.now)
            if not found:
                skipped.append(Skipped(f"comment {number}", "it has no id"))
                continue
            titled = [
                replace(each, item=Item(each.item.id, names.get(each.item.id))) for each in found
            ]
            self.begun |= dict.fromkeys((each.external_id for each in found), published(found[0]))
            theirs, ours = told_apart(titled, self.own, complete=thread.complete)
            stood += titled
            mentions += theirs
            own += ours
        return Page(tuple(mentions), tuple(skipped), own=tuple(own), stood=tuple(stood))

    def again(self, ids: Iterable[str]) -> Page:
        """Return these threads as they stand now; those that are gone are missing."""
        return self.read(list(self.api.named("commentThreads", "snippet,replies", ids, **_PLAIN)))

    def _page(self, cursor: Json) -> Page:
        try:
            answer = self.api.get(
                "commentThreads",
                part="snippet,replies",
                order="time",
                maxResults=THREADS,
                pageToken=line(cursor),
                **self.where,
                **_PLAIN,
            )
        except HttpStatus as error:
            return self._refused(error)
        return replace(self.read(objects(answer.get("items"))), next=next_page(answer))

    def _refused(self, error: HttpStatus) -> Page:
        """Comments that are switched off are a property of a video, and no error of ours."""
        reason = Refusal.read(error).reason
        (named,) = self.where.values()
        if reason == "commentsDisabled":
            return Page(skipped=(Skipped(f"video {named}", "its comments are switched off"),))
        if reason in _NOT_THERE:
            raise BadRequest(
                f"YouTube knows no {named} (any more)",
                hint="Check `channel` and `videos`; what was deleted or made private is not there.",
            ) from None
        raise error

    def _replies(self, thread: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
        """Return the replies of a thread, and whether that is all: only a few come with it."""
        there = objects(inside(thread, "replies", "comments"))
        parent, total = line(thread.get("id")), count(inside(thread, "snippet", "totalReplyCount"))
        if parent is None or total is None or total <= len(there):
            return there, True
        found: dict[str | None, dict[str, Any]] = {line(each.get("id")): each for each in there}
        token: str | None = None
        for _ in range(LONGEST_THREAD):
            if self.api.ctx.http.time_is_up:
                return list(found.values()), False
            answer = self.api.get(
                "comments",
                part="snippet",
                parentId=parent,
                maxResults=REPLIES,
                pageToken=token,
                **_PLAIN,
            )
            found |= {line(each.get("id")): each for each in objects(answer.get("items"))}
            token = next_page(answer)
            if token is None:
                return list(found.values()), True
        return list(found.values()), False

    def _titles(self, ids: Iterator[str | None]) -> dict[str | None, str | None]:
        wanted = sorted(set(filter(None, ids)))
        found = self.api.named("videos", "snippet", wanted)
        return {line(each.get("id")): line(inside(each, "snippet", "title")) for each in found}

    def _when(self, mention: Mention) -> datetime | None:
        return self.begun.get(mention.external_id)


@dataclass(frozen=True, slots=True)
class _Thread:
    told: dict[str, Any]
    replies: list[dict[str, Any]]
    complete: bool


def parse_thread(
    thread: dict[str, Any],
    replies: list[dict[str, Any]],
    strangers: frozenset[str],
    now: datetime,
) -> list[Mention]:
    """Return the comment that begins a thread, and the replies; nothing if it has no id."""
    snippet = thread.get("snippet")
    first = inside(snippet, "topLevelComment")
    video = line(inside(snippet, "videoId")) or line(inside(first, "snippet", "videoId"))
    top = _comment(first, video, now) if isinstance(first, dict) else None
    if top is None:
        return []
    root = video if video in strangers else top.external_id
    likes, many = top.reach.likes, count(inside(snippet, "totalReplyCount"))
    begun = replace(
        top,
        thread_id=root,
        parent_id=video if video in strangers else None,
        reach=Reach(likes=likes, replies=many),
    )
    read = (_comment(each, video, now) for each in replies)
    return [
        begun,
        *(replace(each, thread_id=root, parent_id=top.external_id) for each in read if each),
    ]


def told_apart(
    thread: list[Mention], own: str | None, *, complete: bool
) -> tuple[list[Mention], list[Mention]]:
    """Return what others wrote in a thread, each answered or not, and what our channel did.

    All replies of a thread have the same parent; only a handle at its beginning says whom one is
    for. Whether that was meant for the others, too, nobody can tell.
    """
    ours = [each for each in thread if own and each.author.id == own]

    def answered(mention: Mention) -> Answered:
        if own is None:
            return "unknown"
        asked = mention.published_at
        later = [each for each in ours if asked and (at := published(each)) and asked <= at]
        if later:
            return "yes" if any(_is_for(mention.author, each) for each in later) else "unknown"
        return "no" if complete else "unknown"

    return [replace(each, answered=answered(each)) for each in thread if each not in ours], ours


def _is_for(author: Author, reply: Mention) -> bool:
    """Whether a reply begins with somebody's name, or with nobody's."""
    text = reply.text.lstrip(_BLANK)
    if not text.startswith("@"):
        return True
    name = re.escape((author.name or "").removeprefix("@"))
    whole = rf"@{name}(?![\w.·-]*\w)"  # @rada is not @rada.p
    return bool(name) and re.match(whole, text, re.IGNORECASE) is not None


def _comment(comment: dict[str, Any], video: str | None, now: datetime) -> Mention | None:
    external_id = line(comment.get("id"))
    if external_id is None:
        return None
    snippet = comment.get("snippet")
    when, uncertain = believable(written := moment(inside(snippet, "publishedAt")), now)
    changed = moment(inside(snippet, "updatedAt"))
    name = line(inside(snippet, "authorDisplayName"))
    return Mention(
        external_id=external_id,
        kind="comment",
        url=watch_page(video, external_id) if video else _post(snippet),
        text=body(inside(snippet, "textOriginal")) or body(inside(snippet, "textDisplay")),
        author=Author(
            line(inside(snippet, "authorChannelId", "value")),
            name,
            name if name and name.startswith("@") else None,
        ),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=changed if changed and written and changed > written else None,
        item=Item(video),
        reach=Reach(likes=count(inside(snippet, "likeCount"))),
    )


def _post(snippet: Any) -> str | None:
    """Return the address of a post of text or pictures, which channels may have, too."""
    post = line(inside(snippet, "postId"))
    return f"https://www.youtube.com/post/{post}" if post and post.isascii() else None
