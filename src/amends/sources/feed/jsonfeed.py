"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from amends.errors import BadAnswer, HttpError
from amends.models import Author, Json, Mention, Skipped
from amends.sources.feed.addresses import base_of
from amends.sources.feed.document import Document
from amends.sources.values import believable, body, language, line, moment, web_address
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from amends.http import Response

MAX_PAGES = 10
_VERSIONS = "https://jsonfeed.org/version/"


def looks_like_json(content: bytes) -> bool:
    """Tell JSON from XML by its first byte: servers send either with any content type."""
    return content[:1_000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def parse(feed: Json, url: str, now: datetime) -> Document:
    """Return what one page of a feed holds; `BadAnswer` when it is no JSON Feed."""
    if not isinstance(feed, dict) or not body(feed.get("version")).startswith(_VERSIONS):
        raise BadAnswer("JSON, but no JSON Feed: `version` does not say so")
    items = feed.get("items")
    if not isinstance(items, list):
        raise BadAnswer("a JSON Feed without `items`")
    base = base_of(url)
    read = [_mention(item, feed, base, now) for item in items]
    return Document(
        mentions=tuple(mention for mention in read if mention is not None),
        skipped=tuple(
            Skipped(f"entry {number}", "it has no id, which JSON Feed requires")
            for number, mention in enumerate(read, 1)
            if mention is None
        ),
        next_url=web_address(feed.get("next_url"), base) if feed.get("next_url") else None,
    )


def expired(feed: Json) -> bool:
    """Return whether the publisher says that nothing will follow."""
    return isinstance(feed, dict) and feed.get("expired") is True


def _mention(item: Json, feed: dict[str, Any], base: str, now: datetime) -> Mention | None:
    external_id = line(item.get("id")) if isinstance(item, dict) else None
    if external_id is None:
        return None
    published, updated = moment(item.get("date_published")), moment(item.get("date_modified"))
    when, uncertain = believable(published or updated, now)
    return Mention(
        external_id=external_id,
        kind="article",
        url=web_address(item.get("url"), base) if item.get("url") else None,
        title=line(item.get("title")),
        text=_text(item),
        author=Author(name=next(_names(item), None) or next(_names(feed), None)),
        published_at=when,
        updated_at=updated if published and updated != published else None,
        date_uncertain=uncertain,
        language=language(item.get("language")) or language(feed.get("language")),
    )


def _text(item: dict[str, Any]) -> str:
    return (
        body(item.get("content_text"))
        or html_to_text(body(item.get("content_html")))
        or body(item.get("summary"))
    )


def _names(holder: dict[str, Any]) -> Iterator[str]:
    """Yield the names of `authors` (1.1) and of `author` (1.0)."""
    authors = holder.get("authors")
    for author in [*(authors if isinstance(authors, list) else []), holder.get("author")]:
        name = line(author.get("name")) if isinstance(author, dict) else None
        if name:
            yield name


def pages(first: Json, url: str, now: datetime, get: Callable[[str], Response]) -> Document:
    """Return a whole feed, following `next_url` on the same host for up to ten pages.

    A further page that fails costs only itself: the feed is then not whole.
    """
    document = parse(first, url, now)
    asked = {url}
    while (following := _next(document, asked)) is not None:
        asked.add(following)
        try:
            document = document.joined(parse(get(following).json(), following, now))
        except (HttpError, BadAnswer, ValueError) as error:
            note = Skipped(f"page {len(asked)}", f"cannot be read: {error}")
            return document.joined(Document(skipped=(note,), whole=False))
    return document


def _next(document: Document, asked: set[str]) -> str | None:
    """Return the next page; never one of another host, which a feed may not send us to."""
    following = document.next_url
    if following is None or following in asked or len(asked) >= MAX_PAGES:
        return None
    hosts = {urlsplit(address).netloc for address in (following, *asked)}
    return following if len(hosts) == 1 else None
