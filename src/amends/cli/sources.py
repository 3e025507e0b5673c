"""`amends sources`: what can be read, what is read, and whether it works."""

from __future__ import annotations

from typing import Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put_json, put_listing, session

app = typer.Typer(help="The places to read from.", rich_markup_mode=None, no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the commands of this file."""
    parent.add_typer(app, name="sources")


@app.command("list")
def list_(
    context: typer.Context,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
    csv: options.Csv = False,
) -> None:
    """What is configured, and how its last run ended."""
    from amends.outputs import configured
    from amends.outputs import csv as as_csv
    from amends.outputs import json as as_json
    from amends.triage import sourcing

    here = session(context)
    with here.business(check_sources=True) as business:
        words, now = here.words(business.language), business.now
        found = sourcing.configured(business)
    if json or jsonl or csv:
        whole = as_json.sources(found, now)
        put_listing(
            whole,
            lambda: as_csv.records(whole["items"], as_csv.SOURCES),
            json=json,
            jsonl=jsonl,
        )
        return
    if not found:
        note(words.say("check.no_sources"))
    here.draw(configured.rows(found, words, now, titled=here.columns is not None))


@app.command("types")
def types(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="All about this one.")
    ] = None,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
    csv: options.Csv = False,
) -> None:
    """What kinds of source there are; with TYPE, what one brings, lacks and costs, and its key."""
    from amends.outputs import csv as as_csv
    from amends.outputs import json as as_json
    from amends.outputs import source_types
    from amends.triage import sourcing

    here = session(context)
    found = sourcing.kinds(kind)
    if json or jsonl or csv:
        put_listing(
            as_json.source_types(found, here.now()),
            lambda: as_csv.records(found, as_csv.SOURCE_TYPES),
            json=json,
            jsonl=jsonl,
        )
    elif kind:
        told = (found[0], sourcing.guide(kind), sourcing.example(kind))
        here.draw(source_types.about(*told, here.columns))
    else:
        here.draw(source_types.overview(found, here.columns))


@app.command("test")
def test(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of a source in config.yaml.")],
    json: options.Json = False,
) -> None:
    """Read one page of a source and show it, without storing anything."""
    from amends.outputs import json as as_json
    from amends.triage import sourcing

    here = session(context)
    with here.business(check_sources=True) as business:
        words = here.words(business.language)
        tried = sourcing.try_one(business, name)
    if json:
        put_json(
            as_json.source_test(
                tried.run, tried.first, tried.asked, tried.kept, tried.dropped, business.now
            )
        )
    else:
        from amends.outputs import screens
        from amends.outputs import tried as shown

        here.draw(screens.runs([tried.run], words, business.now))
        if tried.probed:
            here.tell(tried.probed)
        here.draw(shown.searched(tried.asked, words))
        if here.columns is None:
            here.draw(shown.lines(tried.first))
        elif tried.first:
            cards = (tried.first, tried.held, words, business.zone, here.columns)
            here.draw(shown.cards(*cards))
        for key, count, notes in (
            ("sources.kept", tried.held, tried.kept),
            ("sources.left_out", tried.run.filtered, tried.dropped),
        ):
            here.draw(shown.noted(key, count, notes, words, here.columns))
    raise typer.Exit(tried.exit_code)


@app.command("rename")
def rename(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="The name that the mentions have.")],
    new: Annotated[str, typer.Argument(help="The name that they get.")],
    dry_run: options.DryRun = False,
) -> None:
    """Move the mentions of a source, and its login, to another name."""
    from amends.config.logins import KeptLogin
    from amends.triage import sourcing

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        count = sourcing.rename(business, old, new)
        if not dry_run:
            KeptLogin(business.folder, old).move(new)
        words = here.words(business.language)
        note(words.say("done.renamed", n=count, old=old, new=new))


@app.command("login")
def login(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of a source in config.yaml.")],
    keyring: Annotated[
        bool, typer.Option("--keyring", help="Keep it in the keyring, not in a file.")
    ] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only show the address to open.")
    ] = False,
) -> None:
    """Let a source read in your name: agree in your browser, and amends keeps the consent."""
    from amends.cli.consenting import AtTerminal
    from amends.triage.logging_in import Asking, log_in

    here = session(context)
    with here.business(check_sources=True) as business:
        words = here.words(business.language)
        person = AtTerminal(words, browser=not no_browser)
        for line in log_in(business, name, Asking(person, words, "keyring" if keyring else "file")):
            here.tell(line)


@app.command("logout")
def logout(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of a source that is logged in.")],
) -> None:
    """Forget the consent of a source."""
    from amends.triage.logging_in import log_out

    here = session(context)
    loaded = here.loaded()
    log_out(loaded.path.absolute().parent, name)
    note(here.words(loaded.config.language).say("login.forgotten", name=name))
