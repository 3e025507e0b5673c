"""Answers: how many, how fast, what is late, and what customers did after them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from amends.models.report import Pair, PersonFigures, ReplyEffect, Share, Spread
from amends.report.counting import mean, share, spread
from amends.report.view import HOUR, stars_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.report.view import Both, Told, View


def answered(view: View) -> Share:
    """Return how many of those that want an answer had one."""
    return share(each.answered for each in view.asking)


def unseen(view: View) -> int:
    """Count the unanswered ones whose source does not show whether we answered."""
    return sum(not each.answered and each.line.answered == "unknown" for each in view.asking)


def hours(view: View) -> Spread:
    """Return how long the first answers took."""
    return spread(hour for _, hour in _timed(view))


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
    changed = [each for each in timed if _edited(each, view)]
    changes = [change for each in changed if (change := _change(each, view))]
    known = [each for each in timed if each.line.person]
    several = [each for each in known if each.line.person in view.people]
    moved = [(before, after) for before, after in changes if before != after]
    return ReplyEffect(
        answered=len(timed),
        edited=Share(len(changed), len(timed)),
        raised=sum(after > before for before, after in moved),
        lowered=sum(after < before for before, after in moved),
        thanked=Share(sum(_thanked(each, view) for each in several), len(known)),
        stars_before=mean(before for before, _ in moved),
        stars_after=mean(after for _, after in moved),
    )


def _timed(view: View) -> Iterable[tuple[Told, float]]:
    for each in view.asking:
        line, at = each.line, each.answered_at
        if at is not None and not (line.backfill or line.undated):
            yield each, (at - line.published_at) / HOUR


def _by_person(view: View) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for each, hour in _timed(view):
        answer = view.figures.answers.get(each.line.number)
        if answer and answer.who and answer.at == each.answered_at:
            found[answer.who].append(hour)
    return found


def _edited(told: Told, view: View) -> bool:
    at = told.answered_at
    edits = view.figures.edits.get(told.line.number)
    if edits is None:
        return False
    return at is not None and any(at < edit.until < view.end for edit in edits)


def _change(told: Told, view: View) -> tuple[float, float] | None:
    if told.stars is None or told.answered_at is None:
        return None
    before = stars_at(told.line, view.figures, told.answered_at)
    return None if before is None else (before, told.stars)


def _thanked(told: Told, view: View) -> bool:
    at = told.answered_at or 0
    return any(
        later.line.intent == "thanks_after_resolution" and later.line.published_at > at
        for later in view.after(told)
    )
