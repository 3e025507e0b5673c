"""The one local file: everything that sources said, we computed and people decided.

`Store` is the whole contract; a store on another database implements the same methods.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from amends.models.moments import micros
from amends.store import (
    changes,
    decisions,
    entry,
    expiry,
    mentions,
    own_replies,
    queue,
    ruling,
    sources,
    threads,
    undoing,
)
from amends.store.authors import Authors
from amends.store.changes import OURSELVES, Change
from amends.store.corrections import Corrections
from amends.store.database import Database
from amends.store.decisions import Made
from amends.store.entry import Entrant
from amends.store.fixes import Fixes
from amends.store.journal import Row
from amends.store.lessons import Lessons
from amends.store.mentions import Saved
from amends.store.privacy import Privacy
from amends.store.queue import Filter, Unread
from amends.store.records import Records
from amends.store.runlock import run_lock
from amends.store.stories import Stories
from amends.store.undoing import Undone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, timedelta
    from pathlib import Path
    from types import TracebackType

    from amends.models import Assessment, Batch, Case, Json, Mention, SourceRun
    from amends.models.person import Said
    from amends.models.promises import Followup
    from amends.models.standing import Standing

__all__ = [
    "OURSELVES",
    "Change",
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


class Store(AbstractContextManager["Store"]):
    """An open database; every method either happens whole or not at all.

    Raises `StoreError` and its kinds, never an error of SQLite.
    """

    def __init__(self, path: Path, *, now: datetime, mode: int = 0o600) -> None:
        """Open `path`, creating or migrating it; `now` stamps what a migration records."""
        self.path = path
        self._database = Database(path, mode=mode, now=now)

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
    ) -> Saved:
        """Store a batch and its bookmark in one transaction; what our accounts wrote are answers.

        Mentions that were published more than `baseline` before their source was first read are
        backfill.
        """
        with self._database.transaction():
            first = sources.first_read_at(self._database, source, now)
            told = own_replies.carried(self._database, source, batch.mentions)
            saved = mentions.save(self._database, told, baseline=micros(first - baseline), now=now)
            own_replies.save(
                self._database, source, batch.own, batch.gone_ids, customers=told, now=now
            )
            saved.gone.extend(mentions.mark_gone(self._database, source, batch.gone_ids, now))
            sources.set_bookmark(
                self._database, source, source_type, fingerprint, batch.bookmark, now
            )
        return saved

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
        with self._database.transaction():
            first = sources.first_read_at(self._database, source, now)
            sources.note_first_read(self._database, source, source_type, now)
            since = 0 if baseline is None else micros(first - baseline)
            told = own_replies.carried(self._database, source, found)
            saved = mentions.save(self._database, told, baseline=since, now=now)
            own_replies.save(self._database, source, own, (), customers=told, now=now)
        return saved

    def expire(self, source: str, days: int, now: datetime) -> int:
        """Erase the content of a source's mentions first seen more than `days` ago.

        Returns how many of them still waited for an answer.
        """
        limit = expiry.before(days, now)
        unanswered = expiry.expire(self._database, source, limit, now)
        own_replies.expire(self._database, source, limit)
        return unanswered

    @property
    def privacy(self) -> Privacy:
        """What is handed out or removed on request, or because it is old."""
        return Privacy(self._database)

    def bookmark(self, source: str, fingerprint: str) -> Json:
        """Return how far a source has been read with these options; None: from the start."""
        return sources.bookmark(self._database, source, fingerprint)

    def log_run(self, run: SourceRun, fingerprint: str, fetched: int, now: datetime) -> None:
        """Add how a source ended to the run log; `fetched` counts what it showed."""
        sources.log_run(self._database, run, fingerprint, fetched, now)

    def last_run(self, source: str) -> dict[str, Any] | None:
        """Return at, outcome, fetched, error, retry_at and fingerprint of the newest run."""
        return sources.last_run(self._database, source)

    def usually_has_items(self, source: str) -> bool:
        """Say whether most of the newest whole readings of a source found something."""
        return sources.usually_has_items(self._database, source)

    def read_sources(self) -> dict[str, int]:
        """Return the sources that have been read, and how many mentions they brought."""
        return sources.read(self._database)

    def known_sources(self) -> dict[str, tuple[str, int]]:
        """Return every source that mentions belong to: its type and how many there are."""
        return sources.known(self._database)

    def rename_source(self, old: str, new: str) -> int:
        """Move the mentions of a source to another name; return how many there were."""
        return sources.rename(self._database, old, new)

    # ── what we computed ─────────────────────────────────────────────────────────────────────

    def unassessed(self, scorer: str, *, everything: bool = False) -> list[Unread]:
        """Return all that `scorer` has still to read, the newest first."""
        return queue.unassessed(self._database, scorer, everything=everything)

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

    @property
    def corrections(self) -> Corrections:
        """What people said over the scorer."""
        return Corrections(self._database)

    @property
    def lessons(self) -> Lessons:
        """What the engines learnt from corrections."""
        return Lessons(self._database)

    @property
    def authors(self) -> Authors:
        """The people who wrote the mentions."""
        return Authors(self._database)

    @property
    def stories(self) -> Stories:
        """The incidents with many authors."""
        return Stories(self._database)

    @property
    def fixes(self) -> Fixes:
        """What was put right for good, and the complaints around it."""
        return Fixes(self._database)

    @property
    def records(self) -> Records:
        """What single mentions said over time, and what was reported to their platforms."""
        return Records(self._database)

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

    def together(self, number: int, *, answered: bool = False) -> list[int]:
        """Return the other open mentions of the same person's matter: unanswered, or answered."""
        return decisions.together(self._database, number, answered=answered)

    def followups(self, number: int | None = None, *, open_only: bool = False) -> list[Followup]:
        """Return what was promised, of one mention or of all, the soonest first."""
        return decisions.followups(self._database, number=number, open_only=open_only)

    def promise(self, number: int) -> Followup | None:
        """Return one promise by its number."""
        return decisions.promise(self._database, number)

    def remedies(self, number: int) -> list[dict[str, Any]]:
        """Return the remedies (number, at, who, remedy, cost, granted) of a mention."""
        return decisions.remedies(self._database, number)

    def never_assigned(self) -> list[int]:
        """Return the open mentions that nobody has, and nobody has had."""
        return decisions.never_assigned(self._database)

    def load(self) -> dict[str, int]:
        """Return how many open mentions each colleague has."""
        return decisions.load(self._database)

    def silent_since(self, moment: datetime) -> list[int]:
        """Return mentions that have waited for the customer, or rested after our reply, since."""
        return decisions.silent_since(self._database, moment)

    def granted(self, since: datetime) -> tuple[int, float, int]:
        """Return how many remedies were granted since then, their cost, how many lack one."""
        return decisions.granted(self._database, since)

    def latest_replies(self, source: str, limit: int = 50) -> list[str]:
        """Return the replies last recorded for mentions of a source, newest first."""
        return decisions.latest_replies(self._database, source, limit)

    def replies(self, number: int) -> list[dict[str, Any]]:
        """Return the recorded replies (at, who, text), oldest first."""
        return decisions.replies(self._database, number)

    def events(self, number: int) -> list[dict[str, Any]]:
        """Return the history of a mention (at, who, what, …), oldest first."""
        return decisions.events(self._database, number)

    def unruled(self, version: str | None) -> list[int]:
        """Return the mentions that these rules have not seen as they are now."""
        return ruling.unruled(self._database, version)

    def rulable(self) -> list[int]:
        """Return the open mentions, and those that rules took out of sight."""
        return ruling.rulable(self._database)

    def settle_rules(self, version: str | None, numbers: Sequence[int]) -> None:
        """Note, inside a change, that these rules have seen mentions as they are now."""
        ruling.settle(self._database, version, numbers)

    def last_ruled(self, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return what we last did by ourselves: number → `ruled` or `assigned` → details."""
        return ruling.last_ruled(self._database, numbers)

    def fired(self) -> Iterator[tuple[str, ...]]:
        """Yield the rules that fired, of each open mention where any did."""
        return ruling.fired(self._database)

    def admissible(self) -> list[Entrant]:
        """Return assessed mentions that belong in the queue and are not in it yet."""
        return entry.admissible(self._database)

    def waiting(self, *, low_stars: float, since: datetime, limit: int) -> list[Entrant]:
        """Return old unanswered mentions with few stars that still wait for their day."""
        return entry.waiting(self._database, low_stars=low_stars, since=since, limit=limit)

    def enqueue(
        self, entrants: Iterable[tuple[int, datetime, datetime | None]], now: datetime
    ) -> None:
        """Let mentions enter the queue, each with the times by which to answer and to close it."""
        with self.change(who=OURSELVES, now=now) as change:
            entry.enqueue(change, entrants)

    def released_since(self, moment: datetime) -> int:
        """Count the old mentions that entered the queue since `moment`."""
        return entry.released_since(self._database, moment)

    def backlog(self) -> int:
        """Count the old mentions that are history, not work."""
        return entry.backlog(self._database)
