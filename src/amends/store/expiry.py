"""Keeping no longer than `keep` allows: words go, labels, dates and counts stay.

What repeats the customer's words goes with them: our replies, drafts and notes name the person and
the matter. Only a promise that is still open keeps its words until it is kept or dropped.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.models.moments import micros
from amends.store.changes import OURSELVES, add_event
from amends.store.queue import HOUR, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from amends.store.database import Database

DAY = 24 * HOUR
EVER = 2**62
"""Microseconds: after every time that a clock can show."""
NEVER = -EVER

_LABELS = frozenset(
    "status before result what label value machine verified assignee tags rules ruled_by"
    " sentiment intent severity topics language".split()
)
"""Fields of an event that hold words of closed lists, and names of ours; others may quote."""

_WORDS_LEFT = """erased_at IS NOT NULL AND (
  EXISTS (SELECT 1 FROM replies r WHERE r.mention = mentions.number)
  OR EXISTS (SELECT 1 FROM promises p WHERE p.mention = mentions.number AND p.what <> ''
    AND coalesce(p.kept_at, p.dropped_at) IS NOT NULL)
  OR EXISTS (SELECT 1 FROM events e WHERE e.mention = mentions.number
    AND (e.inverse IS NOT NULL OR e.at > erased_at)))"""
"""What was decided after the words had gone, and what an earlier version left."""


def before(days: int | None, now: datetime) -> int:
    """Return the time (µs) up to which something has been kept long enough; None: for ever.

    Of what is never to be kept nothing has a right to stay, whatever the clock says.
    """
    if days is None:
        return NEVER
    return micros(now) - days * DAY if days else EVER


def expire(database: Database, source: str, limit: int, gone: int, now: datetime) -> int:
    """Erase the words of a source's mentions first seen up to `limit`, or gone since `gone` (µs).

    The key and the decisions stay, so that fetching it again does not make it new. Returns how
    many of them were open, in the queue and not taken back by their authors.
    """
    with database.transaction():
        due = _numbers(
            database,
            "(first_seen_at <= ? OR gone_at <= ?) AND erased_at IS NULL AND source = ?",
            limit,
            gone,
            source,
        )
        left = _numbers(database, f"{_WORDS_LEFT} AND source = ?", source)
        unanswered = _unanswered(database, due)
        _empty(database, due, now)
        _scrub(database, [*due, *left])
        for number in due:
            add_event(database, number, who=OURSELVES, what="erased", details={}, now=now)
    return unanswered


def _numbers(database: Database, where: str, *args: Any) -> list[int]:
    found = database.rows(f"SELECT number FROM mentions WHERE {where}", args)
    return [number for (number,) in found]


def _unanswered(database: Database, numbers: list[int]) -> int:
    count: int = database.row(
        "SELECT count(*) FROM handling h JOIN mentions m ON m.number = h.mention"
        f" WHERE {OPEN} AND h.replied_at IS NULL AND m.answered <> 'yes'"
        " AND m.gone_at IS NULL"
        " AND h.mention IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )[0]
    return count


def _empty(database: Database, numbers: list[int], now: datetime) -> None:
    database.run(
        "UPDATE mentions SET erased_at = ?, title = NULL, text = '', extra = '{}',"
        " author_id = NULL, author_name = NULL, author_handle = NULL, person = NULL,"
        " followers = NULL, reply_text = NULL, reply_reason = NULL, item_name = NULL, url = NULL,"
        " fingerprint = '', letters = 0, asks = 0"
        " WHERE number IN (SELECT value FROM json_each(?))",
        (micros(now), json.dumps(numbers)),
    )


def _scrub(database: Database, numbers: list[int]) -> None:
    """Take away what repeats the words of mentions, or was computed of them."""
    chosen = (json.dumps(numbers),)
    among = "mention IN (SELECT value FROM json_each(?))"
    for table in ("revisions", "assessments", "story_traces", "reach", "replies"):
        database.run(f"DELETE FROM {table} WHERE {among}", chosen)
    database.run(
        f"UPDATE promises SET what = '', note = NULL WHERE {among}"
        " AND coalesce(kept_at, dropped_at) IS NOT NULL",
        chosen,
    )
    database.run(
        f"UPDATE handling SET because = NULL, answers = NULL, proposal = NULL WHERE {among}", chosen
    )
    database.run_many(
        "UPDATE events SET details = ?, inverse = NULL WHERE number = ?",
        _bare_events(database.rows(f"SELECT number, details FROM events WHERE {among}", chosen)),
    )


def _bare_events(events: Iterable[tuple[int, str]]) -> list[tuple[str, int]]:
    return [(json.dumps(_bare(json.loads(details))), number) for number, details in events]


def _bare(value: Any, field: str = "") -> Any:
    """Return the details of an event without what may quote a person."""
    if isinstance(value, dict):
        return {key: _bare(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bare(inner, field) for inner in value]
    return None if isinstance(value, str) and field not in _LABELS else value
