"""What a figure of the report is: what it says, its table, and the form in which to draw it.

HTML, Markdown and the terminal draw the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["raised", "other", "praise"]
"""What went wrong; neither; praise. Drawn by colour and by pattern."""


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every column."""

    name: str
    kind: Kind
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Counts over time, the parts of each span on top of each other."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    cut: tuple[bool, ...]
    """Which spans are cut short by an end of the period; they are drawn paler."""

    @property
    def totals(self) -> tuple[int, ...]:
        """The height of each column."""
        return tuple(map(sum, zip(*(each.values for each in self.series), strict=True)))


@dataclass(frozen=True, slots=True)
class Line:
    """A mean over time, above or below nought."""

    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    """-1…1; None: nothing was said."""
    few: tuple[bool, ...]
    """Which are made of few; they are drawn hollow."""
    high: str
    """The words at the upper end …"""
    low: str
    """… and at the lower one."""
    range: str
    """The lowest and the highest value."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, a length, and what stands at its end."""

    label: str
    value: float
    said: str
    before: float | None = None
    """The length in the period before: a stroke across the bar."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Lengths below each other."""

    bars: tuple[Bar, ...]
    before: str = ""
    """What the strokes mean; empty: there are none."""
    kind: Kind | Literal["accent"] = "accent"

    @property
    def top(self) -> float:
        """The longest length; above nought, so that one can divide by it."""
        lengths = [length for bar in self.bars for length in (bar.value, bar.before or 0.0)]
        return max(lengths, default=0.0) or 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """One row that is divided into one to five stars."""

    label: str
    counts: tuple[int, int, int, int, int]
    said: str


@dataclass(frozen=True, slots=True)
class Split:
    """How the stars of each row are divided; every row is as long as the others."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The hours of the week: the more, the bigger the square."""

    rows: tuple[str, ...]
    """The names of the seven days."""
    values: tuple[tuple[int, ...], ...]

    @property
    def top(self) -> int:
        """The busiest hour; above nought, so that one can divide by it."""
        return max((value for row in self.values for value in row), default=0) or 1


Form = Columns | Line | Bars | Split | Grid


@dataclass(frozen=True, slots=True)
class Table:
    """Words in rows; the first column names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture of the report, and everything it shows in words."""

    key: str
    """Names it within the page: letters and hyphens."""
    title: str
    summary: str
    """What is to be seen, for those who do not see it and for those in a hurry."""
    table: Table
    form: Form | None = None
    """None: the table says it best."""
    note: str = ""
    """What to keep in mind."""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """Return a table of any words."""
    return Table(tuple(head), tuple(map(tuple, rows)))
