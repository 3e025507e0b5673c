"""People and what passed between them and us, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.outputs.json import envelope, summary
from amends.outputs.moments import when

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from amends.models import Case
    from amends.models.person import Correspondence, Person


def one(found: Correspondence | None, matching: Sequence[Person], now: datetime) -> dict[str, Any]:
    """Return `amends.person/1`: one person whole, or those whom a name fits."""
    return envelope("person", now) | {
        "item": found and _whole(found),
        "matching": [_person(person) for person in matching],
    }


def several(found: Iterable[Person], total: int, now: datetime) -> dict[str, Any]:
    """Return `amends.people/1`."""
    return envelope("people", now) | {"total": total, "items": [_person(each) for each in found]}


def _person(person: Person) -> dict[str, Any]:
    moods = person.moods
    return {
        "newest": person.newest,
        "name": person.name,
        "site": person.site,
        "sure": person.sure,
        "mentions": person.mentions,
        "unanswered": person.unanswered,
        "praise": person.praise,
        "first_at": when(person.first_at),
        "last_at": when(person.last_at),
        "stars": None if person.stars is None else round(person.stars, 2),
        "moods": [round(mood, 2) for mood in moods],
        "trend": person.trend,
        "reach": {"followers": person.followers, "views": person.views},
        "waiting": person.waiting,
        "to_thank": person.to_thank,
    }


def _whole(found: Correspondence) -> dict[str, Any]:
    costs = [given.cost for given in found.granted if given.cost is not None]
    return {
        "person": _person(found.person),
        "written": [_written(case, found) for case in found.written],
        "granted": [
            {"mention": each.mention, "at": when(each.at), "remedy": each.what, "cost": each.cost}
            for each in found.granted
        ],
        "granted_cost": round(sum(costs), 2) if costs else None,
        "promises": [
            {
                "id": made.id,
                "mention": made.mention,
                "due_at": when(made.due_at),
                "who": made.who,
                "what": made.what,
            }
            for made in found.promises
        ],
    }


def _written(case: Case, found: Correspondence) -> dict[str, Any]:
    rating = case.mention.rating
    return summary(case) | {
        "place": case.mention.place,
        "stars": rating and round(rating.stars, 2),
        "answered": "yes" if case.answered else case.mention.answered,
        "unanswered": case.id in found.unanswered,
    }
