"""What Reddit calls things, posts (`t3`) and comments (`t1`), as mentions."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from amends.models import Author, Item, Mention, Reach, Skipped
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    line,
    moment_of_epoch,
    objects,
    web_address,
)
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SITE = "https://www.reddit.com"
_TAKEN = frozenset({"[deleted]", "[removed]"})
"""What stands in place of a text that its author or a moderator took away."""
_NAME = re.compile("t[13]_[0-9a-z]{1,20}")
"""A comment or a post; the number behind is in base 36, and becomes part of addresses."""
_MOST_NESTED = 50


def parse(
    found: list[dict[str, Any]], now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...], tuple[str, ...]]:
    """Return what people wrote, what could not be read, and the names of what was taken away."""
    mentions: list[Mention] = []
    skipped: list[Skipped] = []
    gone: list[str] = []
    for number, thing in enumerate(found, 1):
        name = line(thing.get("name"))
        if name is None or not _NAME.fullmatch(name):
            skipped.append(Skipped(f"thing {number}", "it is neither a post nor a comment"))
        elif is_taken(thing):
            gone.append(name)
        else:
            mentions.append(_mention(thing, name, now))
    return tuple(mentions), tuple(skipped), tuple(gone)


def is_taken(thing: dict[str, Any]) -> bool:
    """Whether a text was deleted by its author, or removed by others."""
    said = (line(thing.get("selftext")), line(thing.get("body")), line(thing.get("title")))
    return not _TAKEN.isdisjoint(said) or line(thing.get("removed_by_category")) is not None


def comments_of(answer: Any) -> Iterator[dict[str, Any]]:
    """Yield the comments in the answer for one post, with what was answered to each.

    Of a long thread not all come at once; what is behind “more” is left out.
    """
    level = [inside(answer[1], "data", "children")] if _is_thread(answer) else []
    for _ in range(_MOST_NESTED):
        there = [
            each for children in level for each in objects(children) if each.get("kind") == "t1"
        ]
        data = [each["data"] for each in there if isinstance(each.get("data"), dict)]
        yield from data
        level = [inside(each.get("replies"), "data", "children") for each in data]


def _is_thread(answer: Any) -> bool:
    return isinstance(answer, list) and len(answer) > 1


def _mention(thing: dict[str, Any], name: str, now: datetime) -> Mention:
    is_post = name.startswith("t3_")
    when, uncertain = believable(moment_of_epoch(thing.get("created_utc")), now)
    place = line(thing.get("subreddit"))
    label = f"r/{place}" if place else None
    about = line(html.unescape(body(thing.get("title" if is_post else "link_title"))))
    return Mention(
        external_id=name,
        kind="post" if is_post else "comment",
        url=web_address(thing.get("permalink") or thing.get("context"), SITE),
        title=about if is_post else None,
        text=_text(thing, "selftext" if is_post else "body"),
        author=_author(thing),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=_edited(thing),
        thread_id=name if is_post else line(thing.get("link_id")),
        parent_id=None if is_post else line(thing.get("parent_id")),
        item=Item(label, label if is_post else about or label),
        reach=Reach(likes=count(thing.get("score")), replies=count(thing.get("num_comments"))),
        extra=_extra(thing, is_post=is_post),
    )


def _text(thing: dict[str, Any], field: str) -> str:
    """Return the words without their Markdown, which Reddit has also made HTML of."""
    shown = html_to_text(body(thing.get(f"{field}_html")))
    return shown or html.unescape(body(thing.get(field)))


def _author(thing: dict[str, Any]) -> Author:
    """Return who wrote it; accounts that are deleted leave their texts behind."""
    name = line(thing.get("author"))
    return Author() if name is None or name in _TAKEN else Author(name=name, handle=name)


def _edited(thing: dict[str, Any]) -> datetime | None:
    edited = thing.get("edited")
    return None if isinstance(edited, bool) else moment_of_epoch(edited)


def _leads_away(thing: dict[str, Any]) -> bool:
    """Whether a post is a link: the `url` of one of text is its own, in the domain `self.…`."""
    return not (line(thing.get("domain")) or "self.").startswith("self.")


def _extra(thing: dict[str, Any], *, is_post: bool) -> dict[str, Any]:
    """Keep where a post links to, how many follow its subreddit, and that nobody can answer."""
    link = web_address(thing.get("url")) if is_post and _leads_away(thing) else None
    closed = thing.get("locked") is True or thing.get("archived") is True
    members = count(thing.get("subreddit_subscribers"))
    found = {"link": link, "closed": closed or None, "subreddit_subscribers": members}
    return {name: value for name, value in found.items() if value is not None}
