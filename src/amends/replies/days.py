"""Days by which something can be promised."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.config.workdays import day_off

if TYPE_CHECKING:
    from datetime import date, datetime

    from amends.config.model import Config

LOOK_INTO = 2
"""Days to find out what happened."""
SEE_THROUGH = 4
"""Days after which the customer hears how it ended."""
_LONGEST_CLOSURE = 366


def promised_day(config: Config, now: datetime, days: int) -> date:
    """Return the first working day at least so many days after today, in the owner's zone.

    Without configured hours every day but the holidays is a working day.
    """
    today = now.astimezone(ZoneInfo(config.business.timezone)).date()
    earliest = today + timedelta(days=days)
    candidates = (earliest + timedelta(days=ahead) for ahead in range(_LONGEST_CLOSURE))
    return next((day for day in candidates if not day_off(config, day)), earliest)
