"""Changes of what people decided: whole commands, each with what it takes to undo it.

One command is one `Change`: one write transaction, one number. For each mention it leaves an event
that says who, when, what and which fields became different, and beside it the inverse: the rows
as they stood before. Undoing writes these rows back, which makes it exact by construction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amends.errors import StoreConflict
from amends.models.moments import micros, moment
from amends.store.handling_rows import from_handling
from amends.store.journal import put
from amends.store.keyed import change, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from amends.models import Handling
    from amends.store.database import Database
    from amends.store.journal import Row


OURSELVES = "amends"
"""Who decides what follows from rules and the calendar."""


@dataclass(slots=True)
class Change:
    """What one command decides, inside one write transaction."""

    database: Database
    who: str
    now: datetime
    touched: list[int] = field(default_factory=list)
    """Numbers of the mentions that it changed, in their order."""
    _number: int | None = None

    @property
    def number(self) -> int:
        """What its events share; given with the first one, so that nothing decided uses none."""
        if self._number is None:
            self._number = next_number(self.database, "changes")
        return self._number

    def decide(
        self,
        number: int,
        handling: Handling,
        *,
        what: str,
        details: Mapping[str, Any] | None = None,
        rows: Iterable[Row] = (),
    ) -> None:
        """Store a changed handling and what belongs to it, with its line of history.

        `handling.version` is the version that the change was based on. Raises `StoreConflict`
        where somebody else has been quicker; then nothing of the whole change is kept.
        """
        inverse, changed = self._handle(number, handling)
        inverse += [put(self.database, each) for each in rows]
        self._log(number, what, {**(details or {}), "changed": changed}, inverse)

    def record(self, what: str, details: Mapping[str, Any], changes: Iterable[Row]) -> None:
        """Store what belongs to no mention, such as a fix, with its line of history."""
        self._log(None, what, details, [put(self.database, each) for each in changes])

    def next(self, name: str) -> int:
        """Return the next number of a table; numbers are never used twice."""
        return next_number(self.database, name)

    def _handle(self, number: int, handling: Handling) -> tuple[list[Any], dict[str, Any]]:
        """Write the fields that differ; return their inverse, and each before and after.

        What amends notes beside a handling is nothing that people could lose: no new version.
        """
        before = row(self.database, "handling", {"mention": number})
        if before is None or before["version"] != handling.version:
            raise _conflict(self.database, number)
        after = from_handling(handling)
        changed = {name: [before[name], after[name]] for name in after}
        changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
        values = {name: pair[1] for name, pair in changed.items()}
        if self.who == OURSELVES and not changed:
            return [], {}
        version = {"version": handling.version + 1}
        change(self.database, "handling", {"mention": number}, values | version)
        self.touched.append(number)
        was = {name: pair[0] for name, pair in changed.items()}
        return [["handling", {"mention": number}, was]], changed

    def _log(
        self, number: int | None, what: str, details: Mapping[str, Any], inverse: list[Any]
    ) -> None:
        add_event(
            self.database,
            number,
            who=self.who,
            what=what,
            details=details,
            now=self.now,
            change=self.number,
            inverse=inverse,
        )


def begin(database: Database, who: str, now: datetime) -> Change:
    """Return a new change; runs inside the caller's transaction."""
    return Change(database, who, now)


def next_number(database: Database, name: str) -> int:
    """Return the next number of a counter, inside the caller's transaction."""
    number: int = database.row(
        "INSERT INTO counters VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (name,),
    )[0]
    return number


def add_event(
    database: Database,
    number: int | None,
    *,
    who: str,
    what: str,
    details: Mapping[str, Any],
    now: datetime,
    change: int | None = None,
    inverse: list[Any] | None = None,
    undoes: int | None = None,
) -> None:
    """Add one line to the history of a mention, or to that of the business."""
    database.run(
        "INSERT INTO events (mention, at, who, what, details, change, inverse, undoes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            micros(now),
            who,
            what,
            json.dumps(dict(details), ensure_ascii=False),
            change,
            json.dumps(inverse, ensure_ascii=False) if inverse else None,
            undoes,
        ),
    )


def refuse_stale(database: Database, number: int, *, version: int, revision: int) -> None:
    """Raise `StoreConflict` where a mention is no longer what somebody looked at."""
    found = database.row(
        "SELECT h.version, m.revision FROM handling h JOIN mentions m ON m.number = h.mention"
        " WHERE m.number = ?",
        (number,),
    )
    if found != (version, revision):
        raise _conflict(database, number)


def _conflict(database: Database, number: int) -> StoreConflict:
    """Say who was quicker, and what they did."""
    last = database.row(
        "SELECT e.at, e.who, e.what, m.id FROM events e JOIN mentions m ON m.number = e.mention"
        " WHERE e.mention = ? ORDER BY e.number DESC LIMIT 1",
        (number,),
    )
    if last is None:
        return StoreConflict("somebody else changed this mention a moment ago")
    at, who, what, short_id = last
    return StoreConflict(
        f"{who} changed {short_id} a moment ago ({what}, {moment(at):%H:%M} UTC);"
        " nothing was changed",
        hint=f"Look at it again: amends show {short_id}",
    )
