"""Try each source as it is configured: credentials, rights, what is left of a quota, the clock.

Nothing is stored. All are tried at the same time; one that hangs is given up after a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from amends.errors import SourceError, Unreachable
from amends.models.vocabulary import GOOD_OUTCOMES
from amends.triage.abreast import abreast
from amends.triage.fetching import GRACE
from amends.triage.findings import Finding
from amends.triage.reading import advice, context, trouble
from amends.triage.sourcing import read_first_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from amends.http import Http
    from amends.models.vocabulary import Outcome
    from amends.sources import Named
    from amends.triage.business import Business

PATIENCE = 30.0
"""Seconds that one source may take: whoever looks for what is wrong waits before the screen."""
SKEW = timedelta(minutes=2)
"""Signed keys are refused when the clock is further off (Google and Apple allow some minutes)."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """What came of trying one source."""

    name: str
    found: str = ""
    """What the source itself says it found."""
    mentions: int | None = None
    """How many were on the first page of a source that cannot be asked."""
    outcome: Outcome | None = None
    """How it failed; None: it works."""
    error: str = ""
    hint: str | None = None
    unfound: str | None = None
    """The host to which no way led."""

    @classmethod
    def failed(cls, name: str, error: SourceError, wait: str | None = None) -> _Trial:
        """Return the trial of a source that did not work, and until when to `wait`."""
        outcome = cast("Outcome", error.outcome)
        unfound = error.unfound if isinstance(error, Unreachable) else None
        hint = advice(error, name) or wait
        return cls(name, outcome=outcome, error=error.message, hint=hint, unfound=unfound)


def try_sources(
    business: Business, chosen: Sequence[Named], *, by_name: bool = False
) -> Iterator[Finding]:
    """Try the chosen sources; yield what was found in the order of config.yaml.

    `by_name`: whether the owner named them, and so means them although they are switched off.
    """
    from amends.http import Http

    told = {each.name: told_to_wait(business, each.name) for each in chosen}
    waiting = {name: finding for name, finding in told.items() if finding}
    with Http(business.config.http) as http:
        meant = [each for each in chosen if by_name or each.source.enabled]
        to_try = [each for each in meant if each.name not in waiting]
        tried = _all_at_once(business, to_try, http)
        hosts = {each.unfound for each in tried.values() if each.unfound}
        if offline := not http.heard and len(hosts) > 1:
            args = {"n": len(hosts)}
            yield Finding("problem", "sources", "check.no_internet", exit_code=4, args=args)
        for named in chosen:
            if named.name in waiting:
                yield waiting[named.name]
            elif named not in meant:
                yield _switched_off(named.name)
            elif not (offline and tried[named.name].unfound):
                yield _finding(tried[named.name])
        if http.ahead is not None and abs(http.ahead) > SKEW:
            yield _clock(http.ahead)


def _switched_off(name: str) -> Finding:
    hint = f"amends doctor {name}"  # whoever names it means it
    return Finding("note", "source", "sources.disabled", hint=hint, args={"name": name})


def told_to_wait(business: Business, name: str) -> Finding | None:
    """Return until when a source asked to be left alone: a trial is a request like any other."""
    last = business.store.sources.last_run(name)
    until = last["retry_at"] if last else None
    if until is None or until <= business.now:
        return None
    args = {"name": name, "until": _local(business, until)}
    return Finding("note", "source", "doctor.found.told_to_wait", args=args)


def _not_before(business: Business, moment: datetime) -> str:
    return f"Not before {_local(business, moment)}."


def _local(business: Business, moment: datetime) -> str:
    return f"{moment.astimezone(business.zone):%Y-%m-%d %H:%M}"


def _all_at_once(business: Business, chosen: Sequence[Named], http: Http) -> dict[str, _Trial]:
    late = Unreachable(f"did not answer within {PATIENCE:g} seconds")
    tried = {each.name: _Trial.failed(each.name, late) for each in chosen}
    jobs = {each.name: partial(_try, business, each, http) for each in chosen}
    turns = sum(each.source.interval or 0 for each in chosen)  # several may wait at one host
    return tried | abreast(jobs, PATIENCE + 2 * GRACE + turns)


def _try(business: Business, named: Named, http: Http) -> _Trial:
    """Run in a thread of its own: whatever happens becomes a trial."""
    from amends.http import Deadline
    from amends.sources import Probes

    try:
        if not isinstance(named.source, Probes):
            return _read(business, named, http)
        deadline = Deadline(min(PATIENCE, named.source.max_seconds))
        return _Trial(named.name, named.source.probe(context(business, http, named, deadline)))
    except Exception as error:  # noqa: BLE001 — a bug of one source must not stop the others
        found = trouble(named.source, error)
        wait = _not_before(business, found.until) if found.until else None
        return _Trial.failed(named.name, found, wait)


def _read(business: Business, named: Named, http: Http) -> _Trial:
    """Read the first page of a source that cannot be asked."""
    run, batch = read_first_page(business, named, http)
    if run.outcome in GOOD_OUTCOMES or (run.outcome == "partial" and batch):
        return _Trial(named.name, mentions=len(batch.mentions) if batch else 0)
    return _Trial(
        named.name,
        outcome=run.outcome,
        error=run.error or "",
        hint=run.hint or (_not_before(business, run.retry_at) if run.retry_at else None),
        unfound=run.unfound,
    )


def _finding(trial: _Trial) -> Finding:
    args = {"name": trial.name}
    if trial.outcome:
        hint = trial.hint or f"amends sources test {trial.name}"
        found = f"outcome.{trial.outcome}"
        return Finding("problem", "source", found, trial.error, hint=hint, exit_code=4, args=args)
    if trial.mentions is None:
        return Finding("ok", "source", detail=trial.found, args=args)
    return Finding("ok", "source", "doctor.found.first_page", args=args | {"n": trial.mentions})


def _clock(ahead: timedelta) -> Finding:
    minutes = round(abs(ahead).total_seconds() / 60)
    found = "doctor.found.clock_ahead" if ahead > timedelta(0) else "doctor.found.clock_behind"
    return Finding("problem", "clock", found, exit_code=4, args={"n": minutes})
