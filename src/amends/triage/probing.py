"""How the whole is, for monitors: reads only, and asks nobody outside."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.errors import UsageError
from amends.models import ended_well
from amends.models.delivery import UNDER_WAY
from amends.models.health import Bounds, Figure, Health, Matter
from amends.store import Filter
from amends.triage import ranking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from amends.models.delivery import Delivery
    from amends.triage.business import Business

DELIVERIES_OF = timedelta(days=2)
"""What failed before and was not tried again concerns nobody any more."""
PATIENCE = 0.15
"""Seconds to read the whole database in."""
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_NUMBER = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([smhd]?)")


class Limits(NamedTuple):
    """What is too much of each."""

    age: Bounds = Bounds(26 * 3600, 50 * 3600)
    """Seconds since the last run: a daily one may be late, and may fail once."""
    failing: Bounds = Bounds(0)
    undelivered: Bounds = Bounds(0)
    urgent: Bounds = Bounds()
    overdue: Bounds = Bounds()
    alerts: Bounds = Bounds()


def bounds(text: str, *, time: bool = False) -> Bounds:
    """Read `3`, `3,10` or `,10`: more is a warning, and critical; raises `UsageError`.

    A `time` has a unit: `26h,50h`.
    """
    parts = [each.strip() for each in text.split(",")]
    if len(parts) > 2:  # noqa: PLR2004 — warning and critical
        raise _no_bounds(text, time=time)
    return Bounds(*(_number(each, text, time=time) if each else None for each in parts))


def _number(part: str, text: str, *, time: bool) -> float:
    found = _NUMBER.fullmatch(part)
    if found is None or (found[2] and not time):
        raise _no_bounds(text, time=time)
    if time and not found[2]:
        raise UsageError(f"{text[:40]!r} has no unit: write 26h, 90m or 2d")
    value = float(found[1]) * _UNITS[found[2]]
    return int(value) if value.is_integer() else value


def _no_bounds(text: str, *, time: bool) -> UsageError:
    example = "26h,50h" if time else "3,10"
    return UsageError(
        f"{text[:40]!r} is no limit", hint=f"Write {example}: more is a warning, and critical."
    )


def probe(business: Business, limits: Limits) -> Health:
    """Return how the business's tool and queue are at this moment."""
    sound = business.store.upkeep.sound(PATIENCE)
    if sound is False:
        return Health(business.now, matters=(Matter("critical", "damaged", {}),), sound=False)
    runs = {name: business.store.sources.last_run(name) for name in business.switched_on}
    done = {name: run for name, run in runs.items() if run is not None}
    failing = {name: run for name, run in done.items() if not _well(run)}
    lost = _undelivered(business)
    newest = max((run["at"] for run in done.values()), default=None)
    listing = ranking.listing(business, Filter(), limit=0)
    figures = [
        Figure("sources", len(done) - len(failing)),
        Figure("failing", len(failing), limits.failing),
        Figure("urgent", listing.groups.get("urgent", 0), limits.urgent),
        Figure("overdue", listing.overdue, limits.overdue),
        Figure("alerts", len(business.store.alerts.running()), limits.alerts),
        Figure("undelivered", len(lost), limits.undelivered),
    ]
    if newest is not None:
        figures.insert(0, Figure("age", _seconds(business.now, newest), limits.age, "s"))
    return Health(
        business.now,
        tuple(figures),
        tuple(_matters(never=bool(runs) and not done, failing=failing, lost=lost)),
        sound=sound,
    )


def _well(run: Mapping[str, Any]) -> bool:
    return ended_well(run["outcome"], run["error"], run["skipped"])


def _seconds(now: datetime, then: datetime) -> int:
    return max(0, int((now - then).total_seconds()))


def _undelivered(business: Business) -> list[Delivery]:
    """Return what was to be told last on each channel, where that did not arrive for sure.

    It is the channel that wants to be looked at: whatever arrives there later, a test too, shows
    that it works.
    """
    last: dict[str, Delivery] = {}
    tried = business.store.deliveries.since(business.now - DELIVERIES_OF)
    heard = {(each.channel, key) for each in tried if each.state == "sent" for key in each.told}
    for each in tried:
        under_way = each.state == "intended" and business.now - each.at < UNDER_WAY
        if not under_way:
            last.setdefault(each.channel, each)
    return [each for each in last.values() if each.state != "sent" and not _told(each, heard)]


def _told(lost: Delivery, heard: Collection[tuple[str, str]]) -> bool:
    """Whether all that it said was said by another: an alert by the summary."""
    return bool(lost.told) and all((lost.channel, key) in heard for key in lost.told)


def _matters(
    *,
    never: bool,
    failing: Mapping[str, Mapping[str, object]],
    lost: list[Delivery],
) -> Iterator[Matter]:
    """Yield what the figures do not say by themselves."""
    if never:
        yield Matter("warning", "never", {})
    for name, run in failing.items():
        yield Matter("ok", "failing", {"name": name, "outcome": run["outcome"]})
    for each in lost:
        code = "failed" if each.state == "failed" else "doubtful"
        yield Matter("ok", code, {"channel": each.channel})
