"""What people decided and did: status, replies given, and the history of both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.errors import StoreError
from amends.models.moments import micros, moment, optional_micros
from amends.store import rows
from amends.store.queue import CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from amends.models import Handling
    from amends.store.database import Database


def decide(
    database: Database,
    number: int,
    handling: Handling,
    *,
    who: str,
    what: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Store a changed handling together with its line of history.

    `handling.version` is the version that the change was based on; a newer one in the database
    means that somebody else was quicker, and nothing is changed. Runs inside the caller's
    transaction.
    """
    changed = database.run(
        "UPDATE handling SET status = ?, assignee = ?, because = ?, reply_due_at = ?,"
        " follow_up_at = ?, replied_at = ?, queued_at = ?, answers = ?, verified = ?,"
        " version = version + 1"
        " WHERE mention = ? AND version = ?",
        (
            handling.status,
            handling.assignee,
            handling.because,
            optional_micros(handling.reply_due_at),
            optional_micros(handling.follow_up_at),
            optional_micros(handling.replied_at),
            optional_micros(handling.queued_at),
            rows.from_answers(handling.answers),
            handling.verified,
            number,
            handling.version,
        ),
    )
    if not changed:
        raise StoreError(
            "somebody else changed this mention a moment ago; nothing was changed",
            hint="Look at it again with `amends show`, then repeat the command.",
        )
    add_event(database, number, who=who, what=what, details=details, now=now)


def add_event(
    database: Database,
    number: int,
    *,
    who: str,
    what: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Add one line to the history of a mention."""
    database.run(
        "INSERT INTO events (mention, at, who, what, details) VALUES (?, ?, ?, ?, ?)",
        (number, micros(now), who, what, json.dumps(dict(details), ensure_ascii=False)),
    )


def events(database: Database, number: int) -> list[dict[str, Any]]:
    """Return the history of a mention, oldest first."""
    found = database.rows(
        "SELECT at, who, what, details FROM events WHERE mention = ? ORDER BY number", (number,)
    )
    return [
        {"at": moment(at), "who": who, "what": what, **json.loads(details)}
        for at, who, what, details in found
    ]


def add_reply(database: Database, number: int, text: str, *, who: str, now: datetime) -> None:
    """Record the reply that was given."""
    database.run(
        "INSERT INTO replies (mention, at, who, text) VALUES (?, ?, ?, ?)",
        (number, micros(now), who, text),
    )


def add_promise(database: Database, number: int, made: Made, *, now: datetime) -> None:
    """Record something that a reply promised."""
    database.run(
        "INSERT INTO promises (mention, made_at, due_at, who, what) VALUES (?, ?, ?, ?, ?)",
        (number, micros(now), micros(made.due_at), made.who, made.what),
    )


def promises(database: Database, number: int) -> list[dict[str, Any]]:
    """Return what was promised about a mention, the soonest first; `kept_at` None: still open."""
    found = database.rows(
        "SELECT made_at, due_at, who, what, kept_at FROM promises WHERE mention = ?"
        " ORDER BY due_at, number",
        (number,),
    )
    return [
        {
            "made_at": moment(made_at),
            "due_at": moment(due_at),
            "who": who,
            "what": what,
            "kept_at": moment(kept_at),
        }
        for made_at, due_at, who, what, kept_at in found
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


class Made(NamedTuple):
    """A promise that a reply makes."""

    what: str
    who: str
    due_at: datetime


class Entrant(NamedTuple):
    """A mention that may enter the queue; `published_at` in microseconds since 1970 UTC."""

    number: int
    source: str
    kind: str
    since: int
    """Its publication, or the edit by which the customer came back."""
    sentiment_score: float


def admissible(database: Database) -> list[Entrant]:
    """Return assessed mentions that belong in the queue and are not: new ones, old grave ones."""
    return _entrants(
        database,
        "AND (NOT m.backfill OR m.revision > 1 OR (a.severity >= 3 AND m.answered <> 'yes'))",
        {},
    )


def waiting(database: Database, *, low_stars: float, since: datetime, limit: int) -> list[Entrant]:
    """Return old unanswered mentions with few stars that still wait for their day, newest first."""
    return _entrants(
        database,
        "AND m.backfill AND m.answered <> 'yes' AND m.stars <= :stars AND m.published_at >= :since"
        " AND m.same_as IS NULL ORDER BY m.published_at DESC LIMIT :limit",
        {"stars": low_stars, "since": micros(since), "limit": limit},
    )


def _entrants(database: Database, condition: str, args: dict[str, Any]) -> list[Entrant]:
    found = database.rows(
        "SELECT m.number, m.source, m.kind,"
        " CASE WHEN m.revision > 1 THEN m.changed_at ELSE m.published_at END,"
        " a.sentiment_score FROM handling h"
        " JOIN mentions m ON m.number = h.mention JOIN assessments a ON a.mention = m.number"
        f" WHERE h.queued_at IS NULL AND h.status NOT IN ({CLOSED})"
        f" AND m.erased_at IS NULL {condition}",
        args,
    )
    return [Entrant._make(row) for row in found]


def enqueue(database: Database, entrants: Iterable[tuple[int, datetime]], now: datetime) -> None:
    """Let mentions enter the queue, each with the time by which it should be answered."""
    queued = micros(now)
    database.run_many(
        "UPDATE handling SET queued_at = ?, reply_due_at = ?, version = version + 1"
        " WHERE mention = ? AND queued_at IS NULL",
        ((queued, micros(due), number) for number, due in entrants),
    )


def released_since(database: Database, moment: datetime) -> int:
    """Count the old mentions that entered the queue since `moment`."""
    count: int = database.row(
        "SELECT count(*) FROM handling h JOIN mentions m ON m.number = h.mention"
        " WHERE m.backfill AND h.queued_at >= ?",
        (micros(moment),),
    )[0]
    return count


def backlog(database: Database) -> int:
    """Count the old mentions that are history: stored, but not in the queue."""
    count: int = database.row("SELECT count(*) FROM handling WHERE queued_at IS NULL")[0]
    return count
