"""Times as integers: microseconds since 1970 UTC, as the store and the queue count them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return an aware time as microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def optional_micros(value: datetime | None) -> int | None:
    """Like `micros`, for a time that may be unknown."""
    return None if value is None else micros(value)


@overload
def moment(value: int) -> datetime: ...
@overload
def moment(value: int | None) -> datetime | None: ...
def moment(value: int | None) -> datetime | None:
    """Return the time that `micros` made of it."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)
