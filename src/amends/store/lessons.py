"""What each engine learnt from corrections: one row, replaced as a whole, gone when forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.models.moments import micros, moment

if TYPE_CHECKING:
    from datetime import datetime

    from amends.store.database import Database


class Kept(NamedTuple):
    """Lessons as they are kept."""

    version: str
    """Of the shipped weights that they go with."""
    weights: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Lessons:
    """The lessons of all engines."""

    database: Database

    def find(self, engine: str) -> Kept | None:
        """Return what an engine learnt, if it did."""
        row = self.database.row(
            "SELECT version, weights, at, who FROM lessons WHERE engine = ?", (engine,)
        )
        return row and Kept(row[0], row[1], moment(row[2]), row[3])

    def keep(self, engine: str, lessons: Kept) -> None:
        """Keep what an engine learnt in place of what it had learnt before."""
        self.database.run(
            "INSERT OR REPLACE INTO lessons (engine, version, weights, at, who)"
            " VALUES (?, ?, ?, ?, ?)",
            (engine, lessons.version, lessons.weights, micros(lessons.at), lessons.who),
        )

    def forget(self) -> int:
        """Forget what all engines learnt; return how many had learnt something."""
        return self.database.run("DELETE FROM lessons")
