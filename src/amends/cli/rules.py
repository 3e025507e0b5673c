"""`amends rules`: what is configured, and what each rule would do."""

from __future__ import annotations

from typing import Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put_json, put_listing, session

app = typer.Typer(help="What amends decides by itself.", rich_markup_mode=None)


def register(parent: typer.Typer) -> None:
    """Add the commands of this file."""
    parent.add_typer(app, name="rules")


@app.callback(invoke_without_command=True)
def rules(context: typer.Context, json: options.Json = False, jsonl: options.Jsonl = False) -> None:
    """List the rules in their order, and on how many open mentions each has fired."""
    if context.invoked_subcommand:
        return
    from amends.outputs import ruled
    from amends.triage import trials

    here = session(context)
    with here.business() as business:
        configured, words = business.config.rules, here.words(business.language)
        found = trials.fired(business)
        if json or jsonl:
            whole = ruled.rules_json(found, configured, business.now)
            put_listing(whole, str, json=json, jsonl=jsonl)
        else:
            here.draw(ruled.listed(found, configured, words))
            if not configured:
                note(words.say("rules.none"))


@app.command("test")
def test(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Only this rule.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="On closed ones and old history too.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=0, max=options.MOST, help="How many examples of each to show.")
    ] = 3,
    json: options.Json = False,
) -> None:
    """Show what each rule would do with the stored mentions; changes nothing."""
    from amends.outputs import ruled
    from amends.triage import trials

    here = session(context)
    with here.business() as business:
        configured, words = business.config.rules, here.words(business.language)
        found = trials.tried(business, name, everything=everything, limit=limit)
        if json:
            put_json(ruled.trials_json(found, configured, business.now))
        elif configured:
            here.draw(ruled.tried(found, configured, words, here.columns))
        else:
            note(words.say("rules.none"))
