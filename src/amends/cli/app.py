"""The application: options of every command, and which commands there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amends import __version__
from amends.cli import (
    add,
    alerts,
    authors,
    check,
    demo,
    digest,
    draft,
    fix,
    flag,
    followups,
    health,
    inbox,
    init,
    lint,
    mark,
    privacy,
    reply,
    report,
    rules,
    score,
    setup,
    show,
    sources,
    stories,
    transfer,
    window,
    work,
)
from amends.cli.session import Session
from amends.models.vocabulary import UiLanguage

app = typer.Typer(
    help="Reads what customers say about your business, says what needs an answer first and why,"
    " and drafts the reply. Works offline; posts nothing by itself.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    epilog="Try `amends demo` first, then `amends init`.",
)


def _version(wanted: bool) -> None:  # noqa: FBT001 — the shape of a callback
    if wanted:
        typer.echo(f"amends {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file; else AMENDS_CONFIG, ./config.yaml …")
    ] = None,
    now: Annotated[
        str | None, typer.Option(help="The clock of this command, ISO 8601; for tests and replays.")
    ] = None,
    lang: Annotated[UiLanguage | None, typer.Option(help="Language of the screens.")] = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="Default: on a terminal only.")
    ] = None,
    width: Annotated[
        int | None, typer.Option(min=20, max=100_000, help="Columns of the screen.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep what belongs to every command."""
    del version
    context.obj = Session(config=config, clock=now, lang=lang, color=color, width=width)


for module in (
    check,
    work,
    inbox,
    show,
    authors,
    window,
    draft,
    lint,
    reply,
    followups,
    mark,
    add,
    stories,
    fix,
    flag,
    digest,
    report,
    transfer,
    privacy,
    score,
    sources,
    rules,
    alerts,
    init,
    health,
    setup,
    demo,
):
    module.register(app)
