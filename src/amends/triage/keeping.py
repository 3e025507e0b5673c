"""How long things are kept: what `keep` says, and whether the clock may be trusted with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.handling.believable import Doubt, believable, doubt
from amends.models.moments import moment
from amends.triage.reading import keep_rule

if TYPE_CHECKING:
    from datetime import datetime

    from amends.triage.business import Business


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went because its time was over."""

    unanswered: int = 0
    """How many of them nobody had answered."""
    doubt: Doubt | None = None
    """What is odd about the clock, if anything is."""


def forget(business: Business) -> Forgotten:
    """Erase what has been kept as long as its rule allows; runs under the run lock.

    What time alone decides waits while the clock is not believed; what is never to be kept does
    not. Traces that an erased mention left in the file, because it was in use, go now.
    """
    store, seen = business.store, _witnesses(business)
    trusted = believable(business.now, told=seen.told, runs=seen.runs)
    unanswered = 0
    for name, terms in _terms(business).items():
        days, gone = terms if trusted else (0 if terms.days == 0 else None, None)
        if (days, gone) != (None, None):
            unanswered += store.expire(name, days, business.now, gone=gone)
    store.privacy.scrub()
    return Forgotten(unanswered, doubt(business.now, told=seen.told, runs=seen.runs))


def clock_is_believed(business: Business) -> bool:
    """Say whether what time alone decides may be done for good now."""
    seen = _witnesses(business)
    return believable(business.now, told=seen.told, runs=seen.runs)


class _Witnesses(NamedTuple):
    """What speaks for a clock, or against it."""

    told: datetime | None
    runs: list[datetime]


def _witnesses(business: Business) -> _Witnesses:
    told, runs = business.store.privacy.clock()
    return _Witnesses(moment(told), [moment(run) for run in runs])


class _Terms(NamedTuple):
    """For how many days words may stay; None: for ever, 0: never."""

    days: int | None
    gone: int | None
    """After we noticed that they were deleted there."""


def _terms(business: Business) -> dict[str, _Terms]:
    """Return source → its terms, also for sources that are gone from the configuration.

    Whoever writes `keep: full` beside a source has a right of their own to what was deleted.
    """
    stated = {
        named.name: _Terms(
            _days(keep_rule(business, named)),
            None if named.source.keep == "full" else named.source.KEEP_GONE,
        )
        for named in business.sources
    }
    sources = business.store.sources
    read_by = sources.read_by()
    return {
        name: stated.get(name) or _of_type(business, read_by.get(name)) for name in sources.known()
    }


def _of_type(business: Business, read_by: str | None) -> _Terms:
    """Return the terms for a source that is not configured: its platform's, else ours.

    What came from an export, or by hand, was not read from a platform: its owner has it anyhow.
    """
    from amends.sources.contract import Source
    from amends.sources.registry import BUILT_IN, load

    kind: type[Source] = (load(read_by) if read_by in BUILT_IN else None) or Source
    keep = kind.KEEP if kind.KEEP != "full" else business.config.store.keep
    return _Terms(_days(keep), kind.KEEP_GONE)


def _days(rule: str) -> int | None:
    """Return what `keep:` says as days."""
    return None if rule == "full" else 0 if rule == "none" else int(rule)
