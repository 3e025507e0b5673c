"""Instagram: comments on your posts, and posts that tag you (token, professional account)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from amends.errors import BadRequest
from amends.models import Author, Batch, Item, Json, Mention, OwnerReply, Reach, Skipped
from amends.sources.answers import read_each
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.meta import LIST, Graph, MetaSource, about, newest, onward, used_up
from amends.sources.paging import Page
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    line,
    moment,
    objects,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from amends.sources.contract import FetchContext
    from amends.sources.lists import Walk

ACCOUNT = "id,name,instagram_business_account{id,username}"
MEDIA = "id,caption,timestamp,permalink,comments_count"
TAGGED = "id,caption,timestamp,permalink,username,like_count,comments_count"
REPLY = "id,text,timestamp,username,from,like_count,hidden,parent_id"
COMMENT = f"{REPLY},replies{{{REPLY}}}"
_COMMENTS = 50
"""The most comments that Instagram gives on one page."""
LOOK_BACK = timedelta(days=14)
"""So far below the newest comment the others are read again: replies stand under theirs."""
_CONNECT = (
    "In the Instagram app: Settings → Account type → professional; then connect it to your Page, "
    "and log in again: amends sources login NAME"
)


class Instagram(MetaSource):
    """Comments on the posts of your account, with your replies, and posts that tag it.

    The account must be a professional one, connected to a Facebook Page. Comments are looked for
    under posts of the last `days`. Where nobody but a name in a caption or a comment says that you
    are meant, no program is told of it without a server of its own.
    """

    EXAMPLE: ClassVar[str] = """\
