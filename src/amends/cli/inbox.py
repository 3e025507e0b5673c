"""`amends inbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from amends.cli import options, times
from amends.cli.session import note, put, put_listing, session
from amends.errors import UsageError
from amends.models.vocabulary import Topic

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.models.listing import Listing
    from amends.triage.business import Business

SHOWN = 20
Snoozed = Annotated[bool, typer.Option("--snoozed", help="Only what was laid aside for later.")]
Everything = Annotated[bool, typer.Option("--all", help="Closed ones and old history too.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(inbox)


def inbox(
    context: typer.Context,
    source: options.Source = None,
    place: options.Place = None,
    language: options.Language = None,
    status: Annotated[
        list[str] | None, typer.Option(help="Only in this status; may be repeated.")
    ] = None,
    topic: Annotated[Topic | None, typer.Option(help="Only about this.")] = None,
    min_priority: Annotated[float, typer.Option(min=0, max=100, help="From this priority on.")] = 0,
    since: Annotated[
        str | None, typer.Option(help="Published since: 2026-11-01, or 7d, 24h, 3w.")
    ] = None,
    tag: Annotated[str | None, typer.Option(help="Only with this tag.")] = None,
    snoozed: Snoozed = False,
    assignee: Annotated[str | None, typer.Option(help="Only those of this colleague.")] = None,
    everything: Everything = False,
    limit: Annotated[
        int | None,
        typer.Option(min=1, max=options.MOST, help="How many to show; default 20, in data all."),
    ] = None,
    sort: Annotated[
        Literal["priority", "due", "newest", "oldest"], typer.Option(help="The order.")
    ] = "priority",
    json: options.Json = False,
    jsonl: options.Jsonl = False,
    csv: options.Csv = False,
    ids: Annotated[bool, typer.Option("--ids", help="Print only the short ids.")] = False,
) -> None:
    """Show what is open, the most pressing first."""
    from amends.store import Filter
    from amends.triage import ranking

    here = session(context)
    data = json or jsonl or csv or ids
    with here.business() as business:
        wanted = Filter(
            source=source,
            place=place,
            language=language,
            statuses=_statuses(status),
            topic=topic,
            tag=tag.strip().casefold() if tag else None,
            assignee=assignee,
            since=times.since(here, since, business) if since is not None else None,
            everything=everything,
        )
        business.require(source=source, place=place, colleague=assignee)
        listing = ranking.listing(
            business,
            wanted,
            limit=limit or (None if data else SHOWN),
            min_priority=min_priority,
            sort=sort,
            asleep=snoozed,
        )
        narrowed = wanted != Filter() or min_priority > 0 or snoozed
        _print(here, business, listing, (json, jsonl, csv, ids), narrowed=narrowed)


def _statuses(named: list[str] | None) -> tuple[str, ...] | None:
    from amends.handling.moves import STATUSES

    unknown = set(named or ()) - set(STATUSES)
    if unknown:
        raise UsageError(
            f"no such status: {', '.join(sorted(unknown))}", hint=f"One of {', '.join(STATUSES)}."
        )
    return tuple(named) if named else None


def _print(
    here: Session,
    business: Business,
    listing: Listing,
    wanted: tuple[bool, bool, bool, bool],
    *,
    narrowed: bool,
) -> None:
    from amends.outputs import json as as_json

    json, jsonl, csv, ids = wanted
    if json or jsonl or csv:
        from amends.outputs import csv as as_csv

        put_listing(
            as_json.listing(listing, business.now),
            lambda: as_csv.table(listing.items, here.words(business.language)),
            json=json,
            jsonl=jsonl,
        )
    elif ids:
        for item in listing.items:
            put(item.case.id)
    else:
        _screen(here, business, listing, narrowed=narrowed)


def _screen(here: Session, business: Business, listing: Listing, *, narrowed: bool) -> None:
    from amends.outputs import table

    words = here.words(business.language)
    if not listing.items:
        note(words.say("queue.no_match" if narrowed else "queue.empty"))
    elif here.columns is None:
        for line in table.lines(listing.items, words, business.now):
            put(line)
    else:
        here.draw(table.rows(listing.items, words, business.now, here.columns))
        if listing.total > len(listing.items):
            note(words.say("queue.shown", shown=len(listing.items), n=listing.total))
