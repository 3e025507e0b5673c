"""One source while it is being read: in a thread of its own, with its own time."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING, cast

from amends.errors import AmendsError, HttpError, HttpTimeout, SourceError, Unreachable
from amends.models import SourceRun
from amends.sources.values import line
from amends.triage.rereading import Again

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from queue import Queue, SimpleQueue

    from amends.config.model import Config, Watch
    from amends.http import Deadline, Http
    from amends.models import Batch, Json, Mention, Skipped
    from amends.models.vocabulary import Outcome
    from amends.sources import FetchContext, Named
    from amends.sources.contract import Source
    from amends.triage.business import Business
    from amends.triage.rereading import Due

    Arrival = Batch | Again | SourceError | None
    """A batch, of new ones or of what was read again; or how it ended: with an error, or well."""
    Arrivals = Queue[tuple["Reading", Arrival]] | SimpleQueue[tuple["Reading", Arrival]]


@dataclass(slots=True)
class Reading:
    """One source while it is being read."""

    named: Named
    fingerprint: str
    keep: str
    deadline: Deadline | None = None
    """Its time, once it is being read."""
    fetched: int = 0
    filtered: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    more: bool = False
    """The source said that it holds more than this run has taken."""
    cut: bool = False
    """The run stopped it: it had more than `max_items`."""
    batches: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    not_kept: list[Mention] = field(default_factory=list)
    ordinals: Counter[str] = field(default_factory=Counter)
    again: Due = field(default_factory=dict)
    """What it is to be asked for once more."""
    asked: bool = False
    """It was asked for all of that, whatever came of it."""
    reread: set[str] = field(default_factory=set)
    """What it has told of that."""
    stored: Event = field(default_factory=Event)
    """Set as soon as the batch that was handed over last is stored."""
    run: SourceRun | None = None

    @property
    def looked_at(self) -> Due:
        """What it was asked for once more; what there was no time for stays due."""
        return {each: due for each, due in self.again.items() if self.asked or each in self.reread}

    @property
    def name(self) -> str:
        """The name of the source in config.yaml."""
        return self.named.name


def begun(business: Business, named: Named) -> Reading:
    """Return the reading of a source that has not brought anything yet."""
    return Reading(named, fingerprint(named), keep_rule(business, named))


def keep_rule(business: Business, named: Named) -> str:
    """Return how long a source's mentions may be kept: its own rule, the platform's, ours."""
    source = named.source
    platform = None if source.KEEP == "full" else source.KEEP
    return source.keep or platform or business.config.store.keep


def fingerprint(named: Named) -> str:
    """Digest the options that decide what is read: when they change, reading starts anew."""
    settings = json.dumps([named.source.type, named.source.settings()], sort_keys=True)
    return sha256(settings.encode()).hexdigest()[:16]


def ended(reading: Reading, error: SourceError | None) -> SourceRun:
    """Return what is told of a reading that is over."""
    return SourceRun(
        reading.name,
        reading.named.source.type,
        _outcome(reading, error),
        new=reading.new,
        changed=reading.changed,
        gone=reading.gone,
        skipped=tuple(reading.skipped),
        filtered=reading.filtered,
        error=line(error.message) if error else None,
        hint=advice(error, reading.name) if error else None,
        retry_at=_aware(error.until) if error else None,
        unfound=error.unfound if isinstance(error, Unreachable) else None,
    )


def advice(error: AmendsError, name: str) -> str | None:
    """Return what to do about an error, with the name of the source, which it does not know."""
    hint = line(error.hint)
    return hint and hint.replace("sources login NAME", f"sources login {shlex.quote(name)}")


def late(source: Source) -> SourceError:
    """Say that a source was stopped because its time is over."""
    return Unreachable(f"did not finish within {source.max_seconds:g} seconds")


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone would be a guess of when to ask again."""
    return moment if moment is None or moment.tzinfo else None


def _outcome(reading: Reading, error: SourceError | None) -> Outcome:
    """What is told of a source: a walk that was cut short after some pages ended in part."""
    if error:
        outcome = cast("Outcome", error.outcome)
        return "partial" if reading.batches and outcome == "failed" else outcome
    if reading.more or reading.cut:
        return "partial"
    if not reading.batches:
        return "unchanged"
    return "ok" if reading.fetched or reading.skipped or reading.filtered else "empty"


