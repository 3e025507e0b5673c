"""What comes from outside and touches a decision: the customer came back, our reply was refused.

Statuses are left as people set them; `reopened_at` beside them brings the matter back. Each such
thing is an event, so that the history explains every state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.models.moments import micros
from amends.store.changes import add_event
from amends.store.keyed import change, row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.store.database import Database

AFTERWARDS = 90 * 24 * 3_600_000_000
"""Microseconds: who writes again so long after our answer comes back to the same matter."""
_ANSWERED_STATUSES = frozenset({"replied", "waiting_for_customer", "following_up"})


def edited(
    database: Database, number: int, *, revision: int, answered: bool, now: datetime
) -> None:
    """Note other words of the customer; after an answer the matter comes back with a new clock.

    `answered` says whether it had one at its source. Spam stays spam.
    """
    handling = _handling(database, number)
    changes: dict[str, Any] = {"snoozed_until": None}
    had_one = answered or handling["replied_at"] is not None
    if handling["status"] != "spam" and (had_one or handling["status"] in {"closed", "ignored"}):
        changes |= {"queued_at": None, "waiting_since": None, "reopened_at": micros(now)}
    _apply(database, number, handling, changes, "edited", {"revision": revision}, now)


def wrote_again(
    database: Database, columns: Mapping[str, Any], short_id: str, now: datetime
) -> None:
    """Bring back the answered matter of the same person at the same place, if there is one.

    What of theirs was laid aside wakes, answered or not. Since when we had waited for them is kept:
    whoever decides next takes that time off the clock of closing.
    """
    asleep = database.rows(
        "SELECT m.number FROM mentions m JOIN handling h ON h.mention = m.number"
        " WHERE m.person = :person AND +m.place IS :place AND m.number <> :number"
        " AND m.erased_at IS NULL AND h.status <> 'spam' AND h.snoozed_until IS NOT NULL"
        " AND m.published_at < :published_at ORDER BY m.number",
        {**columns},
    )
    matters: dict[int, dict[str, Any]] = {number: {"snoozed_until": None} for (number,) in asleep}
    answered = database.row(
        "SELECT m.number FROM mentions m JOIN handling h ON h.mention = m.number"
        " WHERE m.person = :person AND +m.place IS :place AND m.number <> :number"
        " AND m.erased_at IS NULL AND h.status <> 'spam' AND h.replied_at IS NOT NULL"
        " AND :published_at > h.replied_at AND (h.status <> 'closed'"
        "   OR :published_at < h.replied_at + :afterwards)"
        " ORDER BY h.replied_at DESC, m.published_at DESC LIMIT 1",
        {**columns, "afterwards": AFTERWARDS},
    )
    if answered:
        matters[answered[0]] = {"snoozed_until": None, "reopened_at": micros(now)}
    for number, changes in matters.items():
        handling = _handling(database, number)
        _apply(database, number, handling, changes, "wrote_again", {"id": short_id}, now)


def refused(database: Database, number: int, reason: str | None, now: datetime) -> None:
    """Note that the platform does not show our reply: the first clock was never stopped."""
    handling = _handling(database, number)
    changes: dict[str, Any] = {"replied_at": None, "replied_revision": None, "waiting_since": None}
    if handling["status"] in _ANSWERED_STATUSES or handling["status"] == "closed":
        changes["reopened_at"] = micros(now)
    _apply(database, number, handling, changes, "refused", {"reason": reason}, now, who="source")


def accepted(database: Database, number: int, revision: int, now: datetime) -> None:
    """Note that our reply stands there; one that had been refused has answered after all."""
    handling = _handling(database, number)
    again: dict[str, Any] = {}
    if handling["reopened_at"] is not None and _reopened_by(database, number) == "refused":
        again = {"reopened_at": None, "replied_at": micros(now), "replied_revision": revision}
    _apply(database, number, handling, again, "answered_there", {}, now, who="source")


def _reopened_by(database: Database, number: int) -> str | None:
    """Return which event brought a mention back last."""
    found = database.row(
        "SELECT what FROM events WHERE mention = ?"
        " AND json_extract(details, '$.changed.reopened_at') IS NOT NULL"
        " ORDER BY number DESC LIMIT 1",
        (number,),
    )
    return found[0] if found else None


def note(
    database: Database, number: int, what: str, now: datetime, details: Mapping[str, Any]
) -> None:
    """Note something that the source says and that changes no decision."""
    add_event(database, number, who="source", what=what, details=details, now=now)


def _handling(database: Database, number: int) -> dict[str, Any]:
    return row(database, "handling", {"mention": number}) or {}


def _apply(
    database: Database,
    number: int,
    handling: Mapping[str, Any],
    changes: Mapping[str, Any],
    what: str,
    details: Mapping[str, Any],
    now: datetime,
    *,
    who: str = "customer",
) -> None:
    changed = {
        name: [handling[name], value] for name, value in changes.items() if handling[name] != value
    }
    if changed:
        values = {name: after for name, (_, after) in changed.items()}
        version = {"version": handling["version"] + 1}
        change(database, "handling", {"mention": number}, values | version)
    add_event(
        database, number, who=who, what=what, details={**details, "changed": changed}, now=now
    )
