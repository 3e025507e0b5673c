"""The one local file: everything that sources said, we computed and people decided.

`Store` is the whole contract; a store on another database implements the same methods.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from amends.models.moments import micros
from amends.store import decisions, mentions, queue, sources
from amends.store.database import Database
from amends.store.decisions import Entrant, Made
from amends.store.mentions import Saved
from amends.store.queue import Filter, Unread
from amends.store.runlock import run_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta
    from pathlib import Path
    from types import TracebackType

    from amends.models import Assessment, Batch, Case, Handling, Json, Mention, SourceRun
    from amends.models.standing import Standing

__all__ = ["Entrant", "Filter", "Made", "Saved", "Store", "Unread", "run_lock"]


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
        """Store a batch and its bookmark in one transaction.

        Mentions that were published more than `baseline` before their source was first read are
        backfill.
        """
        with self._database.transaction():
            first = sources.first_read_at(self._database, source, now)
            saved = mentions.save(
                self._database, batch.mentions, baseline=micros(first - baseline), now=now
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
        baseline: timedelta | None,
        now: datetime,
    ) -> Saved:
        """Store mentions that come from no source that is read: no bookmark is touched.

        Without a `baseline` none of them is backfill, however old.
        """
        with self._database.transaction():
            first = sources.first_read_at(self._database, source, now)
            sources.note_first_read(self._database, source, source_type, now)
            since = 0 if baseline is None else micros(first - baseline)
            return mentions.save(self._database, found, baseline=since, now=now)

    def expire(self, source: str, days: int, now: datetime) -> int:
        """Erase the content of a source's mentions first seen more than `days` ago.

        Returns how many of them still waited for an answer.
        """
        return mentions.expire(self._database, source, days, now)

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

    def number_of(self, short_id: str) -> int | None:
        """Return the number behind a short id."""
        return queue.number_of(self._database, short_id)

    def standing(self, number: int) -> Standing:
        """Return the figures of one mention, whatever became of it."""
        return queue.standing(self._database, number)

    def history(self, number: int) -> list[Case]:
        """Return the other mentions of the same person, newest first."""
        return queue.history(self._database, number)

    # ── what people decided ──────────────────────────────────────────────────────────────────

    def decide(
        self,
        number: int,
        handling: Handling,
        *,
        who: str,
        what: str,
        details: Mapping[str, Any],
        now: datetime,
        reply: str | None = None,
        promises: Iterable[Made] = (),
    ) -> None:
        """Store a changed handling, its line of history, the reply given and what it promises.

        All of it, or nothing if somebody was quicker.
        """
        with self._database.transaction():
            decisions.decide(
                self._database, number, handling, who=who, what=what, details=details, now=now
            )
            if reply is not None:
                decisions.add_reply(self._database, number, reply, who=who, now=now)
            for made in promises:
                decisions.add_promise(self._database, number, made, now=now)

    def promises(self, number: int) -> list[dict[str, Any]]:
        """Return what was promised (made_at, due_at, who, what, kept_at), the soonest first."""
        return decisions.promises(self._database, number)

    def latest_replies(self, source: str, limit: int = 50) -> list[str]:
        """Return the replies last recorded for mentions of a source, newest first."""
        return decisions.latest_replies(self._database, source, limit)

    def replies(self, number: int) -> list[dict[str, Any]]:
        """Return the recorded replies (at, who, text), oldest first."""
        return decisions.replies(self._database, number)

    def events(self, number: int) -> list[dict[str, Any]]:
        """Return the history of a mention (at, who, what, …), oldest first."""
        return decisions.events(self._database, number)

    def admissible(self) -> list[Entrant]:
        """Return assessed mentions that belong in the queue and are not in it yet."""
        return decisions.admissible(self._database)

    def waiting(self, *, low_stars: float, since: datetime, limit: int) -> list[Entrant]:
        """Return old unanswered mentions with few stars that still wait for their day."""
        return decisions.waiting(self._database, low_stars=low_stars, since=since, limit=limit)

    def enqueue(self, entrants: Iterable[tuple[int, datetime]], now: datetime) -> None:
        """Let mentions enter the queue, each with the time by which it should be answered."""
        with self._database.transaction():
            decisions.enqueue(self._database, entrants, now)

    def released_since(self, moment: datetime) -> int:
        """Count the old mentions that entered the queue since `moment`."""
        return decisions.released_since(self._database, moment)

    def backlog(self) -> int:
        """Count the old mentions that are history, not work."""
        return decisions.backlog(self._database)
