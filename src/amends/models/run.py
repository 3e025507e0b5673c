"""What a source hands over, and how its run ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.models.vocabulary import GOOD_OUTCOMES

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.mention import Json, Mention
    from amends.models.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item of a source that could not be read, and why; the others went on."""

    where: str
    """Where to look: `reviews.csv, line 12`, `entry 3`."""
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a source.

    `bookmark` must be true if the run ends right after this batch: it is stored in the same
    transaction. `more` says that the source holds more than this run has taken (a cap was
    reached); the run then ends `partial`. A source with nothing changed since the bookmark
    yields no batch at all; one that was read and holds nothing yields an empty batch.
    """

    mentions: tuple[Mention, ...] = ()
    gone_ids: tuple[str, ...] = ()
    bookmark: Json = None
    skipped: tuple[Skipped, ...] = ()
    more: bool = False
    filtered: int = 0
    """Items that were read but do not hold the words of `watch:`; told, or they would be missed."""
    unchanged: bool = False
    """The platform's own cursor says that nothing came since the bookmark: no empty list."""
    dropped: tuple[Skipped, ...] = ()
    """Some of those, and why, for whoever tries out the words of `watch:`."""
    asked: tuple[str, ...] = ()
    """What was searched for, in the platform's own words; empty where nothing was."""
    own: tuple[Mention, ...] = ()
    """What our own accounts wrote. The run tells it apart by `business.own_accounts`, so a source
    leaves it among the rest, unless the platform itself says who belongs to the team."""


@dataclass(frozen=True, slots=True)
class SourceRun:
    """How one source ended in one run: a line of the run log and of `amends check`."""

    name: str
    type: str
    outcome: Outcome
    new: int = 0
    changed: int = 0
    gone: int = 0
    skipped: tuple[Skipped, ...] = ()
    error: str | None = None
    hint: str | None = None
    retry_at: datetime | None = None
    filtered: int = 0
    """Items that were read but do not hold the words of `watch:`."""
    suspicious: bool = False
    """Empty although this source usually has items."""
    unfound: str | None = None
    """The host to which no way led, where no other source reached anybody either."""

    @property
    def well(self) -> bool:
        """Whether nothing is wrong with the source."""
        return ended_well(self.outcome, self.error, len(self.skipped))


def ended_well(outcome: Outcome, error: str | None, skipped: int) -> bool:
    """Whether a source did what it should: one that holds more than a run may take did, too.

    Where something was `skipped` it may be that it is cut off, and not that it is long.
    """
    return outcome in GOOD_OUTCOMES or (outcome == "partial" and error is None and not skipped)
