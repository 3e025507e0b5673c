"""Facebook: posts of visitors and comments on your Page (token); ratings cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from amends.models import Author, Batch, Item, Json, Mention, Reach, Skipped
from amends.sources.answers import read_each
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another, shown
from amends.sources.meta import LIST, Graph, MetaSource, about, newest, used_up
from amends.sources.paging import Page
from amends.sources.values import believable, body, count, inside, line, moment, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models.vocabulary import Answered
    from amends.sources.contract import FetchContext
    from amends.sources.lists import Walk

POST = "id,message,created_time,from,permalink_url,is_hidden,shares,comments.limit(0).summary(true)"
COMMENT = (
    "id,message,created_time,from,parent{id},comment_count,like_count,permalink_url,is_hidden,"
    "attachment"
)
LOOK_BACK = timedelta(days=7)
"""So far below the newest comment the others are read again: they are edited, liked, hidden."""


class Facebook(MetaSource):
    """What visitors write on your Page: posts of theirs, and comments under all posts.

    Comments are looked for under posts of the last `days`. What the Page itself writes counts as
    the answer. Ratings and recommendations have been closed by Meta: no program may read them.
    """

    EXAMPLE: ClassVar[str] = """\
type: facebook
page: "104500000000001"    # then: amends sources login NAME
"""
    VISIBILITY: ClassVar[float] = 0.6
    NEEDS: ClassVar[tuple[str, ...]] = (
        "pages_show_list",
        "pages_read_engagement",
        "pages_read_user_content",
    )
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets="Posts of visitors on your Page, comments under all its posts, your answers.",
        lacks="Ratings and recommendations (closed by Meta), private messages, what was deleted.",
        cost="Free.",
        quota="4,800 requests a day for each person who was active on the Page; a run takes one, "
        "and one more per post with comments.",
        checked="spec",
        window="Comments under posts of the last 30 days (`days:`); older posts are not looked at.",
        key=(
            "Open https://developers.facebook.com/apps and create an app of the type Business.",
            "Put its id behind `app_id:` and its secret where `app_secret:` says: the login lasts.",
            "Run `amends sources login NAME`; it says how to get the token of your Page.",
        ),
        unconfirmed=(
            "That an app without Meta's review may read the Page of somebody who has a role in it.",
            "How long the token of a Page lasts; it ends when the password is changed.",
        ),
        address="https://developers.facebook.com/docs/pages-api",
    )

    type: Literal["facebook"] = "facebook"

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield the posts of visitors, then the comments under each post from its own mark on."""
        graph = self.graph(ctx)
        own = line(self.me(graph, "id,name")["id"]) or ""
        posts = list(graph.all("me/feed", fields=POST, since=self.since(ctx), limit=LIST))
        theirs = Page(*parse_posts(posts, own, ctx.now))
        lists: dict[str, Walk] = {"posts": shown(ctx, theirs)}
        for post in posts:
            post_id = line(post.get("id"))
            if post_id and count(inside(post, "comments", "summary", "total_count")) != 0:
                comments = _Comments(graph, post, own, ctx.now)
                lists[post_id] = newest(ctx, comments, LOOK_BACK)
        yield from one_after_another(ctx, bookmark, lists, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Say which Page it is, and how much of the limit is used up."""
        graph = self.graph(ctx)
        page = self.me(graph, "id,name,overall_star_rating,rating_count")
        found = graph.response("me/feed", fields="id,from", limit=1)
        ratings = count(page.get("rating_count"))
        closed = f"; {ratings} ratings that Meta lets no program read" if ratings else ""
        name = line(page.get("name")) or "without a name"
        return f"Page {name} ({page['id']}){closed}{used_up(found.headers)}"


@dataclass(slots=True)
class _Comments:
    """The comments under one post, asked for from the newest down.

    On the way down it is known what we wrote later in a thread, unless the walk began midway.
    """

    graph: Graph
    post: dict[str, Any]
    own: str
    now: datetime
    last_words: dict[str | None, datetime] = field(default_factory=dict)
    """Thread → when we wrote there last."""
    from_the_top: bool = False
    expected: Json = None

    def __call__(self, cursor: Json) -> Page:
        """Return one page, what we wrote apart from the rest."""
        self.from_the_top = cursor is None or (self.from_the_top and cursor == self.expected)
        found, self.expected = self.graph.page(
            f"{self.post['id']}/comments",
            cursor,
            fields=COMMENT,
            filter="stream",
            order="reverse_chronological",
            limit=LIST,
        )
        everything, skipped = parse(found, self.post, self.own, self.now)
        ours = tuple(each for each in everything if each.author.id == self.own)
        for each in ours:
            if each.published_at:
                known = self.last_words.get(each.thread_id, each.published_at)
                self.last_words[each.thread_id] = max(known, each.published_at)
        theirs = tuple(
            replace(each, answered=self._answered(each))
            for each in everything
            if each.author.id != self.own
        )
        return Page(theirs, skipped, self.expected, own=ours)

    def _answered(self, mention: Mention) -> Answered:
        words, published = self.last_words.get(mention.thread_id), mention.published_at
        if words and published and published <= words:
            return "yes"
        return "no" if self.from_the_top else "unknown"


def parse_posts(
    posts: list[dict[str, Any]], own: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the posts that somebody else than the Page, whose id is `own`, wrote on it."""
    theirs = [post for post in posts if not _is_ours(post, own)]
    return read_each(theirs, lambda post: _post(post, now), "post")


def parse(
    comments: list[dict[str, Any]], post: dict[str, Any], own: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the comments under a post, those of the Page too.

    A post of a visitor and all that stands under it are one thread; under a post of the Page each
    comment begins one.
    """
    item = about(post, "message")
    root = item.id if not _is_ours(post, own) else None
    return read_each(comments, lambda each: _comment(each, item, root, now), "comment")


def _is_ours(post: dict[str, Any], own: str) -> bool:
    return line(inside(post, "from", "id")) == own


def _post(post: dict[str, Any], now: datetime) -> Mention | None:
    external_id = line(post.get("id"))
    if external_id is None:
        return None
    written = _written(post, external_id, now)
    replies = count(inside(post, "comments", "summary", "total_count"))
    shares = count(inside(post, "shares", "count"))
    return replace(
        written, kind="post", thread_id=external_id, reach=Reach(shares=shares, replies=replies)
    )


def _comment(
    comment: dict[str, Any], item: Item, root: str | None, now: datetime
) -> Mention | None:
    external_id = line(comment.get("id"))
    if external_id is None:
        return None
    parent = line(inside(comment, "parent", "id"))
    likes, replies = count(comment.get("like_count")), count(comment.get("comment_count"))
    return replace(
        _written(comment, external_id, now),
        kind="comment",
        thread_id=root or parent or external_id,
        parent_id=parent or item.id,
        item=item,
        reach=Reach(likes=likes, replies=replies),
    )


def _written(node: dict[str, Any], external_id: str, now: datetime) -> Mention:
    """Return what posts and comments have in common; Meta hides the names of some people."""
    when, uncertain = believable(moment(node.get("created_time")), now)
    who = node.get("from")
    return Mention(
        external_id=external_id,
        url=web_address(node.get("permalink_url")),
        text=body(node.get("message")),
        author=Author(line(inside(who, "id")), line(inside(who, "name"))),
        published_at=when,
        date_uncertain=uncertain,
        answered="no",
        extra=_extra(node),
    )


def _extra(node: dict[str, Any]) -> dict[str, Json]:
    """Keep that we have hidden it, and what hangs on it: a comment may be nothing but a photo."""
    kind = line(inside(node, "attachment", "type"))
    hidden = {"hidden": True} if node.get("is_hidden") is True else {}
    return hidden | ({"attachment": kind} if kind else {})
