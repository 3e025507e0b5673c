"""Labels on the left, what they say on the right: the form of every screen about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

LABEL = 16
"""Cells of the labels."""


def labelled(label: str, value: str) -> RenderableType:
    """Draw a value beside its label."""
    return beside(Text(f"{label:<{LABEL}}", "bold"), value)


def beside(label: Text, value: str) -> RenderableType:
    """Draw a value beside something; what does not fit goes on below the value."""
    from rich.table import Table

    columns = Table.grid(padding=(0, 1))
    columns.add_column(no_wrap=True)
    columns.add_column(overflow="fold")
    columns.add_row(label, Text(value))
    return columns


def indented(text: Text, cells: int) -> RenderableType:
    """Draw a text so many cells from the left, its further lines too."""
    from rich.padding import Padding

    return Padding(text, (0, 0, 0, cells), expand=False)
