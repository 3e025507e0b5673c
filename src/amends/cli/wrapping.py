"""Sentences on a terminal: they break between words, where a terminal would break anywhere."""

from __future__ import annotations

import os
import re
from textwrap import wrap
from typing import TextIO

_COLUMN = re.compile(r" *(?:\S.*? {2,}(?=\S))?")
"""What stands before the text of a line: blanks, or a first column and the gap behind it."""


def wrapped(text: str, width: int | None, hang: int | None = None) -> str:
    """Return a text of which no line is wider than so many characters, if its words are not.

    A line goes on below its second column, or `hang` characters from the left. A word that is too
    long stays whole, since whoever copies an address wants it in one piece. Without a width, which
    is so in a pipe, nothing is changed.
    """
    if width is None:
        return text
    return "\n".join(_wrapped(line, width, hang) for line in text.split("\n"))


def _wrapped(line: str, width: int, hang: int | None) -> str:
    if len(line) <= width:
        return line
    column = _COLUMN.match(line)
    before = hang if hang is not None else column.end() if column else 0
    if before > width // 2:
        before = len(line) - len(line.lstrip(" "))
    lines = wrap(
        line,
        width,
        subsequent_indent=" " * before,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
    )
    return "\n".join(lines) + line[len(line.rstrip(" ")) :]  # a question ends in a blank


def columns(stream: TextIO) -> int | None:
    """Return how wide the terminal is that a stream leads to; None where it leads elsewhere."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):  # a file, a pipe, or a stream that is closed or no file at all
        return None
