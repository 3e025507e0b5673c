"""What was told already, and whether there is reason to write again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.models.moments import micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from amends.models.alert import Alert
    from amends.models.delivery import Delivery
    from amends.models.digest import Better, Digest, Failing
    from amends.models.promises import Followup

PRESSING = ("urgent:", "late:")
"""Keys of what does not wait for the next morning; an alert has a mail of its own."""
_OF_THE_MOMENT = (*PRESSING, "alert:")
_A_WEEK = 7
_ARRIVED = frozenset({"sent", "unknown", "intended"})
"""What may have been read already; it is not said twice."""


class News(NamedTuple):
    """What is told only now and then."""

    failing: list[Failing]
    better: list[Better]
    keys: tuple[str, ...]
    """Of all that has been told by now, these included."""


def keys(
    urgent: Mapping[str, int], late: Iterable[Followup], alerts: Iterable[Alert]
) -> tuple[str, ...]:
    """Return what a digest tells that must not wait, shown whole or only counted.

    Who came back waits anew, a promise that was moved is another one, and so is an alert that
    grew worse.
    """
    return (
        *(urgent_key(short_id, since) for short_id, since in urgent.items()),
        *(late_key(each) for each in late),
        *(each.telling for each in alerts),
    )


def urgent_key(short_id: str, since: int) -> str:
    """Return what names somebody who waits since then, in microseconds since 1970."""
    return f"urgent:{short_id}@{since}"


def late_key(promise: Followup) -> str:
    """Return what names a promise that should have been kept by its time."""
    return f"late:{promise.id}@{micros(promise.due_at)}"


def lasting(told: Iterable[str]) -> tuple[str, ...]:
    """Return the keys that a mail hands on which says nothing of them: see `untold`."""
    return tuple(sorted(key for key in told if not key.startswith(_OF_THE_MOMENT)))


def untold(
    failing: Iterable[Failing], better: Iterable[Better], told: frozenset[str], step: int
) -> News:
    """Return the sources that reached another `step` of failed runs, and what is news.

    A cure that works is worth a line a week, and not one a day.
    """
    broken = {_failure(each, step): each for each in failing if each.runs >= step}
    cures = {_cure(each): each for each in better if each.kind == "fixed"}
    return News(
        [each for key, each in broken.items() if key not in told],
        [each for each in better if each.kind != "fixed" or _cure(each) not in told],
        (*broken, *cures),
    )


def due(
    digest: Digest,
    earlier: Sequence[Delivery],
    *,
    at: time | None,
    zone: ZoneInfo,
    even_if_empty: bool = False,
) -> str | None:
    """Return the key under which a digest is to be sent now; None: not now.

    `earlier` are the digests of the business's day to this recipient, `at` is the time of that day
    before which none is sent. The first one is due if there is anything to say; a further one if
    it holds something pressing that none of them told. What failed keeps its key.
    """
    if early(digest.at, at, zone):
        return None
    before = arrived(earlier)
    if before:
        told = {key for each in before for key in each.told}
        wanted = any(key.startswith(PRESSING) and key not in told for key in digest.told)
    else:
        wanted = even_if_empty or not digest.quiet
    return _key(earlier, day_of(digest.at, zone)) if wanted else None


def arrived(earlier: Iterable[Delivery]) -> list[Delivery]:
    """Return what may have been read already."""
    return [each for each in earlier if each.state in _ARRIVED]


def early(now: datetime, at: time | None, zone: ZoneInfo) -> bool:
    """Say whether no digest is sent yet on this day of the business."""
    return at is not None and now.astimezone(zone).time() < at


def day_of(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the business's day of a moment began."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _key(earlier: Sequence[Delivery], today: datetime) -> str:
    failed = [each.key for each in earlier if each.state == "failed"]
    if failed:
        return failed[0]
    taken = {each.key for each in earlier}
    day = today.date().isoformat()
    return f"{day}/{len(taken) + 1}" if taken else day


def _failure(each: Failing, step: int) -> str:
    return f"source:{each.name}@{micros(each.since)}/{each.runs // step}"


def _cure(each: Better) -> str:
    return f"fixed:{each.args['number']}/{each.args['days'] // _A_WEEK}"
