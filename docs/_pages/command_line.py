"""docs/cli.md: the help of every command, as a terminal of 80 columns shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer.main
from typer.testing import CliRunner

from _pages.markdown import document, fenced, table
from amends.cli.app import application

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLAIN = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "LANG": "C.UTF-8"}
_INTRODUCTION = """\
Results go to stdout, everything else to stderr. On a terminal there is colour; in a pipe there is
none, nothing is cut, nobody is asked. The options before the command belong to every command. How
commands end: [exit codes](exit-codes.md). What `--json` prints: [JSON](json.md)."""

_PURPOSES = {
    "Every day": ("check", "fetch", "work", "inbox", "show"),
    "Be told": ("digest", "alerts", "report", "window", "health"),
    "Answer": ("draft", "verify", "lint", "propose", "approve", "reply"),
    "Decide, and keep track": ("mark", "followups", "undo", "history"),
    "People and incidents": ("author", "authors", "stories"),
    "Beyond one answer": ("fix", "flag", "flags"),
    "In and out": ("add", "import", "export"),
    "Teach": ("rules", "score"),
    "Privacy": ("privacy", "prune"),
    "Set up": ("init", "sources", "config", "doctor", "schema", "demo"),
}
"""What people want → the commands for it; a test finds one that stands nowhere."""


def page() -> str:
    """Return the page."""
    known = list(commands())
    groups = (_group(purpose, names, known) for purpose, names in _PURPOSES.items())
    return document("Commands", _INTRODUCTION, _contents(), _described(("amends",)), *groups)


def _contents() -> str:
    rows = (
        (f"[{purpose}](#{_anchor(purpose)})", ", ".join(map(_link, names)))
        for purpose, names in _PURPOSES.items()
    )
    return table(("to", "commands"), rows)


def _link(name: str) -> str:
    return f"[{name}](#amends-{name})"


def _anchor(heading: str) -> str:
    return heading.lower().replace(",", "").replace(" ", "-")


def _group(purpose: str, names: Iterable[str], known: Iterable[tuple[str, ...]]) -> str:
    blocks = [_described(path) for name in names for path in known if path[1:2] == (name,)]
    return "\n\n".join((f"## {purpose}", *blocks))


def _described(path: tuple[str, ...]) -> str:
    level = "##" if path == ("amends",) else "###"
    return f"{level} {' '.join(path)}\n\n{fenced(help_of(path[1:]), 'text')}"


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command as the words that call it, `amends` itself first."""
    yield from _walk(("amends",), typer.main.get_command(application()))


def _walk(path: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from _walk((*path, name), inner)


def help_of(words: tuple[str, ...]) -> str:
    """Return what `--help` prints."""
    result = CliRunner().invoke(
        application(), [*words, "--help"], prog_name="amends", env=_PLAIN, color=False
    )
    return "\n".join(line.rstrip() for line in result.stdout.splitlines())
