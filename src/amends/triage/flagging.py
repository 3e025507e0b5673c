"""Reports to platforms: what was reported, on which ground, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.handling import extortion
from amends.handling.grounds import Grounds, grounds
from amends.models.extortion import EXTORTION, Advice
from amends.models.moments import micros
from amends.models.platform_report import PlatformReport
from amends.store import Row
from amends.triage.deciding import case as case_of
from amends.triage.deciding import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.models import Case
    from amends.models.platform_report import ReportOutcome, ReportReason, ReportWarning
    from amends.triage.business import Business

MANY = 5
"""So many reports …"""
MANY_WITHIN = timedelta(days=30)
"""… within this time look like a business that reports whatever it does not like."""
LONGEST_REFERENCE = 200
SAME_MATTER = timedelta(days=90)
"""What somebody writes so long after a demand of money is taken for a part of it."""
AROUND = 100
"""Mentions near in time that are looked at for a wave."""
_OPINIONS = {"off_topic", "spam", "not_a_customer"}
"""Grounds that a bad opinion is easily taken for."""
_COMPLAINING = {"complaint", "vague_negative", "mixed", "suggestion"}


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that was noted, and what speaks against it."""

    report: PlatformReport
    grounds: Grounds
    warnings: tuple[ReportWarning, ...]


def flag(
    business: Business, short_id: str, reason: ReportReason, reference: str | None = None
) -> Reported:
    """Note that a mention was reported to its platform; raises `UnknownId`.

    Nothing is sent: the owner reports it there, by hand.
    """
    with business.change() as change:
        case = case_of(business, short_id)
        number = find(business, short_id)
        earlier = business.store.records.reports(number)
        report = PlatformReport(
            number=change.next("reports"),
            mention=case.id,
            source=case.mention.source,
            source_type=case.mention.source_type,
            at=business.now,
            who=change.who,
            reason=reason,
            reference=_line(reference),
        )
        values = {"mention": number, "at": micros(report.at), "who": report.who}
        values |= {"reason": reason, "reference": report.reference}
        row = Row("reports", {"number": report.number}, values)
        details = {"report": report.number, "reason": reason, "reference": report.reference}
        change.decide(number, case.handling, what="reported", details=details, rows=[row])
        warned = tuple(_warnings(business, case, reason, again=bool(earlier)))
    return Reported(report, grounds(case.mention.source_type), warned)


def settle(
    business: Business, short_id: str, outcome: ReportOutcome, reference: str | None = None
) -> PlatformReport:
    """Note what the platform did about the last report of a mention; raises `UsageError`."""
    with business.change() as change:
        case = case_of(business, short_id)
        number = find(business, short_id)
        reports = business.store.records.reports(number)
        if not reports:
            raise UsageError(
                f"{case.id} has not been reported",
                hint=f"First: amends flag {case.id} --reason … --reference …",
            )
        latest = replace(reports[-1], outcome=outcome, outcome_at=business.now)
        latest = replace(latest, reference=_line(reference) or latest.reference)
        values = {"outcome": outcome, "outcome_at": micros(business.now)}
        row = Row("reports", {"number": latest.number}, values | {"reference": latest.reference})
        details = {"report": latest.number, "outcome": outcome}
        change.decide(number, case.handling, what="reported", details=details, rows=[row])
    return latest


def advice(business: Business, case: Case) -> Advice | None:
    """Return what to tell the owner if somebody seems to want money for a review; else None."""
    alone = extortion.advice(case)
    if alone or not case.id:
        return alone
    number, store = find(business, case.id), business.store
    if extortion.part_of_a_wave(case):
        near = store.records.around(number, extortion.DEMAND_WITHIN, AROUND)
        if found := extortion.advice(case, store.cases(near)):
            return found
    return _after_a_demand(case, store.cases(store.upkeep.demands_beside(number, SAME_MATTER)))


def _after_a_demand(case: Case, others: Sequence[Case]) -> Advice | None:
    """Return the advice where the same person demanded money in another mention."""
    form = grounds(case.mention.source_type).extortion
    demands = (extortion.advice(each) for each in others)
    if found := next((each for each in demands if each), None):
        return replace(found, form=form)
    return Advice(None, case.id, form=form) if EXTORTION in case.handling.tags else None


def _warnings(
    business: Business, case: Case, reason: ReportReason, *, again: bool
) -> Iterator[ReportWarning]:
    """Yield what speaks against a report; it is noted all the same, for it has happened."""
    if business.store.records.reported_since(business.now - MANY_WITHIN) >= MANY:
        yield "many"
    if reason in _OPINIONS and case.assessment.intent in _COMPLAINING:
        yield "opinion"
    if reason not in grounds(case.mention.source_type).reasons:
        yield "unlisted"
    if again:
        yield "again"


def _line(reference: str | None) -> str | None:
    said = " ".join((reference or "").split())
    if len(said) > LONGEST_REFERENCE:
        raise UsageError(f"--reference is longer than {LONGEST_REFERENCE} characters")
    return said or None
