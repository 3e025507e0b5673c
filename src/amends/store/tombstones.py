"""What was removed for good does not come back: marks that know a mention, and say nothing of it.

A mark is the sha256 of the database's own salt and of what names a mention. Where the source gives
no id, ours is made of the words; there a second mark, of the author and the date, knows the mention
even when its words have been edited.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from amends.models.moments import micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amends.models import Mention
    from amends.store.database import Database

_MADE_OF_WORDS = re.compile(r"[0-9a-f]{32}(-\d+)?")
"""An id that the source did not give: see `sources.identity`."""


class Named(NamedTuple):
    """What names a mention: its place in a source, its author there, and when it was written."""

    external_id: str
    author: str | None
    published_at: int | None
    """Microseconds since 1970 UTC; None where the source gave no sure date."""

    @classmethod
    def of(cls, mention: Mention) -> Named:
        """Return what names a mention that has just arrived."""
        author = mention.author
        sure = mention.published_at if not mention.date_uncertain else None
        return cls(
            mention.external_id,
            author.id or author.handle or author.name,
            micros(sure) if sure else None,
        )


class Graveyard:
    """The marks of a database, asked for many mentions in a row."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._salt: str = database.row("SELECT value FROM salt")[0]
        self._empty = database.row("SELECT 1 FROM tombstones LIMIT 1") is None

    def holds(self, mention: Mention) -> bool:
        """Say whether a mention was removed before."""
        return self._marked(mention.source, list(self._marks(Named.of(mention))))

    def without(self, own: Sequence[Mention]) -> Sequence[Mention]:
        """Leave out what our own accounts wrote under mentions that were removed."""
        return [
            message
            for message in own
            if not self._marked(
                message.source,
                [self._id(each) for each in (message.external_id, message.parent_id) if each],
            )
        ]

    def bury(self, source: str, removed: Iterable[Named], at: int, why: str) -> None:
        """Mark what is being removed; `at` in microseconds."""
        self._database.run_many(
            "INSERT OR IGNORE INTO tombstones (source, key, at, why) VALUES (?, ?, ?, ?)",
            [(source, mark, at, why) for named in removed for mark in self._marks(named)],
        )
        self._empty = False

    def _marked(self, source: str, marks: Sequence[str]) -> bool:
        if self._empty:
            return False
        among = ", ".join("?" * len(marks))
        sql = f"SELECT 1 FROM tombstones WHERE source = ? AND key IN ({among})"
        return self._database.row(sql, (source, *marks)) is not None

    def _marks(self, named: Named) -> Iterator[str]:
        yield self._id(named.external_id)
        if named.author and named.published_at and _MADE_OF_WORDS.fullmatch(named.external_id):
            yield self._mark("author", named.author.casefold(), str(named.published_at))

    def _id(self, external_id: str) -> str:
        return self._mark("id", external_id)

    def _mark(self, *facts: str) -> str:
        told = "\x1f".join((self._salt, *facts))
        return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def rename(database: Database, old: str, new: str) -> None:
    """Move the marks of a source to its new name; runs inside the caller's transaction."""
    database.run("UPDATE OR IGNORE tombstones SET source = ? WHERE source = ?", (new, old))
    database.run("DELETE FROM tombstones WHERE source = ?", (old,))
