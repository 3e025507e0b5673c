"""Taking a change back: the rows of its inverse are written as they stood before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.errors import UsageError
from amends.models.moments import moment
from amends.store.changes import OURSELVES, add_event, next_number
from amends.store.journal import put_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.store.database import Database


class Undone(NamedTuple):
    """A change that was taken back: who had made it when, what it was, of which mentions."""

    change: int
    who: str
    at: datetime
    what: str
    mentions: tuple[int, ...]


def undo(database: Database, who: str, now: datetime, *, change: int | None = None) -> Undone:
    """Take a change back, the last one that still stands if none is named.

    Raises `UsageError` where there is none, and where the same has been changed again since: an
    old state over a new one would lose what came in between.
    """
    if change is None:
        change = _newest(database, "who <> ?", OURSELVES) or 0
    events = database.rows(
        "SELECT number, mention, at, who, what, inverse FROM events WHERE change = ?"
        " AND inverse IS NOT NULL AND undoes IS NULL ORDER BY number",
        (change,),
    )
    if not events:
        raise _nothing(database, change)
    if database.row("SELECT 1 FROM events WHERE undoes = ?", (change,)):
        raise UsageError("that was taken back already")
    _refuse_if_changed_since(database, change)
    mentions = tuple(dict.fromkeys(each[1] for each in events if each[1] is not None))
    mine = next_number(database, "changes")
    for _, mention, _, _, what, inverse in reversed(events):
        changed: dict[str, Any] = {}
        for table, key, values in reversed(json.loads(inverse)):
            changed |= put_back(database, table, key, values)
        add_event(
            database,
            mention,
            who=who,
            what="undone",
            details={"taken_back": what, "changed": changed},
            now=now,
            change=mine,
            undoes=change,
        )
    _, _, at, author, what, _ = events[0]
    return Undone(change, author, moment(at), what, mentions)


def _nothing(database: Database, number: int) -> UsageError:
    """Say why a change cannot be taken back."""
    hint = "amends history ID shows what was done."
    if not number:
        return UsageError("there is nothing to undo", hint=hint)
    found = database.row("SELECT what, undoes FROM events WHERE change = ?", (number,))
    if found is None:
        return UsageError(f"there is no change {number}", hint=hint)
    what, undoes = found
    if undoes is not None:
        return UsageError(
            f"change {number} took another change back, and is not taken back itself",
            hint="Decide again: amends mark, amends reply.",
        )
    return UsageError(f"change {number} ({what}) is no decision and cannot be taken back")


def last_of(database: Database, who: str) -> int | None:
    """Return somebody's newest change that nobody has taken back."""
    return _newest(database, "who = ?", who)


def _newest(database: Database, whose: str, who: str) -> int | None:
    """Return the newest change that nobody has taken back, of those whom a condition chooses."""
    row = database.row(
        "SELECT change FROM events e WHERE change IS NOT NULL AND inverse IS NOT NULL"
        f" AND {whose} AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.change)"
        " ORDER BY change DESC LIMIT 1",
        (who,),
    )
    return row[0] if row else None


def _refuse_if_changed_since(database: Database, change: int) -> None:
    """Raise where something that stands has changed the same fields or rows since."""
    events = database.rows(
        "SELECT e.change, e.at, e.who, e.what, e.details, e.inverse, e.mention, m.id FROM events e"
        " LEFT JOIN mentions m ON m.number = e.mention"
        " WHERE e.number >= (SELECT min(number) FROM events WHERE change = :change)"
        " AND e.undoes IS NULL"
        " AND (e.inverse IS NOT NULL"
        "   OR e.mention IN (SELECT mention FROM events WHERE change = :change))"
        " AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.change)"
        " ORDER BY e.number DESC",
        {"change": change},
    )
    mine = set[str]().union(*(_touched(each) for each in events if each[0] == change))
    for each in events:
        if each[0] != change and not mine.isdisjoint(_touched(each)):
            _, at, who, what, _, _, _, short_id = each
            raise UsageError(
                f"{short_id or 'this'} has changed since: {what} by {who},"
                f" {moment(at):%Y-%m-%d %H:%M} UTC",
                hint=f"Nothing was undone. Look: amends history {short_id}"
                if short_id
                else "Nothing was undone.",
            )


def _touched(event: Sequence[Any]) -> set[str]:
    """Return what an event changed: fields of the handling, and other rows by their keys.

    Who comes back comes back to an answer: its status and its time are to stay as they are. When
    the next promise is due follows from all of them, also where one leaves it as it was.
    """
    details, inverse, mention = json.loads(event[4]), json.loads(event[5] or "[]"), event[6]
    others = {f"{table} {key}" for table, key, _ in inverse if table != "handling"}
    fields = set(details.get("changed", ()))
    if "reopened_at" in fields:
        fields |= {"status", "replied_at"}
    if any(table == "promises" for table, *_ in inverse):
        fields.add("follow_up_at")
    return others | {f"{name} of {mention}" for name in fields}
