"""`amends followups`: what was promised, and keeping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put_json, session
from amends.errors import UsageError
from amends.models.promises import DUE

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models.promises import Followup

Promise = Annotated[str, typer.Argument(metavar="PROMISE", help="As the list shows it: f5.")]
Because = Annotated[str, typer.Option(help="Why.")]

group = typer.Typer(invoke_without_command=True, no_args_is_help=False, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(group, name="followups")


@group.callback()
def followups(
    context: typer.Context,
    who: Annotated[str | None, typer.Option(help="Only what this colleague promised.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help=f"Only these: {', '.join(DUE)}; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Kept and dropped ones too.")] = False,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
) -> None:
    """What we promised: late, due today, coming; and how to keep, move, drop or add one."""
    if context.invoked_subcommand:
        return
    from amends.outputs import followups as drawn
    from amends.outputs import handled
    from amends.triage import promising

    unknown = set(only or ()) - set(DUE)
    if unknown:
        raise UsageError(
            f"no promise is {', '.join(sorted(unknown))}", hint=f"One of {', '.join(DUE)}."
        )
    here = session(context)
    done = everything or bool({"kept", "dropped"} & set(only or ()))
    with here.business() as business:
        agenda = promising.agenda(
            business, who=who, only=tuple(each for each in DUE if each in (only or ())), done=done
        )
        words = here.words(business.language)
    if json:
        put_json(drawn.as_json(agenda))
    elif jsonl:
        for each in agenda.items:
            put_json(handled.followup(each))
    else:
        zone, narrowed = business.config.business.timezone, bool(who or only)
        here.draw(drawn.lines(agenda, words, zone, here.columns, narrowed=narrowed))


@group.command()
def keep(
    context: typer.Context,
    promise: Promise,
    remark: Annotated[str | None, typer.Option("--note", help="How it ended.")] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Note that a promise was kept."""
    from amends.triage import promising

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        kept = promising.keep(business, promise, remark)
        left = business.store.followups(business.store.number_of(kept.mention), open_only=True)
        words = here.words(business.language)
        _say(kept, "followup.is_kept", words)
        if not left:
            note(words.say("followup.last", id=kept.mention))


@group.command()
def move(
    context: typer.Context,
    promise: Promise,
    to: Annotated[str, typer.Option(help="The new day: 2026-12-01, 1 Dec, Wednesday.")],
    because: Annotated[str | None, typer.Option(help="Why.")] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Move a promise to another day; the customer should hear of it: draft --for late."""
    from amends.triage import promising

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        _say(
            promising.move(business, promise, to, because),
            "followup.is_moved",
            here.words(business.language),
        )


@group.command()
def drop(
    context: typer.Context, promise: Promise, because: Because, dry_run: options.DryRun = False
) -> None:
    """Take a promise off the list without keeping it, and say why."""
    from amends.triage import promising

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        dropped = promising.drop(business, promise, because)
        _say(dropped, "followup.is_dropped", here.words(business.language))


@group.command()
def add(
    context: typer.Context,
    short_id: options.Id,
    what: Annotated[str, typer.Argument(help="What was promised, in a few words.")],
    by: Annotated[str, typer.Option(help="Until when: 2026-12-01, 1 Dec, Wednesday.")],
    who: Annotated[str | None, typer.Option(help="Who keeps it.")] = None,
    remedy: Annotated[str | None, typer.Option(help="The remedy that it is about.")] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Note a promise that was made otherwise: on the phone, at the counter."""
    from amends.triage import promising

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        made = promising.add(business, short_id, what, by=by, who=who, remedy=remedy)
        _say(made, "followup.is_added", here.words(business.language))


def _say(followup: Followup, message: str, words: Words) -> None:
    from amends.outputs.dates import day

    date = day(followup.due_at.date(), words)
    note(words.say(message, id=followup.id, what=followup.what, who=followup.who, date=date))
