"""The figures of the report as SVG that lies within the page.

Drawn with drawsvg (MIT, releases in 2026, pure Python without dependencies). Compared before
choosing, as wheel with dependencies / import / what it gives:

- drawsvg 44 kB / 70 ms: real text, escaped; any attribute, so CSS variables and ARIA; own ids
- leather 30 kB / 40 ms: fixed fonts, no stacked bars, no pattern, no title or description
- pygal 130 kB / 65 ms: LGPL; a script, 18 kB of CSS and a random id in every chart
- svg.py 15 kB / 110 ms: leaves the text unescaped: `</text><script>` in a name comes alive
- svgwrite 67 kB / 75 ms: no release since 2022
- altair with vl-convert 108 MB installed / 300 ms: too much for six pictures
- matplotlib 177 MB installed / 500 ms: refuses CSS variables as colours, so one theme only

A chart is as wide as a phone: letters keep their size there, wider pages put charts side by side.
"""

from __future__ import annotations

from functools import singledispatch
from math import floor, log10
from typing import TYPE_CHECKING

from amends.outputs.canvas import LETTER, WIDTH, Canvas
from amends.outputs.forms import Bars, Columns, Figure, Form, Grid, Line, Split
from amends.outputs.safe import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

_LEFT = 36
"""Where columns and lines begin; numbers of the axis stand before it."""
_PLOT = 150
"""How high columns and lines are."""


def svg(figure: Figure) -> Markup:
    """Draw a figure that has a form."""
    from markupsafe import Markup

    if figure.form is None:
        raise ValueError(f"{figure.key} has no form")
    canvas = Canvas(figure.key)
    _draw(figure.form, canvas)
    return Markup(canvas.done(figure.title, figure.summary))  # noqa: S704 — drawsvg escaped it


@singledispatch
def _draw(form: Form, canvas: Canvas) -> None:
    raise TypeError(f"no way to draw {type(form).__name__} on {type(canvas).__name__}")


@_draw.register
def _columns(form: Columns, canvas: Canvas) -> None:
    below = _legend(canvas, [(each.name, each.kind) for each in form.series])
    ticks = steps(max(form.totals, default=0))
    scale = _PLOT / ticks[-1]
    base = below + _PLOT
    for tick in ticks:
        y = base - tick * scale
        canvas.rule(_LEFT, y, WIDTH, y, "muted" if not tick else "line", 1)
        canvas.text(f"{tick:g}", _LEFT - 6, y + 4, anchor="end")
    step = (WIDTH - _LEFT) / max(1, len(form.labels))
    for number, cut in enumerate(form.cut):
        y = base
        for each in form.series:
            high = each.values[number] * scale
            y -= high
            if high:
                faded = {"opacity": 0.55} if cut else {}
                x = _LEFT + number * step + step * 0.1
                canvas.rect(x, y, step * 0.8, max(0.5, high - 0.6), each.kind, **faded)
    _dates(canvas, form.labels, step, base + 16)
    canvas.height = base + 22


@_draw.register
def _line(form: Line, canvas: Canvas) -> None:
    known = [value for value in form.values if value is not None]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    scale = (_PLOT - 20) / max(0.2, high - low)
    above, nought = 18.0, 28.0 + high * scale
    canvas.text(form.high, 0, 12)
    canvas.text(form.low, 0, above + _PLOT + 2)
    canvas.rule(0, nought, WIDTH - 14, nought, "muted", 1)
    canvas.text("0", WIDTH, nought + 4, anchor="end")
    step = (WIDTH - 14) / max(1, len(form.labels))
    points = [
        None if value is None else ((n + 0.5) * step, nought - value * scale)
        for n, value in enumerate(form.values)
    ]
    for run in _runs(points):
        canvas.path(run, "accent")
    for point, few in zip(points, form.few, strict=True):
        if point:
            canvas.dot(*point, "accent", hollow=few)
    _dates(canvas, form.labels, step, above + _PLOT + 20, left=0)
    canvas.height = above + _PLOT + 26


