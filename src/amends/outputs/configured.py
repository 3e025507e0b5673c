"""The sources of config.yaml and how each did last; yields what a console prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from amends.outputs.ages import age
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from amends.languages import Words

_COLUMNS = ("name", "type", "mentions", "age", "ended")
_TO_THE_RIGHT = {"mentions", "age"}


def rows(
    found: Sequence[Mapping[str, Any]], words: Words, now: datetime, *, titled: bool
) -> Iterator[Text]:
    """Draw a line per source, in columns as wide as they need to be; `titled`: below titles."""
    cells = [_cells(each, words, now) for each in found]
    head = {name: words.say(f"sources.column.{name}") for name in _COLUMNS}
    shown = [head, *cells] if titled else cells
    widths = {name: max((cell_len(each[name]) for each in shown), default=0) for name in _COLUMNS}
    if titled and cells:
        yield Text(_line(head, widths), "dim")
    for each in cells:
        yield Text(_line(each, widths))


def _cells(item: Mapping[str, Any], words: Words, now: datetime) -> dict[str, str]:
    ended = words.say(f"outcome.{item['last_outcome']}") if item["last_outcome"] else "–"
    off = "" if item["enabled"] else f"  {words.say('sources.disabled')}"
    return {
        "name": single_line(item["name"]),
        "type": item["type"],
        "mentions": str(item["mentions"]),
        "age": age(item["last_run_at"], now, words),
        "ended": f"{ended}{off}",
    }


def _line(cells: Mapping[str, str], widths: Mapping[str, int]) -> str:
    """Put cells side by side; the figures end where their columns end."""
    placed = (
        " " * (widths[name] - cell_len(cells[name])) + cells[name]
        if name in _TO_THE_RIGHT
        else set_cell_size(cells[name], widths[name])
        for name in _COLUMNS
    )
    return "  ".join(placed).rstrip()
