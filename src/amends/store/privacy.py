"""All that is kept about mentions: handed out whole, or removed from every table and the file."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.errors import StoreError
from amends.models.moments import micros
from amends.store.alerts import forget_mentions
from amends.store.queue import NOT_CLOSED
from amends.store.tombstones import Graveyard, Named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from amends.store.database import Database

BELONGING = {
    "revisions": "mention",
    "reach": "mention",
    "assessments": "mention",
    "corrections": "mention",
    "handling": "mention",
    "replies": "mention",
    "promises": "mention",
    "remedies": "mention",
    "mailed_orders": "mention",
    "rereads": "mention",
    "reports": "mention",
    "stories": "mention",
    "story_traces": "mention",
    "events": "mention",
    "own_replies": "answers",
}
"""Tables whose rows belong to a mention, and the column that says to which."""

_CHOSEN = "(SELECT value FROM json_each(:chosen))"
_TELLING_ID = 12
"""Characters of an id that stands in another mention by no accident."""


class Writer(NamedTuple):
    """Who wrote a mention, and where it stands."""

    number: int
    id: str
    source: str
    source_type: str
    person: str | None
    author_id: str | None
    author_name: str | None
    author_handle: str | None
    published_at: int
    root: int
    """The mention that it repeats, or itself."""
    extra: str


class Aged(NamedTuple):
    """A mention that nothing has happened to for long."""

    number: int
    source: str
    state: str
    """`decided` (closed, left alone, spam), `history` (never was work) or `open`."""
    promised: bool
    """Something that we promised is still open."""
    reported: bool
    """Its platform has not answered our report yet."""


class Privacy:
    """What a request of a customer, or the age of a mention, asks of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def writers(self) -> list[Writer]:
        """Return the author of every mention."""
        found = self._database.rows(
            "SELECT number, id, source, source_type, person, author_id, author_name, author_handle,"
            " published_at, coalesce(same_as, number), extra FROM mentions ORDER BY number"
        )
        return [Writer._make(row) for row in found]

    def naming(self, names: Collection[str], numbers: Sequence[int]) -> list[str]:
        """Return the ids of mentions beside `numbers` where one of the names stands, or a quote.

        In the words of other customers, in what they quote, and in what we answered to them: as a
        word of its own, for many a short name is a part of other words. `names` are folded.
        """
        chosen = {"chosen": json.dumps(numbers)}
        wanted = {*names, *self._telling_ids(chosen)}
        if not wanted:
            return []
        found = self._database.rows(
            "SELECT m.id, m.title, m.text, m.reply_text,"
            " (SELECT group_concat(atom, ' ') FROM json_tree(m.extra)),"
            " (SELECT group_concat(text, ' ') FROM replies WHERE mention = m.number)"
            f" FROM mentions m WHERE m.number NOT IN {_CHOSEN} ORDER BY m.number",
            chosen,
        )
        folded = ((row[0], " ".join(filter(None, row[1:])).casefold()) for row in found)
        whole = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)")
        return [short_id for short_id, words in folded if whole.search(words)]

    def _telling_ids(self, chosen: dict[str, str]) -> list[str]:
        """Return by what quotes name these mentions, as far as it cannot be another number."""
        found = self._database.rows(
            f"SELECT external_id FROM mentions WHERE number IN {_CHOSEN}"
            f" AND length(external_id) >= {_TELLING_ID}",
            chosen,
        )
        return [external_id.casefold() for (external_id,) in found]

    def records(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Return all that is kept about mentions: the row itself and, by table, those belonging."""
        chosen = {"chosen": json.dumps(numbers)}
        mentions = self._database.named(f"SELECT * FROM mentions WHERE number IN {_CHOSEN}", chosen)
        found: dict[int, dict[str, Any]] = {
            row["number"]: {"mention": dict(row)} | {table: [] for table in BELONGING}
            for row in mentions
        }
        for table, column in BELONGING.items():
            for row in self._database.named(
                f"SELECT * FROM {table} WHERE {column} IN {_CHOSEN}", chosen
            ):
                found[row[column]][table].append(dict(row))
        return list(found.values())

    def remove(self, numbers: Sequence[int], *, why: str, who: str, now: datetime) -> int:
        """Remove mentions with all that belongs to them, and mark them; return how many there were.

        `why` is `pruned` or `erased`. `scrub` has still to clean the file.
        """
        chosen = {"chosen": json.dumps(numbers)}
        with self._database.transaction():
            counts = _bury(self._database, chosen, why, micros(now))
            _hand_on(self._database, chosen)
            _forget_inverses(self._database, chosen, set(numbers))
            forget_mentions(self._database, _ids(self._database, chosen))
            for table, column in BELONGING.items():
                self._database.run(f"DELETE FROM {table} WHERE {column} IN {_CHOSEN}", chosen)
            self._database.run(f"DELETE FROM mentions WHERE number IN {_CHOSEN}", chosen)
            self._database.run_many(
                "INSERT INTO removals (at, who, why, source, mentions, scrubbed)"
                " VALUES (?, ?, ?, ?, ?, 0)",
                [(micros(now), who, why, source, count) for source, count in counts.items()],
            )
        return counts.total()

    def scrub(self) -> bool:
        """Write the file anew without the bytes of what was removed, if that is still to be done.

        Says whether nothing is left; False while another program has the database open.
        """
        if self._database.row("SELECT 1 FROM removals WHERE NOT scrubbed LIMIT 1") is None:
            return True
        try:
            self._database.run("VACUUM")
            if self._database.row("PRAGMA wal_checkpoint(TRUNCATE)")[0]:
                return False
            self._database.run("UPDATE removals SET scrubbed = 1 WHERE NOT scrubbed")
        except StoreError:  # locked, or no room for the copy; the next run tries again
            return False
        return True

    def aged(self, limit: int) -> list[Aged]:
        """Return the mentions to which nothing has happened since `limit` (µs)."""
        found = self._database.rows(
            f"""SELECT m.number, m.source,
              CASE WHEN NOT {NOT_CLOSED} THEN 'decided'
                WHEN h.queued_at IS NULL AND h.reopened_at IS NULL THEN 'history' ELSE 'open' END,
              EXISTS (SELECT 1 FROM promises p WHERE p.mention = m.number
                AND p.kept_at IS NULL AND p.dropped_at IS NULL),
              EXISTS (SELECT 1 FROM reports r WHERE r.mention = m.number AND r.outcome IS NULL)
            FROM mentions m JOIN handling h ON h.mention = m.number
            WHERE m.published_at < :limit AND (m.revision = 1 OR m.changed_at < :limit)
              AND coalesce(h.replied_at, 0) < :limit AND NOT EXISTS (
                SELECT 1 FROM events e WHERE e.mention = m.number AND e.at >= :limit
                  AND e.who <> 'amends')
            ORDER BY m.number""",
            {"limit": limit},
        )
        return [
            Aged(number, source, state, bool(promised), bool(reported))
            for number, source, state, promised, reported in found
        ]

    def stories(self) -> list[set[int]]:
        """Return the members of each story, its root included."""
        pairs = self._database.rows("SELECT root, mention FROM stories WHERE root IS NOT NULL")
        groups: dict[int, set[int]] = {}
        for root, member in pairs:
            groups.setdefault(root, {root}).add(member)
        return list(groups.values())

    def clock(self) -> tuple[int | None, list[int]]:
        """Return the newest sure date of a source, and the times of our own runs (all µs).

        What was noted at the very moment, such as a call, has the date of our own clock.
        """
        told = self._database.row(
            "SELECT max(published_at) FROM mentions"
            " WHERE NOT date_uncertain AND published_at < first_seen_at"
        )[0]
        runs = self._database.rows("SELECT DISTINCT at FROM runs")
        return told, [at for (at,) in runs]


def _bury(database: Database, chosen: dict[str, str], why: str, at: int) -> Counter[str]:
    """Mark the mentions and our answers under them; return how many mentions per source."""
    graveyard = Graveyard(database)
    found = database.rows(
        "SELECT source, external_id, coalesce(author_id, author_handle, author_name),"
        " CASE WHEN date_uncertain THEN NULL ELSE published_at END"
        f" FROM mentions WHERE number IN {_CHOSEN}",
        chosen,
    )
    own = database.rows(
        f"SELECT source, external_id, NULL, NULL FROM own_replies WHERE answers IN {_CHOSEN}",
        chosen,
    )
    for source, *named in (*found, *own):
        graveyard.bury(source, [Named._make(named)], at, why)
    return Counter(source for source, *_ in found)


def _ids(database: Database, chosen: dict[str, str]) -> set[str]:
    found = database.rows(f"SELECT id FROM mentions WHERE number IN {_CHOSEN}", chosen)
    return {short_id for (short_id,) in found}


def _hand_on(database: Database, chosen: dict[str, str]) -> None:
    """Give copies and stories that lose their root another: the first of what remains."""
    copies = (
        "SELECT same_as, number FROM mentions"
        f" WHERE same_as IN {_CHOSEN} AND number NOT IN {_CHOSEN} ORDER BY number"
    )
    for first, *others in _families(database.rows(copies, chosen)):
        database.run("UPDATE mentions SET same_as = NULL WHERE number = ?", (first,))
        database.run_many(
            "UPDATE mentions SET same_as = ? WHERE number = ?", [(first, each) for each in others]
        )
    members = (
        "SELECT s.root, s.mention FROM stories s JOIN mentions m ON m.number = s.mention"
        f" WHERE s.root IN {_CHOSEN} AND s.mention NOT IN {_CHOSEN} ORDER BY m.published_at"
    )
    for first, *others in _families(database.rows(members, chosen)):
        database.run("DELETE FROM stories WHERE mention = ?", (first,))
        database.run_many(
            "UPDATE stories SET root = ? WHERE mention = ?", [(first, each) for each in others]
        )


def _families(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the members of each root, in their order."""
    families: dict[int, list[int]] = {}
    for root, member in pairs:
        families.setdefault(root, []).append(member)
    return list(families.values())


def _forget_inverses(database: Database, chosen: dict[str, str], removed: set[int]) -> None:
    """Take rows of what is removed out of what undoing the events of others would write back."""
    events = database.rows(
        "SELECT number, inverse FROM events WHERE inverse IS NOT NULL"
        f" AND (mention IS NULL OR mention NOT IN {_CHOSEN})",
        chosen,
    )
    for number, stored in events:
        inverse = json.loads(stored)
        left = [row for row in inverse if not _speaks_of(row, removed)]
        if left != inverse:
            told = json.dumps(left, ensure_ascii=False) if left else None
            database.run("UPDATE events SET inverse = ? WHERE number = ?", (told, number))


def _speaks_of(row: Sequence[Any], removed: set[int]) -> bool:
    _, key, values = row
    named = {**key, **(values or {})}
    return any(named.get(column) in removed for column in ("mention", "root"))
