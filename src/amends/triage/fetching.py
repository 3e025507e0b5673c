"""Read all sources at the same time; one that fails or hangs never stops the others.

Each source runs in a daemon thread of its own, when its turn has come (`pace.py`); batches travel
to the main thread, which alone speaks to the store. A source that outlives its time is reported,
its later batches are dropped, and the end of the run does not wait for it. A batch that cannot be
stored ends its source as a bug of its type.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING

from amends.errors import AmendsError
from amends.models import SourceRun
from amends.models.order import NOTHING_OBEYED
from amends.triage import rereading
from amends.triage.arrivals import prepare
from amends.triage.pace import Pace
from amends.triage.progress import SILENT
from amends.triage.reading import begun, bug, context, ended, late, work
from amends.triage.rereading import Again

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.errors import SourceError
    from amends.handling.believable import Doubt
    from amends.http import Deadline, Http
    from amends.models import Batch, Mention
    from amends.models.delivery import Delivery
    from amends.models.order import Obeyed
    from amends.sources import Named
    from amends.triage.ahead import Ahead
    from amends.triage.business import Business
    from amends.triage.progress import Progress
    from amends.triage.reading import Arrival, Reading

GRACE = 1.0
"""Seconds a source may take to notice that its time is over before it is given up."""

AHEAD = 50
"""Batches that may wait to be stored, so that memory stays flat however many pages there are.

A source that is quicker than we are has to wait, its time standing still.
"""

UNFIT = (TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What a batch raises that does not keep to the contract: a naive time, a number for a name."""

CLOCK_SKEW = timedelta(days=1)
"""A run further ahead was made by a wrong clock; what it was told to wait for is not believed."""

LONGEST_REST = timedelta(days=7)
"""Who asks for more is asked again after that: a wrong date silences no source for years."""

QUIET = 0.02
"""Seconds without an arrival after which the time is used for something else."""

