"""Conversations: what was said around a mention, by customers and by us, in its order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.models.moments import moment
from amends.models.person import Said
from amends.text import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amends.store.database import Database

LONGEST = 100
"""Messages of customers: of a longer thread the newest."""

_WORDS = """SELECT number, id, published_at,
  CASE WHEN title IS NULL THEN text ELSE title || char(10) || text END AS words,
  coalesce(author_name, author_handle, author_id) AS who, reply_at, reply_text, reply_state
FROM mentions"""


def thread(database: Database, number: int) -> list[Said]:
    """Return the messages of the thread of a mention, the oldest first.

    What a mention without a thread answers to belongs to it, and so do our answers: those that
    stand at the source, and those that people recorded and that do not stand there.
    """
    customers = _customers(database, number)
    numbers = json.dumps([row["number"] for row in customers])
    own = database.rows(
        "SELECT o.published_at, o.text FROM own_replies o"
        " JOIN mentions m ON m.source = o.source AND m.number = ?"
        " WHERE o.thread_id = m.thread_id OR o.external_id = m.parent_id"
        " OR o.answers IN (SELECT value FROM json_each(?)) ORDER BY o.published_at",
        (number, numbers),
    )
    recorded = database.rows(
        "SELECT at, text, who FROM replies WHERE mention IN (SELECT value FROM json_each(?))"
        " ORDER BY number",
        (numbers,),
    )
    shown = [
        (row["reply_at"] or row["published_at"], row["reply_text"])
        for row in customers
        if row["reply_text"] and row["reply_state"] == "approved"
    ]
    said = [
        Said(moment(row["published_at"]), row["words"], ours=False, who=row["who"], id=row["id"])
        for row in customers
    ]
    ours = _ours([(at, text) for at, text in (*own, *shown) if text], recorded)
    return sorted([*said, *ours], key=lambda each: (each.at, each.ours))


def _customers(database: Database, number: int) -> list[dict[str, Any]]:
    found = database.named(
        f"{_WORDS} WHERE number = :number"
        f" UNION {_WORDS} WHERE (source, thread_id) ="
        "   (SELECT source, thread_id FROM mentions WHERE number = :number)"
        f" UNION {_WORDS} WHERE (source, external_id) ="
        "   (SELECT source, parent_id FROM mentions WHERE number = :number)"
        " ORDER BY published_at DESC LIMIT :longest",
        {"number": number, "longest": LONGEST},
    )
    return [dict(row) for row in found]


def _ours(
    at_source: Iterable[tuple[int, str]], recorded: Iterable[tuple[int, str, str]]
) -> Iterator[Said]:
    """Yield each of our messages once: what people recorded may stand at the source too."""
    there = {(at, fingerprint(text)): text for at, text in at_source}
    for (at, _), text in there.items():
        yield Said(moment(at), text, ours=True, who=None)
    known = {mark for _, mark in there}
    for at, text, who in recorded:
        if fingerprint(text) not in known:
            yield Said(moment(at), text, ours=True, who=who)
