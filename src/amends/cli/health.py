"""`amends health`: a probe for monitors, which alone has their exit codes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from amends.cli import options
from amends.cli.session import put, put_json, session
from amends.errors import AmendsError

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.languages import Words
    from amends.models.health import Health
    from amends.triage.probing import Limits

UNKNOWN = 3


class Probe(TyperCommand):
    """A command that answers even what it cannot read: 2 would say that all is lost."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options; a wrong one is the state UNKNOWN."""
        from typer import TyperException

        try:
            return super().parse_args(ctx, args)
        except TyperException as error:
            _show(_failed(error.format_message()), json="--json" in args)
            raise typer.Exit(UNKNOWN) from None


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(cls=Probe)(health)


def health(
    context: typer.Context,
    max_age: Annotated[
        str, typer.Option(metavar="W,C", help="Since the last run, such as 26h,50h.")
    ] = "26h,50h",
    failing: Annotated[str, typer.Option(metavar="W,C", help="Sources that fail.")] = "0",
    undelivered: Annotated[
        str, typer.Option(metavar="W,C", help="Channels whose last mail or message got lost.")
    ] = "0",
    urgent: Annotated[str, typer.Option(metavar="W,C", help="Urgent mentions.")] = "",
    overdue: Annotated[str, typer.Option(metavar="W,C", help="Overdue answers, promises.")] = "",
    alerts: Annotated[str, typer.Option(metavar="W,C", help="Alerts that go on.")] = "",
    json: options.Json = False,
) -> None:
    """Say in one line how everything is, for Nagios, Icinga and the like; exit code 0 to 3.

    Each limit is `W,C`: more than W is a warning, more than C critical; either may be left out.
    """
    here = session(context)
    try:
        from amends.triage.probing import Limits, bounds

        limits = Limits(
            bounds(max_age, time=True),
            *map(bounds, (failing, undelivered, urgent, overdue, alerts)),
        )
        found, words = _probed(here, limits)
    except AmendsError as error:
        found, words = _failed(": ".join(error.message.splitlines()[:2])), None
    except Exception as error:  # noqa: BLE001 — a monitor has to hear of a bug, too
        found, words = _failed(f"bug: {type(error).__name__}: {error}"), None
    _show(found, words, json=json)
    raise typer.Exit(found.exit_code)


def _probed(here: Session, limits: Limits) -> tuple[Health, Words]:
    from amends.triage import business, probing

    loaded = here.loaded()
    now = here.now(loaded.config.business.timezone)
    with business.opened(loaded, now, read_only=True) as opened:
        return probing.probe(opened, limits), here.words(opened.language)


def _failed(why: str) -> Health:
    from amends.models.health import Health

    return Health(datetime.now(UTC), failed=why)


def _show(found: Health, words: Words | None = None, *, json: bool) -> None:
    from amends.languages import words as words_of
    from amends.outputs import health as drawn

    if json:
        put_json(drawn.as_json(found))
    else:
        put(drawn.line(found, words or words_of("en")))
