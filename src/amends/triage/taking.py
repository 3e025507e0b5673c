"""Storing mentions that no configured source brings: typed in, or read from a file."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.models import Batch
from amends.store import run_lock
from amends.triage.arrivals import answers, clean, known_places, placed, told_apart
from amends.triage.assessing import assess_pending
from amends.triage.business import BY_HAND
from amends.triage.progress import SILENT
from amends.triage.upkeep import keep_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models import Mention, Skipped
    from amends.store import Saved
    from amends.triage.business import Business
    from amends.triage.progress import Progress


@dataclass(frozen=True, slots=True)
class Taken:
    """What an input brought: how many were new or edited, and the rows that could not be read."""

    new: tuple[str, ...]
    changed: int
    known: int
    skipped: tuple[Skipped, ...] = ()


def take(
    business: Business,
    batches: Iterable[Batch],
    command: str,
    *,
    default_source: str = BY_HAND,
    progress: Progress = SILENT,
) -> Taken:
    """Store mentions that no configured source brings: typed in, or read from a file."""
    ordinals: Counter[str] = Counter()
    new: list[int] = []
    changed = seen = 0
    skipped: list[Skipped] = []
    with run_lock(business.store.path, command, business.now):
        for batch in batches:
            skipped.extend(batch.skipped)
            for source, group in _by_source(business, batch, ordinals, default_source).items():
                saved = _save(business, source, group)
                new += saved.new
                changed += len(saved.changed)
                seen += len(group.mentions)
        assess_pending(business, progress=progress)
        keep_up(business)
    ids = tuple(each.id for each in business.store.cases(new))
    return Taken(ids, changed, seen - len(new) - changed, tuple(skipped))


def _by_source(
    business: Business, batch: Batch, ordinals: Counter[str], default: str
) -> dict[str, Batch]:
    """Return what belongs to each source: mentions, and answers that our own accounts wrote.

    Whoever took one by hand knows who said it.
    """
    from amends.sources.identity import identify

    places = known_places(business.config)
    named = [
        replace(
            mention,
            source=mention.source or default,
            place=placed(mention.place, places),
        )
        for mention in batch.mentions
    ]
    customers, own = (named, ()) if default == BY_HAND else told_apart(named, business.config)
    theirs: defaultdict[str, list[Mention]] = defaultdict(list)
    ours: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in identify(customers, ordinals):
        theirs[mention.source].append(clean(mention, business.now))
    for mention in answers(own, business.now):
        ours[mention.source].append(mention)
    return {
        source: Batch(tuple(theirs[source]), own=tuple(ours[source]))
        for source in dict.fromkeys((*theirs, *ours))
    }


def _save(business: Business, source: str, group: Batch) -> Saved:
    from datetime import timedelta

    days = business.config.baseline.days
    return business.store.add(
        source,
        (*group.mentions, *group.own)[0].source_type or source,
        group.mentions,
        own=group.own,
        baseline=None if source == BY_HAND else timedelta(days=days),
        now=business.now,
    )
