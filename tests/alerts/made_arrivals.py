"""Arrivals for the tests of the detectors: an ordinary business, and what is added to it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from amends.alerts.storm import storms
from amends.alerts.timing import DAY, HOUR
from amends.alerts.watched import Weather
from amends.models.moments import micros
from amends.models.series import Arrival

SOFIA = ZoneInfo("Europe/Sofia")
NOW = micros(datetime(2026, 11, 20, 8, tzinfo=UTC))
LONG_AGO = NOW - 300 * DAY


def arrival(number, ago=0.0, *, now=NOW, **values):
    """Return somebody's complaint of so many hours ago, seen as it was written."""
    at = now - int(ago * HOUR)
    usual = {"seen": at, "source": "google", "negative": True, "person": f"p{number}"}
    return Arrival(**({"number": number, "id": f"m{number}", "at": at} | usual | values))


def ordinary(*, per_day=2, bad=4, days=70, now=NOW, first=1, **values):
    """Return weeks in which `per_day` people write in the morning, every `bad`-th a complaint."""
    return [
        arrival(
            first + day * per_day + n,
            24 * day + 25 + 3 * n,
            now=now,
            **{"negative": (day * per_day + n) % bad == 0, **values},
        )
        for day in range(days)
        for n in range(per_day)
    ]


def crowd(size, *, hours=3.0, first=100_000, **values):
    """Return a storm: so many complaints in the last hours."""
    return [arrival(first + n, hours * (n + 0.5) / size, **values) for n in range(size)]


def look(arrivals, *, now=NOW, minimum=5, zone=SOFIA, running=(), first_read=None):
    """Return the storms; every source is known for long unless `first_read` says more."""
    names = {each.source for each in arrivals}
    read = dict.fromkeys(names, LONG_AGO) | (first_read or {})
    return storms(Weather(arrivals, read, minimum, frozenset(running)), now, zone)


def local(*moment):
    """Return a time on the clock of Sofia, in microseconds."""
    return micros(datetime(*moment, tzinfo=SOFIA))
