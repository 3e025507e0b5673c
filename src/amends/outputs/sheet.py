"""One mention whole: yields what a console prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from amends.models.extortion import EXTORTION
from amends.models.threats import threatens
from amends.models.vocabulary import NOTICED_SIGNALS
from amends.outputs import safe
from amends.outputs.ages import age, duration
from amends.outputs.attached import attached
from amends.outputs.gist import gist
from amends.outputs.layout import indented, labelled
from amends.outputs.numbers import grouped
from amends.outputs.reasons import because, quoted
from amends.outputs.record import advised, record, state
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import Case, Mention
    from amends.models.listing import Ranked, Whole

_BESIDE = {"notice": "show.unknown_words", "unverified": "show.unknown_sender"}
"""What sources tell in `extra` of a mail that does not say all."""


def show(whole: Whole, words: Words, now: datetime, width: int | None) -> Iterator[RenderableType]:
    """Draw one mention whole."""
    item = whole.item
    case, mention = item.case, item.case.mention
    yield title(item, words, now)
    if mention.url:
        yield Text(single_line(mention.url), "dim")
    if about := safe.about(mention):
        yield labelled(words.say("show.item"), about)
    for copy in whole.copies:
        where = (copy.id, copy.mention.source, copy.mention.url or "")
        yield Text(single_line("  ".join(part for part in where if part)), "dim")
    yield Text("")
    yield from _written(mention, words)
    if hanging := attached(mention, words):
        yield labelled(words.say("show.attached"), hanging)
    yield from state(whole, words, now)
    yield Text("")
    yield from _what(item, words)
    yield Text.assemble((words.say("show.why", score=f"{item.priority.score:g}"), "bold"))
    for reason in item.priority.reasons:
        yield Text(f"  {reason.points:>+6.1f}  {because(reason, words)}{quoted(reason)}")
    if unknown := not_known(item, words):
        yield labelled(words.say("show.unknown"), unknown)
    yield from author(whole, words, now, width)
    yield from record(whole, words, now)
    yield from advised(whole, words, now)
    if case.handling.open and not (case.answered or case.erased_at):
        yield labelled(words.say("show.next"), _next(case))


def _written(mention: Mention, words: Words) -> Iterator[RenderableType]:
    """Draw what was written; else the lines of the mail in which nobody found the words."""
    for line in (mention.title, *mention.text.split("\n")):
        if line and line.strip():
            yield indented(Text(single_line(line)), 2)
    if mention.title or mention.text:
        return
    yield Text(f"  {words.say('queue.no_text')}", "dim")
    lines = mention.extra.get("lines")
    for line in lines if isinstance(lines, list) else ():
        yield indented(Text(single_line(str(line)), "dim"), 2)


def not_known(item: Ranked, words: Words) -> str:
    """Say what nobody knows of a mention; nothing where all is known."""
    told = item.case.mention.extra
    beside = [key for field, key in _BESIDE.items() if told.get(field)]
    keys = [*(f"flag.{flag}" for flag in item.situation.flags), *beside]
    return " · ".join(map(words.say, keys))


def title(item: Ranked, words: Words, now: datetime) -> Text:
    """Return whose it is, where, how many stars, how old, what became of it, how late it is."""
    case, mention = item.case, item.case.mention
    details = [
        " · ".join(part for part in (mention.stands_at, mention.place) if part),
        safe.stars(case),
        safe.who(case, words),
        age(mention.published_at, now, words),
        words.say(f"status.{case.handling.status}"),
        words.say("show.back") if case.handling.reopened_at else "",
    ]
    text = Text.assemble((case.id, "bold"), "  ")
    text.append(" · ".join(single_line(part) for part in details if part))
    due = item.due_at
    if due and item.late(now):
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
    yield labelled(words.say("show.what"), " · ".join(said))
    if found.topics:
        topics = (words.say(f"topic.{topic}") for topic in found.topics)
        yield labelled(words.say("show.topics"), ", ".join(topics))
    yield labelled(words.say("draft.in_short"), gist(item.case, words))
    if counted := _reach(item.case.mention, words):
        yield labelled(words.say("show.reach"), counted)
    noticed = [each for each in NOTICED_SIGNALS if each in item.situation.signals]
    if noticed:
        signals = (words.say(f"signal.{signal}") for signal in noticed)
        yield labelled(words.say("show.noticed"), " · ".join(signals))


def _reach(mention: Mention, words: Words) -> str:
    """Return what the platform counted when it was last read; zeros and the unknown say nothing."""
    counts = {**asdict(mention.reach), "followers": mention.author.followers}
    return " · ".join(
        words.say(f"show.reach.{name}", count=grouped(count, words))
        for name, count in counts.items()
        if count
    )


def author(
    whole: Whole, words: Words, now: datetime, width: int | None, *, most: int = 5
) -> Iterator[Text]:
    """Draw what else the same person wrote, the newest first; nothing where it is all they did."""
    if not whole.author:
        return
    label = words.say("show.author")
    case = whole.item.case
    if case.same_name_only:
        label += f" {words.say('show.same_name')}"
    if case.previous_unanswered:
        label += f", {words.say('show.unanswered', n=case.previous_unanswered)}"
    yield Text(label, "bold")
    for other in whole.author[:most]:
        when = age(other.mention.published_at, now, words)
        text = Text(f"  {other.id}  {when:>6}  {safe.stars(other)} {safe.excerpt(other, words)}")
        if width is not None:
            text.truncate(width, overflow="ellipsis")
        yield text


def _next(case: Case) -> str:
    """Return the command that brings the reply a step nearer to the customer.

    Who demands money for silence gets none, nor does who threatens a person.
    """
    proposal = case.handling.proposal
    if proposal is None:
        kept = EXTORTION in case.handling.tags or threatens(case.assessment)
        return f"amends export --evidence {case.id}" if kept else f"amends draft {case.id}"
    waits = proposal.needs_approval and not proposal.approved_by
    return f"amends approve {case.id}" if waits else f"amends reply {case.id} --proposed"
