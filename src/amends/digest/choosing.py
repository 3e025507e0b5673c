"""Which matters a digest tells whole, and in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from amends.models.digest import MOST
from amends.models.discretion import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
    promises: Sequence[Pick],
    queue: Sequence[Ranked],
    now: datetime,
    *,
    most: int = MOST,
    kin: Mapping[str, str] | None = None,
) -> list[Pick]:
    """Return the matters to be told: at most `most`, each mention once.

    `promises` come the soonest first, `queue` in its own order, which holds among equals. `kin`
    says of a short id who wrote it and where: of these only the first is told, which names the
    others.
    """
    ours: dict[str, Pick] = {}
    for pick in promises:
        ours.setdefault(pick.ranked.case.id, pick)
    theirs = [Pick(each) for each in queue if each.case.id not in ours]
    ordered = sorted([*ours.values(), *theirs], key=lambda pick: _place(pick, now))
    return _folded(ordered, kin or {})[:most]


def _folded(picks: Iterable[Pick], kin: Mapping[str, str]) -> list[Pick]:
    """Let the first letter of a person stand for the others, and name them."""
    found: dict[str, Pick] = {}
    for pick in picks:
        name = pick.ranked.case.id
        who = kin.get(name, name)
        first = found.setdefault(who, pick)
        if first is not pick:
            also = dict.fromkeys((*first.ranked.also, name, *pick.ranked.also))
            found[who] = first._replace(ranked=replace(first.ranked, also=tuple(also)))
    return list(found.values())


def _place(pick: Pick, now: datetime) -> int:
    ranked = pick.ranked
    severity = ranked.case.assessment.severity
    usual = place(ranked.group, severity=severity, late=ranked.late(now))
    if pick.promise is None:
        return usual
    return min(usual, _BROKEN if pick.promise.due_at < now else _TODAY)
