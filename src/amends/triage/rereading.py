"""Hot mentions are read again at their source, with growing gaps, so that spread is seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.models.moments import micros
from amends.scoring.factors import growth
from amends.scoring.heat import FIRST, QUIET, next_gap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models import Batch
    from amends.sources import Named
    from amends.triage.business import Business

AT_ONCE = 50
"""Mentions of one source that one run reads again: those that are due for the longest time."""
YOUNG = timedelta(days=7)
"""What was published earlier hardly begins to spread now."""


@dataclass(frozen=True, slots=True)
class Again:
    """A batch of mentions that were asked for once more."""

    batch: Batch


Due = dict[str, tuple[int, int]]
"""External id → number of the mention, and the time since its last reading in microseconds."""


def due(business: Business, source: str) -> Due:
    """Return what of a source is to be read again now."""
    return business.store.rereads.due(source, business.now, AT_ONCE)


def asked_for(batch: Batch, wanted: Mapping[str, object]) -> Batch:
    """Return of a batch what was asked for: reading again brings nothing new."""
    return replace(
        batch,
        mentions=tuple(each for each in batch.mentions if each.external_id in wanted),
        gone_ids=tuple(each for each in batch.gone_ids if each in wanted),
        own=(),
    )


def plan(business: Business, named: Named, asked: Due) -> None:
    """Plan the next reading of what was asked for, and the first one of what is new.

    What is due and could not be asked for stays due.
    """
    from amends.sources import Refetches

    if not isinstance(named.source, Refetches):
        return
    rereads = business.store.rereads
    gaps = {number: next_gap(gap, _growth(business, number)) for number, gap in asked.values()}
    rereads.plan(gaps, business.now)
    rereads.admit(named.name, business.now - YOUNG, FIRST, QUIET, business.now)


def _growth(business: Business, number: int) -> float:
    """Return the growth that this run has seen; what stood still, or did not show, has none."""
    standing = business.store.standing(number)
    return growth(standing) if standing.read_at == micros(business.now) else 0.0
