"""`amends score`."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from amends.cli.progress import moving
from amends.cli.session import note, put_json, session
from amends.errors import UsageError

UNREADABLE = 4


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(score)


def score(
    context: typer.Context,
    what: Annotated[
        str | None, typer.Argument(help="- reads JSON lines on stdin and stores nothing.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Closed ones too, not only the open.")
    ] = False,
    engine: Annotated[
        Literal["auto", "full", "light"] | None, typer.Option(help="Which engine reads the pipe.")
    ] = None,
) -> None:
    """Assess again: what is stored, or any JSON lines through a pipe."""
    from amends.triage import scoring_again

    here = session(context)
    if what not in {None, "-"}:
        raise UsageError(f"score takes - or nothing, not {what!r}")
    if what == "-":
        if everything:
            raise UsageError("--all is for what is stored, score - reads every line")
        bad = 0
        for record in scoring_again.pipe(sys.stdin, here.config, here.now(), engine):
            bad += record.get("schema") == "amends.error/1"
            put_json(record)
        raise typer.Exit(UNREADABLE if bad else 0)
    if engine:
        raise UsageError(
            "--engine is for score - alone",
            hint="What is stored is read by the engine of `scoring: {engine: …}`.",
        )
    with here.business() as business:
        words = here.words(business.language)
        with moving(here, words) as progress:
            count = scoring_again.stored(business, everything=everything, progress=progress)
    note(words.say("done.scored", n=count))
