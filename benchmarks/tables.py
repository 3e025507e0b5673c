"""Tables of figures, for the terminal or for the docs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from measures import calibration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from measures import Figure

WIDTH = 130
"""Columns where the output is no terminal."""
NONE = "–"


class Tables:
    """Prints tables, as Markdown if the docs want them."""

    def __init__(self, *, markdown: bool = False) -> None:
        from rich.console import Console

        self._markdown = markdown
        self._console = Console(highlight=False)
        if not self._console.is_terminal:
            self._console = Console(highlight=False, width=WIDTH)

    def line(self, text: str) -> None:
        """Print one line."""
        self._console.print(text, markup=False, soft_wrap=True)

    def table(self, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; nothing where it has no rows."""
        rows = list(rows)
        if rows and self._markdown:
            written = [head, ["---"] * len(head), *rows]
            body = "\n".join(f"| {' | '.join(row)} |" for row in written)
            self.line(f"\n**{title}**\n\n{body}")
        elif rows:
            self._console.print(self._drawn(title, head, rows))

    def _drawn(self, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Any:
        from rich import box
        from rich.table import Table
        from rich.text import Text

        drawn = Table(title=f"\n{title}", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for name in head:
            drawn.add_column(name)
        for row in rows:
            drawn.add_row(*map(Text, row))
        return drawn

    @staticmethod
    def measured(figure: Figure | None) -> tuple[str, str]:
        """Return a figure with its counts, and its interval."""
        if figure is None:
            return NONE, NONE
        counts = f" ({figure.counts})" if figure.counts else ""
        return f"{short(figure.value)}{counts}", f"{short(figure.low)}–{short(figure.high)}"

    @staticmethod
    def calibrated(pairs: Sequence[tuple[float, bool]]) -> tuple[str, ...]:
        """Return what there is to say of confidences."""
        found = calibration(pairs)
        if found is None:
            return (NONE,) * 6
        sure = (short(found.sure.value), found.sure.counts) if found.sure else (NONE, NONE)
        shares = map(short, (found.confidence, found.right, found.error))
        return (str(found.total), *shares, *sure)

    @staticmethod
    def dump(rows: Sequence[dict[str, Any]], path: Path) -> int:
        """Write rows for people to read; return how many they are."""
        text = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        path.write_text(text, encoding="utf-8")
        return len(rows)


def short(value: float) -> str:
    """Return a share with three digits: .925."""
    return f"{value:.3f}".removeprefix("0") if value >= 0 else f"{value:.3f}"
