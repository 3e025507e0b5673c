"""The report as scripts read it: the keys of the models, times in UTC, days of the business."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import singledispatch
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from amends.models.fix import Measured
from amends.models.report import Mean, Period, Promises, Share, Spread
from amends.outputs import fixes
from amends.outputs.alerts_json import fact
from amends.outputs.json import envelope
from amends.outputs.moments import when

if TYPE_CHECKING:
    from collections.abc import Collection

    from amends.models.report import Report

DIGITS = 4
_APART = frozenset({"generated_at", "alerts"})


def report(made: Report) -> dict[str, Any]:
    """Return `amends.report/1`."""
    zone = ZoneInfo(made.timezone)
    alerts = {"alerts": [fact(each, zone) for each in made.alerts]}
    return envelope("report", made.generated_at) | _fields(made, but=_APART) | alerts


@singledispatch
def plain(value: Any) -> Any:
    """Return a part of the report as JSON."""
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value


def _fields(value: Any, *, but: Collection[str] = ()) -> dict[str, Any]:
    names = (field.name for field in fields(value) if field.name not in but)
    return {name: plain(getattr(value, name)) for name in names}


@plain.register
def _(value: float) -> float:
    return round(value, DIGITS)


@plain.register
def _(value: datetime) -> str | None:
    return when(value)


@plain.register
def _(value: date) -> str:
    return value.isoformat()


@plain.register
def _(value: Share) -> dict[str, Any]:
    low, high = value.interval or (None, None)
    known = {"value": plain(value.value), "low": plain(low), "high": plain(high)}
    return {"count": value.count, "n": value.n, **known, "few": value.few}


@plain.register
def _(value: Mean) -> dict[str, Any]:
    return {**_fields(value), "few": value.few}


@plain.register
def _(value: Spread) -> dict[str, Any]:
    return {**_fields(value), "few": value.few}


@plain.register
def _(value: Promises) -> dict[str, Any]:
    return {**_fields(value), "kept": plain(value.kept)}


@plain.register
def _(value: Period) -> dict[str, Any]:
    return {**_fields(value), "days": plain(value.days)}


@plain.register
def _(value: Measured) -> dict[str, Any]:
    return fixes.measured(value)
