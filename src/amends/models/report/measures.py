"""What figures of a report are: shares, means, times, and the same of the period before."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from datetime import date, datetime

FEW = 10
"""Shares and means of fewer are said to be few: one more or less moves them by 10 % or more."""
_Z = 1.96
"""Standard deviations that hold 95 % of a normal distribution."""

Direction = Literal["up", "down", "steady"]
"""Of a count against the period before; `steady` if chance alone makes such a difference in more
than one of twenty cases (the exact test of `handling.effects.two_sided`)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    n: int

    @property
    def value(self) -> float | None:
        """0…1; None of nothing."""
        return self.count / self.n if self.n else None

    @property
    def few(self) -> bool:
        """Whether `n` is too small to lean on."""
        return self.n < FEW

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies in 19 of 20 cases: Wilson's interval; None of nothing.

        Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical
        inference", JASA 22, 209–212: unlike the usual formula it is honest for small `n`.
        """
        if not self.n:
            return None
        share, room = self.count / self.n, _Z * _Z / self.n
        middle = (share + room / 2) / (1 + room)
        half = _Z / (1 + room) * sqrt(share * (1 - share) / self.n + room / self.n / 4)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Mean:
    """An average of `n` values; None of nothing."""

    value: float | None
    n: int

    @property
    def few(self) -> bool:
        """Whether `n` is too small to lean on."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in hours (every hour counts, nights and holidays too)."""

    median: float | None
    """Half of them were faster; None of nothing."""
    most: float | None
    """Nine of ten were faster: the 90 % quantile (nearest rank)."""
    n: int

    @property
    def few(self) -> bool:
        """Whether `n` is too small to lean on."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A figure, and the same figure of the period before."""

    now: T
    before: T | None
    """None: that period is not known (see `Report.comparable`)."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until right before `until`; both UTC."""

    since: datetime
    until: datetime
    first: date
    """The first and the last day of it, of the business."""
    last: date

    @property
    def days(self) -> float:
        """Its length."""
        return (self.until - self.since).total_seconds() / 86_400
