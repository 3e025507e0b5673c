"""What a report is made for, beside the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.models.figures import Wrote

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from amends.models.alert import Alert
    from amends.models.fix import Measured
    from amends.models.report import Period

Read = Callable[[Sequence[int]], Mapping[int, Wrote]]
"""Fetches the words of the few mentions that are quoted."""
Owner = Callable[[str | None, str | None], str | None]
"""Says who looks after a topic at a place, if anybody in particular does."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The business, the periods, and what was decided outside of single mentions."""

    business: str
    now: datetime
    zone: ZoneInfo
    period: Period
    before: Period
    place: str | None = None
    source: str | None = None
    customers_per_month: int | None = None
    """Of what the report is about; None: not known."""
    by_person: bool = False
    names: frozenset[str] = frozenset()
    """Names that may be quoted, in small letters: of the business, its places, its people."""
    fixes: tuple[Measured, ...] = ()
    alerts: tuple[Alert, ...] = ()
    """Those that began in the period."""
