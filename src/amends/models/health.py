"""How the whole is, in the words and codes of monitors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

HealthStatus = Literal["ok", "warning", "critical", "unknown"]
"""What monitors know, in the order of their exit codes
(https://www.monitoring-plugins.org/doc/guidelines.html#AEN78)."""
HEALTH_STATUSES: tuple[HealthStatus, ...] = get_args(HealthStatus)


class Bounds(NamedTuple):
    """More than these is a warning, or critical; None: never."""

    warning: float | None = None
    critical: float | None = None

    def judge(self, value: float) -> HealthStatus:
        """Return how bad a figure is."""
        if self.critical is not None and value > self.critical:
            return "critical"
        return "warning" if self.warning is not None and value > self.warning else "ok"


class Figure(NamedTuple):
    """One figure that monitors draw."""

    name: str
    value: int
    bounds: Bounds = Bounds()
    unit: Literal["", "s"] = ""
    """Seconds, or a number of things."""

    @property
    def status(self) -> HealthStatus:
        """How bad it is."""
        return self.bounds.judge(self.value)


class Matter(NamedTuple):
    """Something that is not as it should be."""

    status: HealthStatus
    code: str
    """Its message is `health.<code>`."""
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Health:
    """What a probe found."""

    at: datetime
    figures: tuple[Figure, ...] = ()
    matters: tuple[Matter, ...] = ()
    """Beside the figures, such as which source fails."""
    sound: bool | None = None
    """Whether the database is whole; None: too big to be read in the time of a probe."""
    failed: str | None = None
    """Why nothing could be found out."""

    @property
    def status(self) -> HealthStatus:
        """The worst of all."""
        if self.failed is not None:
            return "unknown"
        found = [each.status for each in self.figures]
        found += [each.status for each in self.matters]
        return max(found, key=HEALTH_STATUSES.index, default="ok")

    @property
    def exit_code(self) -> int:
        """0 to 3, as monitors want it."""
        return HEALTH_STATUSES.index(self.status)