type: instagram
page: "104500000000001"    # the Page it is connected to; then: amends sources login NAME
"""
    VISIBILITY: ClassVar[float] = 0.6
    NEEDS: ClassVar[tuple[str, ...]] = (
        "instagram_basic",
        "instagram_manage_comments",
        "pages_show_list",
        "pages_read_engagement",
    )
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets="Comments on your posts with your replies, and posts in which you are tagged.",
        lacks="Stories, messages, private accounts, @names in other people's posts; deletions.",
        cost="Free.",
        quota="4,800 requests a day for each time that the account was seen; a run needs two and "
        "one more per post with comments.",
        checked="spec",
        window="Comments under posts of the last 30 days (`days:`); replies to comments of the "
        "last 14 days.",
        key=(
            "Make the account a professional one and connect it to your Facebook Page.",
            "Open https://developers.facebook.com/apps and create an app of the type Business.",
            "Put its id behind `app_id:` and its secret where `app_secret:` says: the login lasts.",
            "Run `amends sources login NAME`; it says how to get the token of your Page.",
        ),
        unconfirmed=(
            "That an app without Meta's review may read an account whose owner has a role in it.",
            "That posts which tag you come with the newest first.",
            "Whether only comments, and not replies to them, can be answered by a program.",
        ),
        address="https://developers.facebook.com/docs/instagram-platform",
    )

    type: Literal["instagram"] = "instagram"
    tags: bool = Field(
        default=True, description="`false` leaves out posts in which you are tagged."
    )

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield the posts that tag us, then the comments under each post from its own mark on."""
        graph = self.graph(ctx)
        own = self._own(graph)
        lists: dict[str, Walk] = {}
        if self.tags:
            lists["tags"] = newest(ctx, _Tags(graph, own, ctx.now), LOOK_BACK)
        for media in graph.all(f"{own.id}/media", fields=MEDIA, since=self.since(ctx), limit=LIST):
            media_id = line(media.get("id"))
            if media_id and count(media.get("comments_count")) != 0:
                lists[media_id] = newest(ctx, _Comments(graph, media, own, ctx.now), LOOK_BACK)
        yield from one_after_another(ctx, bookmark, lists, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Say which account it is, and how much of the limit is used up."""
        graph = self.graph(ctx)
        own = self._own(graph)
        found = graph.response(f"{own.id}/media", fields="id", limit=1)
        return f"@{own.handle} ({own.id}){used_up(found.headers)}"

    def _own(self, graph: Graph) -> Author:
        """Return the account that is connected to the Page."""
        page = self.me(graph, ACCOUNT)
        account = page.get("instagram_business_account")
        own_id, handle = line(inside(account, "id")), line(inside(account, "username"))
        if own_id is None:
            name = line(page.get("name")) or page["id"]
            said = f"no professional Instagram account is connected to the Page {name}"
            raise BadRequest(said, hint=_CONNECT)
        return Author(id=own_id, handle=handle)


@dataclass(frozen=True, slots=True)
class _Comments:
    """The comments under one post, with their replies, the newest on top."""

    graph: Graph
    media: dict[str, Any]
    own: Author
    now: datetime

    def __call__(self, cursor: Json) -> Page:
        """Return one page."""
        found, after = self.graph.page(
            f"{self.media['id']}/comments", cursor, fields=COMMENT, limit=_COMMENTS
        )
        whole = [self._with_all_replies(comment) for comment in found]
        return Page(*parse(whole, self.media, self.own, self.now), after)

    def _with_all_replies(self, comment: dict[str, Any]) -> dict[str, Any]:
        """Only the first replies come with a comment; they are asked for where there are more."""
        key = line(comment.get("id"))
        if key is None or onward(inside(comment, "replies", "paging")) is None:
            return comment
        replies = list(self.graph.all(f"{key}/replies", fields=REPLY, limit=_COMMENTS))
        return comment | {"replies": {"data": replies}}


@dataclass(frozen=True, slots=True)
class _Tags:
    """The posts of others that tag us."""

    graph: Graph
    own: Author
    now: datetime

    def __call__(self, cursor: Json) -> Page:
        """Return one page."""
        found, after = self.graph.page(f"{self.own.id}/tags", cursor, fields=TAGGED, limit=LIST)
        return Page(*parse_tags(found, self.now), after)


def parse_tags(
    tagged: list[dict[str, Any]], now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the posts that tag us; nothing says whether we have written under them."""
    return read_each(tagged, lambda media: _tagged(media, now), "post")


def parse(
    comments: list[dict[str, Any]], media: dict[str, Any], own: Author, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return what others wrote under a post, with our replies; a comment begins a thread."""
    item, page = about(media, "caption"), web_address(media.get("permalink"))
    nodes = [node for comment in comments for node in _thread(comment)]
    everything, skipped = read_each(nodes, lambda node: _comment(node, item, page, now), "comment")
    ours: dict[str | None, list[Mention]] = {}
    for each in everything:
        if _is_ours(each, own) and each.thread_id != each.external_id:
            ours.setdefault(each.thread_id, []).append(each)
    theirs = [each for each in everything if not _is_ours(each, own)]
    return tuple(_answered(each, ours.get(each.thread_id, ())) for each in theirs), skipped


def _thread(comment: dict[str, Any]) -> list[dict[str, Any]]:
    parent = {"parent_id": comment.get("id")}
    replies = objects(inside(comment, "replies", "data"))
    return [comment | {"parent_id": None}, *(reply | parent for reply in replies)]


def _is_ours(mention: Mention, own: Author) -> bool:
    return own.id == mention.author.id or (
        own.handle is not None and own.handle == mention.author.handle
    )


def _answered(mention: Mention, ours: Sequence[Mention]) -> Mention:
    """Return a mention with what we wrote after it in its thread."""
    later = [
        (each.published_at, each.text)
        for each in ours
        if each.published_at and mention.published_at and each.published_at >= mention.published_at
    ]
    if not later:
        return mention
    at, words = max(later)
    reply = OwnerReply(words, at) if mention.thread_id == mention.external_id else None
    return replace(mention, answered="yes", reply=reply)


def _comment(node: dict[str, Any], item: Item, page: str | None, now: datetime) -> Mention | None:
    external_id = line(node.get("id"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(node.get("timestamp")), now)
    parent = line(node.get("parent_id"))
    return Mention(
        external_id=external_id,
        kind="comment",
        url=page,
        text=body(node.get("text")),
        author=Author(id=line(inside(node, "from", "id")), handle=_handle(node)),
        published_at=when,
        date_uncertain=uncertain,
        thread_id=parent or external_id,
        parent_id=parent or item.id,
        item=item,
        reach=Reach(likes=count(node.get("like_count"))),
        answered="no",
        extra={"hidden": True} if node.get("hidden") is True else {},
    )


def _handle(node: dict[str, Any]) -> str | None:
    return line(node.get("username")) or line(inside(node, "from", "username"))


def _tagged(media: dict[str, Any], now: datetime) -> Mention | None:
    external_id = line(media.get("id"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(media.get("timestamp")), now)
    likes, replies = count(media.get("like_count")), count(media.get("comments_count"))
    return Mention(
        external_id=external_id,
        kind="post",
        url=web_address(media.get("permalink")),
        text=body(media.get("caption")),
        author=Author(handle=line(media.get("username"))),
        published_at=when,
        date_uncertain=uncertain,
        thread_id=external_id,
        reach=Reach(likes=likes, replies=replies),
        extra={"tagged": True},
    )
