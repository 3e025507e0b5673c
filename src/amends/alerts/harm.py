"""Harm: critical harm (severity 4) that waits for an answer.

One alert for each mention, or for each story: many who tell of one poisoning are one poisoning.
Its level rises once, when the answer is late.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from amends.models.alert import AlertReason, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.models.series import Critical

SHOWN = 10
"""Mentions that an alert names."""


def harms(waiting: Iterable[Critical], now: int) -> list[Signal]:
    """Return critical harm that nobody has answered, the longest waiting first."""
    stories: defaultdict[str, list[Critical]] = defaultdict(list)
    for each in sorted(waiting, key=lambda one: (one.at, one.number)):
        stories[each.story or each.id].append(each)
    return [_signal(about, told, now) for about, told in stories.items()]


def _signal(about: str, told: Sequence[Critical], now: int) -> Signal:
    first = told[0]
    args = {"source": first.source, "since_at": first.at}
    reasons = [AlertReason("harm", args)]
    if first.place:
        reasons = [AlertReason("harm_place", {**args, "place": first.place})]
    if len(told) > 1:
        reasons.append(AlertReason("harm_several", {"n": len(told)}))
    late = any(each.reply_due_at is not None and now > each.reply_due_at for each in told)
    if late:
        reasons.append(AlertReason("harm_late", {}))
    ids = tuple(each.id for each in told[:SHOWN])
    return Signal("harm", f"mention:{about}", 1 + late, tuple(reasons), ids)
