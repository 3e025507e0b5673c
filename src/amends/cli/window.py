"""`amends window`: what strangers see of us first."""

from __future__ import annotations

import typer

from amends.cli import options
from amends.cli.progress import moving
from amends.cli.session import note, put_json, session


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(window)


def window(context: typer.Context, place: options.Place = None, json: options.Json = False) -> None:
    """Show the reviews that a passer-by sees first, which stand unanswered, and your neighbours.

    Asks the sources that show a window (google_places, tripadvisor) now, at their price per
    request; nothing of it is stored. Exit code 4 if one of them could not be asked.
    """
    from amends.outputs import screens
    from amends.outputs import window as drawn
    from amends.triage import window as found
    from amends.triage.checking import exit_code

    here = session(context)
    with here.business(check_sources=True) as business:
        words, now = here.words(business.language), business.now
        with moving(here, words, shown=not json) as progress:
            seen = found.look(business, place, progress)
    code = exit_code(seen.failed)
    if json:
        put_json(drawn.window_json(seen, code, now))
        raise typer.Exit(code)
    if not seen.fronts and not seen.failed:
        note(words.say("window.none"))
    here.draw(drawn.window(seen, words, now, here.columns))
    for line in screens.runs(seen.failed, words, now):
        note(str(line))
    raise typer.Exit(code)
