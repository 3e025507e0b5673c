"""YouTube's Data API: what calls cost, how they are asked, and what refusals mean there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer, HttpStatus, SourceError, Throttled
from amends.sources.answers import read_object
from amends.sources.google import Refusal, meaning
from amends.sources.values import count, inside, line, objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amends.models import Json
    from amends.sources.contract import FetchContext

HOST = "youtube.googleapis.com"
SEARCHES_A_DAY = 100
"""What a project may search (developers.google.com/youtube/v3/determine_quota_cost)."""
UNITS_A_DAY = 10_000
COST = {"search": 100}
"""Units of a call; any other that only reads costs one.

Today's table counts searches apart from the units; the one before took 100 for each. Nobody says
which one a project has, so the dearer is counted.
"""
AT_ONCE = 50
"""Ids that one call may name, and the results of a search."""
_ZONE = "America/Los_Angeles"
_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_HINTS = {
    "PERMISSION_DENIED": (
        "Google Cloud console → APIs & Services → YouTube Data API v3 → Enable; then Credentials →"
        " the key: this API among those that it may use."
    ),
    "RESOURCE_EXHAUSTED": "Google Cloud console → APIs & Services → YouTube Data API v3 → Quotas.",
}


@dataclass
class Spent:
    """What of today's quota we have used; nothing in YouTube's answers says it."""

    day: str
    units: int = 0
    searches: int = 0

    @classmethod
    def read(cls, kept: Json, now: datetime) -> Spent:
        """Read what a bookmark kept; another day begins with nothing."""
        today = _pacific(now).date().isoformat()
        if inside(kept, "day") != today:
            return cls(today)
        return cls(today, count(kept.get("units")) or 0, count(kept.get("searches")) or 0)

    def add(self, call: str) -> None:
        """Count a call, whatever comes of it."""
        self.units += COST.get(call, 1)
        self.searches += call == "search"

    def to_json(self) -> dict[str, Any]:
        """Return what a bookmark keeps."""
        return asdict(self)


class Api:
    """Calls with a key; it travels in a header, so that no address holds it."""

    def __init__(self, ctx: FetchContext, key: str, spent: Spent) -> None:
        self.ctx = ctx
        self.spent = spent
        self._key = key

    def get(self, call: str, **params: Any) -> dict[str, Any]:
        """Return the answer to a call such as `videos`.

        Raises `Throttled` until midnight in California where the day's quota is used up, else what
        `google.meaning` makes of it.
        """
        self.spent.add(call)
        address = f"https://{HOST}/youtube/v3/{call}"
        try:
            found = self.ctx.http.get(address, params=params, headers={"x-goog-api-key": self._key})
        except HttpStatus as error:
            raise self._meant(error) from None
        answer = read_object(found, "YouTube")
        if "items" not in answer and "pageInfo" not in answer:  # of nothing there are no `items`
            raise BadAnswer("YouTube: the answer is no list")
        return answer

    def items(self, call: str, **params: Any) -> list[dict[str, Any]]:
        """Return the items of an answer that has one page only."""
        return objects(self.get(call, **params).get("items"))

    def named(
        self, call: str, part: str, ids: Iterable[str], **params: str
    ) -> Iterator[dict[str, Any]]:
        """Yield what is named by its id, with as few calls as possible."""
        left = list(dict.fromkeys(ids))
        while left:
            yield from self.items(call, part=part, id=",".join(left[:AT_ONCE]), **params)
            del left[:AT_ONCE]

    def _meant(self, error: HttpStatus) -> HttpStatus | SourceError:
        if Refusal.read(error).reason in _USED_UP:
            return Throttled(
                "YouTube: today's quota of your Google project is used up",
                until=next_midnight(self.ctx.now),
                hint="Lower `searches`, or give amends a Google project of its own.",
            )
        return meaning(error, HOST, _HINTS)


def next_midnight(now: datetime) -> datetime:
    """Return when the quota starts anew: at midnight in California."""
    there = _pacific(now)
    midnight = datetime.combine(there.date() + timedelta(days=1), time(), there.tzinfo)
    return midnight.astimezone(UTC)


def _pacific(now: datetime) -> datetime:
    from zoneinfo import ZoneInfo

    return now.astimezone(ZoneInfo(_ZONE))


def next_page(answer: dict[str, Any]) -> str | None:
    """Return the token of the page that follows."""
    return line(answer.get("nextPageToken"))
