"""`amends add`: a mention by hand."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from amends.cli import options
from amends.cli.progress import moving
from amends.cli.session import note, put, session
from amends.cli.typing import asked
from amends.models.vocabulary import Kind


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(add)


def add(
    context: typer.Context,
    text: Annotated[str | None, typer.Option(help="What was said; - for stdin.")] = None,
    who: Annotated[str | None, typer.Option(help="Who said it.")] = None,
    where: Annotated[
        str, typer.Option(help="Where: letter, phone, counter, or a site such as tripadvisor.")
    ] = "counter",
    when: Annotated[str | None, typer.Option(help="When, ISO 8601; default now.")] = None,
    stars: Annotated[float | None, typer.Option(min=0, max=5, help="Stars out of 5.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    url: Annotated[str | None, typer.Option(help="Its page.")] = None,
    place: options.Branch = None,
    kind: Annotated[Kind | None, typer.Option(help="What it is; guessed from --where.")] = None,
    paste: Annotated[
        bool, typer.Option("--paste", help="Take the text from the clipboard.")
    ] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Type the text in your editor.")] = False,
    dry_run: options.DryRun = False,
) -> None:
    """Take a mention by hand: from the clipboard, a letter, a call, the counter."""
    from amends.triage import adding, desk

    here = session(context)
    if paste:
        text = desk.pasted()
    elif text == "-":
        text = sys.stdin.read()
    elif text is None and stars is None:
        text = asked(here, edit=edit)
    told = adding.Told(
        text=text or "",
        who=who,
        where=where,
        when=when,
        stars=stars,
        title=title,
        url=url,
        place=place,
        kind=kind,
    )
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        with moving(here, words) as progress:
            short_id = adding.add(business, told, progress)
        note(words.say("done.added", id=short_id))
        put(short_id)
