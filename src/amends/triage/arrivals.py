"""What happens to a batch between its source and the store: cleaned, named, identified."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from amends.sources.identity import identify
from amends.text import normalise, single_line

if TYPE_CHECKING:
    from collections import Counter

    from amends.config import Config
    from amends.models import Author, Batch, Mention
    from amends.sources import Named

MAX_TEXT = 100_000
"""Characters; nobody reads more, and no regular expression has to."""
MAX_NAME = 300
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""Dates outside are a clock that was not set, or a trick to stand on top for ever."""


def prepare(
    batch: Batch, named: Named, config: Config, ordinals: Counter[str], now: datetime
) -> Batch:
    """Return the batch as it is stored; `ordinals` counts equal rows over one whole reading.

    Ids come first: they are made of what the source says, not of what our clock makes of it.
    """
    own = {account.casefold() for account in config.business.own_accounts}
    stamped = [stamp(mention, named) for mention in batch.mentions if not _own(mention, own)]
    cleaned = (clean(mention, now) for mention in identify(stamped, ordinals))
    return replace(batch, mentions=tuple(cleaned))


def stamp(mention: Mention, named: Named) -> Mention:
    """Give a mention the name, type and place of its configured source."""
    source = named.source
    return replace(
        mention,
        source=named.name,
        source_type=mention.source_type or source.type,
        place=mention.place or source.place,
        language=mention.language or source.language,
    )


def clean(mention: Mention, now: datetime) -> Mention:
    """Make foreign text harmless and dates believable."""
    published = mention.published_at
    believable = published is not None and EARLIEST <= published <= now + AHEAD
    return replace(
        mention,
        title=single_line(mention.title[:MAX_TEXT])[:MAX_NAME] if mention.title else None,
        text=normalise(mention.text[:MAX_TEXT]),
        author=_clean_author(mention.author),
        published_at=min(published, now) if published and believable else now,
        date_uncertain=mention.date_uncertain or not believable,
    )


def _clean_author(author: Author) -> Author:
    return replace(
        author,
        name=_name(author.name),
        handle=_name(author.handle),
    )


def _name(name: str | None) -> str | None:
    return (single_line(name[:MAX_NAME]) or None) if name else None


def _own(mention: Mention, own: set[str]) -> bool:
    """What the business itself wrote is an answer, not a mention."""
    author = mention.author
    return any(name.casefold() in own for name in (author.id, author.handle, author.name) if name)
