"""`amends import` and `amends export`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from amends.cli import options
from amends.cli.progress import moving
from amends.cli.session import note, prompted, put, put_json, session, write_new
from amends.errors import UsageError
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from amends.cli.session import Session
    from amends.languages import Words
    from amends.models import Skipped
    from amends.sources.file.reading import Findings
    from amends.triage.business import Business
    from amends.triage.importing import Ask, Preview
    from amends.triage.taking import Taken

UNREADABLE = 4
TOLD = 20
"""Unreadable rows that are named; the rest are counted."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(import_)
    app.command()(export)


def import_(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="A file, a glob, or - for stdin.")],
    form: Annotated[
        Literal["auto", "csv", "tsv", "json", "jsonl", "mbox"],
        typer.Option("--format", help="What it is; guessed from its name and content."),
    ] = "auto",
    encoding: Annotated[
        str | None, typer.Option(help="Its encoding, if the guess is wrong.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=HEADER, if a column is not recognised.")
    ] = None,
    source: Annotated[str, typer.Option(help="The source its rows belong to.")] = "import",
    place: options.Branch = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be read, store nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask whether the columns are understood.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Read mentions from a file or a pipe: CSV, TSV, JSON, JSONL, mbox.

    Exports whose columns their platform documents are recognised; of any other one, on a
    terminal, the first mentions are shown and you are asked.
    """
    from amends.outputs import import_json
    from amends.triage import importing

    here = session(context)
    ask = importing.Ask(path, form, encoding, tuple(column or ()), source, place)
    with here.business() as business:
        business.require(place=place)
        words = here.words(business.language)
        if dry_run:
            skipped = _preview(here, business, ask, words, as_json=json)
            raise typer.Exit(UNREADABLE if skipped else 0)
        asked = not (yes or json) and here.dialogue
        if asked and not _understood(here, business, ask, words):
            note(words.say("done.nothing_stored"))
            return
        files: list[Findings] = []
        with moving(here, words, shown=not json) as progress:
            taken = importing.take_file(business, ask, progress, files.append)
        now = business.now
    if not (asked or ask.columns):
        _say_guesses(files, words)
    if json:
        put_json(import_json.imported(taken.new, taken.changed, taken.known, taken.skipped, now))
    else:
        _tell(taken, words)
    raise typer.Exit(UNREADABLE if taken.skipped else 0)


def export(
    context: typer.Context,
    form: Annotated[
        Literal["jsonl", "json", "csv"], typer.Option("--format", help="What to write.")
    ] = "jsonl",
    source: options.Source = None,
    place: options.Place = None,
    everything: Annotated[
        bool, typer.Option("--all/--open", help="All, or only what is open.")
    ] = True,
    evidence: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Instead: all that is known of one mention, with hashes."),
    ] = None,
    author_too: Annotated[
        bool, typer.Option("--author-too", help="With --evidence: all of its author's.")
    ] = False,
    story_too: Annotated[
        bool, typer.Option("--story-too", help="With --evidence: all of its story's.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(help="With --evidence: FILE.zip or a folder; default evidence-ID.zip."),
    ] = None,
) -> None:
    """Write all out again: what was said (linked copies too), what was found and decided."""
    if evidence is not None:
        _evidence(session(context), evidence, output, author_too=author_too, story_too=story_too)
        return
    if author_too or story_too or output:
        raise UsageError("that goes with --evidence", hint="amends export --evidence ID")
    from amends.outputs import csv as as_csv
    from amends.outputs import json as as_json
    from amends.store import Filter
    from amends.triage import ranking

    here = session(context)
    with here.business() as business:
        business.require(source=source, place=place)
        listing = ranking.listing(
            business,
            Filter(source=source, place=place, everything=everything, copies=True),
            limit=None,
            sort="oldest",
        )
        if form == "csv":
            put(as_csv.table(listing.items, here.words(business.language)))
        elif form == "json":
            put_json(as_json.listing(listing, business.now))
        else:
            for item in as_json.bare(listing, business.now):
                put_json(item)


def _evidence(
    here: Session, short_id: str, output: Path | None, *, author_too: bool, story_too: bool
) -> None:
    """Write an evidence pack, and say its number to keep."""
    from amends.outputs import evidence as packed
    from amends.triage import evidence

    with here.business() as business:
        words = here.words(business.language)
        pack = evidence.pack(business, short_id, author_too=author_too, story_too=story_too)
    files = packed.files(pack, words)
    target = output or Path(f"evidence-{pack.exhibits[0].case.id}.zip")
    if target.suffix.casefold() == ".zip":
        write_new(target, packed.zipped(files, pack))
    else:
        for name, data in files.items():
            write_new(target / name, data)
    manifest = packed.digest(files[packed.MANIFEST])
    note(words.say("evidence.written", file=target, n=len(files), sha=manifest))
    note(words.say("evidence.keep"))
    put(str(target))


def _understood(here: Session, business: Business, ask: Ask, words: Words) -> bool:
    """Show what the columns of a file were taken for, and ask; Enter means yes."""
    from amends.outputs import setting_up
    from amends.triage import importing

    if not importing.guessed(business, ask):
        return True
    shown = importing.preview(business, ask, setting_up.SHOWN)
    _show(here, shown, words, business.zone)
    while True:
        said = prompted(f"{words.say('import.right')} ").strip().casefold()
        if said in {"", "y", "yes", words.say("import.yes")}:
            return True
        if said in {"n", "no", words.say("import.no")}:
            note(words.say("import.say_which"))
            return False


def _preview(
    here: Session, business: Business, ask: Ask, words: Words, *, as_json: bool
) -> Sequence[Skipped]:
    """Show what would be read; return what could not be."""
    from amends.outputs import import_json, setting_up
    from amends.triage import importing

    found = importing.preview(business, ask, None if as_json else setting_up.SHOWN)
    if as_json:
        put_json(import_json.preview(found.files, found.mentions, found.skipped, business.now))
    else:
        _show(here, found, words, business.zone)
        note(words.say("done.nothing_stored"))
    return found.skipped


def _show(here: Session, preview: Preview, words: Words, zone: ZoneInfo) -> None:
    """Show what files were taken for, and their first mentions."""
    from amends.outputs import setting_up

    found = (preview.files, preview.mentions, preview.skipped)
    here.draw(setting_up.preview(*found, words, zone, here.columns))


def _say_guesses(files: Iterable[Findings], words: Words) -> None:
    """Say what columns were taken for where they were guessed and nobody was asked."""
    for file in islice((file for file in files if file.guessed), TOLD):
        note(words.say("import.guessed", file=single_line(str(file))))


def _tell(taken: Taken, words: Words) -> None:
    note(words.say("done.imported", n=len(taken.new)))
    if taken.changed:
        note(words.say("check.changed", n=taken.changed))
    skipped: tuple[Skipped, ...] = taken.skipped
    if skipped:
        note(words.say("check.skipped", n=len(skipped)))
        for row in skipped[:TOLD]:
            note(f"  {row.where}: {row.why}")
