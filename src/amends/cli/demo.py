"""`amends demo`: the whole thing on a bundled business, offline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli.session import session
from amends.models.vocabulary import UiLanguage

if TYPE_CHECKING:
    from amends.triage.demonstrating import Demo


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(demo)


def demo(
    context: typer.Context,
    lang: Annotated[UiLanguage | None, typer.Option(help="Language of the screens.")] = None,
) -> None:
    """Show everything on an invented café, in a temporary folder, without any network."""
    from amends.outputs import screens
    from amends.triage import demonstrating

    here = replace(session(context), lang=lang or session(context).lang)
    made = demonstrating.run(here.now(demonstrating.timezone()), here.lang)
    words = here.words()
    console = here.console()
    console.print(demonstrating.title(made, words), style="bold")
    for line in screens.check(made.report, words, here.columns):
        console.print(line)
    console.print()
    for line in _next(made):
        console.print(line)


def _next(made: Demo) -> list[str]:
    from amends.triage import demonstrating

    return demonstrating.next_steps(made)
