"""Threads that are one: mail programs may name only what they answer, not what began it.

A thread that is called after a message stands in the thread of that message, whichever of both
arrives first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.store.rows import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amends.models import Batch, Mention
    from amends.store.database import Database

_TABLES = ("mentions", "own_replies")


def joined(database: Database, source: str, batch: Batch) -> Batch:
    """Return a batch whose messages name the threads they stand in, and correct what is stored.

    Runs inside the caller's transaction.
    """
    told = {each.external_id: each.thread_id for each in (*batch.mentions, *batch.own)}
    known = _known(database, source, told.values()) | {
        message: thread for message, thread in told.items() if thread
    }
    moved = {message: _root(thread, known) for message, thread in told.items() if thread}
    for table in _TABLES:
        _correct(database, table, source, moved)
    return replace(batch, mentions=_in(moved, batch.mentions), own=_in(moved, batch.own))


def _known(database: Database, source: str, threads: Iterable[str | None]) -> dict[str, str]:
    """Return the threads of stored messages that threads are called after."""
    wanted = listed({thread for thread in threads if thread})
    found: dict[str, str] = {}
    for table in _TABLES:
        found |= dict(
            database.rows(
                f"SELECT external_id, thread_id FROM {table} WHERE source = ? AND thread_id <>"
                " external_id AND external_id IN (SELECT value FROM json_each(?))",
                (source, wanted),
            )
        )
    return found


def _correct(database: Database, table: str, source: str, moved: Mapping[str, str]) -> None:
    below = listed(message for message, thread in moved.items() if message != thread)
    called = database.rows(
        f"SELECT DISTINCT thread_id FROM {table} WHERE source = ?"
        " AND thread_id IN (SELECT value FROM json_each(?))",
        (source, below),
    )
    for (message,) in list(called):
        database.run(
            f"UPDATE {table} SET thread_id = ? WHERE source = ? AND thread_id = ?",
            (moved[message], source, message),
        )


def _root(thread: str, known: Mapping[str, str]) -> str:
    """Follow a thread up to where it began; in a circle it stays what it was."""
    above, met = thread, {thread}
    while (upper := known.get(above, above)) != above:
        if upper in met:
            return thread
        above = upper
        met.add(upper)
    return above


def _in(moved: Mapping[str, str], messages: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(
        replace(each, thread_id=moved.get(each.external_id, each.thread_id)) for each in messages
    )
