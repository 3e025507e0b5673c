"""What became of a mention: where it stands, what was said and promised, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from amends.models.handling import UNTIL_REACTION, stage
from amends.outputs import fixes, stories
from amends.outputs.ages import age
from amends.outputs.dates import day
from amends.outputs.events import told
from amends.outputs.layout import labelled
from amends.outputs.thread import thread
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import Case
    from amends.models.listing import Whole
    from amends.models.promises import Followup

_SILENT = frozenset({"queued"})
"""Events that only `amends history` tells."""


def state(whole: Whole, words: Words, now: datetime) -> Iterator[RenderableType]:
    """Draw where it stands: whose turn, who has it, what the source did since."""
    case = whole.item.case
    facts = list(_facts(case, words))
    if facts:
        yield labelled(words.say("show.stands"), " · ".join(facts))
    for said in _from_outside(whole, words, now):
        yield Text(said, "yellow")
    for line in whole.difference:
        colour = "red" if line.startswith("−") else "green"
        yield Text(f"  {single_line(line)}", colour)


def record(whole: Whole, words: Words, now: datetime) -> Iterator[RenderableType]:
    """Draw what we said and promised, and the history."""
    reply = whole.item.case.mention.reply
    if reply and reply.text:
        yield labelled(words.say("show.our_reply"), single_line(reply.text))
    for given in whole.replies:
        yield labelled(words.say("show.our_reply"), single_line(given["text"]))
    proposal = whole.item.case.handling.proposal
    if proposal:
        yield labelled(words.say("show.proposal", who=proposal.who), single_line(proposal.text))
    for made in whole.promises:
        yield Text(f"{made.id}  {_promised(made, words)}")
    for remedy in whole.remedies:
        key = "done.granted" if remedy["granted"] else "show.offered"
        yield Text(words.say(key, what=single_line(remedy["remedy"])))
    for event in whole.events:
        if event["what"] not in _SILENT:
            line = f"{age(event['at'], now, words)}  {told(event, words)}"
            yield labelled(words.say("show.history"), line)


def advised(whole: Whole, words: Words, now: datetime) -> Iterator[RenderableType]:
    """Draw what is larger than this one mention: its story, a pattern, a demand for money."""
    case = whole.item.case
    yield from thread(whole.thread, words, now)
    yield from stories.told(whole.story, words, now, case.id)
    if whole.pattern:
        yield labelled(words.say("show.pattern"), fixes.pattern(whole.pattern, words))
    if whole.advice:
        yield from fixes.advice(whole.advice, case.id, words)


def _facts(case: Case, words: Words) -> Iterator[str]:
    handling = case.handling
    yield words.say(f"stage.{stage(handling, answered=case.answered)}")
    if handling.assignee:
        yield f"→ {single_line(handling.assignee)}"
    if handling.verified:
        yield words.say(f"verify.{handling.verified}")
    if handling.snoozed_until == UNTIL_REACTION:
        yield words.say("done.snoozed_reaction")
    elif handling.snoozed_until:
        yield words.say("done.snoozed", date=day(handling.snoozed_until.date(), words))
    if handling.close_due_at and handling.open:
        yield words.say("show.close_by", date=day(handling.close_due_at.date(), words))
    yield from (f"#{single_line(tag)}" for tag in handling.tags)
    if handling.rules:
        yield words.say("show.rules", names=", ".join(map(single_line, handling.rules)))


def _from_outside(whole: Whole, words: Words, now: datetime) -> Iterator[str]:
    case = whole.item.case
    reply = case.mention.reply
    if case.gone_at:
        ours = "silenced" in whole.item.situation.signals and case.mention.on_our_page
        yield words.say("show.gone_ours" if ours else "show.gone")
    if reply and reply.state == "rejected":
        yield words.say("show.refused", reason=single_line(reply.reason or "–"))
    elif reply and reply.state == "pending":
        yield words.say("show.pending")
    elif case.handling.reopened_at:
        yield words.say("show.reopened", time=age(case.handling.reopened_at, now, words))


def _promised(made: Followup, words: Words) -> str:
    date = day(made.due_at.date(), words)
    said = words.say("reply.promised", what=single_line(made.what), who=made.who, date=date)
    if made.open:
        return said
    return f"{said} · {words.say('followup.kept' if made.kept_at else 'followup.dropped')}"