@_draw.register
def _bars(form: Bars, canvas: Canvas) -> None:
    y = 0.0
    if form.before:
        canvas.rule(4, 2, 4, 14, "ink", 2)
        canvas.text(form.before, 12, 12)
        y = 22.0
    scale = (WIDTH - 4 if form.before else WIDTH) / form.top  # a stroke stays within the track
    for bar in form.bars:
        _named(canvas, bar.label, bar.said, y)
        canvas.rect(0, y + 19, WIDTH, 8, "line", rx=2)
        if bar.value > 0:
            canvas.rect(0, y + 19, max(2.0, bar.value * scale), 8, form.kind, rx=2)
        if bar.before is not None:
            x = max(1.0, bar.before * scale)
            canvas.rule(x, y + 16, x, y + 30, "ink", 2)
        y += 38
    canvas.height = max(y, 1.0)


@_draw.register
def _split(form: Split, canvas: Canvas) -> None:
    y = 0.0
    for part in form.parts:
        _named(canvas, part.label, part.said, y)
        x, total = 0.0, sum(part.counts)
        for star, count in enumerate(part.counts, 1):
            wide = WIDTH * count / total if total else 0.0
            if wide:
                canvas.rect(x, y + 19, max(0.5, wide - 1), 17, f"star{star}")
            if wide >= 24:  # noqa: PLR2004 — room for `5★`
                canvas.text(f"{star}★", x + wide / 2, y + 32, "paper", "middle")
            x += wide
        y += 48
    canvas.height = max(y, 1.0)


@_draw.register
def _grid(form: Grid, canvas: Canvas) -> None:
    step = (WIDTH - _LEFT) / 24
    for hour in range(0, 24, 3):
        canvas.text(f"{hour}", _LEFT + (hour + 0.5) * step, 12, anchor="middle")
    for row, (name, values) in enumerate(zip(form.rows, form.values, strict=True)):
        y = 20 + row * (step + 4)
        canvas.text(name, 0, y + 11)
        for hour, value in enumerate(values):
            x, room = _LEFT + hour * step, step - 1
            canvas.rect(x, y, room, room, "panel")
            if value:
                side = room * max(0.25, (value / form.top) ** 0.5)
                canvas.rect(x + (room - side) / 2, y + (room - side) / 2, side, side, "accent")
    canvas.height = 20 + len(form.rows) * (step + 4)


def _named(canvas: Canvas, label: str, said: str, y: float) -> None:
    """Write the name of a row at the left and its figure at the right."""
    room = int((WIDTH - len(said) * LETTER) / LETTER) - 2
    canvas.text(shortened(label, max(6, room)), 0, y + 13, "ink")
    canvas.text(said, WIDTH, y + 13, anchor="end")


def _legend(canvas: Canvas, names: Sequence[tuple[str, str]]) -> float:
    """Write what the parts are; return where there is room again."""
    x, y = 0.0, 2.0
    for name, kind in names:
        wide = 20 + len(name) * LETTER + 14
        if x and x + wide > WIDTH:
            x, y = 0.0, y + 18
        canvas.rect(x, y, 12, 12, kind)
        canvas.text(name, x + 18, y + 10.5)
        x += wide
    return y + 26


def _dates(
    canvas: Canvas, labels: Sequence[str], step: float, y: float, *, left: float = _LEFT
) -> None:
    """Write as many labels as have room, the first among them."""
    longest = max(map(len, labels), default=0) * LETTER + 18
    every = max(1, -(-longest // step)) if step else 1
    for number in range(0, len(labels), int(every)):
        x = left + (number + 0.5) * step
        half = len(labels[number]) * LETTER / 2
        canvas.text(labels[number], min(max(x, half), WIDTH - half), y, anchor="middle")


def _runs(
    points: Sequence[tuple[float, float] | None],
) -> Iterator[list[tuple[float, float]]]:
    """Yield what hangs together: a line does not run over what is not known."""
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point:
            run.append(point)
        elif run:
            if len(run) > 1:
                yield run
            run = []


def steps(top: float) -> list[int]:
    """Return round numbers from 0 to at least `top`, three to six of them."""
    rough = max(1.0, top / 4)
    power = 10 ** floor(log10(rough))
    step = next(int(power * each) for each in (1, 2, 5, 10) if power * each >= rough)
    count = max(1, -(-int(top) // step))
    return [step * number for number in range(count + 1)]
