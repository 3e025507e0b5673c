"""What single people wrote: a person is an account of a site, or a name within one source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from amends.models.extortion import EXTORTION
from amends.models.moments import moment
from amends.models.person import Person, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.store.database import Database

Value = TypeVar("Value")

MANY = 1000
"""Followers, or views, from which praise has reach."""

_UNANSWERED = """(m.asks AND m.same_as IS NULL AND h.status <> 'spam'
  AND ((m.answered <> 'yes' AND h.replied_at IS NULL) OR h.reopened_at IS NOT NULL))"""
_PRAISE = """(m.same_as IS NULL AND h.status <> 'spam'
  AND coalesce(a.intent IN ('praise', 'thanks_after_resolution'), 0))"""
_TO_THANK = f"""({_PRAISE} AND m.answered <> 'yes' AND h.replied_at IS NULL
  AND h.status NOT IN ('closed', 'ignored'))"""
_DEMANDED = f"instr(h.tags, '|{EXTORTION}|') > 0"
_ALL = """
FROM mentions m
JOIN handling h ON h.mention = m.number
LEFT JOIN assessments a ON a.mention = m.number"""
_SEVERAL = """
  SELECT person FROM mentions WHERE person IS NOT NULL GROUP BY person HAVING count(*) > 1"""
_WITH_REACH = f"SELECT person FROM mentions WHERE followers >= {MANY} OR views >= {MANY}"


class Known(NamedTuple):
    """A person and one of the ways in which they sign; a change of name makes several."""

    person: str
    name: str | None
    handle: str | None
    account: str | None


class _Line(NamedTuple):
    """What one mention adds to the figures of its author."""

    person: str
    id: str
    source: str
    source_type: str
    name: str | None
    published_at: int
    stars: float | None
    mood: float | None
    followers: int | None
    views: int | None
    praise: bool
    unanswered: bool
    to_thank: bool
    demanded: bool


@dataclass(frozen=True, slots=True)
class Authors:
    """People in the store; each question takes a fixed number of queries."""

    database: Database

    def known(self) -> list[Known]:
        """Return everybody who can be told apart, with all their names."""
        found = self.database.rows(
            "SELECT DISTINCT person, author_name, author_handle, author_id FROM mentions"
            " WHERE person IS NOT NULL"
        )
        return [Known._make(row) for row in found]

    def person_of(self, number: int) -> str | None:
        """Return who wrote a mention; None where what it is signed with names nobody."""
        found: str | None = self.database.row(
            "SELECT person FROM mentions WHERE number = ?", (number,)
        )[0]
        return found

    def regulars(self, *, fans: bool, unanswered: bool) -> list[str]:
        """Return who wrote several mentions, first who waits for the most answers.

        Fans praise repeatedly, or with reach; first those who have not been thanked. Nobody is
        placed by how many people follow them.
        """
        among = f"{_SEVERAL} UNION {_WITH_REACH}" if fans else _SEVERAL
        conditions = ["count(*) > 0"]
        if fans:
            conditions.append(
                f"sum({_PRAISE}) > 1 OR (sum({_PRAISE}) AND"
                f" max(coalesce(m.followers, 0), coalesce(m.views, 0)) >= {MANY})"
            )
        if unanswered:
            conditions.append(f"sum({_UNANSWERED}) > 0")
        first = f"max({_TO_THANK})" if fans else f"sum({_UNANSWERED})"
        found = self.database.rows(
            f"SELECT m.person {_ALL} WHERE m.person IN ({among}) GROUP BY m.person"
            f" HAVING {' AND '.join(f'({each})' for each in conditions)}"
            f" ORDER BY {first} DESC, max(m.published_at) DESC, m.person"
        )
        return [person for (person,) in found]

    def people(self, wanted: Sequence[str]) -> list[Person]:
        """Return people in figures, in the order of `wanted`, with one query."""
        lines: dict[str, list[_Line]] = {}
        for row in self.database.rows(
            "SELECT m.person, m.id, m.source, m.source_type,"
            " coalesce(m.author_name, m.author_handle, m.author_id), m.published_at, m.stars,"
            " CASE WHEN a.sentiment_confidence > 0 THEN a.sentiment_score END, m.followers,"
            f" m.views, {_PRAISE}, {_UNANSWERED}, {_TO_THANK}, {_DEMANDED} {_ALL}"
            " WHERE m.person IN (SELECT value FROM json_each(?)) ORDER BY m.published_at, m.number",
            (json.dumps(list(wanted)),),
        ):
            lines.setdefault(row[0], []).append(_Line._make(row))
        return [_person(lines[person]) for person in wanted if person in lines]

    def written(self, person: str, limit: int) -> tuple[list[int], frozenset[str]]:
        """Return the numbers of what a person wrote, newest first, and the ids that wait."""
        found = self.database.rows(
            f"SELECT m.number, m.id, {_UNANSWERED} {_ALL} WHERE m.person = ?"
            " ORDER BY m.published_at DESC, m.number DESC LIMIT ?",
            (person, limit),
        )
        waiting = frozenset(short_id for _, short_id, unanswered in found if unanswered)
        return [number for number, *_ in found], waiting

    def granted(self, person: str) -> list[Remedy]:
        """Return what a person has been granted, the newest first."""
        found = self.database.rows(
            "SELECT m.id, r.at, r.remedy, r.cost FROM remedies r"
            " JOIN mentions m ON m.number = r.mention"
            " WHERE r.granted AND m.person = ? ORDER BY r.at DESC, r.number DESC",
            (person,),
        )
        return [Remedy(short_id, moment(at), what, cost) for short_id, at, what, cost in found]


def _person(lines: Sequence[_Line]) -> Person:
    newest = lines[-1]
    account = newest.person.startswith("account:")
    stars = [line.stars for line in lines if line.stars is not None]
    views = [line.views for line in lines if line.views is not None]
    return Person(
        name=_last(line.name for line in lines),
        site=newest.source if len({line.source for line in lines}) == 1 else newest.source_type,
        sure="account" if account else "name",
        newest=newest.id,
        mentions=len(lines),
        unanswered=sum(line.unanswered for line in lines),
        praise=sum(line.praise for line in lines),
        first_at=moment(lines[0].published_at),
        last_at=moment(newest.published_at),
        stars=sum(stars) / len(stars) if stars else None,
        moods=tuple(line.mood for line in lines if line.mood is not None),
        followers=_last(line.followers for line in lines),
        views=sum(views) if views else None,
        waiting=_last(line.id for line in lines if line.unanswered and not line.demanded),
        to_thank=_last(line.id for line in lines if line.to_thank),
        demand=_last(line.id for line in lines if line.unanswered and line.demanded),
    )


def _last(values: Iterable[Value | None]) -> Value | None:
    """Return the last value that is known."""
    return next((value for value in reversed(list(values)) if value is not None), None)
