"""Demands of money for silence: tagged, so that they do not sink among advertising."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.handling import extortion
from amends.models.extortion import EXTORTION
from amends.store import OURSELVES
from amends.triage.flagging import SAME_MATTER
from amends.triage.ruling import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.triage.business import Business


def warn(business: Business) -> None:
    """Tag open mentions with a demand, and what whoever demanded writes for a while after it.

    Each is looked at once for each assessment.
    """
    numbers = business.store.upkeep.unwarned()
    for start in range(0, len(numbers), AT_ONCE):
        _warn_some(business, numbers[start : start + AT_ONCE])


def _warn_some(business: Business, numbers: Sequence[int]) -> None:
    store = business.store
    found = zip(numbers, map(extortion.advice, store.cases(numbers)), strict=True)
    quotes = {number: advice.quote for number, advice in found if advice}
    with store.change(who=OURSELVES, now=business.now) as change:

        def tag(chosen: Sequence[int]) -> None:
            for number, case in zip(chosen, store.cases(chosen), strict=True):
                if EXTORTION not in case.handling.tags:
                    tagged = replace(case.handling, tags=(*case.handling.tags, EXTORTION))
                    told = {"because": quotes[number]} if quotes.get(number) else {}
                    details = {"tags": [EXTORTION], **told}
                    change.decide(number, tagged, what="warned", details=details)

        tag(list(quotes))
        tag(store.upkeep.after_a_demand(numbers, SAME_MATTER))
        store.upkeep.settle_warned(numbers)
