"""A day of work as a screen shows it: the matter on the desk, and what became of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models.case import Case
    from amends.models.handling import Proposal
    from amends.models.lint import Verdict
    from amends.models.listing import Task, Whole
    from amends.models.promises import Followup
    from amends.models.reply import Draft

Deed = Literal[
    "replied", "asked", "kept", "moved", "closed", "left_alone", "later", "proposed", "approved",
    "assigned", "verified", "told", "noted", "wrote",
]  # fmt: skip
COUNTED: tuple[Deed, ...] = (
    "replied", "asked", "kept", "moved", "closed", "left_alone", "later", "proposed", "approved",
    "assigned",
)  # fmt: skip
"""What the summary counts; each of these is enough for today."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A matter that needs nothing any more, and the last that was done about it."""

    id: str
    event: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the day."""

    counts: Mapping[Deed, int]
    """Mentions, by what was last decided about each."""
    minutes: int
    left: int


class Place(NamedTuple):
    """How far the day has come."""

    number: int
    """Of the matter on the desk, from 1,"""
    total: int
    """of so many."""
    minutes: int
    """About how long the rest takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A matter as it is shown: what is decided about it is decided about this."""

    task: Task
    whole: Whole
    draft: Draft | None = None
    text: str | None = None
    """The reply in hand; None where none is needed."""
    verdict: Verdict | None = None
    """The check of that text."""
    own: Proposal | None = None
    """Somebody's own words are in hand, not those of the draft."""
    news: tuple[Mapping[str, Any], ...] = ()
    """What others did about it since the round began, or since it was last looked at."""

    @property
    def case(self) -> Case:
        """The mention with all that belongs to it."""
        return self.whole.item.case

    @property
    def promises(self) -> tuple[Followup, ...]:
        """The open promises, the one that it is about first."""
        due = [each for each in self.whole.promises if each.open]
        return tuple(sorted(due, key=lambda each: each.id != self.task.promise))

    @property
    def unapproved(self) -> bool:
        """Whether the reply in hand waits for somebody else's word."""
        return bool(self.own and self.own.needs_approval and not self.own.approved_by)
