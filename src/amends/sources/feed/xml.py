"""RSS, Atom and RDF, read by feedparser from bytes: the most tolerant reader there is."""

from __future__ import annotations

import io
import re
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer
from amends.http import mask
from amends.models import Author, Item, Mention, Reach, Skipped
from amends.sources.feed import sites
from amends.sources.feed.addresses import base_of
from amends.sources.feed.document import Document
from amends.sources.values import (
    count,
    language,
    line,
    moment_of_struct,
    web_address,
)
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    Entry = Mapping[str, Any]

MAX_PARSED = 2_000_000
"""Bytes of a feed that are read: feedparser needs two seconds for them, the newest come first."""
_HEAD = 50_000
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_MAX_MARKUP = 200_000
_MAX_PAGE = 200_000
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_BEFORE_XML = b" \t\r\n\xef\xbb\xbf"
"""What some sites print before their feed, and no XML parser forgives: blanks and a UTF-8 mark."""
_OPENED = re.compile(rb"<(?:item|entry)[\s>]")
_CLOSED = re.compile(rb"</(?:item|entry)\s*>")
_COMMENTS_ON = re.compile(r"Comments on:? (?P<item>.+)")


def parse(body: bytes, headers: Mapping[str, str], url: str, now: datetime) -> Document:
    """Return what a feed holds; `BadAnswer` when it is no feed.

    Entries that are whole are kept even when the XML around them is broken or was cut short.
    """
    body = body.lstrip(_BEFORE_XML)
    # Long pages that are no feed would keep feedparser busy for a minute. (UTF-16 has zeros.)
    if not _ROOT.search(body[:_HEAD].replace(b"\0", b"")):
        raise _no_feed(body, url)
    found = _parsed(_whole_characters(body[:MAX_PARSED]), headers, url)
    entries: list[Entry] = found.get("entries") or []
    if not found.get("version") and not entries:
        raise _no_feed(body, url)
    long = len(body) > MAX_PARSED
    cut = _malformed(found) and not _END.search(body[:MAX_PARSED])
    if _malformed(found) and not (entries or cut):
        raise BadAnswer("the feed is not well-formed XML, and no entry of it can be read")
    if cut and _ends_inside_an_entry(body[:MAX_PARSED]):
        entries = entries[:-1]
    feed: Entry = found.get("feed") or {}
    return Document(
        mentions=tuple(_mention(entry, feed, now) for entry in entries if entry),
        skipped=tuple(_notes(found, len(entries), cut=cut, long=long)),
        whole=long or not cut,
    )


def _parsed(body: bytes, headers: Mapping[str, str], url: str) -> Entry:
    import feedparser

    sent = {"content-location": base_of(url), "content-type": _content_type(body, headers)}
    try:
        found: Entry = feedparser.parse(io.BytesIO(body), response_headers=sent)
    except Exception as error:  # hostile bytes reach deep into a tolerant parser
        raise BadAnswer(f"the feed cannot be read: {type(error).__name__}") from error
    return found


def _whole_characters(body: bytes) -> bytes:
    """Leave out the first bytes of a UTF-8 character that the end cuts in two.

    feedparser would take the whole feed for windows-1252 because of them.
    """
    decoder = getincrementaldecoder("utf-8")()
    try:
        decoder.decode(body)
    except UnicodeDecodeError:
        return body
    return body.removesuffix(decoder.getstate()[0])


def _content_type(body: bytes, headers: Mapping[str, str]) -> str:
    """Say how the body is encoded, as far as it is known better than feedparser would guess.

    What reads as UTF-8 beyond ASCII is UTF-8, whatever a server says; where a server says
    nothing, `text/xml` would mean ASCII by the letter of its standard.
    """
    sent = headers.get("content-type", "")
    try:
        getincrementaldecoder("utf-8")().decode(body)  # it may end within a character
    except UnicodeDecodeError:
        return sent if "charset" in sent.lower() else "application/xml"
    told = "charset" in sent.lower() and body.isascii()
    return sent if told else "application/xml; charset=utf-8"


