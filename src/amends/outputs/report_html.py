"""The report as one HTML file: no script, nothing fetched, for screen, phone and paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from amends.languages import language
from amends.outputs import charts, report_page, report_rows
from amends.outputs.ages import unbroken
from amends.outputs.numbers import full_date
from amends.outputs.palette import DARK, LIGHT
from amends.outputs.report_alerts import alerts
from amends.outputs.report_figures import figures
from amends.outputs.templates import render
from amends.text import single_line

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

    from amends.languages import Words
    from amends.models.report import Quote, Report

TEMPLATE = "report.html.j2"


def html(report: Report, words: Words, *, templates: Path | None = None) -> str:
    """Return the page; `templates` is the folder of the user's own, which go before ours.

    Raises ConfigError for a template of the user's that does not work.
    """
    zone = ZoneInfo(report.timezone)
    return render(
        TEMPLATE,
        _values(report, words, zone),
        words=words,
        now=report.generated_at,
        zone=zone,
        folder=templates,
    )


def kept(said: str, words: Words) -> Markup:
    """Return a sentence whose numbers are not torn apart at the end of a line."""
    from markupsafe import Markup, escape

    flat = escape(unbroken(single_line(said), words))
    return Markup(str(flat).replace("\N{NO-BREAK SPACE}", "&nbsp;"))  # noqa: S704 — escaped right above


def _values(report: Report, words: Words, zone: ZoneInfo) -> dict[str, Any]:
    def byline(quote: Quote) -> str:
        return report_page.byline(quote, words, report.timezone)

    return {
        "report": report,
        "title": report_page.title(report, words),
        "about": report_page.about(report, words),
        "passages": report_page.passages(report, words),
        "later": report_page.later(report, words),
        "overview": report_rows.overview(report, words),
        "figures": [
            (each, charts.svg(each) if each.form else None) for each in figures(report, words)
        ],
        "loud": list(zip(report.reach.loudest, report_rows.loud(report, words), strict=True)),
        "reach": report_rows.reach(report, words),
        "remedies": report_rows.remedies(report, words),
        "remedies_said": report_rows.remedies_said(report, words),
        "alerts": alerts(report, words),
        "counted": report_rows.counted(report, words),
        "made": full_date(report.generated_at.astimezone(zone).date(), words),
        "byline": byline,
        "kept": partial(kept, words=words),
        "language": language(words.language),
        "light": LIGHT,
        "dark": DARK,
    }
