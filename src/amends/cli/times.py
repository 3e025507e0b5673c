"""Times as people type them: `7d`, `2026-11-01`, `reaction`."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from amends.cli.session import LAST_YEAR
from amends.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from amends.cli.session import Session
    from amends.triage.business import Business

HOURS = {"h": 1, "d": 24, "w": 24 * 7}
"""Of the units that people count in."""


def since(here: Session, text: str, business: Business) -> datetime:
    """Read `7d` as so long ago, or a time as `--now` is read."""
    hint = "Write 2026-11-01, 7d, 24h or 3w."
    return _moment(here, text, business, option="--since", hint=hint, sign=-1)


def through(here: Session, text: str, business: Business) -> datetime:
    """Read a day as its end, in the business's time zone; anything else as `since` does."""
    hint = "Write 2026-10-31, the last day that counts."
    moment = _moment(here, text, business, option="--until", hint=hint, sign=-1)
    if re.fullmatch(r"\d{4}-?\d\d-?\d\d", text):
        local = moment.astimezone(business.zone) + timedelta(days=1)  # wall time: the next midnight
        return local.astimezone(UTC)
    return moment


def until(here: Session, text: str, business: Business) -> datetime:
    """Read `3d` as so long from now, a time, `now`, or `reaction`: until the customer reacts."""
    from amends.models.handling import UNTIL_REACTION

    named = {"now": business.now, "reaction": UNTIL_REACTION}
    if text.strip().casefold() in named:
        return named[text.strip().casefold()]
    hint = "Write 3d, 2w, 2026-12-01, reaction, or now."
    moment = _moment(here, text, business, option="--snooze", hint=hint, sign=1)
    if moment <= business.now:
        raise UsageError(f"--snooze {text!r} has been already", hint=hint)
    if moment.year > LAST_YEAR:  # some zones could not show it
        raise UsageError(f"--snooze {text!r} is beyond all calendars", hint=hint)
    return moment


def _moment(
    here: Session, text: str, business: Business, *, option: str, hint: str, sign: int
) -> datetime:
    found = re.fullmatch(r"(\d{1,9})([hdw])", text)
    if not found:
        zone = business.config.business.timezone
        return here.moment(text, zone, option=option, hint=hint)
    try:
        return business.now + sign * timedelta(hours=int(found[1]) * HOURS[found[2]])
    except OverflowError:
        raise UsageError(f"{option} {text!r} is beyond all calendars", hint=hint) from None
