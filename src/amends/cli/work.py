"""`amends work`: the daily quarter of an hour, one mention and one key at a time."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import keys, options
from amends.cli.desk import Desk
from amends.cli.session import note, session
from amends.cli.talk import Talk
from amends.errors import UsageError
from amends.models.vocabulary import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.cli.session import Session
    from amends.triage.business import Business
    from amends.triage.working import Round

SHOWN = 10
"""An owner has a quarter of an hour."""
INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(work)


def work(
    context: typer.Context,
    place: options.Place = None,
    source: options.Source = None,
    topic: Annotated[Topic | None, typer.Option(help="Only about this.")] = None,
    assignee: Annotated[str | None, typer.Option(help="Only those of this colleague.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only what is mine.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=options.MOST, help="How many at most.")] = SHOWN,
    who: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who you are.")] = None,
) -> None:
    """Go through the day one mention and one key at a time: promises first, then the queue."""
    here = session(context)
    if not here.dialogue:
        raise UsageError("amends work asks and answers: it needs a terminal (else: amends inbox)")
    with here.business() as business:
        words = here.words(business.language)
        me = _named(business, who)
        if mine and assignee:
            raise UsageError("--mine and --assignee exclude each other")
        at = _round(here, me, (source, place, topic, me.who if mine else assignee), limit)
        if not at.day.tasks:
            note(words.say("work.nothing"))
            return
        with _interruptible(), keys.keyboard(words.language) as keyboard:
            desk = Desk(at, Talk(here, words, keyboard, business.config.business.timezone))
            try:
                desk.sit()
            except KeyboardInterrupt:
                keyboard.end()
                desk.leave_off()
                raise typer.Exit(INTERRUPTED) from None
            desk.leave_off()


def _named(business: Business, who: str | None) -> Business:
    """Return the business as a colleague uses it; raises `UsageError` for an unknown one."""
    from amends.triage.team import colleague

    if who is None:
        return business
    name, team = colleague(business.config.team, who), business.config.team
    if not name or (team and name not in team):
        raise UsageError(
            f"no colleague is called {who!r}", hint=f"In config.yaml: {', '.join(team)}."
        )
    return replace(business, who=name)


def _round(here: Session, business: Business, only: tuple[str | None, ...], limit: int) -> Round:
    from time import monotonic

    from amends.store import Filter
    from amends.triage.day import plan
    from amends.triage.working import Round

    source, place, topic, assignee = only
    business.require(source=source, place=place)
    wanted = Filter(source=source, place=place, topic=topic, assignee=assignee)
    zone = business.config.business.timezone
    return Round(
        business,
        plan(business, wanted, limit=limit),
        clock=lambda: here.now(zone),
        ticks=monotonic,
        interface=here.lang or business.language,
    )


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let a closed terminal and a polite kill end the work as Ctrl-C does."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    found = [each for each in ("SIGHUP", "SIGTERM") if hasattr(signal, each)]
    before = {each: signal.signal(getattr(signal, each), stop) for each in found}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(getattr(signal, each), handler)
