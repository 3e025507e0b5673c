"""What a care lead notices: who went quiet, who was let down before, whom we lose or silenced.

Signals of the history and the moment. They say where to look; none of them changes a severity,
a remedy or a draft, and none knows what a customer is worth.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from amends.scoring.factors import PRIVATE
from amends.scoring.meanings import ADVERSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from amends.models import Assessment, Case
    from amends.models.vocabulary import Signal

QUIET = timedelta(days=14)
"""Silent for so long, somebody who got nothing has given up, and is not content."""


def noticed(case: Case, now: datetime) -> Iterator[Signal]:
    """Yield the signals that the history and the moment give."""
    for signal, holds in _NOTICED.items():
        if holds(case, now):
            yield signal


def _gone_quiet(case: Case, now: datetime) -> bool:
    """Say whether somebody asked for something, got nothing, and stopped writing."""
    promised = case.handling.follow_up_at
    owed = not case.answered or (promised is not None and promised < now)
    last = case.last_words_at or case.mention.published_at
    silent = last is not None and now - last >= QUIET
    return owed and silent and case.handling.open and _wants(case.assessment)


def _wronged_before(case: Case, _now: datetime) -> bool:
    return case.earlier_complaints > 0 and _aggrieved(case.assessment)


def _lost_fan(case: Case, _now: datetime) -> bool:
    return case.earlier_praise > 0 and _aggrieved(case.assessment)


def _silenced(case: Case, _now: datetime) -> bool:
    """Say whether words against us vanished where one of us may have hidden them."""
    gone = case.mention.on_our_page and case.gone_at is not None
    return gone and _aggrieved(case.assessment)


def _private_chance(case: Case, _now: datetime) -> bool:
    """Say whether somebody unhappy gives us the chance to settle it before anybody reads of it."""
    return case.mention.kind in PRIVATE and not case.answered and _aggrieved(case.assessment)


def _wants(found: Assessment) -> bool:
    return found.intent in {"complaint", "question"} or (found.severity > 0 and _negative(found))


def _aggrieved(found: Assessment) -> bool:
    return found.intent in ADVERSE or (found.severity > 0 and _negative(found))


def _negative(found: Assessment) -> bool:
    return found.sentiment.label == "negative" and found.intent not in {"spam", "irrelevant"}


_NOTICED: Mapping[Signal, Callable[[Case, datetime], bool]] = {
    "gone_quiet": _gone_quiet,
    "wronged_before": _wronged_before,
    "lost_fan": _lost_fan,
    "silenced": _silenced,
    "private_chance": _private_chance,
}
