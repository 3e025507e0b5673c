"""`amends flag`, `amends flags`: what was reported to platforms, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put_json, session
from amends.errors import UsageError
from amends.models.platform_report import ReportOutcome, ReportReason

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.triage.flagging import Reported


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(flag)
    app.command()(flags)


def flag(
    context: typer.Context,
    short_id: options.Id,
    reason: Annotated[
        ReportReason | None,
        typer.Option(help="The ground on which you reported it; a bad opinion is none."),
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="The platform's number of the case.")
    ] = None,
    outcome: Annotated[
        ReportOutcome | None, typer.Option(help="What the platform did about the last report.")
    ] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Note that you reported a mention to its platform, or what came of it; nothing is sent."""
    from amends.triage import flagging

    if (reason is None) == (outcome is None):
        raise UsageError(
            "say either why you reported it or what came of it",
            hint="Give --reason, or --outcome removed, kept or none.",
        )
    here = session(context)
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        if reason:
            _tell(flagging.flag(business, short_id, reason, reference), words)
        elif outcome:
            settled = flagging.settle(business, short_id, outcome, reference)
            said = words.say(f"flag.outcome.{outcome}")
            note(words.say("flag.settled", id=settled.mention, outcome=said))


def flags(context: typer.Context, json: options.Json = False) -> None:
    """List what was reported to platforms, and what came of it."""
    from amends.outputs import fixes

    here = session(context)
    with here.business() as business:
        words, zone = here.words(business.language), business.config.business.timezone
        found, now = business.store.records.reports(), business.now
    if json:
        put_json(fixes.reports_as_json(found, now))
        return
    if not found:
        note(words.say("flag.none"))
    here.draw(fixes.reports(found, words, zone))


def _tell(done: Reported, words: Words) -> None:
    report, there = done.report, done.grounds
    reason = words.say(f"flag.reason.{report.reason}")
    note(words.say("flag.noted", id=report.mention, reason=reason))
    page = there.extortion if report.reason == "extortion" else there.report
    if page or there.report:
        note(words.say("flag.where", url=page or there.report))
    for warning in done.warnings:
        note(words.say(f"flag.warn.{warning}"))
