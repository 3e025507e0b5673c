"""Which mentions the configured rules have not seen as they are now, and what they last did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.models.moments import micros
from amends.store.changes import OURSELVES
from amends.store.handling_rows import parted
from amends.store.queue import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from amends.store.database import Database

_STATE = """(:version || '/' || m.revision || '/' || a.scorer || '/' || a.severity
  || '/' || a.intent || '/' || a.sentiment_label || '/' || a.language || '/' || a.topics)"""
"""The rules and what they were shown; NULL where there are none."""

_UNRULED = f"""
SELECT h.mention FROM handling h
JOIN mentions m ON m.number = h.mention
JOIN assessments a ON a.mention = h.mention
WHERE m.erased_at IS NULL AND h.ruled_by IS NOT {_STATE}"""

_HIDDEN = """h.status IN ('ignored', 'spam') AND h.ruled_by IS NOT NULL AND EXISTS (
  SELECT 1 FROM events e WHERE e.mention = h.mention AND e.what = 'ruled'
    AND json_extract(e.details, '$.left.status') = h.status)"""
"""Perhaps by rules; their last event says it. What people hid is not looked at again, for ever."""

_SETTLE = f"""
UPDATE handling SET ruled_by = (
  SELECT {_STATE} FROM mentions m JOIN assessments a ON a.mention = m.number
  WHERE m.number = handling.mention)
WHERE mention IN (SELECT value FROM json_each(:numbers))"""

_TO_TELL = f"""
SELECT h.mention, said.value FROM handling h
JOIN mentions m ON m.number = h.mention
JOIN events e ON e.mention = h.mention AND e.what = 'ruled' AND e.at >= :since
JOIN json_each(e.details, '$.tell') said
WHERE {OPEN} AND m.erased_at IS NULL
  AND instr(h.rules, '|' || said.value || '|') > 0
GROUP BY 1, 2 ORDER BY min(e.number), said.key"""

_LAST = """
SELECT mention, what, details FROM events WHERE number IN (
  SELECT max(number) FROM events
  WHERE what IN ('ruled', 'assigned') AND who = :ourselves
    AND mention IN (SELECT value FROM json_each(:numbers))
  GROUP BY mention, what)"""


@dataclass(frozen=True, slots=True)
class Rulings:
    """What rules have seen, and what they left."""

    database: Database

    def unruled(self, version: str | None) -> list[int]:
        """Return the open mentions that this version of the rules has not seen as they are now.

        Also those that rules took out of sight: other rules, or other words, may bring them back.
        Without a version: those that former rules have left something on.
        """
        sql = f"{_UNRULED} AND {OPEN} UNION {_UNRULED} AND {_HIDDEN} ORDER BY 1"
        return [number for (number,) in self.database.rows(sql, {"version": version})]

    def rulable(self) -> list[int]:
        """Return the mentions that rules may look at: open, or taken out of sight by rules."""
        whole = "SELECT h.mention FROM handling h JOIN mentions m ON m.number = h.mention"
        seen = f"{whole} WHERE m.erased_at IS NULL AND {OPEN}"
        sql = f"{seen} UNION {whole} WHERE m.erased_at IS NULL AND {_HIDDEN} ORDER BY 1"
        return [number for (number,) in self.database.rows(sql, {})]

    def settle(self, version: str | None, numbers: Sequence[int]) -> None:
        """Note, inside a change, that the rules have seen mentions as they are now."""
        self.database.run(_SETTLE, {"version": version, "numbers": json.dumps(list(numbers))})

    def last(self, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return what we last did by ourselves: mention → `ruled` or `assigned` → details."""
        args = {"numbers": json.dumps(list(numbers)), "ourselves": OURSELVES}
        found: dict[int, dict[str, Any]] = {}
        for number, what, details in self.database.rows(_LAST, args):
            found.setdefault(number, {})[what] = json.loads(details)
        return found

    def to_tell(self, since: datetime) -> list[tuple[int, str]]:
        """Return open mentions with each rule that since then began to hold and wants it told.

        Not those where it does not hold any more.
        """
        return self.database.rows(_TO_TELL, {"since": micros(since)})

    def fired(self) -> Iterator[tuple[str, ...]]:
        """Yield the names of the rules that fired, of each open mention where any did."""
        rows: Iterable[tuple[str]] = self.database.rows(
            f"SELECT h.rules FROM handling h WHERE {OPEN} AND h.rules <> '|'", {}
        )
        return (parted(names) for (names,) in rows)
