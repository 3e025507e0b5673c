"""What people said and promised about a mention, and the history of it all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.models.moments import micros, moment
from amends.models.promises import Followup
from amends.store.journal import Row
from amends.store.queue import OPEN

if TYPE_CHECKING:
    from datetime import datetime

    from amends.store.changes import Change
    from amends.store.database import Database


class Made(NamedTuple):
    """A promise that a reply makes."""

    what: str
    who: str
    due_at: datetime
    remedy: str | None = None


def reply_row(change: Change, number: int, text: str) -> Row:
    """Return the row of a reply that was given."""
    values = {"mention": number, "at": micros(change.now), "who": change.who, "text": text}
    return Row("replies", {"number": change.next("replies")}, values)


def promise_row(change: Change, number: int, made: Made) -> Row:
    """Return the row of something that was promised."""
    values = {
        "mention": number,
        "made_at": micros(change.now),
        "due_at": micros(made.due_at),
        "who": made.who,
        "what": made.what,
        "remedy": made.remedy,
    }
    return Row("promises", {"number": change.next("promises")}, values)


def remedy_row(
    change: Change, number: int, remedy: str, cost: float | None, *, granted: bool
) -> Row:
    """Return the row of a remedy that was granted, or only offered."""
    values = {
        "mention": number,
        "at": micros(change.now),
        "who": change.who,
        "remedy": remedy,
        "cost": cost,
        "granted": int(granted),
    }
    return Row("remedies", {"number": change.next("remedies")}, values)


def events(database: Database, number: int) -> list[dict[str, Any]]:
    """Return the history of a mention, oldest first: who, what, when, and what was said of it."""
    found = database.rows(
        "SELECT at, who, what, details, change, undoes,"
        " EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.change)"
        " FROM events e WHERE mention = ? ORDER BY number",
        (number,),
    )
    return [
        {
            "at": moment(at),
            "who": who,
            "what": what,
            **json.loads(details),
            "change": change,
            "undoes": undoes,
            "undone": bool(undone),
        }
        for at, who, what, details, change, undoes, undone in found
    ]


def followups(
    database: Database, *, number: int | None = None, open_only: bool = False
) -> list[Followup]:
    """Return what was promised, of one mention or of all, the soonest first."""
    conditions = ["m.erased_at IS NULL"]
    if number is not None:
        conditions.append("p.mention = :number")
    if open_only:
        conditions.append("p.kept_at IS NULL AND p.dropped_at IS NULL")
    return _followups(database, " AND ".join(conditions), {"number": number})


def promise(database: Database, number: int) -> Followup | None:
    """Return one promise by its number."""
    found = _followups(database, "p.number = :number", {"number": number})
    return found[0] if found else None


def _followups(database: Database, where: str, args: dict[str, Any]) -> list[Followup]:
    found = database.rows(
        "SELECT p.number, m.id, m.author_name, m.place, p.made_at, p.due_at, p.who, p.what,"
        " p.remedy, p.kept_at, p.dropped_at, p.note,"
        " (SELECT max(n.published_at) FROM mentions n"
        "   WHERE n.person = m.person AND n.published_at > p.made_at)"
        f" FROM promises p JOIN mentions m ON m.number = p.mention WHERE {where}"
        " ORDER BY p.due_at, p.number",
        args,
    )
    return [
        Followup(
            number=row[0],
            mention=row[1],
            author=row[2],
            place=row[3],
            made_at=moment(row[4]),
            due_at=moment(row[5]),
            who=row[6],
            what=row[7],
            remedy=row[8],
            kept_at=moment(row[9]),
            dropped_at=moment(row[10]),
            note=row[11],
            wrote_since=moment(row[12]),
        )
        for row in found
    ]


def latest_replies(database: Database, source: str, limit: int) -> list[str]:
    """Return the replies last recorded for mentions of a source, newest first."""
    found = database.rows(
        "SELECT r.text FROM replies r JOIN mentions m ON m.number = r.mention"
        " WHERE m.source = ? ORDER BY r.number DESC LIMIT ?",
        (source, limit),
    )
    return [text for (text,) in found]


def replies(database: Database, number: int) -> list[dict[str, Any]]:
    """Return the replies recorded for a mention, oldest first."""
    found = database.rows(
        "SELECT at, who, text FROM replies WHERE mention = ? ORDER BY number", (number,)
    )
    return [{"at": moment(at), "who": who, "text": text} for at, who, text in found]


def together(database: Database, number: int, *, answered: bool) -> list[int]:
    """Return the other open mentions of the same person at the same place: one matter.

    Those that wait for an answer and those that the customer has come back to; with `answered`
    instead those that have had one and owe nothing.
    """
    theirs = "h.replied_at IS NOT NULL OR o.answered = 'yes'"
    wanted = (
        f"h.follow_up_at IS NULL AND ({theirs} OR h.reopened_at IS NOT NULL)"
        if answered
        else f"h.reopened_at IS NOT NULL OR NOT ({theirs})"
    )
    found = database.rows(
        # CROSS JOIN and + leave only the index of persons: who wrote has written little else
        "SELECT o.number FROM mentions m CROSS JOIN mentions o ON o.number <> m.number"
        " AND o.person = m.person AND +o.place IS m.place"
        " CROSS JOIN handling h ON h.mention = o.number"
        f" WHERE m.number = ? AND o.erased_at IS NULL AND {OPEN} AND ({wanted})",
        (number,),
    )
    return [row[0] for row in found]


@dataclass(frozen=True, slots=True)
class Remedies:
    """What was offered and granted."""

    database: Database

    def of(self, number: int) -> list[dict[str, Any]]:
        """Return the remedies offered or granted for a mention, oldest first."""
        found = self.database.rows(
            "SELECT number, at, who, remedy, cost, granted FROM remedies WHERE mention = ?"
            " ORDER BY number",
            (number,),
        )
        return [
            {
                "number": row[0],
                "at": moment(row[1]),
                "who": row[2],
                "remedy": row[3],
                "cost": row[4],
                "granted": bool(row[5]),
            }
            for row in found
        ]

    def granted(self, since: datetime) -> tuple[int, float, int]:
        """Return how many were granted since a moment, their known cost, how many lack one."""
        row = self.database.row(
            "SELECT count(*), coalesce(sum(cost), 0.0), count(*) - count(cost) FROM remedies"
            " WHERE granted AND at >= ?",
            (micros(since),),
        )
        return row[0], row[1], row[2]
