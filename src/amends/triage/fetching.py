"""Read all sources at the same time; one that fails or hangs never stops the others.

Each source runs in a daemon thread of its own, at most `http.workers` at once; batches travel to
the main thread, which alone speaks to the store. A source that outlives its time is reported, its
later batches are dropped, its place goes to the next one, and the end of the run does not wait
for it.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, cast

from amends.errors import AmendsError, HttpError, SourceError, Unreachable
from amends.models import Batch, SourceRun
from amends.triage.arrivals import prepare
from amends.triage.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.http import Deadline, Http
    from amends.models import Json, Mention, Skipped
    from amends.models.vocabulary import Outcome
    from amends.sources import FetchContext, Named
    from amends.triage.business import Business
    from amends.triage.progress import Progress

GRACE = 1.0
"""Seconds a source may take to notice that its time is over before it is given up."""


CLOCK_SKEW = timedelta(days=1)
"""A run further ahead was made by a wrong clock; what it was told to wait for is not believed."""

GONE_HINT = "It is not asked again. Give it a new address, or take it out of config.yaml."


@dataclass(slots=True)
class Reading:
    """One source while it is being read."""

    named: Named
    fingerprint: str
    keep: str
    limit: Deadline | None = None
    """Its time and the grace: from then on it is given up."""
    fetched: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    more: bool = False
    batches: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    not_kept: list[Mention] = field(default_factory=list)
    ordinals: Counter[str] = field(default_factory=Counter)
    run: SourceRun | None = None

    @property
    def name(self) -> str:
        """The name of the source in config.yaml."""
        return self.named.name


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a run over all sources ended."""

    runs: tuple[SourceRun, ...]
    not_kept: tuple[Mention, ...] = ()


def fetch(
    business: Business,
    chosen: Sequence[Named],
    http: Http,
    *,
    progress: Progress = SILENT,
) -> Fetched:
    """Read the chosen sources and store what they bring; every source gets its outcome."""
    readings = [_reading(business, named) for named in chosen if named.source.enabled]
    waiting = deque(_unless_told_to_wait(business, readings))
    _Run(business, http, progress).read(waiting)
    for reading in readings:
        if reading.run:
            business.store.log_run(reading.run, reading.fingerprint, reading.fetched, business.now)
    return Fetched(
        runs=tuple(reading.run for reading in readings if reading.run),
        not_kept=tuple(mention for reading in readings for mention in reading.not_kept),
    )


def read_first_page(business: Business, named: Named, http: Http) -> tuple[SourceRun, Batch | None]:
    """Read one page of a source from its start and store nothing."""
    from amends.http import Deadline

    reading = _reading(business, named)
    arrivals: SimpleQueue[tuple[Reading, Batch | SourceError | None]] = SimpleQueue()
    deadline = Deadline(named.source.max_seconds)
    context = _context(business, http, named, deadline)
    Thread(
        target=_work, args=(reading, context, None, arrivals), kwargs={"pages": 1}, daemon=True
    ).start()
    batch: Batch | None = None
    try:
        arrival: Batch | SourceError | None = arrivals.get(timeout=deadline.seconds + GRACE)[1]
        if isinstance(arrival, Batch):
            batch = prepare(arrival, named, business.config, reading.ordinals, business.now)
            reading.batches, reading.fetched = 1, len(batch.mentions)
            reading.skipped.extend(batch.skipped)
            arrival = None
    except Empty:
        arrival = Unreachable(f"did not finish within {deadline.seconds:g} seconds")
    return _ended(reading, arrival), batch


def keep_rule(business: Business, named: Named) -> str:
    """Return how long a source's mentions may be kept: its own rule, the platform's, ours."""
    source = named.source
    platform = None if source.KEEP == "full" else source.KEEP
    return source.keep or platform or business.config.store.keep


def fingerprint(named: Named) -> str:
    """Digest the options that decide what is read: when they change, reading starts anew."""
    settings = json.dumps([named.source.type, named.source.settings()], sort_keys=True)
    return sha256(settings.encode()).hexdigest()[:16]


def _reading(business: Business, named: Named) -> Reading:
    return Reading(named, fingerprint(named), keep_rule(business, named))


def _unless_told_to_wait(business: Business, readings: Sequence[Reading]) -> list[Reading]:
    """Leave out those that asked for time, or said that they are gone for good."""
    to_read = []
    for reading in readings:
        last = business.store.last_run(reading.name)
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


