"""The report in a terminal: page one, then bars of block characters; in a pipe plain ASCII bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from amends.outputs import blocks, report_page, report_rows
from amends.outputs.layout import indented
from amends.outputs.report_alerts import alerts
from amends.outputs.report_figures import figures
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.report import Quote, Report
    from amends.outputs.report_page import Passage

WIDE = 100
"""Cells that lines of a report fill at most: longer ones are hard to read."""
PIPE = 80
"""Cells in a pipe."""


def screen(report: Report, words: Words, width: int | None) -> Iterator[RenderableType]:
    """Draw the report; a width of None is a pipe, which gets no block characters."""
    fancy, room = width is not None, min(width or PIPE, WIDE)
    yield Text(report_page.title(report, words), "bold")
    yield Text(" ".join(report_page.about(report, words)), "dim")
    for passage in report_page.passages(report, words):
        yield from _passage(passage, report, words)
    if not report.counted.mentions:
        return
    yield from _heading(words.say("report.behind"))
    later = report_page.later(report, words)
    if later:
        yield from _passage(later, report, words)
    yield from _overview(report, words, room)
    for figure in figures(report, words):
        yield from _heading(figure.title)
        yield Text(figure.summary, "dim")
        if figure.form is not None:
            yield from blocks.lines(figure.form, room, fancy=fancy)
        else:
            yield from (Text("  ".join(row)) for row in figure.table.rows)
    yield from _rest(report, words)


def text(report: Report, words: Words) -> str:
    """Return the report as plain text for a file: as in a pipe."""
    import io

    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, width=PIPE, color_system=None, force_terminal=False)
    for line in screen(report, words, None):
        console.print(line, highlight=False)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _passage(passage: Passage, report: Report, words: Words) -> Iterator[RenderableType]:
    yield from _heading(passage.title)
    for line in passage.lines:
        yield Text(line)
    for number, point in enumerate(passage.points, 1):
        yield indented(Text(f"{number}. {point.head}", "bold"), 2)
        yield indented(Text(" ".join(point.lines)), 5)
        for quote in point.quotes:
            yield indented(_quote(quote, report, words), 5)
    if passage.note:
        yield indented(Text(passage.note, "dim"), 2)
    for quote in passage.quotes:
        yield indented(_quote(quote, report, words), 2)


def _rest(report: Report, words: Words) -> Iterator[RenderableType]:
    yield from _heading(words.say("report.remedies.title"))
    yield Text(" ".join(report_rows.remedies_said(report, words)))
    yield from _heading(words.say("report.reach.title"))
    yield Text(" ".join(report_rows.reach(report, words)))
    for each, said in zip(report.reach.loudest, report_rows.loud(report, words), strict=True):
        yield indented(_quote(each.quote, report, words), 2)
        yield indented(Text(" · ".join(said), "dim"), 2)
    if report.alerts:
        yield from _heading(words.say("report.alerts.title"))
        yield from (indented(Text(line), 2) for line in alerts(report, words))
    yield from _heading(words.say("report.counted.title"))
    yield Text(" ".join(report_rows.counted(report, words)), "dim")


def _heading(title: str) -> tuple[Text, Text]:
    return Text(""), Text(title, "bold cyan")


def _quote(quote: Quote, report: Report, words: Words) -> Text:
    said = words.say("report.quoted", text=single_line(quote.text))
    return Text.assemble(
        (said, "italic"), " ", (report_page.byline(quote, words, report.timezone), "dim")
    )


def _overview(report: Report, words: Words, room: int) -> Iterator[Text]:
    rows = report_rows.overview(report, words)
    cell = max(12, (room - blocks.LABEL - 8) // 2)
    for row in (rows.head, *rows.rows):
        line = blocks.fit(row[0], blocks.LABEL + 6) + "".join(
            f"{value:>{cell}}" for value in row[1:]
        )
        yield Text(line.rstrip(), "dim" if row is rows.head else "")
