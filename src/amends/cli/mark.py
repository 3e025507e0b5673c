"""`amends mark`, `amends undo`, `amends history`: what people decide, and taking it back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options, times
from amends.cli.session import note, put_json, session
from amends.models.vocabulary import Status

if TYPE_CHECKING:
    from datetime import datetime

    from amends.languages import Words
    from amends.triage.business import Business
    from amends.triage.correcting import Wanted
    from amends.triage.deciding import Marked, Wish


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(mark)
    app.command()(undo)
    app.command()(history)


def mark(
    context: typer.Context,
    short_ids: Annotated[
        list[str], typer.Argument(metavar="ID…", help="Short ids, or - to read them on stdin.")
    ],
    status: Annotated[Status | None, typer.Option(help="The new status.")] = None,
    because: Annotated[
        str | None, typer.Option(help="Why; needed to leave one alone, or to close unanswered.")
    ] = None,
    assign: Annotated[str | None, typer.Option(help="Who takes it; - for nobody.")] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="A tag to add; --tag=-NAME takes it off.")
    ] = None,
    remark: Annotated[
        str | None, typer.Option("--note", help="Something to remember, for the history.")
    ] = None,
    snooze: Annotated[
        str | None,
        typer.Option(help="Not before: 3d, 2w, 2026-12-01, reaction; now wakes it."),
    ] = None,
    chose: Annotated[
        str | None, typer.Option(help="Which remedy the customer wants: its id or words.")
    ] = None,
    sentiment: Annotated[str | None, typer.Option(help="What it is instead; - as read.")] = None,
    severity: Annotated[str | None, typer.Option(help="0 to 4 instead; - as read.")] = None,
    intent: Annotated[str | None, typer.Option(help="What it wants instead; - as read.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option(help="What it is about instead; - as read.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Its language instead; - as read.")] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Decide about mentions: their status, who takes them, or to leave them alone and why."""
    from amends.triage import deciding

    here = session(context)
    ids = sys.stdin.read().split() if short_ids == ["-"] else short_ids
    with here.business(dry_run=dry_run) as business:
        wish = deciding.Wish(
            status=status,
            because=because,
            assignee=assign,
            tags=tuple(tag or ()),
            note=remark,
            snooze=None if snooze is None else times.until(here, snooze, business),
            chose=chose,
            correct=_corrected(sentiment, severity, intent, topic, language),
        )
        marked = deciding.mark(business, ids, wish)
        _say(business, here.words(business.language), marked, wish)


def undo(
    context: typer.Context,
    change: Annotated[
        int | None, typer.Option(min=1, help="This change, by its number in the history.")
    ] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Take the last change back, of all the mentions that it concerned."""
    from amends.triage import undoing

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        undone = undoing.undo(business, change)
        words = here.words(business.language)
        what = words.say(f"event.{undone.what}")
        if undone.ids:
            ids = " ".join(undone.ids)
            note(words.say("done.undone", what=what, who=undone.who, ids=ids))
        else:
            note(words.say("done.undone_other", what=what, who=undone.who))


def history(context: typer.Context, short_id: options.Id, json: options.Json = False) -> None:
    """Show what happened to a mention: who, when, what, and why."""
    from amends.outputs import events
    from amends.triage import undoing

    here = session(context)
    with here.business() as business:
        found = undoing.history(business, short_id)
        words = here.words(business.language)
    if json:
        put_json(events.as_json(found, short_id, business.now))
    else:
        here.draw(events.lines(found, words, business.config.business.timezone))


def _corrected(
    sentiment: str | None,
    severity: str | None,
    intent: str | None,
    topics: list[str] | None,
    language: str | None,
) -> Wanted | None:
    from amends.triage.correcting import Wanted

    wanted = Wanted(
        sentiment=sentiment,
        severity=severity,
        intent=intent,
        topics=tuple(topics) if topics else None,
        language=language,
    )
    return wanted or None


def _say(business: Business, words: Words, marked: Marked, wish: Wish) -> None:
    """Say in one line what was done, and in another what it held for too."""
    said = []
    if wish.status:
        said.append(words.say(f"status.{wish.status}"))
    if wish.assignee is not None:
        said.append(words.say("done.nobody") if wish.assignee == "-" else f"→ {wish.assignee}")
    said += (f"#{tag}" if not tag.startswith("-") else f"−#{tag[1:]}" for tag in wish.tags)
    if wish.snooze is not None:
        said.append(_sleep(wish.snooze, business, words))
    if wish.note:
        said.append(words.say("event.noted"))
    if wish.chose:
        said.append(wish.chose)
    if wish.correct:
        said.append(words.say("event.corrected"))
    note(words.say("done.marked", n=len(marked.ids), status=" · ".join(said)))
    if marked.along:
        note(words.say("done.along", n=len(marked.along), ids=" ".join(marked.along)))


def _sleep(until: datetime, business: Business, words: Words) -> str:
    from amends.models.handling import UNTIL_REACTION
    from amends.outputs.dates import day

    if until == UNTIL_REACTION:
        return words.say("done.snoozed_reaction")
    if until <= business.now:
        return words.say("done.awake")
    return words.say("done.snoozed", date=day(until.astimezone(business.zone).date(), words))
