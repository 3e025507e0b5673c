"""What time and the team decide by themselves: who has been silent, what nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.models.moments import micros
from amends.store.changes import OURSELVES
from amends.store.queue import OPEN

if TYPE_CHECKING:
    from datetime import datetime

    from amends.store.database import Database


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The mentions that upkeep has to look at."""

    database: Database

    def silent_since(self, moment: datetime) -> list[int]:
        """Return what has waited for the customer, or rested after our reply, since then.

        Any sign of life breaks the silence: a note, a closing taken back. And nothing has been
        silent for longer than it is known, whatever the clock said when it was answered.
        """
        found = self.database.rows(
            "SELECT h.mention FROM handling h JOIN mentions m ON m.number = h.mention"
            " WHERE h.reopened_at IS NULL AND h.queued_at IS NOT NULL"
            " AND h.status IN ('waiting_for_customer', 'replied', 'following_up')"
            " AND coalesce(h.waiting_since, h.replied_at) <= :since AND m.first_seen_at <= :since"
            " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.mention = h.mention"
            "   AND e.at > :since AND e.who <> :ourselves) ORDER BY h.mention",
            {"since": micros(moment), "ourselves": OURSELVES},
        )
        return [row[0] for row in found]

    def never_assigned(self) -> list[int]:
        """Return the open mentions that nobody has, and nobody has had."""
        found = self.database.rows(
            f"SELECT h.mention FROM handling h WHERE {OPEN} AND h.assignee IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.mention = h.mention"
            "   AND json_extract(e.details, '$.changed.assignee') IS NOT NULL) ORDER BY h.mention"
        )
        return [row[0] for row in found]

    def load(self) -> dict[str, int]:
        """Return how many open mentions each colleague has."""
        return dict(
            self.database.rows(
                f"SELECT h.assignee, count(*) FROM handling h WHERE {OPEN}"
                " AND h.assignee IS NOT NULL GROUP BY h.assignee"
            )
        )
