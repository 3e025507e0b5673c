"""Stories: the index in which mentions of one incident find each other, and who belongs to which.

A mention is looked at once for each assessment: `assessments.storied` is 0 in a new row, and a
partial index lists these alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.models.moments import moment
from amends.models.story import Pin, StoryPart, Telling, Voice
from amends.models.vocabulary import CLOSED_STATUSES
from amends.store.rows import listed
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from amends.store.database import Database

MOST_SHARED = 200
"""A run of words that more mentions share is a turn of phrase, a page a directory: neither ties."""
EXCERPT = 200
"""Characters of a member's words that a list needs."""

_VOICE = """
SELECT m.number, m.same_as, m.published_at, m.source, m.external_id, m.kind, m.url, m.parent_id,
  m.thread_id, m.person, m.title, m.text, m.fingerprint, m.extra, m.place, a.topics, a.severity,
  a.intent
FROM mentions m LEFT JOIN assessments a ON a.mention = m.number
WHERE m.erased_at IS NULL"""
_CHOSEN = "(SELECT value FROM json_each(?))"

_DOWN = """
WITH RECURSIVE story (mention) AS (
  SELECT ? UNION SELECT s.mention FROM stories s JOIN story t ON s.root = t.mention)"""
"""From a root to all below it: what was joined by hand hangs where a person put it."""

_REACHED = """
  CASE WHEN coalesce(m.followers, m.likes, m.shares, m.replies, m.views) IS NULL THEN NULL
    ELSE max(coalesce(m.followers, 0), coalesce(m.views, 0),
      coalesce(m.likes, 0) + coalesce(m.shares, 0) + coalesce(m.replies, 0)) END"""


class Membership(NamedTuple):
    """A row of the table of stories."""

    root: int | None
    link: str
    by_hand: bool
    edited: bool
    """Its words are not those any more that it may have been joined for."""


