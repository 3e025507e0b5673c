"""Which matters a digest tells whole, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.models.digest import MOST
from amends.models.discretion import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.models.listing import Group, Ranked
    from amends.models.promises import Followup

_ANSWERS: frozenset[Group] = frozenset({"urgent", "refused", "answer", "ask"})
"""Where somebody waits for words of ours; a closing or a thank-you that is late harms nobody."""
_FIRST, _BROKEN, _PRESSING, _URGENT, _OVERDUE, _TODAY = range(6)
_REST: tuple[Group, ...] = ("promised", "refused", "answer", "ask", "close", "thank", "nothing")


class Pick(NamedTuple):
    """A matter, and the promise that is due in it."""

    ranked: Ranked
    promise: Followup | None = None


def place(group: Group, *, severity: int, late: bool) -> int:
    """Return where a mention of the queue belongs; less comes first.

    People who came to harm, then (after broken promises) what cannot wait, the overdue of it first,
    what else is overdue, and the rest in the order of the day. An old answer that is late does not
    push out what is burning since an hour: that may be why the digest is sent at all.
    """
    if group == "urgent":
        return _FIRST if severity >= CRITICAL else _PRESSING if late else _URGENT
    return _OVERDUE if late and group in _ANSWERS else _TODAY + 1 + _REST.index(group)


def choose(
    promises: Sequence[Pick], queue: Sequence[Ranked], now: datetime, *, most: int = MOST
) -> list[Pick]:
    """Return the matters to be told: at most `most`, each mention once.

    `promises` come the soonest first, `queue` in its own order, which holds among equals.
    """
    ours: dict[str, Pick] = {}
    for pick in promises:
        ours.setdefault(pick.ranked.case.id, pick)
    theirs = [Pick(each) for each in queue if each.case.id not in ours]
    return sorted([*ours.values(), *theirs], key=lambda pick: _place(pick, now))[:most]


def _place(pick: Pick, now: datetime) -> int:
    ranked = pick.ranked
    severity = ranked.case.assessment.severity
    usual = place(ranked.group, severity=severity, late=ranked.late(now))
    if pick.promise is None:
        return usual
    return min(usual, _BROKEN if pick.promise.due_at < now else _TODAY)
