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
    for name, rule in _rules(business).items():
        if rule == "none" or (rule != "full" and trusted):
            days = 0 if rule == "none" else int(rule)
            unanswered += store.expire(name, days, business.now)
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


def _rules(business: Business) -> dict[str, str]:
    """Return source → how long its mentions may be kept, also for sources that are gone."""
    rules = {named.name: keep_rule(business, named) for named in business.sources}
    return {
        name: rules.get(name) or _of_type(business, source_type)
        for name, (source_type, _) in business.store.sources.known().items()
    }


def _of_type(business: Business, source_type: str) -> str:
    """Return the rule for a source that is not configured: its platform's, else ours."""
    from amends.sources.registry import BUILT_IN, load

    kind = load(source_type) if source_type in BUILT_IN else None
    platform = kind.KEEP if kind else "full"
    return platform if platform != "full" else business.config.store.keep
