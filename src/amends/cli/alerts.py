"""`amends alerts`: what cannot wait, and whether it would reach you."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.digest import note_hints
from amends.cli.session import note, put_json, put_listing, session
from amends.errors import DeliveryError

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.triage.business import Business

app = typer.Typer(help="What cannot wait, and how you hear of it.", rich_markup_mode=None)


def register(parent: typer.Typer) -> None:
    """Add the commands of this file."""
    parent.add_typer(app, name="alerts")


@app.callback(invoke_without_command=True)
def alerts(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Past ones too.")] = False,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
) -> None:
    """List what is alarming now: since when, why, which mentions, where it was told."""
    if context.invoked_subcommand:
        return
    from amends.outputs import alerts as drawn
    from amends.outputs import alerts_json

    here = session(context)
    with here.business() as business:
        store, words, now = business.store.alerts, here.words(business.language), business.now
        found = [*store.running(), *(store.past() if everything else ())]
        zone = business.zone
    if json or jsonl:
        put_listing(alerts_json.listed(found, now, zone), str, json=json, jsonl=jsonl)
    elif found:
        here.draw(drawn.listed(found, words, now, zone))
    else:
        note(words.say("alert.none"))


@app.command("show")
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="As the list shows it: a7.")],
    json: options.Json = False,
) -> None:
    """Show one alert, running or past."""
    from amends.outputs import alerts as drawn
    from amends.outputs import alerts_json
    from amends.triage import alerting

    here = session(context)
    with here.business() as business:
        found, words = alerting.find(business, name), here.words(business.language)
        now, zone = business.now, business.zone
    if json:
        put_json(alerts_json.listed([found], now, zone))
    else:
        here.draw(drawn.listed([found], words, now, zone))


@app.command("test")
def test(
    context: typer.Context,
    channel: Annotated[
        str | None, typer.Argument(help="Only this channel of config.yaml, or `mail`.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say where it would go, and send nothing.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Send a harmless test on every way; exit code 6 if one of them fails."""
    from amends.outputs import alerts as drawn
    from amends.outputs import alerts_json
    from amends.triage import alerting

    here = session(context)
    with here.business() as business:
        words, now = here.words(business.language), business.now
        told = alerting.trial(business, channel, dry_run=dry_run)
    if json:
        put_json(alerts_json.tested(told, now))
    elif told:
        here.draw(drawn.tested(told, words))
    else:
        note(words.say("alert.test.nowhere"))
    raise typer.Exit(0 if told and alerting.well(told) else DeliveryError.exit_code)


def tell_out(business: Business, words: Words, *, quiet: bool) -> int:
    """Tell what is alarming where that was not done yet; return the exit code that it makes.

    Says what became of it: with `quiet` only what went wrong.
    """
    from amends.outputs import alerts as drawn
    from amends.triage import alerting

    told = alerting.tell(business)
    for line in drawn.delivered(told, words, quiet=quiet):
        note(str(line))
    note_hints(told)
    return 0 if alerting.well(told) else DeliveryError.exit_code
