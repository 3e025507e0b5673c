"""Fixes, and the complaints to count around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.models.fix import Fix
from amends.models.moments import micros, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.store.database import Database

_COMPLAINTS = """
FROM mentions m
JOIN assessments a ON a.mention = m.number
JOIN handling h ON h.mention = m.number
WHERE m.published_at >= :since AND m.published_at < :until
  AND {here}
  AND m.same_as IS NULL AND m.date_uncertain = 0 AND h.status <> 'spam'
  AND a.severity >= 1"""
"""Each matter once, however many sites it stands at; an invented date would blur the windows."""
_HERE = "m.place = :place"
"""Worded so that an index serves: `show` asks it of one place."""


class Fixes:
    """What the database knows of fixes, and of complaints around them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Fix]:
        """Return all fixes, the newest first."""
        found = self._database.rows(
            "SELECT number, name, topic, place, at, who, ended_at FROM fixes"
            " ORDER BY at DESC, number DESC"
        )
        return [
            Fix(number, name, topic, place, moment(at), who, moment(ended_at))
            for number, name, topic, place, at, who, ended_at in found
        ]

    def complaints(self, topic: str, place: str | None, since: datetime, until: datetime) -> int:
        """Count the negative mentions with some harm about a topic; `until` is not in it."""
        found: int = self._database.row(
            f"SELECT count(*) {_COMPLAINTS.format(here=_HERE if place else 'TRUE')}"
            " AND a.sentiment_label = 'negative'"
            " AND a.topics LIKE :topic",
            {**_between(place, since, until), "topic": f"%|{topic}|%"},
        )[0]
        return found

    def recurring(
        self, topics: Sequence[str], place: str, since: datetime, until: datetime
    ) -> dict[str, int]:
        """Count the people who told of some harm at a place by topic, in one search."""
        if not topics:
            return {}
        sums = ", ".join(
            f"count(DISTINCT CASE WHEN a.topics LIKE :t{n} THEN coalesce(m.person, m.id) END)"
            for n, _ in enumerate(topics)
        )
        likes = {f"t{n}": f"%|{topic}|%" for n, topic in enumerate(topics)}
        row = self._database.row(
            f"SELECT {sums} {_COMPLAINTS.format(here=_HERE)}",
            {**_between(place, since, until), **likes},
        )
        return dict(zip(topics, row, strict=True))

    def known_since(self, place: str | None) -> datetime | None:
        """Return when the oldest mention of a place was published; without a place, of any."""
        row = self._database.row(
            "SELECT min(published_at) FROM mentions"
            " WHERE (:place IS NULL OR place = :place) AND date_uncertain = 0",
            {"place": place},
        )
        first: int | None = row[0]
        return moment(first)


def _between(place: str | None, since: datetime, until: datetime) -> dict[str, Any]:
    return {"place": place, "since": micros(since), "until": micros(until)}