def _malformed(found: Entry) -> bool:
    """Only a broken structure counts: feedparser also minds odd headers and encodings."""
    return bool(found.get("bozo")) and "SAX" in type(found.get("bozo_exception")).__name__


def _ends_inside_an_entry(body: bytes) -> bool:
    opened = max((match.start() for match in _OPENED.finditer(body)), default=-1)
    closed = max((match.start() for match in _CLOSED.finditer(body)), default=-1)
    return opened > closed


def _notes(found: Entry, read: int, *, cut: bool, long: bool) -> Iterator[Skipped]:
    if long:
        yield Skipped(f"entry {read + 1}", f"only the first {MAX_PARSED:,} bytes are read")
    elif cut:
        yield Skipped(f"entry {read + 1}", "the feed ends too early")
    elif _malformed(found):
        yield Skipped("the feed", f"is not well-formed XML; {read} entries could be read")


def _no_feed(body: bytes, url: str) -> BadAnswer:
    if not body.strip():
        return BadAnswer("an empty answer, not a feed")
    if not re.search(rb"<(?:!doctype html|html|head|body|title)\b", body[:_MAX_PAGE].lower()):
        return BadAnswer("not a feed: neither RSS, Atom, RDF nor JSON Feed")
    announced = _announced(body[:_MAX_PAGE], url)
    hint = f"The page announces: {', '.join(announced)}" if announced else None
    return BadAnswer("a web page, not a feed", hint=hint)


def _announced(page: bytes, url: str) -> list[str]:
    """Return the feeds that a page names in `link rel=alternate`, the first five."""
    from selectolax.lexbor import LexborHTMLParser

    links = LexborHTMLParser(page).css("link[rel~=alternate][href]")
    feeds = (
        web_address(link.attributes["href"], base_of(url))
        for link in links
        if re.search(r"rss|atom|feed", link.attributes.get("type") or "")
    )
    return list(dict.fromkeys(mask(feed) for feed in feeds if feed))[:5]


def _mention(entry: Entry, feed: Entry, now: datetime) -> Mention:
    """Return one entry; a date that cannot be true is handed on as it stands.

    Whoever stores it judges it by the clock of that day, while the id of an entry without id and
    link, which is made of its date too, is to be the same whatever the clock says.
    """
    url = web_address(entry.get("link"))
    markup = _markup(entry)
    published, updated = _time(entry, "published_parsed"), _time(entry, "updated_parsed")
    told = published or updated
    mention = Mention(
        external_id=line(entry.get("id")) or "",
        kind="article",
        url=url,
        title=line(html_to_text(_string(entry.get("title")))),
        text=html_to_text(sites.trim(markup, url or "")),
        author=Author(name=_author(entry) or _author(feed)),
        published_at=told or now,
        updated_at=updated if published and updated != published else None,
        date_uncertain=told is None,
        parent_id=sites.parent_link(markup),
        item=Item(name=_about(feed)),
        language=_language(entry, feed),
        reach=Reach(replies=count(entry.get("slash_comments") or entry.get("thr_total"))),
    )
    return sites.adapt(mention, entry)


def _string(value: Any) -> str:
    return value[:_MAX_MARKUP] if isinstance(value, str) else ""


def _markup(entry: Entry) -> str:
    """Return the whole text where the feed has it, else the summary."""
    bodies = [_string(part.get("value")) for part in entry.get("content") or []]
    return next(filter(None, bodies), _string(entry.get("summary")))


def _time(entry: Entry, key: str) -> datetime | None:
    # `get` would answer for a missing "updated" with "published", and warn.
    return moment_of_struct(entry[key]) if key in entry else None


def _author(holder: Entry) -> str | None:
    detail = holder.get("author_detail") or {}
    return line(detail.get("name")) or line(holder.get("author"))


def _about(feed: Entry) -> str | None:
    """Return the post that a comment feed belongs to; other feeds are about nothing."""
    named = _COMMENTS_ON.fullmatch(line(feed.get("title")) or "")
    return named["item"] if named else None


def _language(entry: Entry, feed: Entry) -> str | None:
    parts = [entry, *(entry.get("content") or []), entry.get("title_detail") or {}, feed]
    return next(filter(None, (language(part.get("language")) for part in parts)), None)
