"""The little Markdown that the pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by docs/generate.py: change the code that it describes, then run it. -->"


def document(title: str, *blocks: str) -> str:
    """Return a page: its title, the note that nobody should edit it, its blocks."""
    return "\n\n".join((f"# {title}", NOTE, *filter(None, blocks))) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; pipes in cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def fenced(text: str, language: str = "") -> str:
    """Return a code block."""
    return f"```{language}\n{text.strip(chr(10))}\n```"


def code(text: str) -> str:
    """Return text as inline code."""
    return f"`{text}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
