"""How far each source has been read, how its runs ended, and what became of its name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from amends.errors import StoreError
from amends.models.moments import micros, moment, optional_micros
from amends.store import alerts, tombstones

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Json, SourceRun
    from amends.store.database import Database

_HABIT = 3
"""Runs from which it is known what a source usually brings; pages that are no coincidence."""
_NEWEST = 5000
"""Mentions in which two sources are looked for that read the same."""


def set_bookmark(
    database: Database, source: str, source_type: str, fingerprint: str, value: Json, now: datetime
) -> None:
    """Store how far a source has been read; runs inside the transaction of its batch."""
    database.run(
        "INSERT INTO bookmarks VALUES (?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
        " source_type = excluded.source_type, fingerprint = excluded.fingerprint,"
        " value = excluded.value",
        (source, source_type, micros(now), fingerprint, json.dumps(value)),
    )


def first_read_at(database: Database, source: str, now: datetime) -> datetime:
    """Return when a source was first read: `now` if this is the first time.

    Never a time to come, which a wrong clock left behind: everything would count as old.
    """
    row = database.row("SELECT first_read_at FROM bookmarks WHERE source = ?", (source,))
    return min(moment(row[0]) or now, now) if row else now


def note_first_read(database: Database, source: str, source_type: str, now: datetime) -> None:
    """Remember since when a source that has no bookmark is known."""
    database.run(
        "INSERT INTO bookmarks VALUES (?, ?, ?, '', 'null') ON CONFLICT (source) DO NOTHING",
        (source, source_type, micros(now)),
    )


@dataclass(frozen=True, slots=True)
class Sources:
    """What the database knows of sources: how far each was read, and with what end."""

    database: Database

    def bookmark(self, source: str, fingerprint: str) -> Json:
        """Return the bookmark of a source, or None if there is none or its options have changed."""
        row = self.database.row(
            "SELECT value FROM bookmarks WHERE source = ? AND fingerprint = ?",
            (source, fingerprint),
        )
        return json.loads(row[0]) if row else None

    def log_run(self, run: SourceRun, fingerprint: str, fetched: int, now: datetime) -> None:
        """Add how a source ended to the run log; `fetched` counts what it showed."""
        self.database.run(
            "INSERT INTO runs (source, source_type, fingerprint, at, outcome, fetched, new,"
            " changed, skipped, error, retry_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run.name,
                run.type,
                fingerprint,
                micros(now),
                run.outcome,
                fetched,
                run.new,
                run.changed,
                len(run.skipped),
                run.error,
                optional_micros(run.retry_at),
            ),
        )

    def last_run(self, source: str) -> dict[str, Any] | None:
        """Return the newest line of the run log for a source."""
        row = self.database.row(
            "SELECT at, outcome, fetched, skipped, error, retry_at, fingerprint FROM runs"
            " WHERE source = ? ORDER BY number DESC LIMIT 1",
            (source,),
        )
        if row is None:
            return None
        at, outcome, fetched, skipped, error, retry_at, fingerprint = row
        return {
            "at": moment(at),
            "outcome": outcome,
            "fetched": fetched,
            "skipped": skipped,
            "error": error,
            "retry_at": moment(retry_at),
            "fingerprint": fingerprint,
        }

    def usually_has_items(self, source: str, runs: int = 5) -> bool:
        """Say whether most of the newest runs that read the source whole found something.

        A few of them have to be known: what happened once is no habit.
        """
        found = self.database.rows(
            "SELECT fetched FROM runs WHERE source = ? AND outcome IN ('ok', 'empty')"
            " ORDER BY number DESC LIMIT ?",
            (source, runs),
        )
        return len(found) >= _HABIT and sum(bool(fetched) for (fetched,) in found) * 2 > len(found)

    def shared(self) -> dict[tuple[str, str], int]:
        """Return which two sources seem to read one place, and how many addresses say so.

        Of the newest mentions, at least some addresses and half of those of one of the two.
        """
        rows = self.database.rows(
            "SELECT source, url FROM mentions WHERE url IS NOT NULL"
            f" ORDER BY published_at DESC LIMIT {_NEWEST}"
        )
        pages: dict[str, set[str]] = {}
        for source, url in rows:
            pages.setdefault(source, set()).add(url)
        pairs = combinations(sorted(pages), 2)
        both = {(one, other): len(pages[one] & pages[other]) for one, other in pairs}
        return {
            (one, other): n
            for (one, other), n in both.items()
            if n >= _HABIT and 2 * n >= min(len(pages[one]), len(pages[other]))
        }

    def known(self) -> dict[str, tuple[str, int]]:
        """Return every source that mentions belong to: its type and how many there are."""
        found = self.database.rows(
            "SELECT source, max(source_type), count(*) FROM mentions GROUP BY source"
        )
        return {source: (source_type, count) for source, source_type, count in found}

    def read(self) -> dict[str, int]:
        """Return the sources that have been read, and how many mentions they brought.

        Imports and mentions taken by hand belong to sources that are never read.
        """
        found = self.database.rows(
            "SELECT source, count(*) FROM mentions"
            " WHERE source IN (SELECT source FROM runs) GROUP BY source"
        )
        return dict(found)

    def read_by(self) -> dict[str, str]:
        """Return the type that read each source last; a mailbox brings mentions of many types."""
        found = self.database.rows(
            "SELECT source, source_type FROM runs"
            " WHERE number IN (SELECT max(number) FROM runs GROUP BY source)"
        )
        return dict(found)

    def rename(self, old: str, new: str) -> int:
        """Give the mentions, the bookmark and the run log of a source its new name.

        Where the new name has been read already, its copies of the same mentions go, with nothing
        decided about them lost: they are newer than the name in the configuration.
        """
        names = {"old": old, "new": new}
        with self.database.transaction():
            _drop_doubles(self.database, names)
            tombstones.rename(self.database, old, new)
            alerts.rename_source(self.database, old, new)
            self.database.run("DELETE FROM bookmarks WHERE source = :new", names)
            for table in ("bookmarks", "runs"):
                self.database.run(f"UPDATE {table} SET source = :new WHERE source = :old", names)
            self.database.run(
                "UPDATE OR REPLACE own_replies SET source = :new WHERE source = :old", names
            )
            self.database.run(  # a bare name is a person within its source only
                "UPDATE mentions SET person = 'name:' || :new || substr(person, length(:old) + 6)"
                " WHERE source = :old AND person LIKE 'name:%'",
                names,
            )
            return self.database.run("UPDATE mentions SET source = :new WHERE source = :old", names)


def _drop_doubles(database: Database, names: dict[str, str]) -> None:
    """Delete what the new name fetched again; raises StoreError if people worked on it."""
    doubles = (
        "SELECT n.number FROM mentions n JOIN mentions o ON o.external_id = n.external_id"
        " WHERE n.source = :new AND o.source = :old"
    )
    worked_on = database.row(
        "SELECT count(*) FROM events WHERE who NOT IN ('customer', 'source', 'amends')"
        f" AND mention IN ({doubles})",
        names,
    )[0]
    if worked_on:
        raise StoreError(
            f"{worked_on} decisions were made about mentions that both names hold",
            hint="Close the double ones under one of the names first.",
        )
    numbers = [row[0] for row in database.rows(doubles, names)]
    database.run_many(
        "UPDATE mentions SET same_as = NULL WHERE same_as = ?", ((number,) for number in numbers)
    )
    database.run_many(
        "UPDATE assessments SET storied = 0"
        " WHERE mention IN (SELECT mention FROM stories WHERE root = ?)",
        ((number,) for number in numbers),
    )
    database.run_many("DELETE FROM stories WHERE root = ?", ((number,) for number in numbers))
    for table in ("assessments", "handling", "revisions", "reach", "events", "stories"):
        database.run_many(
            f"DELETE FROM {table} WHERE mention = ?", ((number,) for number in numbers)
        )
    database.run_many("DELETE FROM mentions WHERE number = ?", ((number,) for number in numbers))
