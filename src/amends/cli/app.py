"""The application: options of every command, and which commands there are."""

from __future__ import annotations

from importlib import import_module
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from amends import __version__
from amends.cli.session import Session
from amends.models.vocabulary import UiLanguage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMANDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "check": ("check", "fetch"),
        "work": ("work",),
        "inbox": ("inbox",),
        "show": ("show",),
        "authors": ("author", "authors"),
        "window": ("window",),
        "draft": ("draft", "verify"),
        "lint": ("lint",),
        "reply": ("reply", "propose", "approve"),
        "followups": ("followups",),
        "mark": ("mark", "undo", "history"),
        "add": ("add",),
        "stories": ("stories",),
        "fix": ("fix",),
        "flag": ("flag", "flags"),
        "digest": ("digest",),
        "report": ("report",),
        "transfer": ("import", "export"),
        "privacy": ("privacy", "prune"),
        "score": ("score",),
        "sources": ("sources",),
        "rules": ("rules",),
        "alerts": ("alerts",),
        "init": ("init",),
        "health": ("health",),
        "setup": ("config", "doctor", "schema"),
        "demo": ("demo",),
    }
)
"""Module of this room → its commands; the help follows its order."""


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the application with those commands that `arguments` may name.

    To build all fifty takes longer than most of them run. Where no argument is the name of one,
    all are there: for the help, and to suggest what was meant.
    """
    app = typer.Typer(
        help="Reads what customers say about your business, says what needs an answer first and"
        " why, and drafts the reply. Works offline; posts nothing by itself.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
        epilog="Try `amends demo` first, then `amends init`.",
    )
    app.callback()(options)
    for module in _named(arguments) or COMMANDS:
        import_module(f"amends.cli.{module}").register(app)
    return app


def _named(arguments: Sequence[str]) -> list[str]:
    """Return the modules of the commands among the arguments; none where help comes before."""
    known = {name: module for module, names in COMMANDS.items() for name in names}
    before = list(takewhile(lambda each: each not in known, arguments))
    if "--help" in before:
        return []
    return list(dict.fromkeys(known[each] for each in arguments if each in known))


def _version(wanted: bool) -> None:  # noqa: FBT001 — the shape of a callback
    if wanted:
        typer.echo(f"amends {__version__}")
        raise typer.Exit


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
