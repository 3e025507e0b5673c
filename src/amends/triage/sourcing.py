"""The sources themselves: what kinds there are, how they did, whether one works."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from amends.errors import AmendsError, SourceError, Unreachable, UsageError
from amends.models import Batch, Skipped
from amends.store import run_lock
from amends.triage.arrivals import prepare
from amends.triage.checking import exit_code
from amends.triage.fetching import GRACE, UNFIT
from amends.triage.reading import begun, bug, context, ended, watched, work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.config.model import Watch
    from amends.http import Deadline, Http
    from amends.models import Mention, SourceRun
    from amends.sources import Named, Source
    from amends.triage.business import Business
    from amends.triage.reading import Arrival, Reading

SHOWN = 5
PAGES = 5
"""At most so many are read to find one that holds something."""
TOLD = 20
"""Reasons why mentions were kept, and as many why others were left out."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What one page of a source held; nothing was stored."""

    run: SourceRun
    first: tuple[Mention, ...]
    held: int = 0
    """How many there were on the page."""
    probed: str | None = None
    """What the source itself says was found, if it can be asked."""
    asked: tuple[str, ...] = ()
    """What was searched for, in the platform's words."""
    kept: tuple[Skipped, ...] = ()
    """What a search or a filter let pass, and which name stands in it."""
    dropped: tuple[Skipped, ...] = ()
    """What does not hold the words of `watch:`, and why."""

    @property
    def exit_code(self) -> int:
        """0, or 4 if the source did not end well."""
        return exit_code([self.run])


def kinds(only: str | None = None) -> list[dict[str, Any]]:
    """Return every type of source (or `only` one): what it reads, what it takes, how it was tried.

    Raises `UsageError` for a type that does not exist.
    """
    from amends.sources import summary

    found = {only: _kind(only)} if only else _kinds()
    return [
        {
            "type": name,
            "summary": summary(kind),
            "needs_key": kind.NEEDS_KEY,
            "can_reply": kind.CAN_REPLY,
            "effort": kind.GUIDE.effort if kind.GUIDE else None,
            "checked": kind.GUIDE.checked if kind.GUIDE else None,
        }
        for name, kind in sorted(found.items())
    ]


def example(name: str) -> str:
    """Return the options of a type as they stand below a name in `sources:`."""
    return _kind(name).EXAMPLE.strip()


def guide(name: str) -> dict[str, Any] | None:
    """Return what a user must know about a type; None where its package does not tell."""
    found = _kind(name).GUIDE
    return asdict(found) if found else None


def _kinds() -> Mapping[str, type[Source]]:
    from amends.sources import types

    return types()


def _kind(name: str) -> type[Source]:
    found = _kinds()
    if name not in found:
        hint = f"There are: {', '.join(found)}."
        raise UsageError(f"no type of source is called {name!r}", hint=hint)
    return found[name]


def configured(business: Business) -> list[dict[str, Any]]:
    """Return each configured source with its mentions and its newest run."""
    counts = business.store.sources.known()
    found = []
    for named in business.sources:
        last = business.store.sources.last_run(named.name) or {}
        found.append(
            {
                "name": named.name,
                "type": named.source.type,
                "enabled": named.source.enabled,
                "mentions": counts.get(named.name, ("", 0))[1],
                "last_run_at": last.get("at"),
                "last_outcome": last.get("outcome"),
                "last_error": last.get("error"),
            }
        )
    return found


def pick(business: Business, name: str) -> Named:
    """Return a configured source by its name; raises `UsageError`."""
    for named in business.sources:
        if named.name == name:
            return named
    known = ", ".join(business.config.sources) or "none"
    raise UsageError(f"config.yaml names no source {name!r}", hint=f"There are: {known}.")


def try_one(business: Business, name: str) -> Tried:
    """Read one page of a source without storing it."""
    from amends.http import Http

    named = pick(business, name)
    with Http(business.config.http) as http:
        run, batch = read_first_page(business, named, http)
        page = batch or Batch()
        return Tried(
            run,
            page.mentions[:SHOWN],
            len(page.mentions),
            _probed(business, named, http),
            page.asked,
            _kept(page, watched(business.config))[:TOLD],
            page.dropped[:TOLD],
        )


def _kept(page: Batch, watch: Watch) -> tuple[Skipped, ...]:
    """Say of each mention which name it holds; nothing where nobody looked for names."""
    from amends.sources.watch import shown, why

    if not (page.asked or page.filtered):
        return ()
    reasons = ((each, why(f"{each.title or ''}\n{each.text}", watch)) for each in page.mentions)
    return tuple(Skipped(shown(each), reason) for each, reason in reasons if reason)


def read_first_page(business: Business, named: Named, http: Http) -> tuple[SourceRun, Batch | None]:
    """Read one page of a source from its start and store nothing.

    Where it holds nothing, the next ones too (`PAGES`): a source with several lists may begin with
    one that is empty.
    """
    from amends.http import Deadline

    reading = begun(business, named)
    arrivals: SimpleQueue[tuple[Reading, Arrival]] = SimpleQueue()
    deadline = Deadline(named.source.max_seconds)
    lent = context(business, http, named, deadline)
    Thread(
        target=work, args=(reading, lent, None, arrivals), kwargs={"pages": PAGES}, daemon=True
    ).start()
    arrival = _first_that_holds(arrivals, deadline)
    if not isinstance(arrival, Batch):  # no more than one page was asked for
        return ended(reading, arrival if isinstance(arrival, SourceError) else None), None
    try:
        batch = prepare(arrival, named, business.config, reading.ordinals, business.now)
    except UNFIT as error:
        return ended(reading, bug(named.source, error)), None
    reading.batches, reading.fetched = 1, len(batch.mentions)
    reading.filtered = batch.filtered
    reading.skipped.extend(batch.skipped)
    return ended(reading, None), batch


def _first_that_holds(
    arrivals: SimpleQueue[tuple[Reading, Arrival]], deadline: Deadline
) -> Arrival:
    """Return the first page that holds something, else the last one, or how reading failed."""
    found: Arrival = None
    while True:
        try:
            arrival = arrivals.get(timeout=deadline.seconds + GRACE)[1]
        except Empty:
            return Unreachable(f"did not finish within {deadline.seconds:g} seconds")
        if not isinstance(arrival, Batch):
            return arrival or found
        found = arrival
        if found.mentions or found.filtered or found.skipped:
            return found


def _probed(business: Business, named: Named, http: Http) -> str | None:
    """Ask a source that can be asked what it found; its errors have been told already."""
    from amends.http import Deadline
    from amends.sources import Probes

    if not isinstance(named.source, Probes):
        return None
    lent = context(business, http, named, Deadline(named.source.max_seconds))
    try:
        return named.source.probe(lent)
    except AmendsError:
        return None


def rename(business: Business, old: str, new: str) -> int:
    """Move mentions, bookmark and run log of a source; raises `UsageError` or `StoreError`.

    What the new name has fetched again in the meantime is joined with what the old one holds.
    """
    known = business.store.sources.known()
    if old not in known:
        raise UsageError(f"no mention belongs to {old!r}", hint=f"There are: {', '.join(known)}.")
    with run_lock(business.store.path, "sources rename", business.now):
        return business.store.sources.rename(old, new)
