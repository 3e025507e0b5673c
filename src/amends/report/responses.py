"""Answers: how many, how fast, what is late, and what customers did after them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from amends.models.report import Pair, PersonFigures, ReplyEffect, Share, Spread
from amends.report.counting import mean, share, spread
from amends.report.view import stars_at

if TYPE_CHECKING:
    from amends.report.view import Both, Told, View


def answered(view: View) -> Share:
    """Return how many of those that want an answer had one."""
    return share(each.answered for each in view.asking)


def unseen(view: View) -> int:
    """Count the unanswered ones whose source does not show whether we answered."""
    return sum(not each.answered and each.line.answered == "unknown" for each in view.asking)


def hours(view: View) -> Spread:
    """Return how long the first answers took."""
    return spread([each.hours for each in view.asking if each.hours is not None])


def people(both: Both) -> tuple[PersonFigures, ...]:
    """Return how long the first answers took that each colleague recorded, by name."""
    now = _by_person(both.now)
    before = None if both.before is None else _by_person(both.before)
    names = sorted({*now, *(before or ())})
    return tuple(
        PersonFigures(
            name,
            Pair(
                spread(now.get(name, ())), None if before is None else spread(before.get(name, ()))
            ),
        )
        for name in names
    )


def overdue(view: View) -> int:
    """Count what was past its time without an answer at the period's end."""
    return sum(late_unanswered(each, view.end) for each in view.asking)


def late_unanswered(told: Told, end: int) -> bool:
    """Say whether its answer was due by then, and is still missing."""
    due = told.line.due_at
    return due is not None and due < end and not told.answered


def effect(view: View) -> ReplyEffect:
    """Return what customers did with their words and stars after our first answer."""
    timed = [each for each in view.told if each.answered_at is not None]
    edits = view.figures.edits
    changed = [each for each in timed if each.line.number in edits and _edited(each, view)]
    changes = [change for each in changed if (change := _change(each, view))]
    known = [each for each in timed if each.line.person]
    moved = [(before, after) for before, after in changes if before != after]
    return ReplyEffect(
        answered=len(timed),
        edited=Share(len(changed), len(timed)),
        raised=sum(after > before for before, after in moved),
        lowered=sum(after < before for before, after in moved),
        thanked=share(_thanked(each, view) for each in known),
        stars_before=mean(before for before, _ in moved),
        stars_after=mean(after for _, after in moved),
    )


def _by_person(view: View) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for each in view.asking:
        answer = view.figures.answers.get(each.line.number)
        if answer and answer.who and answer.at == each.answered_at and each.hours is not None:
            found[answer.who].append(each.hours)
    return found


def _edited(told: Told, view: View) -> bool:
    at, edits = told.answered_at, view.figures.edits[told.line.number]
    return at is not None and any(at < edit.until < view.end for edit in edits)


def _change(told: Told, view: View) -> tuple[float, float] | None:
    if told.stars is None or told.answered_at is None:
        return None
    before = stars_at(told.line, view.figures, told.answered_at)
    return None if before is None else (before, told.stars)


def _thanked(told: Told, view: View) -> bool:
    return view.thanks.get(told.line.person or "", 0) > (told.answered_at or 0)
