"""Read what is new, and let it into the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from amends.handling import clocks
from amends.store.rows import moment
from amends.triage.understanding import scorer, understand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from amends.triage.business import Business

CHUNK = 200
"""Assessments stored at once: a killed run repeats at most so many."""
MONTH = timedelta(days=30.44)


def assess_pending(
    business: Business,
    *,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Assess what is new, edited or was read by another version; return how many."""
    pending = business.store.unassessed(scorer(business.config), everything=everything)
    for start in range(0, len(pending), CHUNK):
        business.store.put_assessments(
            (number, revision, understand(mention, business.config))
            for number, revision, mention in pending[start : start + CHUNK]
        )
        progress(min(start + CHUNK, len(pending)), len(pending))
    return len(pending)


def admit(business: Business) -> None:
    """Let assessed mentions into the queue, and of the old ones a few each day.

    Derived from the state of the store alone, so that a run that was killed before it came here
    is made good by the next one.
    """
    store, now = business.store, business.now
    due = _Due(business)
    entrants = store.admissible()
    store.enqueue(
        ((row.number, due.of(row.source, row.sentiment_score, row.published_at)) for row in entrants),
        now,
    )
    rule = business.config.baseline
    left = rule.per_day - store.released_since(_midnight(business))
    if left > 0:
        old = store.waiting(
            low_stars=rule.low_stars, since=now - rule.months * MONTH, limit=left
        )
        store.enqueue(((row.number, due.of(row.source, -1.0, None)) for row in old), now)


class _Due:
    """By when each mention should be answered, by the targets of its source."""

    def __init__(self, business: Business) -> None:
        
        self.business = business
        self.sources = {named.name: named.source for named in business.sources}

    def of(self, source: str, sentiment: float, published_at: int | None) -> datetime:
        """Return when the first answer is due; old mentions count from today."""
        config, options = self.business.config, self.sources.get(source)
        hours = clocks.reply_hours(
            config.sla,
            social=bool(options and options.SOCIAL),
            negative=sentiment < 0,
            own=options.sla if options else None,
        )
        start = moment(published_at) or self.business.now
        return clocks.due_at(start, hours, config.sla, config.business.timezone)


def _midnight(business: Business) -> datetime:
    from zoneinfo import ZoneInfo

    local = business.now.astimezone(ZoneInfo(business.config.business.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
