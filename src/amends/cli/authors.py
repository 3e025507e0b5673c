"""`amends author`, `amends authors`: the people behind the mentions."""

from __future__ import annotations

from typing import Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put_json, session

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(author)
    app.command()(authors)


def author(
    context: typer.Context,
    who: Annotated[
        str, typer.Argument(metavar="NAME|ID", help="A name, a handle, or the id of a mention.")
    ],
    json: options.Json = False,
) -> None:
    """All that one person wrote and got: each site by itself, nobody is followed across sites."""
    from amends.outputs import authors as drawn
    from amends.outputs import people_json
    from amends.triage import authors as people

    here = session(context)
    with here.business() as business:
        wanted = people.found(business, who)
        one = people.correspondence(business, wanted[0]) if len(wanted) == 1 else None
        several = () if one else people.people(business, wanted)
        words = here.words(business.language)
        now, zone = business.now, business.zone
    if json:
        put_json(people_json.one(one, several, now))
    elif one:
        here.draw(drawn.correspondence(one, words, now, here.columns, zone))
    else:
        here.draw(drawn.several(several, words, now, here.columns))


def authors(
    context: typer.Context,
    fans: Annotated[
        bool,
        typer.Option("--fans", help="Who praises repeatedly or with reach: thank them in person."),
    ] = False,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help="Only who still waits for an answer.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(min=1, max=options.MOST, help="How many to show; default 20, in data all."),
    ] = None,
    json: options.Json = False,
) -> None:
    """Who wrote several times, per site. Fans get thanks only: no gift, no request, no score."""
    from amends.outputs import authors as drawn
    from amends.outputs import people_json
    from amends.triage import authors as people

    here = session(context)
    with here.business() as business:
        listed = people.regulars(
            business, fans=fans, unanswered=unanswered, limit=limit or (None if json else SHOWN)
        )
        words = here.words(business.language)
        now = business.now
    if json:
        put_json(people_json.several(listed.people, listed.total, now))
        return
    if not listed.people:
        note(words.say("people.no_fans" if fans else "people.none"))
    here.draw(drawn.people(listed.people, words, now, here.columns, fans=fans))
    if len(listed.people) < listed.total:
        note(words.say("queue.shown", shown=len(listed.people), n=listed.total))
