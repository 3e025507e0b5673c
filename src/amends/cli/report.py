"""`amends report`: what a period brought, for the partner and the team."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options, times
from amends.cli.files import Format, spare_others
from amends.cli.session import note, put, session, write
from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.report import Report


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(report)


def report(
    context: typer.Context,
    since: Annotated[
        str, typer.Option(help="From when on: 90d, 13w, 2026-08-01; the whole first day counts.")
    ] = "90d",
    until: Annotated[
        str | None, typer.Option(help="The last day, such as 2026-10-31; default: until now.")
    ] = None,
    place: options.Place = None,
    source: options.Source = None,
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = "text",
    html: Annotated[
        Path | None,
        typer.Option(help="Short for --format html --output FILE.", metavar="FILE", dir_okay=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Write it to this file, in place of an earlier report.", dir_okay=False),
    ] = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """What a period brought: solved of raised, the causes, what waiting cost, and what comes next.

    Everything is compared with the period of the same length before it.
    """
    from amends.triage import reporting

    here = session(context)
    form, target = _wanted(form, html, output, json=json)
    if target:
        spare_others(target, form, what="report", force=force)
    elif quiet:
        raise UsageError("--quiet belongs to --html FILE and --output FILE")
    with here.business() as business:
        words = here.words(business.language)
        begin = times.since(here, since, business)
        end = times.through(here, until, business) if until else None
        made = reporting.report(business, begin, end, place=place, source=source)
        templates = reporting.templates(business)
    if target:
        write(target, _written(made, words, form, templates))
        if not quiet:
            note(words.say("report.written", file=target))
    elif form == "text":
        here.draw(_lines(made, words, here.columns))
    else:
        put(_written(made, words, form, templates))


def _wanted(
    form: Format, html: Path | None, output: Path | None, *, json: bool
) -> tuple[Format, Path | None]:
    """Return the form and the file; raises `UsageError` for options that contradict each other."""
    if html and (output or json or form not in {"text", "html"}):
        raise UsageError(
            "--html FILE says both how the report is written and where",
            hint="Leave out --output, --format and --json.",
        )
    if json and form not in {"text", "json"}:
        raise UsageError("--json and --format say different things", hint="Give one of them.")
    if html:
        return "html", html
    return ("json" if json else form), output


def _written(made: Report, words: Words, form: Format, templates: Path | None) -> str:
    from amends.outputs import report_html, report_json, report_markdown, report_screen
    from amends.outputs.json import dumps

    if form == "html":
        return report_html.html(made, words, templates=templates)
    if form == "markdown":
        return report_markdown.markdown(made, words)
    if form == "json":
        return f"{dumps(report_json.report(made))}\n"
    return report_screen.text(made, words)


def _lines(made: Report, words: Words, width: int | None) -> Iterator[RenderableType]:
    from amends.outputs.report_screen import screen

    return screen(made, words, width)
