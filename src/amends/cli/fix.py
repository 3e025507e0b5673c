"""`amends fix`: what was put right for good, and whether it helped."""

from __future__ import annotations

from typing import Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put, put_json, session
from amends.models.vocabulary import Topic

app = typer.Typer(
    help="What was put right for good, and whether the complaints about it became fewer.",
    rich_markup_mode=None,
)


def register(parent: typer.Typer) -> None:
    """Add the commands of this file."""
    parent.add_typer(app, name="fix")


@app.callback(invoke_without_command=True)
def list_(context: typer.Context, json: options.Json = False) -> None:
    """List the fixes, with the complaints before and after each."""
    if context.invoked_subcommand:
        return
    from amends.outputs import fixes
    from amends.triage import fixing

    here = session(context)
    with here.business() as business:
        words, zone = here.words(business.language), business.config.business.timezone
        found, now = fixing.measured(business), business.now
    if json:
        put_json(fixes.as_json(found, now))
        return
    if not found:
        note(words.say("fix.none"))
    here.draw(fixes.screen(found, words, zone))


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What was done, in a few words.")],
    topic: Annotated[Topic, typer.Option(help="Which complaints it should make fewer.")],
    place: options.Branch = None,
    since: Annotated[
        str | None, typer.Option(help="Since when: 2026-11-01, 7d, 3w; default now.")
    ] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Note something that was put right for good."""
    from amends.cli import times
    from amends.triage import fixing

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        began = times.since(here, since, business) if since else None
        fix = fixing.add(business, name, topic, place, began)
        note(words.say("fix.added", id=fix.number, name=fix.name))
    if not dry_run:
        put(str(fix.number))


@app.command()
def end(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="Its number in the list.")],
    dry_run: options.DryRun = False,
) -> None:
    """Note that a fix was taken back: what comes later does not count for it."""
    from amends.triage import fixing

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        fix = fixing.end(business, number)
        note(words.say("fix.ended", id=fix.number, name=fix.name))
