"""The report as Markdown: page one, then the figures as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.languages import capitalised
from amends.outputs import report_page, report_rows
from amends.outputs.markdown import escaped, table
from amends.outputs.numbers import full_date
from amends.outputs.report_alerts import alerts
from amends.outputs.report_figures import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.languages import Words
    from amends.models.report import Quote, Report
    from amends.outputs.report_page import Passage


def markdown(report: Report, words: Words) -> str:
    """Return the report; whatever somebody wrote is escaped."""
    return "\n".join(_lines(report, words)) + "\n"


def _lines(report: Report, words: Words) -> Iterator[str]:
    yield f"# {escaped(report_page.title(report, words))}"
    yield from _paragraph(" ".join(report_page.about(report, words)))
    for passage in report_page.passages(report, words):
        yield from _passage(passage, report, words)
    if report.counted.mentions:
        yield from _behind(report, words)
    yield from _heading(words.say("report.counted.title"), 2)
    for line in report_rows.counted(report, words):
        yield from _paragraph(line)
    made = report.generated_at.astimezone(ZoneInfo(report.timezone)).date()
    yield from _paragraph(words.say("report.made_of", date=full_date(made, words)))


def _passage(passage: Passage, report: Report, words: Words, level: int = 2) -> Iterator[str]:
    yield from _heading(passage.title, level)
    for line in passage.lines:
        yield from _paragraph(line)
    for number, point in enumerate(passage.points, 1):
        yield from ("", f"{number}. **{escaped(point.head)}**  ")
        yield f"   {escaped(' '.join(point.lines))}"
        for quote in point.quotes:
            yield from _quote(quote, report, words, indent="   ")
    if passage.note:
        yield from _paragraph(passage.note)
    for quote in passage.quotes:
        yield from _quote(quote, report, words)


def _behind(report: Report, words: Words) -> Iterator[str]:
    yield from _heading(words.say("report.behind"), 2)
    later = report_page.later(report, words)
    if later:
        yield from _passage(later, report, words, level=3)
    yield from _heading(words.say("report.overview.title"), 3)
    yield from ("", *table(report_rows.overview(report, words)))
    for figure in figures(report, words):
        yield from _heading(figure.title, 3)
        yield from _paragraph(figure.summary)
        yield from ("", *table(figure.table))
        if figure.note:
            yield from _paragraph(figure.note)
    yield from _heading(words.say("report.remedies.title"), 3)
    for line in report_rows.remedies_said(report, words):
        yield from _paragraph(line)
    granted = report_rows.remedies(report, words)
    if granted.rows:
        yield from ("", *table(granted))
    yield from _voices(report, words)


def _voices(report: Report, words: Words) -> Iterator[str]:
    """Yield what went far, what alarmed us, and what was written about each topic."""
    yield from _heading(words.say("report.reach.title"), 3)
    for line in report_rows.reach(report, words):
        yield from _paragraph(line)
    for each, said in zip(report.reach.loudest, report_rows.loud(report, words), strict=True):
        yield from _quote(each.quote, report, words)
        yield from _paragraph(" · ".join(said))
    if report.alerts:
        yield from _heading(words.say("report.alerts.title"), 3)
        yield from ("", *(f"- {escaped(line)}" for line in alerts(report, words)))
    spoken = [each for each in report.topics if each.quotes]
    if spoken:
        yield from _heading(words.say("report.said"), 3)
    for topic in spoken:
        yield from _heading(capitalised(words.say(f"topic.{topic.topic}"), words.language), 4)
        for quote in topic.quotes:
            yield from _quote(quote, report, words)


def _heading(title: str, level: int) -> tuple[str, str]:
    return "", f"{'#' * level} {escaped(title)}"


def _paragraph(line: str) -> tuple[str, str]:
    return "", escaped(line)


def _quote(quote: Quote, report: Report, words: Words, indent: str = "") -> tuple[str, ...]:
    said = escaped(words.say("report.quoted", text=quote.text))
    who = escaped(report_page.byline(quote, words, report.timezone))
    return "", f"{indent}> {said}  ", f"{indent}> {who}"
