"""Mastodon's posts (`Status`) as mentions; every field but the id may be absent elsewhere.

Pleroma, Akkoma, GoToSocial and Pixelfed answer to the same API and leave fields out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

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
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from amends.models import Skipped
    from amends.models.vocabulary import Kind

_LOCAL = re.compile(r"/(?:@[^/]+|(?:ap/)?users/[^/]+/statuses)/(?P<id>[A-Za-z0-9]{1,64})")
"""`/users/NAME/statuses/ID`, `/ap/users/NUMBER/statuses/ID` since 4.5, or the page `/@NAME/ID`."""
_OPEN = ("public", "unlisted", None)
"""Everything else, whatever other software calls it, is for a few people."""


def originals(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the posts themselves: of a boost the one that was boosted, which is not its text."""
    found = (row["reblog"] if isinstance(row.get("reblog"), dict) else row for row in rows)
    return [row for row in found if not _is_private(row)]


def notified(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the posts that notifications are about, private ones too: they were sent to us."""
    return objects([row.get("status") for row in rows])


def parents_of(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Return the local ids of what these posts answer, as far as it is not among them."""
    listed = list(rows)
    there = {line(row.get("id")) for row in listed}
    asked = dict.fromkeys(line(row.get("in_reply_to_id")) for row in listed)
    return [each for each in asked if each and each not in there]


def addresses(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return local ids with the addresses that all servers share."""
    pairs = ((line(row.get("id")), line(row.get("uri"))) for row in rows)
    return {own: shared for own, shared in pairs if own and shared}


def parse(
    rows: list[dict[str, Any]], now: datetime, host: str, known: Mapping[str, str] | None = None
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the posts as `host` gives them, and what could not be read.

    `known`: addresses by local id, for what they answer.
    """
    uris = {**(known or {}), **addresses(rows)}
    return read_each(rows, lambda row: _mention(row, now, host, uris), "post")


def searched(mention: Mention) -> str:
    """Return what of a post is looked at for the words of `watch:`."""
    extra = mention.extra
    parts = [mention.title, mention.text, extra.get("link"), extra.get("link_title")]
    return "\n".join(part for part in [*parts, *extra.get("alt", ())] if part)


def _mention(
    row: dict[str, Any], now: datetime, host: str, uris: Mapping[str, str]
) -> Mention | None:
    external_id = line(row.get("uri")) or line(row.get("url"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(row.get("created_at")), now)
    parent = line(row.get("in_reply_to_id"))
    return Mention(
        external_id=external_id,
        kind=_kind(row),
        url=web_address(row.get("url")) or web_address(external_id),
        title=line(row.get("spoiler_text")),
        text=_text(row),
        author=_author(row.get("account"), host),
        published_at=when,
        updated_at=moment(row.get("edited_at")),
        date_uncertain=uncertain,
        parent_id=uris.get(parent, f"{host}/{parent}") if parent else None,
        language=language(row.get("language")),
        reach=_reach(row),
        extra=_extra(row),
    )


def _is_private(row: dict[str, Any]) -> bool:
    return row.get("visibility") not in _OPEN


def _kind(row: dict[str, Any]) -> Kind:
    """Return what it is; what was written to us alone is a letter, wherever it came by."""
    if _is_private(row):
        return "email"
    return "comment" if line(row.get("in_reply_to_id")) else "post"


def _text(row: dict[str, Any]) -> str:
    """Return what was written, with the answers that a poll offers."""
    offered = (line(each.get("title")) for each in objects(inside(row, "poll", "options")))
    answers = "\n".join(f"- {each}" for each in offered if each)
    return "\n\n".join(filter(None, (html_to_text(body(row.get("content"))), answers)))


def _author(account: Any, host: str) -> Author:
    name = line(inside(account, "acct")) or line(inside(account, "username"))
    handle = f"@{name}" if not name or "@" in name else f"@{name}@{host}"
    found = line(inside(account, "uri")) or line(inside(account, "url"))
    return Author(
        id=found or (handle if name else None),
        name=line(inside(account, "display_name")) or name,
        handle=handle if name else None,
        followers=count(inside(account, "followers_count")),
    )


def _reach(row: dict[str, Any]) -> Reach:
    """Return the counts that this server knows of, which may be too few for posts of others."""
    boosts, quotes = count(row.get("reblogs_count")), count(row.get("quotes_count"))
    passed_on = None if boosts is None else boosts + (quotes or 0)
    likes, replies = count(row.get("favourites_count")), count(row.get("replies_count"))
    return Reach(likes=likes, shares=passed_on, replies=replies)


def _extra(row: dict[str, Any]) -> dict[str, Any]:
    media = objects(row.get("media_attachments"))
    found = {
        "alt": [alt for each in media if (alt := line(each.get("description")))],
        "link": web_address(inside(row, "card", "url")),
        "link_title": line(inside(row, "card", "title")),
        "quotes": line(inside(row, "quote", "quoted_status", "uri")),
        "visibility": line(row.get("visibility")) if _is_private(row) else None,
        "bot": inside(row, "account", "bot") is True,
    }
    return {name: value for name, value in found.items() if value}


def local_id(uri: str, host: str) -> str | None:
    """Return the id of a post that was written on `host`, which stands in its address there."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    found = _LOCAL.fullmatch(parts.path)
    return found["id"] if found and parts.netloc == host else None
