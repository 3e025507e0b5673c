"""`amends show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from amends.cli import options
from amends.cli.session import put_json, session

if TYPE_CHECKING:
    from amends.models.listing import Whole


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(show)


def show(context: typer.Context, short_id: options.Id, json: options.Json = False) -> None:
    """One mention whole: text, why it stands where it stands, its author, its history."""
    from amends.outputs import sheet
    from amends.triage import showing

    here = session(context)
    with here.business() as business:
        whole = showing.show(business, short_id)
        words = here.words(business.language)
        now = business.now
    if json:
        put_json(_json(whole))
        return
    here.draw(sheet.show(whole, words, now, here.columns))


def _json(whole: Whole) -> dict[str, object]:
    from amends.outputs import json as as_json

    return as_json.envelope("show", whole.at) | {
        "item": as_json.ranked(whole.item, whole.at),
        "author": [as_json.summary(case) for case in whole.author],
        "revisions": whole.item.case.revision,
        "replies": [reply | {"at": as_json.when(reply["at"])} for reply in whole.replies],
        "history": [event | {"at": as_json.when(event["at"])} for event in whole.events],
    }
