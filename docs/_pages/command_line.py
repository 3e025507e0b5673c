"""docs/cli.md: the help of every command, as a terminal of 80 columns shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer.main
from typer.testing import CliRunner

from _pages.markdown import document, fenced
from amends.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "LANG": "C.UTF-8"}
_INTRODUCTION = """\
Results go to stdout, everything else to stderr. On a terminal there is colour; in a pipe there is
none, nothing is cut, nobody is asked. The options before the command belong to every command. How
commands end: [exit codes](exit-codes.md). What `--json` prints: [JSON](json.md)."""


def page() -> str:
    """Return the page."""
    blocks = [f"## {' '.join(path)}\n\n{fenced(help_of(path[1:]), 'text')}" for path in commands()]
    return document("Commands", _INTRODUCTION, *blocks)


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command as the words that call it, `amends` itself first."""
    yield from _walk(("amends",), typer.main.get_command(app))


def _walk(path: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from _walk((*path, name), inner)


def help_of(words: tuple[str, ...]) -> str:
    """Return what `--help` prints."""
    result = CliRunner().invoke(
        app, [*words, "--help"], prog_name="amends", env=_PLAIN, color=False
    )
    return "\n".join(line.rstrip() for line in result.stdout.splitlines())