GONE_HINT = "It is not asked again. Give it a new address, or take it out of config.yaml."


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a run over all sources ended."""

    runs: tuple[SourceRun, ...]
    not_kept: tuple[Mention, ...] = ()
    erased_unanswered: int = 0
    """Mentions that went without an answer because `keep` ran out."""
    clock: Doubt | None = None
    """What is odd about the clock, if anything is."""
    obeyed: Obeyed = NOTHING_OBEYED
    """What our own people had asked for by mail."""
    cut_off: tuple[Delivery, ...] = ()
    """What an earlier run was about to tell when it was killed; said in this run alone."""


def fetch(
    business: Business,
    chosen: Sequence[Named],
    http: Http,
    *,
    progress: Progress = SILENT,
    ahead: Ahead | None = None,
) -> Fetched:
    """Read the chosen sources and store what they bring; every source gets its outcome.

    `ahead` gets the time in which all are begun and none brings anything.
    """
    readings = [begun(business, named) for named in chosen if named.source.enabled]
    waiting = deque(_unless_told_to_wait(business, readings))
    _Run(business, http, progress, ahead).read(waiting)
    for reading in readings:
        if reading.run:
            reading.run = _patient(reading.run, business.now)
            business.store.sources.log_run(
                reading.run, reading.fingerprint, reading.fetched, business.now
            )
            rereading.plan(business, reading.named, reading.looked_at)
    return Fetched(
        runs=tuple(reading.run for reading in readings if reading.run),
        not_kept=tuple(mention for reading in readings for mention in reading.not_kept),
    )


def _unless_told_to_wait(business: Business, readings: Sequence[Reading]) -> list[Reading]:
    """Leave out those that asked for time, or said that they are gone for good."""
    to_read = []
    for reading in readings:
        last = business.store.sources.last_run(reading.name)
        if last and last["fingerprint"] == reading.fingerprint:
            until = last["retry_at"] if last["at"] < business.now + CLOCK_SKEW else None
            if last["outcome"] == "gone" or (until and until > business.now):
                reading.run = SourceRun(
                    reading.name,
                    reading.named.source.type,
                    last["outcome"],
                    error=last["error"],
                    hint=GONE_HINT if last["outcome"] == "gone" else None,
                    retry_at=until,
                )
                continue
        to_read.append(reading)
    return to_read


def _patient(run: SourceRun, now: datetime) -> SourceRun:
    """Return a run after which its source is left alone for as long as we have patience."""
    until = run.retry_at and min(run.retry_at, now + LONGEST_REST)
    return replace(run, retry_at=until)


class _Run:
    """The main thread's side: starts threads, takes their batches, keeps the time."""

    def __init__(
        self, business: Business, http: Http, progress: Progress, ahead: Ahead | None
    ) -> None:
        self.business = business
        self.http = http
        self.progress = progress
        self.ahead = ahead
        self.arrivals: Queue[tuple[Reading, Arrival]] = Queue(AHEAD)
        self.active: list[Reading] = []

    def read(self, waiting: deque[Reading]) -> None:
        """Read all that wait; returns when each has ended or run out of time."""
        caps = [reading.named.source.max_seconds for reading in waiting]
        pace = Pace(caps, self.business.config.http.workers)
        while waiting or self.active:
            pause = pace.wait(self._times()) if waiting else math.inf
            if pause <= 0:
                reading = waiting.popleft()
                self._start(reading, pace.deadline(reading.named.source.max_seconds))
                continue
            self._take(pause)
            self._give_up_late_ones()

    def _times(self) -> list[Deadline]:
        return [reading.deadline for reading in self.active if reading.deadline]

    def _start(self, reading: Reading, deadline: Deadline) -> None:
        reading.deadline = deadline
        bookmark = (
            None
            if reading.keep == "none"  # nothing is stored, so each run shows what is there
            else self.business.store.sources.bookmark(reading.name, reading.fingerprint)
        )
        if reading.keep != "none":
            reading.again = rereading.due(self.business, reading.name)
        self.active.append(reading)
        self.progress.reading(reading)
        lent = context(self.business, self.http, reading.named, deadline)
        Thread(target=work, args=(reading, lent, bookmark, self.arrivals), daemon=True).start()

    def _take(self, pause: float) -> None:
        """Wait for the next arrival, but not beyond the first deadline and its grace.

        While there is none, and no source waits to begin, what is stored is read ahead.
        """
        longest = min(pause, *map(_left, self.active))
        ahead = self.ahead if math.isinf(pause) and self.ahead and self.ahead.has_work else None
        try:
            arrived = self.arrivals.get(timeout=min(longest, QUIET) if ahead else longest)
        except Empty:
            if ahead:
                ahead.step()
        else:
            self._accept(*arrived)

    def _accept(self, reading: Reading, arrival: Arrival) -> None:
        if reading not in self.active:
            return  # given up before; its result is dropped
        if arrival is None or isinstance(arrival, AmendsError):
            self._end(reading, arrival)
            return
        try:
            if isinstance(arrival, Again):
                self._refresh(reading, arrival.batch)
            else:
                self._save(reading, arrival)
        except UNFIT as error:
            self._end(reading, bug(reading.named.source, error))

    def _save(self, reading: Reading, batch: Batch) -> None:
        """Store a batch, all of it or nothing, and count what it brought."""
        business = self.business
        batch = prepare(batch, reading.named, business.config, reading.ordinals, business.now)
        if reading.keep == "none":
            reading.not_kept.extend(batch.mentions)
        else:
            saved = business.store.save(
                reading.name,
                reading.named.source.type,
                reading.fingerprint,
                batch,
                baseline=timedelta(days=business.config.baseline.days),
                now=business.now,
                live=reading.named.source.type != "file",
            )
            if self.ahead:
                self.ahead.expect(saved.new)
            reading.new += len(saved.new)
            reading.changed += len(saved.changed)
            reading.gone += len(saved.gone)
        reading.batches += not batch.unchanged
        reading.fetched += len(batch.mentions)
        reading.filtered += batch.filtered
        reading.more = batch.more
        reading.skipped.extend(batch.skipped)
        reading.stored.set()
        self.progress.reading(reading)

    def _refresh(self, reading: Reading, batch: Batch) -> None:
        """Store what was asked for once more; it is nothing new, and no bookmark moves."""
        business = self.business
        batch = prepare(batch, reading.named, business.config, reading.ordinals, business.now)
        asked_for = rereading.asked_for(batch, reading.again)
        reading.reread.update(each.external_id for each in asked_for.mentions)
        reading.reread.update(asked_for.gone_ids)
        saved = business.store.rereads.save(reading.name, asked_for, business.now)
        reading.changed += len(saved.changed)
        reading.gone += len(saved.gone)
        reading.stored.set()

    def _end(self, reading: Reading, error: SourceError | None) -> None:
        self.active.remove(reading)
        run = ended(reading, error)
        known = self.business.store.sources
        suspicious = run.outcome == "empty" and known.usually_has_items(run.name)
        reading.run = replace(run, suspicious=suspicious)
        self.progress.reading(reading)

    def _give_up_late_ones(self) -> None:
        """End those whose time is over, once all that has arrived by now is taken.

        What came in time is not late because we are slow; and what others bring meanwhile gives
        nobody more time.
        """
        over = [reading for reading in self.active if not _left(reading)]
        for _ in range(self.arrivals.qsize() if over else 0):
            self._accept(*self.arrivals.get())
        for reading in over:
            if reading in self.active:
                self._end(reading, late(reading.named.source))


def _left(reading: Reading) -> float:
    """Return the seconds until a source is given up."""
    return reading.deadline.left_with(GRACE) if reading.deadline else 0.0
