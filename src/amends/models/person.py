"""People who write more than once, as far as one site can tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.case import Case
    from amends.models.promises import Followup

Sureness = Literal["account", "name"]
"""Why it is one person: the same account of a site, or only the same name at one source."""
Trend = Literal["better", "worse", "steady"]

NOTABLE = 0.25
"""A difference in mood (-1 to 1) that is more than the wording of the day."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in figures. There is no figure of what a customer is worth, and will be none."""

    name: str | None
    site: str
    """The source; of an account that is known at several sources of a type, that type."""
    sure: Sureness
    newest: str
    """The short id of their newest mention, by which to ask for them."""
    mentions: int
    unanswered: int
    """Mentions that want an answer and have none since the customer's last words."""
    praise: int
    first_at: datetime
    last_at: datetime
    stars: float | None
    """Average, out of 5."""
    moods: tuple[float, ...]
    """-1 to 1, of each mention whose mood is known, the oldest first."""
    followers: int | None
    """As last seen; None is unknown."""
    views: int | None
    """Of all their mentions together."""
    waiting: str | None = None
    """The short id of the newest mention without its answer; never of a `demand`."""
    to_thank: str | None = None
    """The short id of the newest praise that nobody has thanked for."""
    demand: str | None = None
    """The short id of the newest open demand of money for silence, or of what followed it."""

    @property
    def trend(self) -> Trend | None:
        """Say whether the later half is happier than the earlier one; None: only one is known."""
        half = len(self.moods) // 2
        if not half:
            return None
        change = sum(self.moods[-half:]) / half - sum(self.moods[:half]) / half
        if abs(change) < NOTABLE:
            return "steady"
        return "better" if change > 0 else "worse"


class Remedy(NamedTuple):
    """Something that was granted."""

    mention: str
    """The short id of its mention."""
    at: datetime
    what: str
    cost: float | None
    """None is unknown."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """All that passed between a person and the business."""

    person: Person
    written: tuple[Case, ...]
    """Newest first."""
    unanswered: frozenset[str]
    """Short ids of those that wait for an answer."""
    granted: tuple[Remedy, ...]
    promises: tuple[Followup, ...]
    """The open ones, the soonest first."""


class Said(NamedTuple):
    """One message of a conversation."""

    at: datetime
    text: str
    ours: bool
    who: str | None
    """The customer's name, or the colleague who recorded our answer; None is unknown."""
    id: str | None = None
    """The short id, of a customer's words."""
