"""`amends show`."""

from __future__ import annotations

from typing import Annotated

import typer

from amends.cli import options
from amends.cli.session import put_json, session


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(show)


def show(
    context: typer.Context,
    short_id: options.Id,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also how it was read and how its priority adds up.")
    ] = False,
    json: options.Json = False,
) -> None:
    """One mention whole: text, why it stands where it stands, its author, its history."""
    from amends.outputs import explained, sheet
    from amends.outputs import json as as_json
    from amends.triage import showing

    here = session(context)
    with here.business() as business:
        whole = showing.show(business, short_id, explain=explain)
        words = here.words(business.language)
        now = business.now
    if json:
        put_json(as_json.show(whole))
        return
    here.draw(sheet.show(whole, words, now, here.columns))
    if whole.explanation:
        here.draw(explained.explain(whole.explanation, whole.item, words))
