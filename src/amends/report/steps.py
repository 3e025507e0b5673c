"""What comes next, and who does it by when: as things stand now, the most pressing first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from amends.models.report import Step
from amends.models.vocabulary import CLOSED_STATUSES
from amends.report.responses import late_unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from amends.models.fix import Measured
    from amends.models.promises import Followup
    from amends.models.report import Cause
    from amends.report.frame import Owner
    from amends.report.view import Told, View

MOST = 12
LATE_PROMISES, COMING_PROMISES, UNANSWERED = 4, 3, 3
"""So many of each are named; the list of follow-ups has all, and the other places count as one."""
PATTERN_FROM = 3
"""So many complaints about one thing at one place ask for a fix."""
NO_HELP = frozenset({"unclear", "more"})
"""Verdicts on a fix that was given its time, and did not help."""


def steps(view: View, causes: Iterable[Cause], owner: Owner, now: datetime) -> tuple[Step, ...]:
    """Return what is still owed: promises, answers, causes without a cure, open matters."""
    found = [
        *_late_promises(view.figures.promises, now),
        *_unanswered(view, owner),
        *(step for cause in causes if (step := _cure(cause, owner)) is not None),
        *_coming_promises(view.figures.promises, now),
        *_unsettled(view),
    ]
    return tuple(found[:MOST])


def _late_promises(promises: Iterable[Followup], now: datetime) -> list[Step]:
    late = sorted((each for each in promises if each.open and each.due_at < now), key=_due)
    return [_promise(each, late=True) for each in late[:LATE_PROMISES]]


def _coming_promises(promises: Iterable[Followup], now: datetime) -> list[Step]:
    coming = sorted((each for each in promises if each.open and each.due_at >= now), key=_due)
    return [_promise(each, late=False) for each in coming[:COMING_PROMISES]]


def _due(promise: Followup) -> tuple[datetime, int]:
    return promise.due_at, promise.number


def _promise(promise: Followup, *, late: bool) -> Step:
    return Step(
        kind="late_promise" if late else "promise",
        who=promise.who,
        by=promise.due_at,
        what=promise.what or None,
        place=promise.place,
        mention=promise.mention,
        promise=promise.id,
    )


def _unanswered(view: View, owner: Owner) -> Iterator[Step]:
    """Yield the places with complaints past their time that nobody has answered or laid aside.

    The last step holds those of all other places and of none: the sum is complete.
    """
    late = [each for each in view.raised if _waits(each) and late_unanswered(each, view.end)]
    by_place = Counter(each.line.place for each in late if each.line.place)
    places = sorted(by_place.items(), key=lambda pair: (-pair[1], pair[0]))[:UNANSWERED]
    elsewhere = len(late) - sum(count for _, count in places)
    for place, count in [*places, (None, elsewhere)]:
        if count:
            yield Step("unanswered", who=owner(None, place), by=None, place=place, count=count)


def _cure(cause: Cause, owner: Owner) -> Step | None:
    """Return what a cause still wants: a fix, or another one."""
    count = cause.raised.now.count
    standing = [each for each in cause.fixes if each.fix.ended_at is None]
    if count < PATTERN_FROM or any(_may_help(each) for each in standing):
        return None
    return Step(
        kind="fix_fails" if standing else "no_fix",
        who=owner(cause.topic, cause.place),
        by=None,
        what=standing[0].fix.name if standing else None,
        topic=cause.topic,
        also=cause.also,
        place=cause.place,
        count=count,
    )


def _may_help(measured: Measured) -> bool:
    return measured.effect.verdict not in NO_HELP


def _unsettled(view: View) -> Iterator[Step]:
    """Yield how many matters have an answer, and no end."""
    count = sum(_waits(each) and each.answered and not each.solved for each in view.raised)
    if count:
        yield Step("unsettled", who=None, by=None, count=count)


def _waits(told: Told) -> bool:
    return told.line.status not in CLOSED_STATUSES or bool(told.line.reopened)
