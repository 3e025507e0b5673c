"""The report of a period: which days, whose place, what is known of it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.report import Frame, build, period
from amends.triage import fixing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from amends.models.alert import Alert
    from amends.models.report import Period, Report
    from amends.triage.business import Business

LONGEST = timedelta(days=20 * 366)
"""Nobody reads a time line of more than twenty years."""


def report(
    business: Business,
    since: datetime,
    until: datetime | None = None,
    *,
    place: str | None = None,
    source: str | None = None,
) -> Report:
    """Return the report from the beginning of the day of `since` until `until`, now unless given.

    Of one place or one source only, where they are given. Raises `UsageError` for a period that is
    none, and for names that nothing has.
    """
    business.require(source=source)
    place = business.place(place)
    now, before = _periods(business, since, until)
    frame = Frame(
        business=business.config.business.name,
        now=business.now,
        zone=business.zone,
        period=now,
        before=before,
        place=place,
        source=source,
        customers_per_month=_customers(business, place, source),
        by_person=business.config.report.by_person,
        names=_names(business),
        fixes=tuple(fixing.measured(business)),
        alerts=_alerts(business, now, place, source),
    )
    with _no_collecting():
        return _built(business, frame)


def _built(business: Business, frame: Frame) -> Report:
    """Read what a report is made of, and make it."""

    def owner(topic: str | None, at: str | None) -> str | None:
        return _owner(business, topic, at)

    store = business.store.figures
    figures = store.between(
        frame.before.since, frame.period.until, place=frame.place, source=frame.source
    )
    return build(figures, frame, store.wrote, owner)


def templates(business: Business) -> Path | None:
    """Return the folder of the owner's own templates, which is the same for mails and reports."""
    mail = business.config.mail
    folder = mail.templates if mail else None
    return business.folder / folder.expanduser() if folder else None


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the collector from looking for cycles where there are none.

    While hundreds of thousands of mentions are read, all of them alive, it walks through them again
    and again: it never lets go of named tuples, as it does of plain ones. That takes a fifth of the
    whole time. What was read is to be gone when this ends, or it is walked through once more.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _periods(business: Business, since: datetime, until: datetime | None) -> tuple[Period, Period]:
    end = min(until or business.now, business.now)
    begin = datetime.combine(since.astimezone(business.zone).date(), time(), business.zone)
    begin = begin.astimezone(end.tzinfo)
    if begin >= end:
        raise UsageError(
            "the report would cover no time", hint="Give a --since before --until and before now."
        )
    if end - begin > LONGEST:
        raise UsageError("a report covers 20 years at most", hint="Write --since 90d.")
    earlier = begin - (end - begin)
    return period(begin, end, business.zone), period(earlier, begin, business.zone)


def _customers(business: Business, place: str | None, source: str | None) -> int | None:
    """Return how many customers a month it concerns: known of the whole business only."""
    whole = source is None and (place is None or len(business.config.places) == 1)
    return business.config.business.customers_per_month if whole else None


def _names(business: Business) -> frozenset[str]:
    """Return the words of which the names of the business, its places and people consist."""
    config = business.config
    known = [config.business.name, *config.business.aliases, *config.team]
    for name, options in config.places.items():
        known += [name, *options.aliases, options.manager or ""]
    return frozenset(word.casefold() for name in known for word in name.split())


def _alerts(
    business: Business, now: Period, place: str | None, source: str | None
) -> tuple[Alert, ...]:
    """Return the alerts that began in a period; of a part of the business only its own."""
    store = business.store.alerts
    about = {f"place:{place}"} if place else {f"source:{source}"} if source else None
    found = [
        alert
        for alert in (*store.running(), *store.past())
        if now.since <= alert.first_seen_at < now.until and (about is None or alert.about in about)
    ]
    return tuple(sorted(found, key=_newest))


def _newest(alert: Alert) -> tuple[float, int]:
    return -alert.first_seen_at.timestamp(), -alert.number


def _owner(business: Business, topic: str | None, place: str | None) -> str | None:
    """Return the place's manager, else the only colleague who looks after it."""
    config = business.config
    options = config.places.get(place) if place else None
    if options and options.manager:
        return options.manager
    return _only(
        name
        for name, member in config.team.items()
        if (not member.topics or topic in member.topics)
        and (not member.places or place in member.places)
    )


def _only(names: Iterable[str]) -> str | None:
    found = list(names)
    return found[0] if len(found) == 1 else None
