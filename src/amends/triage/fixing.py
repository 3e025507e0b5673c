"""What was put right for good, and whether the complaints about it became fewer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.handling.effects import measure
from amends.models.fix import Fix, Measured, Pattern
from amends.models.moments import micros
from amends.store import Row

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Case
    from amends.models.vocabulary import Topic
    from amends.triage.business import Business

PATTERN_FROM = 3
"""So many complaints about the same thing at one place …"""
PATTERN_WITHIN = timedelta(days=14)
"""… within this time are no accident."""
LONGEST_NAME = 200


def add(
    business: Business, name: str, topic: Topic, place: str | None, since: datetime | None = None
) -> Fix:
    """Note a fix; `since` is when it began, now unless given. Raises `UsageError`."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UsageError("a fix needs a short name", hint='amends fix add "double box" --topic …')
    at = since or business.now
    if at > business.now:
        raise UsageError("--since lies in the future", hint="Note a fix when it is in place.")
    place = business.place(place)
    with business.change() as change:
        fix = Fix(change.next("fixes"), name, topic, place, at, change.who)
        values = {"name": name, "topic": topic, "place": place, "at": micros(at)}
        row = Row("fixes", {"number": fix.number}, {**values, "who": fix.who, "ended_at": None})
        change.record("fixed", {"fix": fix.number, "name": name}, [row])
    return fix


def end(business: Business, number: int) -> Fix:
    """Note that a fix was taken back; raises `UsageError` if there is none, or it has ended."""
    with business.change() as change:
        fix = next((each for each in business.store.fixes.all() if each.number == number), None)
        if fix is None:
            raise UsageError(f"there is no fix {number}", hint="amends fix lists them.")
        if fix.ended_at:
            raise UsageError(f"fix {number} has ended already", hint="amends fix lists them.")
        row = Row("fixes", {"number": number}, {"ended_at": micros(business.now)})
        change.record("fix_ended", {"fix": number, "name": fix.name}, [row])
    return fix


def measured(business: Business) -> list[Measured]:
    """Return all fixes with the complaints before and after each, the newest first."""
    return [_measured(business, fix) for fix in business.store.fixes.all()]


def _measured(business: Business, fix: Fix) -> Measured:
    store = business.store.fixes

    def count(since: datetime, until: datetime) -> int:
        return store.complaints(fix.topic, fix.place, since, until)

    end_at = fix.ended_at or business.now
    known = store.known_since(fix.place)
    return Measured(fix, measure(fix.at, end_at, known, count, _customers(business, fix.place)))


def _customers(business: Business, place: str | None) -> int | None:
    """Return how many customers a month it concerns: known of the whole business only."""
    whole = place is None or len(business.config.places) == 1
    return business.config.business.customers_per_month if whole else None


def pattern(business: Business, case: Case) -> Pattern | None:
    """Return what keeps going wrong at the place of a case; None if nothing does.

    What has a fix already is not asked for another one: `measured` says whether that one helped.
    """
    mention, found = case.mention, case.assessment
    at = mention.published_at
    if not (mention.place and at and found.severity):
        return None
    fixed = {fix.topic for fix in business.store.fixes.all() if _holds(fix, mention.place)}
    counts = business.store.fixes.recurring(
        [topic for topic in found.topics if topic not in {"other", *fixed}],
        mention.place,
        at - PATTERN_WITHIN,
        at + timedelta(microseconds=1),
    )
    topic, count = max(counts.items(), key=lambda pair: pair[1], default=("other", 0))
    if count < PATTERN_FROM:
        return None
    known: Topic = next(each for each in found.topics if each == topic)
    return Pattern(known, mention.place, count, PATTERN_WITHIN.days)


def _holds(fix: Fix, place: str) -> bool:
    return fix.ended_at is None and fix.place in {None, place}