class _Run:
    """The main thread's side: starts threads, takes their batches, keeps the time."""

    def __init__(self, business: Business, http: Http, progress: Progress) -> None:
        self.business = business
        self.http = http
        self.progress = progress
        self.arrivals: SimpleQueue[tuple[Reading, Batch | SourceError | None]] = SimpleQueue()
        self.active: list[Reading] = []

    def read(self, waiting: deque[Reading]) -> None:
        """Read all that wait; returns when each has ended or run out of time."""
        while waiting or self.active:
            while waiting and len(self.active) < self.business.config.http.workers:
                self._start(waiting.popleft())
            self._take()
            self._give_up_late_ones()

    def _start(self, reading: Reading) -> None:
        from amends.http import Deadline

        deadline = Deadline(reading.named.source.max_seconds)
        reading.limit = Deadline(deadline.seconds + GRACE)
        bookmark = (
            None
            if reading.keep == "none"  # nothing is stored, so each run shows what is there
            else self.business.store.bookmark(reading.name, reading.fingerprint)
        )
        self.active.append(reading)
        self.progress.reading(reading)
        context = _context(self.business, self.http, reading.named, deadline)
        Thread(target=_work, args=(reading, context, bookmark, self.arrivals), daemon=True).start()

    def _take(self) -> None:
        """Wait for the next arrival, but not beyond the first limit."""
        left = min(reading.limit.left for reading in self.active if reading.limit)
        try:
            reading, arrival = self.arrivals.get(timeout=left)
        except Empty:
            return
        if reading not in self.active:
            return  # given up before; its result is dropped
        if arrival is None or isinstance(arrival, AmendsError):
            self._end(reading, arrival)
        else:
            self._save(reading, arrival)

    def _save(self, reading: Reading, batch: Batch) -> None:
        business, source = self.business, reading.named.source
        batch = prepare(batch, reading.named, business.config, reading.ordinals, business.now)
        reading.batches += 1
        reading.fetched += len(batch.mentions)
        reading.more = batch.more
        reading.skipped.extend(batch.skipped)
        if reading.keep == "none":
            reading.not_kept.extend(batch.mentions)
            return
        saved = business.store.save(
            reading.name,
            source.type,
            reading.fingerprint,
            batch,
            baseline=timedelta(days=business.config.baseline.days),
            now=business.now,
        )
        reading.new += len(saved.new)
        reading.changed += len(saved.changed)
        reading.gone += len(saved.gone)
        self.progress.reading(reading)

    def _end(self, reading: Reading, error: SourceError | None) -> None:
        self.active.remove(reading)
        run = _ended(reading, error)
        suspicious = run.outcome == "empty" and self.business.store.usually_has_items(run.name)
        reading.run = replace(run, suspicious=suspicious)
        self.progress.reading(reading)

    def _give_up_late_ones(self) -> None:
        for reading in list(self.active):
            if reading.limit and reading.limit.expired:
                seconds = reading.named.source.max_seconds
                self._end(reading, Unreachable(f"did not finish within {seconds:g} seconds"))


def _ended(reading: Reading, error: SourceError | None) -> SourceRun:
    return SourceRun(
        reading.name,
        reading.named.source.type,
        _outcome(reading, error),
        new=reading.new,
        changed=reading.changed,
        gone=reading.gone,
        skipped=tuple(reading.skipped),
        error=error.message if error else None,
        hint=error.hint if error else None,
        retry_at=error.until if error else None,
    )


def _outcome(reading: Reading, error: SourceError | None) -> Outcome:
    """What is told of a source: a walk that was cut short after some pages ended in part."""
    if error:
        outcome = cast("Outcome", error.outcome)
        return "partial" if reading.batches and outcome == "failed" else outcome
    if reading.more:
        return "partial"
    if not reading.batches:
        return "unchanged"
    return "ok" if reading.fetched or reading.skipped else "empty"


def _context(business: Business, http: Http, named: Named, deadline: Deadline) -> FetchContext:
    from amends.config import resolve
    from amends.sources import FetchContext

    return FetchContext(
        http=http.source(deadline, named.source.interval),
        now=business.now,
        deadline=deadline,
        watch=business.config.watch,
        secret=lambda reference: resolve(reference, base=business.folder),
    )


def _work(
    reading: Reading,
    context: FetchContext,
    bookmark: Json,
    arrivals: SimpleQueue[tuple[Reading, Batch | SourceError | None]],
    *,
    pages: int | None = None,
) -> None:
    """Run in the source's thread: hand over its batches, then how it ended."""
    from amends.sources import from_http

    error: SourceError | None = None
    source, taken = reading.named.source, 0
    try:
        for batch in islice(source.fetch(context, bookmark), pages):
            arrivals.put((reading, batch))
            taken += len(batch.mentions)
            if taken >= source.max_items:
                break
    except SourceError as found:
        error = found
    except HttpError as found:
        error = from_http(found)
    except AmendsError as found:
        error = SourceError(found.message, hint=found.hint)
    except Exception as found:  # noqa: BLE001 — a bug of one source must not stop the others
        error = _bug(source.type, found)
    arrivals.put((reading, error))


def _bug(source_type: str, error: Exception) -> SourceError:
    """Report what escaped from a source, where it did, but not with what data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    return SourceError(
        f"a bug in source type {source_type}: {type(error).__name__} in {where}",
        hint="Please report it; the other sources went on.",
    )
