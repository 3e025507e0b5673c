"""Taking a change back, and what happened to a mention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.errors import UsageError
from amends.triage.deciding import find

if TYPE_CHECKING:
    from amends.triage.business import Business


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A change that was taken back: what it was, whose, and of which mentions."""

    what: str
    who: str
    ids: tuple[str, ...]


def undo(business: Business, change: int | None = None) -> TakenBack:
    """Take one's own last change back, or the one that is named; raises `UsageError`.

    What a colleague did in the meantime is not taken back unasked.
    """
    number = change or business.store.last_change(business.who)
    if number is None:
        raise UsageError(
            "there is nothing of yours to undo",
            hint="A colleague's: amends history ID, then amends undo --change N.",
        )
    undone = business.store.undo(who=business.who, now=business.now, change=number)
    ids = tuple(each.id for each in business.store.cases(undone.mentions))
    return TakenBack(undone.what, undone.who, ids)


def history(business: Business, short_id: str) -> list[dict[str, Any]]:
    """Return what happened to a mention, oldest first; raises `UnknownId`."""
    return business.store.events(find(business, short_id))
