"""Foreign text in Markdown: it stays text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.text import single_line

if TYPE_CHECKING:
    from amends.outputs.forms import Table

_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~&!$@]|:(?=//)|(?<=www)\.")
"""What means something wherever it stands; and what makes GitHub link an address by itself."""
_FIRST = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")
"""What begins a list or underlines a heading."""


def escaped(text: str) -> str:
    """Return foreign text as one line that Markdown shows letter by letter (CommonMark 2.4)."""
    return _FIRST.sub(_first, _MARKS.sub(r"\\\g<0>", single_line(text)))


def table(rows: Table) -> list[str]:
    """Return a table: GitHub's, which every viewer knows; its cells are escaped."""
    lines = [_row(rows.head), "|" + "|".join([" :-- ", *[" --: "] * (len(rows.head) - 1)]) + "|"]
    return lines + [_row(row) for row in rows.rows]


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |"


def _first(found: re.Match[str]) -> str:
    """Keep a line from becoming a list or a heading: `-` and `3.` begin one."""
    mark = found.group()
    return f"\\{mark}" if not mark.isdigit() else f"{mark}\\"
