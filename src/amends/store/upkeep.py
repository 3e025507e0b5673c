"""What time and the team decide by themselves: who has been silent, what nobody has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.models.extortion import EXTORTION
from amends.models.moments import micros
from amends.store.changes import OURSELVES
from amends.store.queue import OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.store.database import Database

MICROSECOND = timedelta(microseconds=1)
_DEMANDED = f"instr(h.tags, '|{EXTORTION}|')"


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

    def unwarned(self) -> list[int]:
        """Return the open mentions that nobody has looked at for a demand of money as they are.

        None that was tagged once: a person who took the tag off knows better.
        """
        found = self.database.rows(
            "SELECT h.mention FROM handling h CROSS JOIN assessments a ON a.mention = h.mention"
            f" WHERE {OPEN} AND NOT a.warned AND NOT EXISTS (SELECT 1 FROM events e"
            "   WHERE e.mention = h.mention AND e.what = 'warned') ORDER BY h.mention"
        )
        return [row[0] for row in found]

    def after_a_demand(self, numbers: Sequence[int], within: timedelta) -> list[int]:
        """Return those whose author wrote something tagged `extortion` shortly before."""
        found = self.database.rows(
            "SELECT m.number FROM mentions m WHERE m.number IN (SELECT value FROM json_each(?))"
            " AND EXISTS (SELECT 1 FROM mentions e JOIN handling h ON h.mention = e.number"
            "   WHERE e.person = m.person AND e.number <> m.number AND e.published_at"
            f"   BETWEEN m.published_at - ? AND m.published_at AND {_DEMANDED})",
            (json.dumps(list(numbers)), within // MICROSECOND),
        )
        return [row[0] for row in found]

    def demands_beside(self, number: int, within: timedelta) -> list[int]:
        """Return what the author of a mention wrote near it that is tagged `extortion`."""
        found = self.database.rows(
            "SELECT e.number FROM mentions m JOIN mentions e ON e.person = m.person"
            "   AND e.published_at BETWEEN m.published_at - :within AND m.published_at + :within"
            f" JOIN handling h ON h.mention = e.number WHERE m.number = :number AND {_DEMANDED}"
            " AND e.number <> m.number AND e.erased_at IS NULL ORDER BY e.published_at",
            {"number": number, "within": within // MICROSECOND},
        )
        return [row[0] for row in found]

    def demands(self, place: str | None, now: datetime) -> list[str]:
        """Return the ids of what is tagged `extortion` and wants to be seen to, newest first."""
        found = self.database.rows(
            "SELECT m.id FROM handling h CROSS JOIN mentions m ON m.number = h.mention"
            f" WHERE {OPEN} AND {_DEMANDED} AND m.erased_at IS NULL"
            " AND (:place IS NULL OR m.place = :place) AND coalesce(h.snoozed_until, 0) <= :now"
            " AND (h.replied_at IS NULL OR h.reopened_at IS NOT NULL)"
            " ORDER BY m.published_at DESC, m.number DESC",
            {"place": place, "now": micros(now)},
        )
        return [row[0] for row in found]

    def settle_warned(self, numbers: Sequence[int]) -> None:
        """Note, inside a change, that mentions were looked at for a demand of money."""
        self.database.run(
            "UPDATE assessments SET warned = 1 WHERE mention IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )

    def sound(self, seconds: float) -> bool | None:
        """Say whether the file is whole; None where that is not found out within `seconds`."""
        return self.database.sound(seconds)

    def load(self) -> dict[str, int]:
        """Return how many open mentions each colleague has."""
        return dict(
            self.database.rows(
                f"SELECT h.assignee, count(*) FROM handling h WHERE {OPEN}"
                " AND h.assignee IS NOT NULL GROUP BY h.assignee"
            )
        )
