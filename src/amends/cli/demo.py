"""`amends demo`: the whole thing on a bundled business, offline."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from amends.cli.session import put, session
from amends.models.vocabulary import UiLanguage


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(demo)


def demo(
    context: typer.Context,
    lang: Annotated[UiLanguage | None, typer.Option(help="Language of the screens.")] = None,
) -> None:
    """Show everything on an invented café, in a temporary folder, without any network."""
    from amends.outputs import drafted, screens, setting_up
    from amends.triage import demonstrating

    here = replace(session(context), lang=lang or session(context).lang)
    made = demonstrating.run(here.now(demonstrating.timezone()), here.lang)
    words = here.words()
    here.draw([setting_up.title(made.name, made.places, made.mentions, made.languages, words)])
    here.draw(screens.check(made.report, words, here.columns))
    put("")
    here.tell(words.say("demo.draft", id=made.top.id))
    here.draw(drafted.draft(made.draft, made.top, made.top.id, words))
    put("")
    here.draw(setting_up.next_steps(made.folder, made.top.id, words))
