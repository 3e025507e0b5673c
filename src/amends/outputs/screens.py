"""The daily check on a screen or in a pipe. Each function yields what a console prints."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.text import Text

from amends.models.listing import GROUPS
from amends.outputs import alerts, followups, orders, safe, stories, table
from amends.outputs.ages import duration
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import SourceRun
    from amends.models.alert import Alert
    from amends.models.listing import CheckReport, Listing, Ranked

    Line = RenderableType | str
    """A string is printed as it is, with its tabs."""

NAMED = 12
"""Sources that were read well and are named in the daily check: some three lines."""


def check(
    report: CheckReport, words: Words, width: int | None, *, configured: bool = True
) -> Iterator[Line]:
    """Draw the daily check: what happened, what to do by group, what was left out.

    `configured` tells sources that are all switched off from none at all.
    """
    good = [run for run in report.runs if run.well]
    if good:
        yield _good_in_short(good, words)
    if not report.runs:
        yield Text(words.say("check.all_off" if configured else "check.no_sources"))
    yield from alerts.rows(_at_large(report), words, report.at, ZoneInfo(report.timezone), width)
    yield from orders.done(report.obeyed, words)
    yield _summary(report, words)
    yield from _demands(report, words)
    yield from stories.press(report.press, words)
    yield from _promises(report, words, width)
    yield from _groups(report.listing, words, report.at, width)
    yield from _more(report.listing, words)
    if report.not_kept:
        yield Text("")
        yield Text(words.say("check.not_kept"), "bold")
        yield from _rows(report.not_kept, words, report.at, width)
    yield from _rest(report, words)
    yield from troubles(report, words)


def _at_large(report: CheckReport) -> list[Alert]:
    """Return the alerts that say more than the list below them: harm to people stands there."""
    urgent = {each.case.id for each in report.listing.items if each.group == "urgent"}
    return [
        each
        for each in report.alerts
        if each.kind != "harm" or not urgent.intersection(each.mentions)
    ]


def quietly(
    report: CheckReport, words: Words, width: int | None, *, mailed: bool = False
) -> Iterator[Line]:
    """Draw what is wrong, and what waits if the caller asked to hear of it; else nothing.

    Where the summary is mailed it tells of sources that fail, when they fail for long: cron would
    mail a line that is printed here after every run.
    """
    if report.met:
        yield _summary(report, words)
        yield from _groups(report.listing, words, report.at, width)
    yield from troubles(report, words, sources=not mailed)


def troubles(report: CheckReport, words: Words, *, sources: bool = True) -> Iterator[Line]:
    """Draw what is wrong: what was lost, sources that did not end well, names that vanished."""
    if report.erased_unanswered:
        yield Text(words.say("check.erased", n=report.erased_unanswered), "yellow")
    if report.clock:
        yield Text(words.say(f"clock.{report.clock}"), "yellow")
    yield from orders.troubles(report.obeyed, words)
    if sources:
        yield from runs(report.runs, words, report.at, only_bad=True)
    for name, count in report.vanished.items():
        yield Text(words.say("check.vanished", n=count, name=name), "yellow")


def runs(
    found: Sequence[SourceRun], words: Words, now: datetime, *, only_bad: bool = False
) -> Iterator[Line]:
    """Draw one line per source: how it ended, what it brought, what to do.

    Those that have the same trouble share one; where there is no internet, all that wanted it do.
    """
    hosts = {run.unfound for run in found if run.unfound}
    if offline := len(hosts) > 1:
        head = (f"{words.say('check.not_read')}  ", "bold red")
        yield Text.assemble(head, words.say("check.no_internet", n=len(hosts)))
    told = [run for run in found if not (offline and run.unfound)]
    if only_bad:
        told = [run for run in told if not run.well or run.suspicious or run.skipped]
    for alike in _alike(told, words, now):
        yield _run_line(alike, words, now)
        first = alike[0]
        if first.hint and not first.well:
            yield Text(f"          {single_line(first.hint)}", "dim")
        for skipped in first.skipped[:3]:
            where, why = single_line(skipped.where), single_line(skipped.why)
            yield Text(f"          {where}: {why}", "dim")


def _alike(found: Sequence[SourceRun], words: Words, now: datetime) -> list[list[SourceRun]]:
    """Put those together that have the same trouble, wherever it is."""
    groups: dict[object, list[SourceRun]] = {}
    for run in found:
        trouble = (*_said(run, words, now, where=False), run.hint)
        key = run.name if run.well or run.skipped else trouble
        groups.setdefault(key, []).append(run)
    return list(groups.values())


def _run_line(alike: Sequence[SourceRun], words: Words, now: datetime) -> Text:
    first = alike[0]
    one_place = len({safe.failure(run.error or "") for run in alike}) == 1
    head = "" if first.well else f"{words.say('check.not_read')}  "
    names = ", ".join(run.name for run in alike)
    said = ", ".join(_said(first, words, now, where=one_place))
    return Text.assemble((head, "bold red"), (names, "bold"), ": ", said)


def _said(run: SourceRun, words: Words, now: datetime, *, where: bool) -> list[str]:
    """Return how a source ended, in parts of one line."""
    brought = _brought(run, words)
    implied = _more_to_come(run) or (brought and run.outcome == "unchanged")
    said = [*([] if implied else [words.say(f"outcome.{run.outcome}")]), *brought]
    if run.skipped:
        said.append(words.say("check.skipped", n=len(run.skipped)))
    if run.filtered:
        said.append(words.say("check.filtered", n=run.filtered))
    if run.suspicious:
        said[0] = words.say("check.suspicious")
    if _more_to_come(run):
        said.append(words.say("check.more_to_come"))
    if run.error:
        said.append(safe.failure(run.error, where=where))
    if run.retry_at and run.retry_at > now:
        left = duration((run.retry_at - now).total_seconds() + 59, words)
        said.append(words.say("check.retry_at", time=left))
    return said


def _brought(run: SourceRun, words: Words) -> list[str]:
    counts = {"new": run.new, "changed": run.changed, "gone": run.gone}
    return [words.say(f"check.{what}", n=count) for what, count in counts.items() if count]


def _more_to_come(run: SourceRun) -> bool:
    """Whether it holds more than a run may take."""
    return run.outcome == "partial" and run.well


def _good_in_short(good: Sequence[SourceRun], words: Words) -> Text:
    """Name the sources that were read; where they are many, those that brought the most."""
    named = good
    if len(good) > NAMED:
        most = sorted(good, key=lambda run: (run.new, run.changed), reverse=True)[:NAMED]
        named = [run for run in good if run in most]
    parts = [_run_in_short(run, words) for run in named]
    if left := len(good) - len(named):
        parts.append(words.say("health.more", n=left))
    return Text(" · ".join(parts), "dim")


def _run_in_short(run: SourceRun, words: Words) -> str:
    parts = _brought(run, words) or [words.say(f"outcome.{run.outcome}")]
    if run.filtered:
        parts.append(words.say("check.filtered", n=run.filtered))
    if _more_to_come(run):
        parts.append(words.say("check.more_to_come"))
    return f"{run.name} {', '.join(parts)}"


def _summary(report: CheckReport, words: Words) -> Text:
    groups = report.listing.groups
    total = sum(groups.values())
    urgent = groups.get("urgent", 0)
    rest = sum(groups.get(group, 0) for group in ("refused", "answer", "ask"))
    if not (urgent or rest or groups.get("close") or report.followups):
        read = not report.runs or any(run.well or run.outcome == "partial" for run in report.runs)
        return Text(words.say("check.quiet" if read else "check.nothing_read", n=total), "bold")
    if not urgent:
        return Text(words.say("check.summary_calm", n=total, rest=rest), "bold")
    return Text(words.say("check.summary", n=total, urgent=urgent, rest=rest), "bold")


def _demands(report: CheckReport, words: Words) -> Iterator[Line]:
    """Name what wants money for silence: it must not wait for its turn, nor be answered."""
    if report.demands:
        first, ids = report.demands[0], ", ".join(report.demands)
        yield Text(words.say("check.demands", ids=ids, first=first), "bold yellow")


def _promises(report: CheckReport, words: Words, width: int | None) -> Iterator[Line]:
    """Draw what we promised and have to keep today."""
    if report.followups:
        yield Text("")
        title = words.say("queue.group.promised")
        yield Text.assemble((title, "bold"), f"  {len(report.followups)}")
        yield from followups.rows(report.followups, words, report.at, report.timezone, width)


def _groups(listing: Listing, words: Words, now: datetime, width: int | None) -> Iterator[Line]:
    first = True
    for group in GROUPS:
        members = [item for item in listing.items if item.group == group]
        if group != "urgent":  # there harm comes before everything
            members.sort(key=lambda item: not item.late(now))
        if members:
            count, total = len(members), listing.groups.get(group, 0)
            shown = words.say("queue.shown", shown=count, n=total) if count < total else str(total)
            yield Text("")
            yield Text.assemble((words.say(f"queue.group.{group}"), "bold"), f"  {shown}")
            yield from _rows(members, words, now, width, header=first)
            first = False


def _more(listing: Listing, words: Words) -> Iterator[Line]:
    """Say how many are not shown, and of which groups: the figures above are to add up."""
    hidden = listing.total - len(listing.items)
    if hidden <= 0:
        return
    left = Counter(listing.groups) - Counter(item.group for item in listing.items)
    parts = [f"{words.say(f'queue.group.{each}')} {left[each]}" for each in GROUPS if left[each]]
    said = words.say("queue.more", n=hidden)
    yield Text(f"{said} ({', '.join(parts)})" if len(parts) > 1 else said, "dim")


def _rows(
    items: Iterable[Ranked], words: Words, now: datetime, width: int | None, *, header: bool = True
) -> Iterator[Line]:
    if width is None:
        yield from table.lines(items, words, now)
    else:
        yield from table.rows(items, words, now, width, header=header)


def _rest(report: CheckReport, words: Words) -> Iterator[Line]:
    """Say what is not on the screen, so that nobody wonders where it went."""
    for status, count in sorted(report.listing.prepared.items()):
        yield Text("")
        yield Text(words.say(f"check.{status}", n=count), "bold")
    parts = [
        words.say(f"check.left.{why}", n=count)
        for why, count in sorted(report.listing.left_out.items())
    ]
    if parts or report.backlog:
        yield Text("")
    if parts:
        yield Text(words.say("check.left_out", parts=", ".join(parts)), "dim")
    if report.backlog:
        yield Text(words.say("check.backlog", n=report.backlog), "dim")
