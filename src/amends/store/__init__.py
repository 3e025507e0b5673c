"""The one local file: everything that sources said, we computed and people decided.

`Store` is the whole contract, with the methods that `Groups` holds apart by subject; a store
on another database implements the same.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from amends.store import (
    changes,
    decisions,
    expiry,
    mentions,
    own_replies,
    queue,
    saving,
    threads,
    undoing,
)
from amends.store.changes import OURSELVES, Change
from amends.store.database import Database
from amends.store.decisions import Made
from amends.store.entry import Entrant
from amends.store.groups import Groups
from amends.store.journal import Row
from amends.store.mentions import Saved
from amends.store.news import Edited
from amends.store.queue import Filter, Unread
from amends.store.runlock import run_lock
from amends.store.undoing import Undone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, timedelta
    from pathlib import Path
    from types import TracebackType

    from amends.models import Assessment, Batch, Case, Mention
    from amends.models.person import Said
    from amends.models.promises import Followup
    from amends.models.standing import Standing

__all__ = [
    "OURSELVES",
    "Change",
    "Edited",
    "Entrant",
    "Filter",
    "Made",
    "Row",
    "Saved",
    "Store",
    "Undone",
    "Unread",
    "run_lock",
]


class Store(Groups, AbstractContextManager["Store"]):
    """An open database; every method either happens whole or not at all.

    Raises `StoreError` and its kinds, never an error of SQLite.
    """

    def __init__(
        self, path: Path, *, now: datetime, mode: int = 0o600, read_only: bool = False
    ) -> None:
        """Open `path`, creating or migrating it; `now` stamps what a migration records.

        One that is `read_only` is neither created nor migrated.
        """
        self.path = path
        self._database = Database(path, mode=mode, now=now, read_only=read_only)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    # ── what the sources said ────────────────────────────────────────────────────────────────

    def save(
        self,
        source: str,
        source_type: str,
        fingerprint: str,
        batch: Batch,
        *,
        baseline: timedelta,
        now: datetime,
        live: bool = True,
    ) -> Saved:
        """Store a batch and its bookmark in one transaction; what our accounts wrote are answers.

        Mentions that were published more than `baseline` before their source was first read are
        backfill. `live` is false for files: a copy of some day takes nothing back, and what is
        older than what is known replaces nothing.
        """
        return saving.save(
            self._database,
            source,
            source_type,
            fingerprint,
            batch,
            baseline=baseline,
            now=now,
            live=live,
        )

    def add(
        self,
        source: str,
        source_type: str,
        found: Sequence[Mention],
        *,
        own: Sequence[Mention] = (),
        baseline: timedelta | None,
        now: datetime,
    ) -> Saved:
        """Store mentions that come from no source that is read: no bookmark is touched.

        `own` is what our accounts wrote between them: answers, and no mentions. Without a
        `baseline` none of them is backfill, however old.
        """
        return saving.add(
            self._database, source, source_type, found, own, baseline=baseline, now=now
        )

    def expire(
        self, source: str, days: int | None, now: datetime, *, gone: int | None = None
    ) -> int:
        """Erase the content of a source's mentions first seen more than `days` ago.

        Or deleted there, as we noticed more than `gone` days ago; None: never for that reason.
        Returns how many of them still waited for an answer.
        """
        limit = expiry.before(days, now)
        deleted = expiry.before(gone, now)
        unanswered = expiry.expire(self._database, source, limit, deleted, now)
        own_replies.expire(self._database, source, limit)
        return unanswered

    # ── what we computed ─────────────────────────────────────────────────────────────────────

    def unassessed(self, scorer: str, *, everything: bool = False) -> list[Unread]:
        """Return all that `scorer` has still to read, the newest first."""
        return queue.unassessed(self._database, scorer, everything=everything)

    def unread(self, numbers: Sequence[int]) -> list[Unread]:
        """Return those of these new mentions that will be open."""
        return queue.unread(self._database, numbers)

    def put_assessments(self, assessed: Iterable[tuple[int, int, Assessment]]) -> None:
        """Store assessments: number and revision of the mention, and what was found."""
        found = list(assessed)  # scoring takes its time, the write lock must not
        with self._database.transaction():
            for number, revision, assessment in found:
                mentions.put_assessment(self._database, number, revision, assessment)

    # ── the queue ────────────────────────────────────────────────────────────────────────────

    def standings(self, wanted: Filter) -> list[Standing]:
        """Return the figures of every mention that `wanted` lets through, in no order."""
        return queue.standings(self._database, wanted)

    def cases(self, numbers: Sequence[int]) -> list[Case]:
        """Return whole cases in the order of `numbers`."""
        return queue.cases(self._database, numbers)

    def ids(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Return the short ids of mentions, in their order."""
        return queue.ids(self._database, numbers)

    def number_of(self, short_id: str) -> int | None:
        """Return the number behind a short id."""
        return queue.number_of(self._database, short_id)

    def standing(self, number: int) -> Standing:
        """Return the figures of one mention, whatever became of it."""
        return queue.standing(self._database, number)

    def history(self, number: int) -> list[Case]:
        """Return the other mentions of the same person, newest first."""
        return queue.history(self._database, number)

    def thread(self, number: int) -> list[Said]:
        """Return what customers and we said in the thread of a mention, the oldest first."""
        return threads.thread(self._database, number)

    # ── what people decided ──────────────────────────────────────────────────────────────────

    @contextmanager
    def change(self, *, who: str, now: datetime) -> Iterator[Change]:
        """Decide something, of any number of mentions: all of it is stored, or nothing.

        Read what it is based on inside: nobody else can write meanwhile.
        """
        with self._database.transaction():
            yield changes.begin(self._database, who, now)

    @contextmanager
    def unchanged(self, number: int, *, version: int, revision: int) -> Iterator[None]:
        """Decide about a mention as somebody has looked at it; `StoreConflict` if it is another.

        `version` is that of its handling, `revision` that of the customer's words.
        """
        with self._database.transaction():
            changes.refuse_stale(self._database, number, version=version, revision=revision)
            yield

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Do everything as it would be done, and take it all back at the end."""
        with self._database.rehearsal():
            yield

    def undo(self, *, who: str, now: datetime, change: int | None = None) -> Undone:
        """Take a change back, the last one that still stands; raises `UsageError`."""
        with self._database.transaction():
            return undoing.undo(self._database, who, now, change=change)

    def last_change(self, who: str) -> int | None:
        """Return the number of somebody's newest change that nobody has taken back."""
        return undoing.last_of(self._database, who)

    def together(self, number: int, *, answered: bool = False) -> list[int]:
        """Return the other open mentions of the same person's matter: unanswered, or answered."""
        return decisions.together(self._database, number, answered=answered)

    def followups(self, number: int | None = None, *, open_only: bool = False) -> list[Followup]:
        """Return what was promised, of one mention or of all, the soonest first."""
        return decisions.followups(self._database, number=number, open_only=open_only)

    def promise(self, number: int) -> Followup | None:
        """Return one promise by its number."""
        return decisions.promise(self._database, number)

    def latest_replies(self, source: str, limit: int = 50) -> list[str]:
        """Return the replies last recorded for mentions of a source, newest first."""
        return decisions.latest_replies(self._database, source, limit)

    def replies(self, number: int) -> list[dict[str, Any]]:
        """Return the recorded replies (at, who, text), oldest first."""
        return decisions.replies(self._database, number)

    def events(self, number: int) -> list[dict[str, Any]]:
        """Return the history of a mention (at, who, what, …), oldest first."""
        return decisions.events(self._database, number)
