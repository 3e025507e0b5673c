"""`amends check` and `amends fetch`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from amends.cli import foremost, options
from amends.cli.alerts import tell_out
from amends.cli.digest import Email, EvenIfEmpty, mail_out, note_cut_off
from amends.cli.progress import moving
from amends.cli.session import note, put_json, put_listing, session

Only = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(check)
    app.command()(fetch)


def check(
    context: typer.Context,
    source: Only = None,
    place: options.Place = None,
    limit: options.Limit = 10,
    fail_on: Annotated[
        Literal["urgent", "overdue", "any"] | None,
        typer.Option(help="Exit with 10 when such mentions wait."),
    ] = None,
    quiet: options.Quiet = False,
    email: Email = False,
    even_if_empty: EvenIfEmpty = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell what is alarming, once; --email does so too.")
    ] = False,
    json: options.Json = False,
    jsonl: options.Jsonl = False,
    csv: options.Csv = False,
) -> None:
    """The daily run: fetch, and show what to do today, the most pressing first."""
    from amends.outputs import csv as as_csv
    from amends.outputs import json as as_json
    from amends.outputs import screens
    from amends.triage import checking, digest_mail

    here = session(context)
    data = json or jsonl or csv
    with here.business(check_sources=True) as business:
        words = here.words(business.language)
        if email:
            digest_mail.require_mail(business)
        with moving(here, words, shown=not (quiet or data)) as progress:
            report = checking.check(
                business,
                only=source or (),
                place=place,
                fail_on=fail_on,
                limit=limit,
                progress=progress,
            )
        note_cut_off(report.cut_off, words)
        told = mail_out(business, words, even_if_empty=even_if_empty, quiet=quiet) if email else 0
        alarmed = tell_out(business, words, quiet=quiet) if email or notify else 0  # what is left
    if data:
        put_listing(
            as_json.check(report),
            lambda: as_csv.table(report.listing.items, words),
            json=json,
            jsonl=jsonl,
        )
        if not json:  # which alone holds how the sources ended
            for trouble in screens.troubles(report, words):
                note(str(trouble))
    elif quiet:
        mailed = email and not told
        here.draw(screens.quietly(report, words, here.columns, mailed=mailed))
    else:
        some = bool(business.config.sources)
        here.draw(screens.check(report, words, here.columns, configured=some))
    raise typer.Exit(foremost((report.exit_code, told, alarmed)))


def fetch(
    context: typer.Context,
    source: Only = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Only read the sources and assess what is new."""
    from amends.outputs import json as as_json
    from amends.outputs import orders, screens
    from amends.triage import checking

    here = session(context)
    with here.business(check_sources=True) as business:
        words = here.words(business.language)
        with moving(here, words, shown=not (quiet or json)) as progress:
            fetched = checking.run(business, "fetch", only=source or (), progress=progress)
        now = business.now
    for line in orders.lines(fetched.obeyed, words):
        note(str(line))
    note_cut_off(fetched.cut_off, words)
    if fetched.clock:
        note(words.say(f"clock.{fetched.clock}"))
    if json:
        put_json(as_json.fetch(fetched.runs, now))
    else:
        here.draw(screens.runs(fetched.runs, words, now, only_bad=quiet))
    raise typer.Exit(checking.exit_code(fetched.runs, fetched.obeyed))
