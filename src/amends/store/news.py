"""What happened since a moment that the morning's summary tells: mostly the good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.models.moments import micros, moment
from amends.models.vocabulary import GOOD_OUTCOMES
from amends.store.changes import OURSELVES

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.vocabulary import Outcome
    from amends.store.database import Database

_READ = ", ".join(f"'{outcome}'" for outcome in (*GOOD_OUTCOMES, "partial"))
"""Outcomes of a source that was read, if not to its end."""
_RECENT = 20_000
"""So many of the newest lines of history are looked at: they are in the order of time."""
_NEWEST = 200
"""So many good words are looked at."""
_LONG_ENOUGH = 40
"""Letters from which praise is worth reading aloud."""


class Edited(NamedTuple):
    """A mention that its author changed after our answer."""

    id: str
    before: float | None
    """Stars that it had,"""
    after: float | None
    """and those that it has."""


class Streak(NamedTuple):
    """Runs of a source in a row that did not read it."""

    runs: int
    since: datetime
    outcome: Outcome
    """Of the newest one."""
    error: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What the database knows of the time since a moment."""

    database: Database

    def edited(self, since: datetime, until: datetime, place: str | None = None) -> list[Edited]:
        """Return what was changed after we had answered, and now has more stars or is praise."""
        found = self.database.rows(
            "SELECT m.id, 5.0 * r.rating_value / r.rating_max, m.stars FROM revisions r"
            " JOIN mentions m ON m.number = r.mention JOIN handling h ON h.mention = m.number"
            " WHERE r.seen_until > :since AND r.seen_until <= :until AND m.erased_at IS NULL"
            " AND (:place IS NULL OR m.place = :place)"
            " AND coalesce(h.replied_at, m.reply_at) < m.changed_at"
            " AND r.revision = (SELECT min(revision) FROM revisions"
            "   WHERE mention = r.mention AND seen_until > :since)"
            " AND (m.stars > 5.0 * r.rating_value / r.rating_max OR (m.stance > 0"
            "   AND coalesce(m.stars >= 5.0 * r.rating_value / r.rating_max, 1)))"
            " ORDER BY m.changed_at DESC",
            {"since": micros(since), "until": micros(until), "place": place},
        )
        return [Edited._make(row) for row in found]

    def kept(self, since: datetime, until: datetime, place: str | None = None) -> int:
        """Count the promises that were kept, no later than promised."""
        return self._count(
            "SELECT count(*) FROM promises p JOIN mentions m ON m.number = p.mention"
            " WHERE p.kept_at > :since AND p.kept_at <= :until AND p.kept_at <= p.due_at"
            " AND (:place IS NULL OR m.place = :place)",
            since,
            until,
            place,
        )

    def closed(self, since: datetime, until: datetime, place: str | None = None) -> int:
        """Count the matters that people brought to an end and that are still closed."""
        return self._count(
            "SELECT count(DISTINCT e.mention) FROM events e"
            " JOIN handling h ON h.mention = e.mention JOIN mentions m ON m.number = e.mention"
            f" WHERE e.number > (SELECT max(number) FROM events) - {_RECENT}"
            f" AND e.at > :since AND e.at <= :until AND e.who <> '{OURSELVES}'"
            " AND h.status = 'closed' AND h.replied_at IS NOT NULL"
            " AND json_extract(e.details, '$.changed.status[1]') = 'closed'"
            " AND (:place IS NULL OR m.place = :place)",
            since,
            until,
            place,
        )

    def praised(
        self, since: datetime, until: datetime, oldest: datetime, place: str | None = None
    ) -> list[int]:
        """Return clear public praise in some words that came in, published since `oldest`.

        The longest first: those tell the team most.
        """
        found = self.database.rows(
            "SELECT m.number FROM (SELECT number, letters, published_at FROM mentions"
            "   WHERE published_at > :oldest AND first_seen_at > :since AND first_seen_at <= :until"
            "   AND stance > 0 AND letters >= :letters AND kind NOT IN ('email', 'call')"
            "   AND same_as IS NULL AND erased_at IS NULL AND gone_at IS NULL"
            "   AND (:place IS NULL OR place = :place)"
            f"  ORDER BY published_at DESC LIMIT {_NEWEST}) m"
            " JOIN assessments a ON a.mention = m.number"
            " WHERE a.severity = 0 AND a.intent IN ('praise', 'thanks_after_resolution')"
            " ORDER BY min(m.letters, 400) DESC, m.published_at DESC, m.number LIMIT 50",
            {
                "since": micros(since),
                "until": micros(until),
                "oldest": micros(oldest),
                "letters": _LONG_ENOUGH,
                "place": place,
            },
        )
        return [row[0] for row in found]

    def streak(self, source: str) -> Streak | None:
        """Return the failed runs of a source since it was last read; None if that was read."""
        read = self.database.row(
            f"SELECT at FROM runs WHERE source = ? AND outcome IN ({_READ})"
            " ORDER BY at DESC LIMIT 1",
            (source,),
        )
        failed = "FROM runs WHERE source = ? AND at > ?"
        args = (source, read[0] if read else 0)
        count, first = self.database.row(f"SELECT count(*), min(at) {failed}", args)
        if not count:
            return None
        outcome, error = self.database.row(
            f"SELECT outcome, error {failed} ORDER BY at DESC, number DESC LIMIT 1", args
        )
        return Streak(count, moment(first), outcome, error)

    def _count(self, sql: str, since: datetime, until: datetime, place: str | None) -> int:
        args = {"since": micros(since), "until": micros(until), "place": place}
        found: int = self.database.row(sql, args)[0]
        return found
