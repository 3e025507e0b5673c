"""What reading costs: X takes money for every post, so a run knows beforehand what it may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from amends.errors import HttpStatus, NeedsPayment, SourceError
from amends.sources.values import count, inside, moment, objects

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Json
    from amends.sources.x.api import Api

SMALLEST = 10
"""Posts on the smallest page that X gives."""
_MILLION = 1_000_000


@dataclass(slots=True)
class Budget:
    """The money of one calendar month (UTC), in millionths of a dollar."""

    month: str
    limit: int
    post: int
    author: int
    """What the author of a post costs on top; 0 where authors are not asked for."""
    spent: int = 0
    reserved: int = 0
    """What an answer that has not come yet may cost."""

    @classmethod
    def of(cls, now: datetime, dollars: float, post: float, author: float) -> Budget:
        """Return the budget of the month that `now` is in; prices are dollars."""
        month = f"{now.astimezone(UTC):%Y-%m}"
        return cls(month, _millionths(dollars), _millionths(post), _millionths(author))

    def go_on(self, kept: Json) -> None:
        """Take over what a bookmark says was spent, if it was in this month."""
        if inside(kept, "month") == self.month:
            self.spent = max(self.spent, count(inside(kept, "spent")) or 0)

    def hear(self, usage: dict[str, Any]) -> int | None:
        """Take over how many posts of this month X has counted, other programs' too.

        Each counts with its author, whom X counts apart: better too much than beyond the limit.
        None: it does not say.
        """
        told = inside(usage, "data", "daily_project_usage", "usage")
        days = objects(told)
        if not isinstance(told, list):
            return None
        posts = sum(_posts(day) for day in days if self._is_of_this_month(day))
        self.spent = max(self.spent, posts * (self.post + self.author))
        return posts

    def _is_of_this_month(self, day: dict[str, Any]) -> bool:
        at = moment(day.get("date"))
        return at is not None and f"{at:%Y-%m}" == self.month

    @property
    def left(self) -> int:
        """Posts that may still be read, each by somebody else."""
        price = self.post + self.author
        return max(0, self.limit - self.spent) // price if price else _MILLION

    def reserve(self, posts: int) -> None:
        """Count what a request may cost before it is sent: who is killed then has counted it."""
        self.reserved = posts * (self.post + self.author)

    def release(self) -> None:
        """Take that back: nothing was read."""
        self.reserved = 0

    def spend(self, posts: int, authors: int) -> None:
        """Note what an answer cost."""
        self.release()
        self.spent += posts * self.post + authors * self.author

    def to_json(self) -> dict[str, Any]:
        """Return what a bookmark keeps."""
        return {"month": self.month, "spent": self.spent + self.reserved}

    def cost(self, posts: int) -> str:
        """Return what so many posts cost at most."""
        return _dollars(posts * (self.post + self.author))

    def said(self) -> str:
        """Return what is spent, in words."""
        return f"{_dollars(self.spent)} of {_dollars(self.limit)} spent in {self.month}"

    def used_up(self) -> NeedsPayment:
        """Return that nothing may be read any more this month."""
        return NeedsPayment(
            f"the budget for X is used up: {self.said()}",
            hint="Raise `budget:`, or wait for the next month: posts of its last 7 days are found"
            " then.",
        )


def heard(api: Api, budget: Budget) -> int | None:
    """Take over how many posts X has counted this month; None: it does not say.

    What is wrong with the token the search will tell.
    """
    try:
        return budget.hear(api.usage())
    except (HttpStatus, SourceError):
        return None


def _posts(day: dict[str, Any]) -> int:
    return count(day.get("usage")) or 0


def _millionths(dollars: float) -> int:
    return round(dollars * _MILLION)


def _dollars(millionths: int) -> str:
    return f"${millionths / _MILLION:,.2f}"
