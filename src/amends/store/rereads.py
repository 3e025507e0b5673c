"""Which mentions are read again at their source to see how far they spread, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.models.moments import micros
from amends.store import mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from amends.models import Batch
    from amends.store.database import Database


@dataclass(frozen=True, slots=True)
class Rereads:
    """The plan: for each hot mention when it is due, and how long after the last reading (µs)."""

    database: Database

    def due(self, source: str, now: datetime, limit: int) -> dict[str, tuple[int, int]]:
        """Return by external id the number of what is due at a source, and the time waited (µs)."""
        found = self.database.rows(
            "SELECT m.external_id, m.number, :now - (r.due_at - r.gap) FROM rereads r"
            " JOIN mentions m ON m.number = r.mention"
            " WHERE m.source = :source AND r.due_at <= :now"
            " AND m.gone_at IS NULL AND m.erased_at IS NULL"
            " ORDER BY r.due_at, m.number LIMIT :limit",
            {"source": source, "now": micros(now), "limit": limit},
        )
        return {external_id: (number, gap) for external_id, number, gap in found}

    def save(self, source: str, batch: Batch, now: datetime) -> mentions.Saved:
        """Store mentions as they are now; the bookmark of their source does not move."""
        with self.database.transaction():
            saved = mentions.save(self.database, batch.mentions, baseline=0, now=now)
            saved.gone.extend(mentions.mark_gone(self.database, source, batch.gone_ids, now))
        return saved

    def plan(self, gaps: Mapping[int, int | None], now: datetime) -> None:
        """Set when each is read again, its gap from now; one without a gap is cold."""
        with self.database.transaction():
            self.database.run_many(
                "INSERT INTO rereads VALUES (?, ?, ?) ON CONFLICT (mention) DO UPDATE SET"
                " due_at = excluded.due_at, gap = excluded.gap",
                ((number, micros(now) + gap, gap) for number, gap in gaps.items() if gap),
            )
            self._drop(number for number, gap in gaps.items() if not gap)

    def admit(self, source: str, since: datetime, gap: int, quiet: int, now: datetime) -> None:
        """Plan what a source has brought since its run before, also to one that was killed.

        It was published since a moment. `gap` is for what has a reach that may grow, `quiet` for
        what has none: there only a deletion is looked for. What is planned already stays as it is;
        what is gone, or nobody's concern, is left out.
        """
        self.database.run(
            "INSERT INTO rereads SELECT number, ? + gap, gap FROM (SELECT m.number,"
            " CASE WHEN coalesce(m.likes, m.shares, m.replies, m.views) IS NULL THEN ? ELSE ? END"
            " AS gap FROM mentions m"
            " JOIN handling h ON h.mention = m.number"
            " WHERE m.source = ? AND m.published_at >= ? AND m.first_seen_at >"
            " coalesce((SELECT max(at) FROM runs WHERE source = m.source AND at < ?), 0)"
            " AND m.gone_at IS NULL AND m.erased_at IS NULL AND h.status <> 'spam')"
            " WHERE true ON CONFLICT (mention) DO NOTHING",
            (micros(now), quiet, gap, source, micros(since), micros(now)),
        )

    def _drop(self, numbers: Iterable[int]) -> None:
        self.database.run_many(
            "DELETE FROM rereads WHERE mention = ?", ((number,) for number in numbers)
        )
