"""Forms drawn in characters: blocks on a terminal, plain ASCII in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from amends.outputs.forms import Bars, Columns, Form, Grid, Line, Split
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LABEL = 26
"""Cells of the names at the left."""
_HEIGHTS = {True: " ▁▂▃▄▅▆▇█", False: " .:-=+*#%"}
_STYLES = {"raised": "red", "other": "dim", "praise": "green", "accent": "cyan"}


def lines(form: Form, room: int, *, fancy: bool) -> Iterator[Text]:
    """Draw a form in so many cells; `fancy` with block characters, else with ASCII."""
    match form:
        case Bars():
            yield from _bars(form, room, fancy=fancy)
        case Columns():
            yield from _columns(form, room, fancy=fancy)
        case Line():
            yield from _line(form, room, fancy=fancy)
        case Split():
            yield from _split(form, room)
        case Grid():
            yield from _grid(form, room, fancy=fancy)


def fit(said: str, cells: int) -> str:
    """Return a name in just so many cells."""
    flat = single_line(said)
    if cell_len(flat) > cells:
        return set_cell_size(flat, cells - 1) + "…"
    return set_cell_size(flat, cells)


def _bars(form: Bars, room: int, *, fancy: bool) -> Iterator[Text]:
    ends = max((cell_len(bar.said) for bar in form.bars), default=0)
    wide = max(8, room - LABEL - ends - 3)
    for bar in form.bars:
        drawn = _bar(bar.value / form.top, wide, fancy=fancy)
        if bar.before is not None:
            at = min(wide - 1, round(bar.before / form.top * wide))
            drawn = f"{drawn:<{wide}}"
            drawn = drawn[:at] + ("│" if fancy else "|") + drawn[at + 1 :]
        yield Text.assemble(
            fit(bar.label, LABEL),
            " ",
            (f"{drawn:<{wide}}", _STYLES[form.kind]),
            " ",
            f"{bar.said:>{ends}}",
        )
    if form.before:
        yield Text(f"{'│' if fancy else '|'} {form.before}", "dim")


def _columns(form: Columns, room: int, *, fancy: bool) -> Iterator[Text]:
    top = max(form.totals, default=0) or 1
    wide = _wide(len(form.labels), room)
    for each in form.series:
        line = _spark([value / top for value in each.values], wide, fancy=fancy)
        yield Text.assemble(
            fit(each.name, LABEL), " ", (line[: room - LABEL - 1], _STYLES[each.kind])
        )
    yield _ends(form.labels, room)


def _line(form: Line, room: int, *, fancy: bool) -> Iterator[Text]:
    known = [value for value in form.values if value is not None]
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    heights = [None if value is None else 0.1 + 0.9 * (value - low) / span for value in form.values]
    line = _spark(heights, _wide(len(heights), room), fancy=fancy)
    ends = form.range if fancy else form.range.replace("…", "...")
    yield Text.assemble(fit(ends, LABEL), " ", (line[: room - LABEL - 1], "cyan"))
    yield _ends(form.labels, room)


def _split(form: Split, room: int) -> Iterator[Text]:
    ends = max((cell_len(part.said) for part in form.parts), default=0)
    wide = max(10, room - LABEL - ends - 3)
    for part in form.parts:
        total, line, used, seen = sum(part.counts) or 1, "", 0, 0
        for star, count in enumerate(part.counts, 1):
            seen += count
            cells = round(seen / total * wide) - used
            used += cells
            line += str(star) * cells
        yield Text.assemble(
            fit(part.label, LABEL), " ", f"{line:<{wide}}", " ", f"{part.said:>{ends}}"
        )


def _grid(form: Grid, room: int, *, fancy: bool) -> Iterator[Text]:
    wide = 2 if room >= LABEL + 1 + 48 else 1
    hours = "".join(f"{hour:<{3 * wide}}" for hour in range(0, 24, 3))
    yield Text(f"{'':<{LABEL}} {hours}".rstrip(), "dim")
    for name, values in zip(form.rows, form.values, strict=True):
        line = _spark([value / form.top for value in values], wide, fancy=fancy)
        yield Text.assemble(fit(name, LABEL), " ", (line.rstrip(), "cyan"))


def _ends(labels: Sequence[str], room: int) -> Text:
    """Write the first and the last label below a row of columns."""
    count = min(len(labels) * _wide(len(labels), room), room - LABEL - 1)
    if not count:
        return Text("")
    gap = max(1, count - cell_len(labels[0]) - cell_len(labels[-1]))
    last = labels[-1] if len(labels) > 1 else ""
    return Text(f"{'':<{LABEL}} {labels[0]}{' ' * gap}{last}".rstrip(), "dim")


def _bar(share: float, wide: int, *, fancy: bool) -> str:
    """Return a bar in eighths of a cell."""
    eighths = round(max(0.0, min(1.0, share)) * wide * 8)
    if not fancy:
        return "#" * max(round(eighths / 8), int(share > 0))
    full, rest = divmod(max(eighths, int(share > 0)), 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")


def _spark(values: Sequence[float | None], wide: int, *, fancy: bool) -> str:
    """Return a column, so many cells wide, for each value; more than nothing is always seen."""
    heights = _HEIGHTS[fancy]
    return "".join(
        wide * (heights[max(1, min(8, round(value * 8)))] if value else " ") for value in values
    )


def _wide(count: int, room: int) -> int:
    """Return how wide columns can be: three cells at most."""
    return max(1, min(3, (room - LABEL - 1) // max(1, count)))
