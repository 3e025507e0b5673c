"""`amends draft`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put, put_json, session
from amends.models.vocabulary import Playbook

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.models import Draft


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(draft)


def draft(
    context: typer.Context,
    short_id: Annotated[
        str, typer.Argument(metavar="ID", help="Short id, or - for one JSON mention on stdin.")
    ],
    variant: Annotated[int, typer.Option(min=1, max=1000, help="Another wording.")] = 1,
    short: Annotated[bool, typer.Option("--short", help="Leave out what can be left out.")] = False,
    language: Annotated[str | None, typer.Option(help="Write in this language.")] = None,
    playbook: Annotated[Playbook | None, typer.Option(help="Answer in this way instead.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Only the text, for pasting.")] = False,
    json: options.Json = False,
) -> None:
    """Suggest a reply in the customer's language, with the meaning of each part."""
    from amends.outputs import json as as_json
    from amends.triage import drafting

    here = session(context)
    with here.business() as business:
        ask = drafting.Ask(variant, short, language, playbook, here.lang or business.language)
        if short_id == "-":
            made = drafting.draft_mention(business, drafting.read_mention(), ask)
        else:
            made = drafting.draft(business, short_id, ask)
        now = business.now
    if json:
        put_json(as_json.draft(made, None if short_id == "-" else short_id, now))
    elif made.text is None:
        note(made.because or "")
    elif plain:
        if made.fallback_language:
            note(here.words(business.language).say("draft.fallback", language=made.language))
        put(made.text)
    else:
        _screen(here, made, short_id, here.lang or business.language)


def _screen(here: Session, made: Draft, short_id: str, language: str) -> None:
    from amends.languages import words
    from amends.outputs import sheet

    here.draw(sheet.draft(made, short_id, words(language)))
