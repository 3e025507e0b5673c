"""Which answer of ours a mention shows: the newest to it, or to later words of the same person.

Who has written three letters in one conversation and is answered the third is not waiting for two
more answers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.models import OwnerReply
from amends.models.moments import moment
from amends.store import outside
from amends.store.rows import listed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from amends.models import Mention
    from amends.store.database import Database

_LATER = """l.source = m.source AND l.thread_id = m.thread_id AND l.person = m.person
  AND l.published_at > m.published_at"""
"""What the person of a mention `m` wrote after it in the same thread."""
_FOR_IT = (
    f"""o.answers IN (SELECT m.number UNION ALL SELECT l.number FROM mentions l WHERE {_LATER})"""
)
"""Our messages `o` that answer a mention `m`, or what the same person wrote later."""


def carried(database: Database, source: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the mentions with the answers that are known from messages of ours.

    The source tells of them apart: that a mention itself shows none takes nothing back.
    """
    found = {
        external_id: OwnerReply(text, moment(at))
        for external_id, text, at in database.rows(
            "SELECT DISTINCT m.external_id, m.reply_text, m.reply_at FROM mentions m"
            f" JOIN own_replies o ON {_FOR_IT}"
            " WHERE m.source = ? AND m.reply_state = 'approved' AND m.external_id IN"
            " (SELECT value FROM json_each(?))",
            (source, listed(mention.external_id for mention in mentions)),
        )
    }
    return tuple(
        replace(mention, reply=mention.reply or found.get(mention.external_id))
        for mention in mentions
    )


def earlier(database: Database, numbers: set[int]) -> set[int]:
    """Return what the same people wrote before these mentions in the same threads."""
    found = database.rows(
        f"SELECT m.number FROM mentions l JOIN mentions m ON {_LATER}"
        " WHERE l.number IN (SELECT value FROM json_each(?))",
        (listed(numbers),),
    )
    return {number for (number,) in found}


def showing(database: Database, numbers: set[int], moments: set[int]) -> set[int]:
    """Return those of the mentions that show an answer of one of these moments (µs)."""
    found = database.rows(
        "SELECT number FROM mentions WHERE number IN (SELECT value FROM json_each(?))"
        " AND reply_at IN (SELECT value FROM json_each(?))",
        (listed(numbers), listed(moments)),
    )
    return {number for (number,) in found}


def follow(database: Database, number: int, now: datetime) -> None:
    """Let a mention show what answers the same person's later words in its thread."""
    before = database.row("SELECT answered FROM mentions WHERE number = ?", (number,))
    show_newest(database, number)
    if before != ("yes",):
        outside.note(database, number, "answered_there", now, {})


def show_newest(database: Database, number: int) -> None:
    """Let a mention show the newest answer of ours that stands there, or that none does.

    What was erased stays erased.
    """
    newest = database.row(
        "SELECT o.text, o.published_at FROM mentions m"
        f" JOIN own_replies o ON {_FOR_IT} WHERE m.number = ?"
        " ORDER BY o.published_at DESC, o.external_id DESC LIMIT 1",
        (number,),
    )
    text, at = newest or (None, None)
    database.run(
        "UPDATE mentions SET reply_text = ?, reply_at = ?, reply_state = ?, reply_reason = NULL,"
        " answered = ? WHERE number = ? AND erased_at IS NULL",
        (text, at, "approved" if newest else None, "yes" if newest else "no", number),
    )
