"""People: what one of them wrote, who writes again and again, who praises.

Each site by itself: nobody is followed from one to another, for that would be a profile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.errors import UnknownId, UsageError
from amends.models.person import Correspondence

if TYPE_CHECKING:
    from amends.models.person import Person
    from amends.store.authors import Known
    from amends.triage.business import Business

MOST = 1000
"""Mentions of one person that are shown."""


@dataclass(frozen=True, slots=True)
class Regulars:
    """People with several mentions; `total` counts those that a limit left out too."""

    people: tuple[Person, ...]
    total: int


def found(business: Business, said: str) -> list[str]:
    """Return who is meant: by the id of a mention, or a name, a handle, an account, or a part.

    Raises `UnknownId` where nobody is, `UsageError` where a mention names nobody.
    """
    number = business.store.number_of(said)
    if number is not None:
        person = business.store.authors.person_of(number)
        if person is None:
            raise UsageError(
                f"{said} names nobody: no account, and no name that is one person's",
                hint=f"Look at it alone: amends show {said}",
            )
        return [person]
    wanted = _folded(said)
    known = [(each.person, _signs(each)) for each in business.store.authors.known()]
    exact = [person for person, signs in known if wanted in signs]
    people = exact or [person for person, signs in known if _part_of(wanted, signs)]
    if not people:
        raise UnknownId(
            f"nobody is called {said[:40]!r}", hint="amends authors lists who wrote several times."
        )
    return list(dict.fromkeys(people))


def _signs(known: Known) -> set[str]:
    return {_folded(sign) for sign in (known.name, known.handle, known.account) if sign}


def _folded(sign: str) -> str:
    return " ".join(sign.split()).casefold().removeprefix("@")


def _part_of(wanted: str, signs: set[str]) -> bool:
    return bool(wanted) and any(wanted in sign for sign in signs)


def people(business: Business, wanted: list[str]) -> tuple[Person, ...]:
    """Return people in figures."""
    return tuple(business.store.authors.people(wanted))


def correspondence(business: Business, person: str) -> Correspondence:
    """Return all that passed between a person and the business."""
    authors = business.store.authors
    numbers, unanswered = authors.written(person, MOST)
    written = business.store.cases(numbers)
    ids = {case.id for case in written}
    return Correspondence(
        person=authors.people([person])[0],
        written=tuple(written),
        unanswered=unanswered,
        granted=tuple(authors.granted(person)),
        promises=tuple(
            made for made in business.store.followups(open_only=True) if made.mention in ids
        ),
    )


def regulars(business: Business, *, fans: bool, unanswered: bool, limit: int | None) -> Regulars:
    """Return who wrote several times; `fans` are those who praise repeatedly or with reach."""
    all_of_them = business.store.authors.regulars(fans=fans, unanswered=unanswered)
    return Regulars(people(business, all_of_them[:limit]), len(all_of_them))