class Stories:
    """What the database knows of stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unlooked(self, limit: int) -> list[int]:
        """Return assessed mentions that nobody has looked at for their story, the oldest first."""
        sql = "SELECT mention FROM assessments WHERE storied = 0 ORDER BY mention LIMIT ?"
        return [number for (number,) in self._database.rows(sql, (limit,))]

    def looked(self, numbers: Iterable[int]) -> None:
        """Note that mentions were looked at as their present assessments are."""
        self._database.run_many(
            "UPDATE assessments SET storied = 1 WHERE mention = ?", ((each,) for each in numbers)
        )

    def leave(self, traces: Mapping[int, Collection[int]]) -> None:
        """Store the traces of mentions in place of their earlier ones."""
        with self._database.transaction():
            self._database.run_many(
                "DELETE FROM story_traces WHERE mention = ?", ((number,) for number in traces)
            )
            self._database.run_many(
                "INSERT INTO story_traces VALUES (?, ?)",
                sorted((trace, number) for number, found in traces.items() for trace in found),
            )

    def leading(self, traces: Iterable[int], most: int | None = None) -> set[int]:
        """Return who left one of these traces; what more than `most` have left leads nowhere.

        One short search each: most of them nobody else has left.
        """
        found: set[int] = set()
        limit = -1 if most is None else most + 1
        for trace in traces:
            sql = "SELECT mention FROM story_traces WHERE trace = ? LIMIT ?"
            numbers = self._database.rows(sql, (trace, limit))
            if most is None or len(numbers) <= most:
                found.update(number for (number,) in numbers)
        return found

    def voices(self, numbers: Iterable[int], home: str | None) -> list[Voice]:
        """Return mentions and their copies as voices; `home` is the place of those without one."""
        wanted = set(numbers)
        first = f"SELECT same_as FROM mentions WHERE number IN {_CHOSEN} AND same_as IS NOT NULL"
        wanted |= {same for (same,) in self._database.rows(first, (listed(wanted),))}
        copies = f"SELECT number FROM mentions WHERE same_as IN {_CHOSEN}"
        wanted |= {number for (number,) in self._database.rows(copies, (listed(wanted),))}
        found = self._database.named(f"{_VOICE} AND m.number IN {_CHOSEN}", (listed(wanted),))
        return [_voice(row, home) for row in found]

    def series(self, trace: int) -> list[Telling]:
        """Return the complaints that left a trace of a place and topic; copies are one."""
        found = self._database.rows(
            "SELECT m.number, m.published_at, m.person, coalesce(a.severity, 0) FROM story_traces t"
            " JOIN mentions m ON m.number = t.mention"
            " LEFT JOIN assessments a ON a.mention = m.number"
            " WHERE t.trace = ? AND m.same_as IS NULL AND m.erased_at IS NULL",
            (trace,),
        )
        return [Telling._make(row) for row in found]

    def first_at(self, place: str | None) -> int:
        """Return when a place was first written about, in microseconds since 1970 UTC."""
        sql = "SELECT min(published_at) FROM mentions"
        row = (
            self._database.row(f"{sql} WHERE place = ?", (place,))
            if place
            else self._database.row(sql)
        )
        return row[0] or 0

    def memberships(self, numbers: Iterable[int]) -> dict[int, Membership]:
        """Return what the table says about mentions."""
        return {
            number: Membership(root, link, bool(by_hand), bool(edited))
            for number, root, link, by_hand, edited in self._database.rows(
                "SELECT s.mention, s.root, s.link, s.by_hand, m.revision > 1 FROM stories s"
                f" JOIN mentions m ON m.number = s.mention WHERE s.mention IN {_CHOSEN}",
                (listed(numbers),),
            )
        }

    def matter(self, number: int) -> int:
        """Return the mention that stands for this one and its copies."""
        row = self._database.row(
            "SELECT coalesce(same_as, number) FROM mentions WHERE number = ?", (number,)
        )
        found: int = row[0] if row else number
        return found

    def mates(self, numbers: Iterable[int]) -> set[int]:
        """Return all members of all stories that these mentions belong to, with their roots."""
        roots = {self.top(number) for number in numbers}
        return {number for root in roots for number in self.below(root)}

    def top(self, number: int) -> int:
        """Return the root of a mention's story; the mention itself where it is in none.

        A copy belongs where the mention belongs that it repeats.
        """
        number = self.matter(number)
        seen = {number}
        while True:
            row = self._database.row("SELECT root FROM stories WHERE mention = ?", (number,))
            if row is None or row[0] is None or row[0] in seen:
                return number
            number = row[0]
            seen.add(number)

    def below(self, root: int) -> list[int]:
        """Return a root and all members of its story."""
        found = self._database.rows(f"{_DOWN} SELECT mention FROM story", (root,))
        return [number for (number,) in found]

    def parts(self, root: int) -> list[StoryPart]:
        """Return the members of a story and their copies, the root first, then by their time."""
        closed = ", ".join(f"'{status}'" for status in CLOSED_STATUSES)
        found = self._database.rows(
            f"""{_DOWN}
            SELECT m.number, m.id, s.link, coalesce(s.by_hand, 0), m.source, m.kind, m.published_at,
              coalesce(m.author_name, m.author_handle),
              coalesce(m.title || '. ', '') || m.text, m.url,
              h.status NOT IN ({closed}) OR h.reopened_at IS NOT NULL, m.same_as, m.person,
              {_REACHED}
            FROM story t JOIN mentions m ON m.number = t.mention OR m.same_as = t.mention
            JOIN handling h ON h.mention = m.number
            LEFT JOIN stories s ON s.mention = m.number
            ORDER BY m.number <> ?, m.published_at, m.number""",
            (root, root),
        )
        return [_part(row) for row in found]

    def roots(self) -> list[int]:
        """Return the roots of all stories, the newest story first."""
        found = self._database.rows(
            "SELECT s.root FROM stories s LEFT JOIN stories r ON r.mention = s.root"
            " WHERE s.root IS NOT NULL AND r.root IS NULL GROUP BY s.root ORDER BY max(s.at) DESC,"
            " s.root DESC"
        )
        return [root for (root,) in found]

    def in_the_press(self) -> list[int]:
        """Return the roots of the stories that an article tells of."""
        found = self._database.rows(
            "SELECT m.number FROM stories s JOIN mentions m ON m.number IN (s.mention, s.root)"
            " WHERE s.root IS NOT NULL AND m.kind = 'article' AND m.erased_at IS NULL"
        )
        return sorted({self.top(number) for (number,) in found})

    def sizes(self, numbers: Iterable[int]) -> dict[int, int]:
        """Return how many others tell the same story, for those mentions that are in one."""
        found: dict[int, int] = {}
        counted: dict[int, int] = {}
        for number in numbers:
            root = self.top(number)
            if root not in counted:
                counted[root] = len(self.below(root)) - 1
            if counted[root]:
                found[number] = counted[root]
        return found


def pins(found: Mapping[int, Membership]) -> dict[int, Pin]:
    """Return what people decided among memberships."""
    return {number: Pin(each.root) for number, each in found.items() if each.by_hand}


def _voice(row: Any, home: str | None) -> Voice:
    link = json.loads(row["extra"]).get("link") if '"link"' in row["extra"] else None
    return Voice(
        number=row["number"],
        same_as=row["same_as"],
        published_at=row["published_at"],
        source=row["source"],
        external_id=row["external_id"],
        kind=row["kind"],
        url=row["url"],
        parent_id=row["parent_id"],
        thread_id=row["thread_id"],
        person=row["person"],
        words=f"{row['title'] or ''}\n{row['text']}",
        fingerprint=row["fingerprint"],
        linked=(link,) if isinstance(link, str) else (),
        place=row["place"] or home,
        topics=tuple(topic for topic in (row["topics"] or "").split("|") if topic),
        severity=row["severity"] or 0,
        intent=row["intent"] or "question",
    )


def _part(row: Sequence[Any]) -> StoryPart:
    found = dict(zip(StoryPart._fields, row, strict=True))
    made = {
        "by_hand": bool(found["by_hand"]),
        "published_at": moment(found["published_at"]),
        "excerpt": single_line(found["excerpt"])[:EXCERPT],
        "open": bool(found["open"]),
    }
    return StoryPart(**(found | made))
