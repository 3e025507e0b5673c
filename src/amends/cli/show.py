"""`amends show`."""

from __future__ import annotations

import typer

from amends.cli import options
from amends.cli.session import put_json, session


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(show)


def show(context: typer.Context, short_id: options.Id, json: options.Json = False) -> None:
    """One mention whole: text, why it stands where it stands, its author, its history."""
    from amends.outputs import json as as_json
    from amends.outputs import sheet
    from amends.triage import showing

    here = session(context)
    with here.business() as business:
        whole = showing.show(business, short_id)
        words = here.words(business.language)
        now = business.now
    if json:
        put_json(as_json.show(whole))
        return
    here.draw(sheet.show(whole, words, now, here.columns))
