"""Bluesky's posts (`postView`) as mentions: links shown whole, quotes, threads, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.models import Author, Mention, Reach
from amends.sources.answers import read_each
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    language,
    line,
    moment,
    objects,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from amends.models import Skipped

_LINK = "app.bsky.richtext.facet#link"
_SPAM = ("spam", "!takedown", "!hide", "impersonation", "scam")
"""What moderators write on posts and accounts that no one should answer."""
_LONGEST_QUOTED = 300
_MOST_LINKS = 100
"""More would be no post of 300 characters, but a way to fill the disk of whoever reads it."""
_LONGEST_LINK = 1_000
"""Characters of an address that are shown in a text."""


def parse(
    posts: list[dict[str, Any]], now: datetime, followers: Mapping[str, int | None] | None = None
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the posts as mentions, and what could not be read; `followers` by account id."""
    return read_each(posts, lambda post: _mention(post, now, followers or {}), "post")


def sorted_at(post: dict[str, Any]) -> datetime | None:
    """Return the time that a search goes by: the earlier of what the author and the server say.

    `createdAt` is whatever the author's app claims; nobody can have written later than it was seen.
    """
    times = [moment(inside(post, "record", "createdAt")), moment(post.get("indexedAt"))]
    return min((time for time in times if time), default=None)


def why_spam(post: dict[str, Any]) -> str | None:
    """Return what moderators say against a post or its author, None if they do not."""
    labels = [*objects(post.get("labels")), *objects(inside(post, "author", "labels"))]
    valid = [line(each.get("val")) for each in labels if each.get("neg") is not True]
    found = next((each for each in valid if each in _SPAM), None)
    return f"Bluesky's moderators call it “{found}”" if found else None


def searched(mention: Mention) -> str:
    """Return what of a post is looked at for the words of `watch:`."""
    extra = mention.extra
    parts = [mention.text, extra.get("link"), extra.get("link_title"), *extra.get("alt", ())]
    return "\n".join(part for part in parts if part)


def with_links(text: str, facets: Any) -> str:
    """Return the text with its links whole; a word that only leads somewhere keeps its place.

    Facets count the bytes of UTF-8, the end not included (lexicon of app.bsky.richtext.facet).
    """
    whole = text.encode("utf-8", "replace")
    pieces, done = [], 0
    for start, end, uri in _links(facets, whole):
        shown = whole[start:end].decode().strip()
        put = uri if _is_short_for(shown, uri) else f"{shown} ({uri})"
        pieces += [whole[done:start], put.encode("utf-8", "replace")]
        done = end
    return b"".join([*pieces, whole[done:]]).decode()


def _links(facets: Any, whole: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the links that lie within a text, in its order, none of them on another."""
    found: dict[int, tuple[int, int, str]] = {}
    for facet in objects(facets)[:_MOST_LINKS]:
        start, end = (count(inside(facet, "index", each)) for each in ("byteStart", "byteEnd"))
        uri = _target(facet)
        if uri and start is not None and end is not None and _is_text(whole, start, end):
            found[start] = (start, end, uri)
    least = 0
    for start in sorted(found):
        if start >= least:
            least = found[start][1]
            yield found[start]


def _target(facet: dict[str, Any]) -> str | None:
    features = objects(facet.get("features"))
    links = (web_address(each.get("uri")) for each in features if each.get("$type") == _LINK)
    uri = next(links, None)
    return uri if uri and len(uri) <= _LONGEST_LINK else None


def _is_text(whole: bytes, start: int, end: int) -> bool:
    """Whether there is a piece of text from `start` to `end`, which cut no character in two."""
    inner = 0b10  # how every byte of a character begins but its first one
    ends = (whole[at] >> 6 for at in (start, end) if at < len(whole))
    return start < end <= len(whole) and inner not in ends


def _is_short_for(shown: str, uri: str) -> bool:
    bare = shown.partition("://")[2] or shown
    return uri.partition("://")[2].startswith(bare.rstrip("…").removesuffix("...").rstrip("/"))


def _mention(
    post: dict[str, Any], now: datetime, followers: Mapping[str, int | None]
) -> Mention | None:
    uri = line(post.get("uri"))
    if uri is None or not uri.startswith("at://"):
        return None
    record = post.get("record")
    when, uncertain = believable(sorted_at(post), now)
    parent = line(inside(record, "reply", "parent", "uri"))
    langs = inside(record, "langs")
    author = _author(post.get("author"), followers)
    return Mention(
        external_id=uri,
        kind="comment" if parent else "post",
        url=_address(uri, post.get("author")),
        text=with_links(body(inside(record, "text")), inside(record, "facets")),
        author=author,
        published_at=when,
        date_uncertain=uncertain,
        thread_id=line(inside(record, "reply", "root", "uri")) or parent or uri,
        parent_id=parent,
        language=language(langs[0]) if isinstance(langs, list) and langs else None,
        reach=_reach(post),
        extra=_extra(post),
    )


def _author(author: Any, followers: Mapping[str, int | None]) -> Author:
    did, handle = line(inside(author, "did")), _handle(author)
    return Author(
        id=did or handle,
        name=line(inside(author, "displayName")) or handle,
        handle=f"@{handle}" if handle else None,
        followers=followers.get(did or ""),
    )


def _address(uri: str, author: Any) -> str | None:
    """Return the page of a post on bsky.app; by the handle, else by the id."""
    did, _, key = uri.removeprefix("at://").partition("/app.bsky.feed.post/")
    known = _handle(author) or did
    return web_address(f"https://bsky.app/profile/{known}/post/{key}") if key else None


def _handle(author: Any) -> str | None:
    """Return a handle, unless it is that of everybody whose own one does not work any more."""
    handle = line(inside(author, "handle"))
    return None if handle == "handle.invalid" else handle


def _reach(post: dict[str, Any]) -> Reach:
    reposts, quotes = count(post.get("repostCount")), count(post.get("quoteCount"))
    shares = None if reposts is None else reposts + (quotes or 0)
    return Reach(count(post.get("likeCount")), shares, count(post.get("replyCount")))


def _extra(post: dict[str, Any]) -> dict[str, Any]:
    embed = post.get("embed")
    media = inside(embed, "media") or embed
    link = inside(media, "external")
    quoted = _quoted(embed)
    found = {
        "alt": [alt for each in _shown(media) if (alt := line(each.get("alt")))],
        "link": web_address(inside(link, "uri")),
        "link_title": line(inside(link, "title")),
        "quotes": line(inside(quoted, "uri")),
        "quoted": body(inside(quoted, "value", "text"))[:_LONGEST_QUOTED],
        "closed": inside(post, "viewer", "replyDisabled") is True,
    }
    return {name: value for name, value in found.items() if value}


def _shown(media: Any) -> list[dict[str, Any]]:
    """Return pictures, those of a gallery, or the video (lexicons of app.bsky.embed)."""
    return [*objects(inside(media, "images")), *objects(inside(media, "items")), *objects([media])]


def _quoted(embed: Any) -> Any:
    """Return the post that is quoted; with a picture beside it, it lies one level deeper."""
    record = inside(embed, "record")
    return inside(record, "record") or record
