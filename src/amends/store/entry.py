"""Entering the queue: which mentions may, and with which due times they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.models.moments import micros, optional_micros
from amends.store.changes import OURSELVES, begin
from amends.store.queue import NOT_CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from amends.store.database import Database


_TELL = """
INSERT INTO events (mention, at, who, what, details, change)
SELECT mention, :queued, :who, 'queued', json_object('changed', json_object(
  'queued_at', json_array(NULL, :queued),
  'reply_due_at', json_array(reply_due_at, :due),
  'close_due_at', json_array(close_due_at, :close))), :change
FROM handling WHERE mention = :number AND queued_at IS NULL"""
_ENTER = """
UPDATE handling SET queued_at = :queued, reply_due_at = :due, close_due_at = :close,
  version = version + 1
WHERE mention = :number AND queued_at IS NULL"""


class Entrant(NamedTuple):
    """A mention that may enter the queue; times in microseconds since 1970 UTC."""

    number: int
    source: str
    kind: str
    since: int
    """Its publication, or the edit by which the customer came back."""
    sentiment_score: float
    severity: int


def _entrants(database: Database, condition: str, args: dict[str, Any]) -> list[Entrant]:
    found = database.rows(
        "SELECT m.number, m.source, m.kind,"
        " CASE WHEN m.revision > 1 THEN m.changed_at ELSE m.published_at END,"
        " a.sentiment_score, a.severity FROM handling h"
        " JOIN mentions m ON m.number = h.mention JOIN assessments a ON a.mention = m.number"
        f" WHERE h.queued_at IS NULL AND {NOT_CLOSED}"
        f" AND m.erased_at IS NULL {condition}",
        args,
    )
    return [Entrant._make(row) for row in found]


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands before the queue, and how it gets in."""

    database: Database

    def admissible(self) -> list[Entrant]:
        """Return assessed mentions that belong in the queue: new ones, and old grave ones."""
        return _entrants(
            self.database,
            "AND (NOT m.backfill OR m.revision > 1 OR (a.severity >= 3 AND m.answered <> 'yes'))",
            {},
        )

    def waiting(self, *, low_stars: float, since: datetime, limit: int) -> list[Entrant]:
        """Return old unanswered mentions that still wait for their day.

        Complaints first, with stars or without: who asked for something and went quiet is not
        content. Then those with few stars; the newest of each first.
        """
        return _entrants(
            self.database,
            "AND m.backfill AND m.answered <> 'yes' AND (m.stars <= :stars OR m.stance < 0)"
            " AND m.published_at >= :since AND m.same_as IS NULL"
            " ORDER BY m.stance < 0 DESC, m.published_at DESC LIMIT :limit",
            {"stars": low_stars, "since": micros(since), "limit": limit},
        )

    def enqueue(
        self, entrants: Iterable[tuple[int, datetime, datetime | None]], now: datetime
    ) -> None:
        """Let mentions enter the queue, each with the times by which to answer and to close it."""
        with self.database.transaction():
            change = begin(self.database, OURSELVES, now)
            rows = [
                {
                    "number": number,
                    "queued": micros(now),
                    "due": micros(due),
                    "close": optional_micros(close),
                    "who": change.who,
                    "change": change.number,
                }
                for number, due, close in entrants
            ]
            self.database.run_many(_TELL, rows)
            self.database.run_many(_ENTER, rows)

    def released_since(self, moment: datetime) -> int:
        """Count the old mentions that entered the queue since `moment`."""
        count: int = self.database.row(
            "SELECT count(*) FROM handling h JOIN mentions m ON m.number = h.mention"
            " WHERE m.backfill AND h.queued_at >= ?",
            (micros(moment),),
        )[0]
        return count

    def backlog(self) -> int:
        """Count the old mentions that are history: stored, but not in the queue."""
        count: int = self.database.row("SELECT count(*) FROM handling WHERE queued_at IS NULL")[0]
        return count
