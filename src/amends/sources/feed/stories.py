"""One article under several ids: Google News may list it again as another entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from amends.sources.identity import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models import Json, Mention

WITHIN = timedelta(days=7)
"""Less than that apart one headline of one publisher is one article; columns come back weekly."""
MOST = 500
"""Of the articles named last the bookmark keeps the ids."""
_SIGNS = 12


class Stories:
    """Which id an article had first, by its headline and publisher."""

    def __init__(self, kept: Iterable[Json]) -> None:
        """Read what a bookmark keeps; anything odd in it counts as nothing."""
        self._known: dict[str, tuple[date, str]] = {}
        for each in kept:
            self._read(each)

    def _read(self, kept: Json) -> None:
        try:
            key, day, name = kept
            self._known[str(key)] = date.fromisoformat(day), str(name)
        except (TypeError, ValueError):
            return

    def to_json(self) -> list[list[str]]:
        """Return what the bookmark keeps."""
        kept = islice(self._known.items(), max(0, len(self._known) - MOST), None)
        return [[key, day.isoformat(), name] for key, (day, name) in kept]

    def told_once(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """Return the mentions under the ids that they had first, each article once."""
        found: list[Mention] = []
        met: set[str] = set()
        for mention in mentions:
            known = self._under_its_first_id(mention)
            repeated = known.external_id in met and known.external_id != mention.external_id
            if not repeated:
                found.append(known)
            met.add(known.external_id)
        return tuple(found)

    def _under_its_first_id(self, mention: Mention) -> Mention:
        at = mention.published_at
        if urlsplit(mention.url or "").hostname != "news.google.com" or not mention.title or not at:
            return mention
        key = digest(mention.title, mention.author.name or "")[:_SIGNS]
        day, name = self._known.pop(key, (at.date(), mention.external_id))
        if abs(at.date() - day) >= WITHIN:
            day, name = at.date(), mention.external_id
        self._known[key] = max(day, at.date()), name
        return replace(mention, external_id=name)
