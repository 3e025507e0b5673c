"""`amends score`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from amends.cli import options
from amends.cli.progress import moving
from amends.cli.session import note, put_json, session
from amends.errors import UsageError

if TYPE_CHECKING:
    from amends.cli.session import Session

UNREADABLE = 4


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(score)


def score(
    context: typer.Context,
    what: Annotated[
        str | None, typer.Argument(help="- reads JSON lines on stdin and stores nothing.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Closed ones too, not only the open.")
    ] = False,
    engine: Annotated[
        Literal["auto", "full", "light"] | None, typer.Option(help="Which engine reads the pipe.")
    ] = None,
    evaluate: Annotated[
        bool, typer.Option("--eval", help="Say how often people overruled the scorer.")
    ] = False,
    learn: Annotated[
        bool, typer.Option("--learn", help="Learn from corrections, if that clearly helps.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Go back to the shipped weights.")
    ] = False,
    dry_run: options.DryRun = False,
    json: options.Json = False,
) -> None:
    """Assess again: what is stored, or any JSON lines through a pipe; or learn from corrections."""
    here = session(context)
    if what not in {None, "-"}:
        raise UsageError(f"score takes - or nothing, not {what!r}")
    if evaluate or learn or forget:
        if what or everything or engine or evaluate + learn + forget > 1:
            raise UsageError("--eval, --learn and --forget each stand alone")
        _corrections(here, evaluate=evaluate, learn=learn, dry_run=dry_run, json=json)
    elif dry_run or json:
        raise UsageError("--dry-run goes with --learn or --forget, --json with --eval or --learn")
    elif what == "-":
        _pipe(here, engine, everything=everything)
    else:
        _stored(here, engine, everything=everything)


def _pipe(here: Session, engine: str | None, *, everything: bool) -> None:
    from amends.triage import scoring_again

    if everything:
        raise UsageError("--all is for what is stored, score - reads every line")
    bad = 0
    for record in scoring_again.pipe(sys.stdin, here.config, here.now(), engine):
        bad += record.get("schema") == "amends.error/1"
        put_json(record)
    raise typer.Exit(UNREADABLE if bad else 0)


def _stored(here: Session, engine: str | None, *, everything: bool) -> None:
    from amends.triage import scoring_again

    if engine:
        raise UsageError(
            "--engine is for score - alone",
            hint="What is stored is read by the engine of `scoring: {engine: …}`.",
        )
    with here.business() as business:
        words = here.words(business.language)
        with moving(here, words) as progress:
            count = scoring_again.stored(business, everything=everything, progress=progress)
    note(words.say("done.scored", n=count))


def _corrections(here: Session, *, evaluate: bool, learn: bool, dry_run: bool, json: bool) -> None:
    """Say what corrections show, learn from them, or forget what was learnt."""
    if (dry_run and evaluate) or (json and not (evaluate or learn)):
        raise UsageError("--dry-run goes with --learn or --forget, --json with --eval or --learn")
    if evaluate:
        _evaluate(here, json=json)
    elif learn:
        _learn(here, dry_run=dry_run, json=json)
    else:
        _forget(here, dry_run=dry_run)


def _evaluate(here: Session, *, json: bool) -> None:
    from amends.outputs import corrected
    from amends.triage import teaching

    with here.business() as business:
        found = teaching.evaluate(business)
        words = here.words(business.language)
    if json:
        put_json(corrected.evaluation_json(found))
    else:
        here.draw(corrected.evaluation(found, words))


def _learn(here: Session, *, dry_run: bool, json: bool) -> None:
    """Learn outside of any transaction: it takes seconds, in which others want to write."""
    from amends.outputs import corrected
    from amends.triage import teaching

    with here.business() as business:
        lesson = teaching.learn(business, keep=not dry_run)
        words, now = here.words(business.language), business.now
    if json:
        put_json(corrected.lesson_json(lesson, now))
    else:
        here.draw(corrected.lesson(lesson, words))


def _forget(here: Session, *, dry_run: bool) -> None:
    from amends.triage import teaching

    with here.business(dry_run=dry_run) as business:
        said = "forgotten" if teaching.forget(business) else "clean"
        note(here.words(business.language).say(f"teach.{said}"))
