"""Read what is new, and let it into the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from amends.handling.clocks import Calendar, DueTimes, reply_hours
from amends.models.moments import micros, moment
from amends.scoring.assess import engine
from amends.store import Entrant
from amends.triage.progress import SILENT
from amends.triage.understanding import chosen, scorer, taught, understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.models import Case
    from amends.scoring.assess import Engine
    from amends.store import Unread
    from amends.triage.ahead import Vectors
    from amends.triage.business import Business
    from amends.triage.progress import Progress

CHUNK = 64
"""Assessments made and stored at once: a killed run repeats at most so many."""
MANY = 100
"""More new mentions than this are read by the light engine first: the queue is useful at once."""
MONTH = timedelta(days=30.44)


def assess_pending(
    business: Business,
    *,
    everything: bool = False,
    progress: Progress = SILENT,
    early: Vectors | None = None,
) -> int:
    """Assess what is new, edited or was read by another version; return how many.

    Many new ones are read twice: all by the light engine, then those that are open by the full
    one, the newest first. Stopped at any moment, nothing is lost, and the next run goes on. `early`
    holds what was encoded while sources were awaited.
    """
    by = taught(chosen(business.config, ready=False), business.store)
    pending = _pending(business, by, everything=everything)
    if not pending:
        return 0  # on a quiet day, loading the encoder would take longer than all the rest
    ready = chosen(business.config)
    if ready.encoder is not by.encoder:  # it is there, and cannot be loaded
        by = taught(ready, business.store)
        pending = _pending(business, by, everything=everything)
    count = len(pending)
    new = [unread for unread in pending if unread.first]
    if by.encoder and len(new) > MANY:
        _assess(business, new, engine("light"), progress, {})
        admit(business)
        pending = _pending(business, by, everything=everything)
    _assess(business, pending, by, progress, early or {})
    return count


def _pending(business: Business, by: Engine, *, everything: bool) -> list[Unread]:
    return business.store.unassessed(scorer(business.config, by), everything=everything)


def _assess(
    business: Business,
    pending: Sequence[Unread],
    by: Engine,
    progress: Progress,
    early: Vectors,
) -> None:
    progress.assessing(0, len(pending))
    for start in range(0, len(pending), CHUNK):
        part = pending[start : start + CHUNK]
        found = understand(
            [unread.mention for unread in part],
            business.config,
            by,
            [unread.vector or early.get((unread.number, unread.revision)) for unread in part],
        )
        business.store.put_assessments(
            (unread.number, unread.revision, each) for unread, each in zip(part, found, strict=True)
        )
        progress.assessing(start + len(part), len(pending))


def admit(business: Business) -> None:
    """Let assessed mentions into the queue, and of the old ones a few each day.

    Derived from the state of the store alone, so that a run that was killed before it came here
    is made good by the next one.
    """
    store, now = business.store, business.now
    due = _Due(business)
    store.entry.enqueue([(row.number, *due.of(row)) for row in store.entry.admissible()], now)
    rule = business.config.baseline
    left = rule.per_day - store.entry.released_since(_midnight(business))
    if left > 0:
        old = store.entry.waiting(
            low_stars=rule.low_stars, since=now - rule.months * MONTH, limit=left
        )
        store.entry.enqueue([(row.number, *due.of(row, since=now)) for row in old], now)


def due_from_now(business: Business, case: Case) -> DueTimes:
    """Return when both clocks ring of a mention that enters the queue at this moment."""
    mention, found = case.mention, case.assessment
    written = micros(mention.published_at) if mention.published_at else 0
    row = Entrant(0, mention.source, mention.kind, written, found.sentiment.score, found.severity)
    return _Due(business).of(row, since=business.now)


def calendar(business: Business) -> Calendar:
    """Return when the business works, as it is configured."""
    return Calendar(business.config)


class _Due:
    """By when each mention should be answered and closed, by the targets that apply to it."""

    def __init__(self, business: Business) -> None:
        self.calendar = calendar(business)
        self.sources = {named.name: named.source for named in business.sources}

    def of(self, row: Entrant, *, since: datetime | None = None) -> DueTimes:
        """Return when both clocks ring, counted from its publication or from a later `since`."""
        options = self.sources.get(row.source)
        hours = reply_hours(
            self.calendar.sla,
            social=row.kind == "post" or bool(options and options.SOCIAL),
            negative=row.sentiment_score < 0,
            severity=row.severity,
            own=options.sla if options else None,
        )
        written = moment(row.since)  # a system clock that is behind rings no bell
        return self.calendar.times(max(since or written, written), hours)


def _midnight(business: Business) -> datetime:
    local = business.now.astimezone(business.zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