def context(business: Business, http: Http, named: Named, deadline: Deadline) -> FetchContext:
    """Return what a run lends to a source."""
    from amends.config import resolve
    from amends.config.logins import KeptLogin
    from amends.sources import FetchContext

    return FetchContext(
        http=http.source(deadline, named.source.interval),
        now=business.now,
        deadline=deadline,
        watch=watched(business.config),
        secret=lambda reference: resolve(reference, base=business.folder),
        login=KeptLogin(business.folder, named.name),
    )


def watched(config: Config) -> Watch:
    """Return the words of `watch:`; what it leaves open is as the business is."""
    names = filter(None, (config.business.name, *config.business.aliases))
    usual = {"any": tuple(names), "languages": config.business.languages}
    left_open = {key: value for key, value in usual.items() if not getattr(config.watch, key)}
    return config.watch.model_copy(update=left_open)


def work(
    reading: Reading,
    lent: FetchContext,
    bookmark: Json,
    arrivals: Arrivals,
    *,
    pages: int | None = None,
) -> None:
    """Run in the source's thread: hand over its batches, then how it ended."""
    error: SourceError | None = None
    try:
        for arrival in _arrivals(reading, lent, bookmark, pages):
            with lent.deadline.standing_still():  # the queue is full: that we are slow is not late
                _hand_over(reading, arrival, arrivals, for_good=pages is None)
    except Exception as found:  # noqa: BLE001 — a bug of one source must not stop the others
        error = trouble(reading.named.source, found)
    with lent.deadline.standing_still():
        arrivals.put((reading, error))


def _hand_over(
    reading: Reading, arrival: Batch | Again, arrivals: Arrivals, *, for_good: bool
) -> None:
    """Hand over a batch; where nobody gives it a second time, go on only when it is stored.

    One that cannot be stored is the last: its thread waits until the program ends.
    """
    reading.stored.clear()
    arrivals.put((reading, arrival))
    if for_good and reading.named.source.CONFIRMS:
        reading.stored.wait()


def _arrivals(
    reading: Reading, lent: FetchContext, bookmark: Json, pages: int | None
) -> Iterator[Batch | Again]:
    """Yield what is new, and then what was asked for once more."""
    batches = reading.named.source.fetch(lent, bookmark)
    yield from _in_bounds(
        reading, lent, batches if pages is None else _few(reading, batches, pages)
    )
    yield from _again(reading, lent)


def _few(reading: Reading, batches: Iterator[Batch], pages: int) -> Iterator[Batch]:
    """Yield no more than it takes to see something: a source may begin with an empty list.

    Nothing is stored here, so one that must be is asked for a single page.
    """
    one_page = reading.named.source.CONFIRMS
    for batch in islice(batches, pages):
        yield batch
        holds_something = batch.mentions or batch.filtered or batch.skipped
        if holds_something or (one_page and not batch.unchanged):
            return


def _again(reading: Reading, lent: FetchContext) -> Iterator[Again]:
    """Ask once more for what is hot, if there is time."""
    from amends.sources import Refetches

    source = reading.named.source
    if not reading.again or not isinstance(source, Refetches) or lent.http.time_is_up:
        return
    try:
        yield from map(Again, source.refetch(lent, tuple(reading.again)))
    except HttpTimeout:
        if not lent.http.time_is_up:
            raise
    else:
        reading.asked = not lent.http.time_is_up  # it may have stopped by itself


def _in_bounds(reading: Reading, lent: FetchContext, batches: Iterator[Batch]) -> Iterator[Batch]:
    """Pass on what one run may take; what comes after `max_items` or after the time is dropped.

    Both are looked at before the next batch and not after the last one: a source that was just
    finished has ended well. The bookmark of the last batch that counted brings the rest next time.
    """
    taken, source = 0, reading.named.source
    expired = False
    for batch in batches:
        if reading.run:
            return  # it was given up meanwhile
        if taken >= source.max_items:
            reading.cut = True
            return
        if expired:
            raise late(source)
        yield batch
        taken += len(batch.mentions)
        expired = lent.deadline.expired


def trouble(source: Source, error: Exception) -> SourceError:
    """Return what escaped from a source as what it means; all that nobody raises is a bug."""
    from amends.sources import from_http

    if isinstance(error, SourceError):
        return error
    if isinstance(error, HttpError):
        return from_http(error)
    if isinstance(error, AmendsError):
        return SourceError(error.message, hint=error.hint)
    return bug(source, error)


def bug(source: Source, error: Exception) -> SourceError:
    """Report what escaped from a source, where it did, but not with what data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    return SourceError(
        f"a bug in source type {source.type}: {type(error).__name__} in {where}",
        hint="Please report it; the other sources went on.",
    )
