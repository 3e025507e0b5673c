"""Posts and comments of VK as mentions, with the people and communities that wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import shorten
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
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.models import Json

    People = Mapping[int, Author]

_LINK = re.compile(r"\[(?P<to>[^\[\]|\s]{1,500})\|(?P<words>[^\[\]|]{1,500})\]")
"""`[id5|Anna]`, `[club7|Lipa]`, `[https://lipa.example|our site]`."""
_TITLE = 80


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a list."""

    mentions: tuple[Mention, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    gone_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Under:
    """What comments stand under: a post on a wall, or goods of a shop."""

    owner: int
    number: int
    name: str | None = None
    goods: bool = False

    @property
    def id(self) -> str:
        """Its id; goods are counted apart from posts."""
        return f"{'market' if self.goods else ''}{self.owner}_{self.number}"

    def id_of(self, number: Json) -> str | None:
        """Return the id of a comment; those on a wall are counted together with its posts."""
        known = count(number)
        if not known:
            return None
        return f"{self.id}_{known}" if self.goods else f"{self.owner}_{known}"

    def address(self, number: int) -> str:
        """Return where a comment is read."""
        if self.goods:
            return f"https://vk.com/market{self.owner}?w=product{self.owner}_{self.number}"
        return f"https://vk.com/wall{self.owner}_{self.number}?reply={number}"


def people_of(answer: Json) -> People:
    """Return who wrote, by number: people above zero, communities below."""
    found: dict[int, Author] = {}
    for each in objects(inside(answer, "profiles")):
        names = (line(each.get("first_name")), line(each.get("last_name")))
        _add(found, each, 1, " ".join(filter(None, names)), "followers_count")
    for each in objects(inside(answer, "groups")):
        _add(found, each, -1, line(each.get("name")), "members_count")
    return found


def _add(
    found: dict[int, Author], told: dict[str, Any], sign: int, name: str | None, reach: str
) -> None:
    number = count(told.get("id"))
    if number:
        handle, readers = line(told.get("screen_name")), count(told.get(reach))
        found[sign * number] = Author(str(sign * number), name or None, handle, readers)


def parse(posts: Json, people: People, now: datetime) -> Read:
    """Return the posts of a list, comments that a search found among them; deleted ones are gone.

    `people`: see `people_of`; whose profile is closed or gone may be missing there.
    """
    return _read(objects(posts), lambda post: _post(post, people, now), "post")


def parse_comments(comments: Json, under: Under, people: People, now: datetime) -> Read:
    """Return the comments of a list, with those in their threads."""
    flat = [
        each
        for comment in objects(comments)
        for each in (comment, *objects(inside(comment, "thread", "items")))
    ]
    return _read(flat, lambda each: _comment(each, under, people, now), "comment")


def _read(found: list[dict[str, Any]], read: Any, called: str) -> Read:
    pairs = [(each, read(each)) for each in found]
    alive = [(each, mention) for each, mention in pairs if not _deleted(each)]
    return Read(
        tuple(mention for _, mention in alive if mention is not None),
        tuple(
            Skipped(f"{called} {number}", "it has no id")
            for number, (_, mention) in enumerate(pairs, 1)
            if mention is None
        ),
        tuple(mention.external_id for each, mention in pairs if mention and _deleted(each)),
    )


def _deleted(told: dict[str, Any]) -> bool:
    return told.get("is_deleted") is True or told.get("deleted") is True


def whole_number(value: Json) -> int | None:
    """Return an id, which is below zero for communities."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def id_of(post: dict[str, Any]) -> str:
    """Return the id of a post that has one."""
    return f"{post.get('owner_id')}_{post.get('id')}"


def _post(post: dict[str, Any], people: People, now: datetime) -> Mention | None:
    owner, number = whole_number(post.get("owner_id")), count(post.get("id"))
    if not owner or not number:
        return None
    under = count(post.get("post_id")) if post.get("post_type") == "reply" else None
    if under:
        return _comment(post, Under(owner, under), people, now)
    external_id = id_of(post)
    original = next(iter(objects(post.get("copy_history"))), {})
    when, uncertain = believable(moment_of_epoch(post.get("date")), now)
    return Mention(
        external_id=external_id,
        kind="post",
        url=f"https://vk.com/wall{external_id}",
        text=_words(post, original),
        author=_author(post, people),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=_edited(post),
        thread_id=external_id,
        reach=Reach(
            count(inside(post, "likes", "count")),
            count(inside(post, "reposts", "count")),
            count(inside(post, "comments", "count")),
            count(inside(post, "views", "count")),
        ),
        extra=_extra(post, original),
    )


def _comment(
    comment: dict[str, Any], under: Under, people: People, now: datetime
) -> Mention | None:
    number = count(comment.get("id"))
    external_id = under.id_of(number)
    if external_id is None or number is None:
        return None
    when, uncertain = believable(moment_of_epoch(comment.get("date")), now)
    above = comment.get("parents_stack")
    root = under.id_of(above[0]) if isinstance(above, list) and above else None
    return Mention(
        external_id=external_id,
        kind="comment",
        url=under.address(number),
        text=unwrapped(body(comment.get("text"))),
        author=_author(comment, people),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=_edited(comment),
        thread_id=root or external_id,
        parent_id=under.id_of(comment.get("reply_to_comment")) or root or under.id,
        item=Item(under.id, under.name),
        reach=Reach(
            likes=count(inside(comment, "likes", "count")),
            replies=count(inside(comment, "thread", "count")),
        ),
        extra=_extra(comment, {}),
    )


def _words(post: dict[str, Any], original: dict[str, Any]) -> str:
    """Return what somebody wrote, and what of another one's they passed on with it."""
    own, theirs = (unwrapped(body(each.get("text"))) for each in (post, original))
    return f"{own}\n\n«{theirs}»" if own and theirs else own or theirs


def _author(told: dict[str, Any], people: People) -> Author:
    number = whole_number(told.get("from_id"))
    if not number:
        return Author()
    return people.get(number) or Author(str(number))


def _edited(told: dict[str, Any]) -> datetime | None:
    return moment_of_epoch(told["edited"]) if count(told.get("edited")) else None


def _extra(told: dict[str, Any], original: dict[str, Any]) -> dict[str, Json]:
    """Keep whose post was passed on, that it is paid for, and what hangs on it."""
    kinds = [line(each.get("type")) for each in objects(told.get("attachments"))]
    owner, number = whole_number(original.get("owner_id")), count(original.get("id"))
    known = {
        "repost_of": f"{owner}_{number}" if owner and number else None,
        "signed_by": line(told.get("signer_id")),
        "advertisement": told.get("marked_as_ads") == 1 or None,
        "attachments": ", ".join(dict.fromkeys(filter(None, kinds))) or None,
    }
    return {key: value for key, value in known.items() if value}


def unwrapped(text: str) -> str:
    """Return a text with names in place of VK's links, and addresses behind their words."""

    def shown(link: re.Match[str]) -> str:
        to, words = link["to"], link["words"]
        return (
            f"{words} ({to})" if to.startswith(("http://", "https://")) and to != words else words
        )

    return _LINK.sub(shown, text)


def name_of(told: dict[str, Any]) -> str | None:
    """Return by what people know a post or goods again."""
    text = line(told.get("title")) or line(unwrapped(body(told.get("text"))))
    return shorten(text, _TITLE, placeholder="…") if text else None
