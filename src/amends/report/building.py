"""A report, put together of its parts."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from amends.models.moments import micros
from amends.models.report import Counted, Part, Report
from amends.report import mood, responses
from amends.report.causes import causes, topics
from amends.report.counting import share
from amends.report.promises import promises, remedies
from amends.report.quotes import best
from amends.report.rates import per_1000, rate
from amends.report.reach import reach
from amends.report.steps import steps
from amends.report.view import Both, view
from amends.report.waiting import waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models.figures import Figures, Line
    from amends.models.report import Share
    from amends.report.frame import Frame, Owner, Read
    from amends.report.view import View

KNOWN_BY = 0.1
"""The period before is known if something was published before so much of it had passed."""


def build(figures: Figures, frame: Frame, read: Read, owner: Owner) -> Report:
    """Make the report of a period; see `models.report` for what its figures mean."""
    both = _both(figures, frame)
    now = both.now
    main = causes(both, frame.fixes, read)
    return Report(
        business=frame.business,
        generated_at=frame.now,
        timezone=frame.zone.key,
        period=frame.period,
        before=frame.before,
        comparable=both.before is not None,
        new_sources=_new_sources(both),
        place=frame.place,
        source=frame.source,
        counted=_counted(now),
        solved=both.pair(solved),
        causes=main,
        promises=both.pair(promises),
        waiting=waiting(now),
        best=best(now.told, read, frame.names),
        next=steps(now, main, owner, frame.now),
        mentions=both.pair(lambda each: len(each.told)),
        raised=both.pair(lambda each: len(each.raised)),
        praise=both.pair(mood.praise),
        mood=both.pair(mood.mood),
        stars=both.pair(mood.stars),
        unit=mood.unit(frame.period),
        timeline=mood.timeline(now, frame.zone),
        sources=_parts(both.grouped(attrgetter("line.source")), None),
        places=_places(both, frame),
        topics=topics(both, read),
        response=both.pair(responses.hours),
        people=responses.people(both) if frame.by_person else None,
        answered=both.pair(responses.answered),
        answer_unknown=responses.unseen(now),
        overdue=both.pair(responses.overdue),
        effect=both.pair(responses.effect),
        reach=reach(both, read),
        languages=mood.languages(both),
        hours=mood.hours(now, frame.zone),
        rate=rate(both, frame.customers_per_month),
        remedies=remedies(both),
        alerts=frame.alerts,
    )


def solved(view: View) -> Share:
    """Return how many of the matters raised were solved; see `Report.solved`."""
    return share(each.solved for each in view.raised)


def _both(figures: Figures, frame: Frame) -> Both:
    now = view(figures, frame.period)
    return Both(now, view(figures, frame.before) if _known(figures, frame) else None)


def _known(figures: Figures, frame: Frame) -> bool:
    """Say whether the period before was read: what came later than its beginning is a part."""
    if not figures.first_at:
        return False
    since, until = micros(frame.before.since), micros(frame.before.until)
    return min(figures.first_at.values()) <= since + KNOWN_BY * (until - since)


def _new_sources(both: Both) -> tuple[str, ...]:
    """Return the sources of the period that were silent, or not read, until it began."""
    since = micros(both.now.period.since)
    used = {each.line.source for each in both.now.told if not each.line.undated}
    first = both.now.figures.first_at
    return tuple(sorted(name for name in used if first.get(name, since) >= since))


def _counted(now: View) -> Counted:
    out = Counter(map(_why, now.left_out))
    told = [each.line for each in now.told]
    return Counted(
        mentions=len(told),
        spam=out["spam"],
        irrelevant=out["irrelevant"],
        copies=out["copy"],
        erased=sum(map(attrgetter("erased"), told)),
        unread=sum(line.intent is None and not line.erased for line in told),
        backfill=sum(map(attrgetter("backfill"), told)),
        undated=sum(map(attrgetter("undated"), told)),
    )


def _why(line: Line) -> str | None:
    """Say why a mention is left out."""
    if line.copy:
        return "copy"
    return "spam" if line.status == "spam" else line.intent


def _places(both: Both, frame: Frame) -> tuple[Part, ...]:
    groups: dict[str | None, Both] = both.grouped(attrgetter("line.place"))
    if set(groups) <= {None}:
        return ()
    alone = frame.customers_per_month if len(groups) == 1 else None
    return _parts(groups, alone)


def _parts(groups: Mapping[Any, Both], customers_per_month: int | None) -> tuple[Part, ...]:
    return tuple(
        Part(
            name=name,
            mentions=each.pair(lambda view: len(view.told)),
            raised=each.pair(lambda view: len(view.raised)),
            solved=each.pair(solved),
            mood=each.pair(mood.mood),
            stars=each.pair(mood.stars),
            response=each.pair(responses.hours),
            answered=each.pair(responses.answered),
            per_1000=per_1000(each, customers_per_month),
        )
        for name, each in groups.items()
    )
