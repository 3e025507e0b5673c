"""What was reported to platforms, and what a mention said and how far it spread over time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.models.evidence import Reading, Revision
from amends.models.extortion import EXTORTION
from amends.models.mention import Rating, Reach
from amends.models.moments import micros, moment
from amends.models.platform_report import PlatformReport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.store.database import Database

_MICROSECOND = timedelta(microseconds=1)
_REPORTS = """
SELECT r.number, m.id, m.source, m.source_type, r.at, r.who, r.reason, r.reference, r.outcome,
  r.outcome_at
FROM reports r JOIN mentions m ON m.number = r.mention"""


class Records:
    """What the database knows of single mentions over time, and of reports about them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reports(self, number: int | None = None) -> list[PlatformReport]:
        """Return the reports of one mention, or all, the oldest first."""
        found = self._database.rows(
            f"{_REPORTS} WHERE :number IS NULL OR r.mention = :number ORDER BY r.number",
            {"number": number},
        )
        return [
            PlatformReport(
                n, short_id, source, kind, moment(at), who, reason, case, outcome, moment(when)
            )
            for n, short_id, source, kind, at, who, reason, case, outcome, when in found
        ]

    def reported_since(self, since: datetime) -> int:
        """Count the reports since a moment."""
        count: int = self._database.row(
            "SELECT count(*) FROM reports WHERE at >= ?", (micros(since),)
        )[0]
        return count

    def revisions(self, number: int) -> list[Revision]:
        """Return what a mention said before it was edited, the oldest first."""
        found = self._database.rows(
            "SELECT revision, seen_until, title, text, rating_value, rating_max FROM revisions"
            " WHERE mention = ? ORDER BY revision",
            (number,),
        )
        return [
            Revision(
                n, title, text, Rating(value, best) if best else None, seen_until=moment(until)
            )
            for n, until, title, text, value, best in found
        ]

    def readings(self, number: int) -> list[Reading]:
        """Return how far a mention had spread each time somebody looked, the oldest first."""
        found = self._database.rows(
            "SELECT seen_at, likes, shares, replies, views FROM reach WHERE mention = ?"
            " ORDER BY seen_at",
            (number,),
        )
        return [Reading(moment(at), Reach(*figures)) for at, *figures in found]

    def around(self, number: int, within: timedelta, limit: int) -> Sequence[int]:
        """Return what came near in time at the same place, without a rating or with the lowest.

        Those are what a wave of bad ratings, and the letter that asks money for it, are made of.
        A letter to the business as a whole has no place; it may mean any of them. First come known
        demands, then ratings: in a week there may be more letters than anybody looks at.
        """
        span: dict[str, Any] = {"number": number, "within": within // _MICROSECOND, "limit": limit}
        found = self._database.rows(
            "SELECT o.number FROM mentions m JOIN mentions o"
            " ON o.published_at BETWEEN m.published_at - :within AND m.published_at + :within"
            " JOIN handling h ON h.mention = o.number"
            " WHERE m.number = :number AND o.number <> m.number AND o.erased_at IS NULL"
            " AND (o.place IS m.place OR o.place IS NULL OR m.place IS NULL)"
            " AND (o.stars IS NULL OR o.stars <= 1)"
            f" ORDER BY instr(h.tags, '|{EXTORTION}|') DESC, o.stars IS NULL,"
            " abs(o.published_at - m.published_at), o.number LIMIT :limit",
            span,
        )
        return [row[0] for row in found]
