"""What waiting cost: complaints that were answered too late, beside those in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from amends.models.report import FEW, Waited, Waiting
from amends.report.counting import mean, share
from amends.report.responses import late_unanswered
from amends.report.view import stars_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.models.figures import Grant
    from amends.report.view import Told, View

AGAIN_WITHIN = timedelta(days=30) // timedelta(microseconds=1)
"""Who complains again later than this has another reason."""


def waiting(view: View) -> Waiting:
    """Compare the complaints that were late with those that were in time."""
    timed = [each for each in view.raised if _has_time(each)]
    late = [each for each in timed if _late(each, view.end)]
    in_time = [each for each in timed if _in_time(each)]
    granted = _granted(view)
    return Waiting(
        late=_waited(late, view, granted),
        in_time=_waited(in_time, view, granted),
        known=min(len(late), len(in_time)) >= FEW,
    )


def _has_time(told: Told) -> bool:
    line = told.line
    return line.due_at is not None and not (line.backfill or line.undated)


def _late(told: Told, end: int) -> bool:
    if told.answered_at is None:
        return late_unanswered(told, end)
    return not _in_time(told)


def _in_time(told: Told) -> bool:
    due, at = told.line.due_at, told.answered_at
    return due is not None and at is not None and at <= due


def _waited(group: Sequence[Told], view: View, granted: Mapping[int, Sequence[Grant]]) -> Waited:
    known = [each for each in group if each.line.person]
    starred = [each for each in group if each.stars is not None]
    grants = [grant for each in group for grant in granted.get(each.line.number, ())]
    return Waited(
        n=len(group),
        wrote_again=share(_wrote_again(each, view) for each in known),
        lost_stars=share(_lost_stars(each, view) for each in starred),
        left=share(_left(each, view) for each in known),
        compensated=share(each.line.number in granted for each in group),
        cost=mean(grant.cost for grant in grants),
    )


def _wrote_again(told: Told, view: View) -> bool:
    latest = told.line.published_at + AGAIN_WITHIN
    return any(each.raised and each.line.published_at <= latest for each in view.after(told))


def _lost_stars(told: Told, view: View) -> bool:
    first = stars_at(told.line, view.figures, told.line.published_at)
    return first is not None and told.stars is not None and told.stars < first


def _left(told: Told, view: View) -> bool:
    """Say whether they said so later: in an edit, or in another mention."""
    edits = view.figures.edits.get(told.line.number, ())
    edited = any(edit.until < view.end for edit in edits)
    later = any(each.line.leaving for each in view.after(told))
    return later or (edited and bool(told.line.leaving))


def _granted(view: View) -> dict[int, list[Grant]]:
    found: dict[int, list[Grant]] = {}
    for grant in view.figures.grants:
        if grant.granted and grant.at < view.end:
            found.setdefault(grant.mention, []).append(grant)
    return found
