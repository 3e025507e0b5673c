"""Whole screens: the daily check, one mention, a draft. Each yields what a console prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from amends.models.listing import GROUPS
from amends.models.vocabulary import GOOD_OUTCOMES
from amends.outputs import safe, table
from amends.outputs.ages import age, duration
from amends.outputs.dates import day
from amends.outputs.reasons import because, quoted
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import Draft, SourceRun
    from amends.models.listing import CheckReport, Listing, Ranked, Whole

LABEL = 16
"""Cells of the labels on the left of a screen about one thing."""
QUOTES_SHOWN = 6


def check(report: CheckReport, words: Words, width: int | None) -> Iterator[RenderableType]:
    """Draw the daily check: what happened, what to do by group, what was left out."""
    good = [run for run in report.runs if run.outcome in GOOD_OUTCOMES]
    if good:
        yield Text(" · ".join(_run_in_short(run, words) for run in good), "dim")
    if not report.runs:
        yield Text(words.say("check.no_sources"))
    yield _summary(report, words)
    yield from _groups(report.listing, words, report.at, width)
    hidden = report.listing.total - len(report.listing.items)
    if hidden > 0:
        yield Text(words.say("queue.more", n=hidden), "dim")
    if report.not_kept:
        yield Text("")
        yield Text(words.say("check.not_kept"), "bold")
        yield from _rows(report.not_kept, words, report.at, width)
    yield from _rest(report, words)
    yield from troubles(report, words)


def troubles(report: CheckReport, words: Words) -> Iterator[RenderableType]:
    """Draw what is wrong: sources that did not end well, and names that vanished."""
    yield from runs(report.runs, words, report.at, only_bad=True)
    for name, count in report.vanished.items():
        yield Text(words.say("check.vanished", n=count, name=name), "yellow")


def runs(
    found: Sequence[SourceRun], words: Words, now: datetime, *, only_bad: bool = False
) -> Iterator[RenderableType]:
    """Draw one line per source: how it ended, what it brought, what to do."""
    for run in found:
        bad = run.outcome not in GOOD_OUTCOMES
        if bad or run.suspicious or run.skipped or not only_bad:
            yield _run_line(run, words, now, bad=bad)
            if bad and run.hint:
                yield Text(f"          {single_line(run.hint)}", "dim")
            for skipped in run.skipped[:3]:
                where, why = single_line(skipped.where), single_line(skipped.why)
                yield Text(f"          {where}: {why}", "dim")


def _run_line(run: SourceRun, words: Words, now: datetime, *, bad: bool) -> Text:
    said = [words.say(f"outcome.{run.outcome}")]
    if run.new:
        said.append(words.say("check.new", n=run.new))
    if run.changed:
        said.append(words.say("check.changed", n=run.changed))
    if run.skipped:
        said.append(words.say("check.skipped", n=len(run.skipped)))
    if run.suspicious:
        said.append(words.say("check.suspicious"))
    if run.error:
        said.append(single_line(run.error))
    if run.retry_at and run.retry_at > now:
        left = duration((run.retry_at - now).total_seconds() + 59, words)
        said.append(words.say("check.retry_at", time=left))
    head = f"{words.say('check.not_read')}  " if bad else ""
    return Text.assemble((head, "bold red"), (run.name, "bold"), ": ", ", ".join(said))


def _run_in_short(run: SourceRun, words: Words) -> str:
    if run.new:
        return f"{run.name} {words.say('check.new', n=run.new)}"
    if run.changed:
        return f"{run.name} {words.say('check.changed', n=run.changed)}"
    return f"{run.name} {words.say(f'outcome.{run.outcome}')}"


def _summary(report: CheckReport, words: Words) -> Text:
    groups = report.listing.groups
    total = sum(groups.values())
    urgent = groups.get("urgent", 0)
    rest = groups.get("answer", 0) + groups.get("ask", 0)
    if not (urgent or rest):
        return Text(words.say("check.quiet", n=total), "bold")
    return Text(words.say("check.summary", n=total, urgent=urgent, rest=rest), "bold")


def _groups(
    listing: Listing, words: Words, now: datetime, width: int | None
) -> Iterator[RenderableType]:
    first = True
    for group in GROUPS:
        members = [item for item in listing.items if item.group == group]
        if members:
            count, total = len(members), listing.groups.get(group, 0)
            shown = words.say("queue.shown", shown=count, n=total) if count < total else str(total)
            yield Text("")
            yield Text.assemble((words.say(f"queue.group.{group}"), "bold"), f"  {shown}")
            yield from _rows(members, words, now, width, header=first)
            first = False


def _rows(
    items: Iterable[Ranked], words: Words, now: datetime, width: int | None, *, header: bool = True
) -> Iterator[RenderableType]:
    if width is None:
        yield from (Text(line) for line in table.lines(items, words, now))
    else:
        yield from table.rows(items, words, now, width, header=header)


def _rest(report: CheckReport, words: Words) -> Iterator[RenderableType]:
    """Say what is not on the screen, so that nobody wonders where it went."""
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


def show(whole: Whole, words: Words, now: datetime) -> Iterator[RenderableType]:
    """Draw one mention whole."""
    item = whole.item
    case, mention = item.case, item.case.mention
    yield _title(item, words, now)
    if mention.url:
        yield Text(single_line(mention.url), "dim")
    yield Text("")
    for line in (mention.title, *mention.text.split("\n")):
        if line and line.strip():
            yield _indented(Text(single_line(line)), 2)
    if not (mention.title or mention.text):
        yield Text(f"  {words.say('queue.no_text')}", "dim")
    yield Text("")
    yield from _what(item, words)
    yield Text.assemble((words.say("show.why", score=f"{item.priority.score:g}"), "bold"))
    for reason in item.priority.reasons:
        yield Text(f"  {reason.points:>+6.1f}  {because(reason, words)}{quoted(reason)}")
    unknown = [words.say(f"flag.{flag}") for flag in item.situation.flags]
    if unknown:
        yield _labelled(words.say("show.unknown"), " · ".join(unknown))
    yield from _author(whole, words, now)
    yield from _done(whole, words, now)
    if case.gone_at:
        yield Text(words.say("show.gone"), "yellow")
    yield _labelled(words.say("show.next"), f"amends draft {case.id}")


def _title(item: Ranked, words: Words, now: datetime) -> Text:
    case, mention = item.case, item.case.mention
    details = [
        " · ".join(part for part in (mention.source, mention.place) if part),
        safe.stars(case),
        safe.who(case, words),
        age(mention.published_at, now, words),
        words.say(f"status.{case.handling.status}"),
    ]
    text = Text.assemble((case.id, "bold"), "  ")
    text.append(" · ".join(single_line(part) for part in details if part))
    due = case.handling.reply_due_at
    if due and now > due and item.group != "nothing":
        late = words.say("queue.late_by", time=duration((now - due).total_seconds(), words))
        text.append(f" · {late}", "bold red")
    if case.links:
        text.append(f" · {words.say('queue.also_at', n=len(case.links))}: {', '.join(case.links)}")
    return text


def _what(item: Ranked, words: Words) -> Iterator[RenderableType]:
    found = item.case.assessment
    mood = (
        words.say(f"sentiment.{found.sentiment.label}")
        if found.sentiment.confidence
        else words.say("show.no_mood")
    )
    said = (
        words.say(f"intent.{found.intent}"),
        words.say(f"severity.{found.severity_name}"),
        mood,
        found.language.code,
    )
    yield _labelled(words.say("show.what"), " · ".join(said))
    if found.topics:
        topics = (words.say(f"topic.{topic}") for topic in found.topics)
        yield _labelled(words.say("show.topics"), ", ".join(topics))
    quotes = dict.fromkeys(single_line(cue.quote) for cue in found.cues)
    if quotes:
        shown = " ".join(f"«{quote}»" for quote in list(quotes)[:QUOTES_SHOWN])
        yield _labelled(words.say("show.quotes"), shown)


def _author(whole: Whole, words: Words, now: datetime) -> Iterator[Text]:
    if not whole.author:
        return
    label = words.say("show.author")
    case = whole.item.case
    if case.same_name_only:
        label += f" {words.say('show.same_name')}"
    if case.previous_unanswered:
        label += f", {words.say('show.unanswered', n=case.previous_unanswered)}"
    yield Text(label, "bold")
    for other in whole.author[:5]:
        when = age(other.mention.published_at, now, words)
        text = Text(f"  {other.id}  {when:>6}  {safe.stars(other)} {safe.excerpt(other, words)}")
        text.truncate(100, overflow="ellipsis")
        yield text


def _done(whole: Whole, words: Words, now: datetime) -> Iterator[RenderableType]:
    reply = whole.item.case.mention.reply
    if reply and reply.text:
        yield _labelled(words.say("show.our_reply"), single_line(reply.text))
    for given in whole.replies:
        yield _labelled(words.say("show.our_reply"), single_line(given["text"]))
    for event in whole.events:
        status = words.say(f"status.{event['status']}") if "status" in event else ""
        said = " · ".join(
            part
            for part in (event["who"], event["what"], status, str(event.get("because") or ""))
            if part
        )
        yield _labelled(
            words.say("show.history"), f"{age(event['at'], now, words)}  {single_line(said)}"
        )


def _labelled(label: str, value: str) -> RenderableType:
    """Draw a value beside its label; what does not fit goes on below the value."""
    from rich.table import Table

    columns = Table.grid(padding=(0, 1))
    columns.add_column(min_width=LABEL, style="bold", no_wrap=True)
    columns.add_column(overflow="fold")
    columns.add_row(Text(label), Text(value))
    return columns


def _indented(text: Text, cells: int) -> RenderableType:
    from rich.padding import Padding

    return Padding(text, (0, 0, 0, cells), expand=False)


def draft(made: Draft, short_id: str, words: Words) -> Iterator[RenderableType]:
    """Draw a draft: each part with its name, and under it what it means."""
    book = words.say(f"playbook.{made.playbook}")
    yield Text(words.say("draft.title", language=made.language, playbook=book), "dim")
    if made.fallback_language:
        yield Text(words.say("draft.fallback", language=made.language), "yellow")
    for part in made.parts:
        label = words.say(f"draft.part.{part.part}")
        yield _labelled(label, part.text)
        if part.meaning and made.language != words.language:
            yield _indented(Text(f"= {part.meaning}", "dim"), LABEL + 1)
    if made.needs_approval:
        yield Text(words.say("draft.needs_approval"), "yellow")
    for promise in made.promises:
        until = words.say("draft.promise", who=promise.who, date=day(promise.by, words))
        yield Text(f"{words.say('draft.promises')} {promise.what} ({until})", "dim")
    if short_id != "-":
        yield Text(words.say("draft.next", id=short_id), "dim")
