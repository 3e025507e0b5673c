"""Mentions as figures over time, for the detectors of alerts: a few queries however many there are.

Each matter counts once, however many sites it stands at; spam is nothing that customers wrote.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from amends.models.moments import micros
from amends.models.series import Arrival, Critical, Heard, Reading, Runs, Spreader, Stars
from amends.models.vocabulary import GOOD_OUTCOMES
from amends.store.queue import HOUR, OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.store.database import Database

DAY = 24 * HOUR
MICROSECOND = timedelta(microseconds=1)

_MATTER = """
  m.same_as IS NULL AND h.status <> 'spam'
  AND coalesce(a.intent, '') NOT IN ('spam', 'irrelevant')"""

_NEGATIVE = """
  m.stance < 0 OR coalesce(m.stars, 5) <= 2
  OR coalesce(a.intent, '') IN ('vague_negative', 'suspected_fake')"""
"""A stance and stars outlive the words, so that what is usual stays what it was."""

_ARRIVALS = f"""
SELECT m.number, m.id, m.published_at, m.first_seen_at, m.source, m.place, m.person,
  coalesce(a.severity, 0), {_NEGATIVE}, coalesce(a.topics, '|'),
  CASE WHEN m.letters > 0 THEN m.fingerprint END, m.erased_at IS NULL
FROM mentions m
JOIN handling h ON h.mention = m.number
LEFT JOIN assessments a ON a.mention = m.number
WHERE m.published_at >= :since AND m.published_at <= :until AND m.date_uncertain = 0 AND {_MATTER}
ORDER BY m.published_at, m.number"""

_HEARD = """
SELECT m.source, m.published_at, m.first_seen_at
FROM (SELECT source, max(first_seen_at) AS at FROM mentions GROUP BY source) AS last
JOIN mentions m ON m.source = last.source AND m.first_seen_at > last.at - :past
WHERE last.at <= :since
ORDER BY m.source"""

_READ = """
SELECT m.number, m.id, m.source, m.place, m.published_at, m.stance,
  r.seen_at, r.likes, r.shares, r.replies, r.views
FROM reach r JOIN mentions m ON m.number = r.mention
WHERE m.same_as IS NULL AND m.erased_at IS NULL
  AND r.mention IN (SELECT mention FROM reach WHERE seen_at >= :since)
  AND r.seen_at <= :until
ORDER BY r.mention, r.seen_at"""

_REACHED = """
SELECT source, 0, 0, likes, shares, replies, views FROM mentions
WHERE published_at >= :since AND same_as IS NULL
  AND coalesce(likes, shares, replies, views) IS NOT NULL"""

_RUNS = f"""
SELECT r.source, coalesce(b.first_read_at, min(r.at)),
  max(CASE WHEN r.outcome IN ({", ".join(f"'{each}'" for each in GOOD_OUTCOMES)}) THEN r.at END),
  (SELECT outcome FROM runs l WHERE l.source = r.source AND l.at <= :until
   ORDER BY l.number DESC LIMIT 1)
FROM runs r LEFT JOIN bookmarks b ON b.source = r.source
WHERE r.at <= :until GROUP BY r.source"""

_STARS = f"""
SELECT source, place, published_at / {DAY}, count(*), sum(stars), sum(stars * stars)
FROM mentions
WHERE stars IS NOT NULL AND same_as IS NULL AND date_uncertain = 0 AND published_at <= :until
GROUP BY 1, 2, 3"""

_CRITICAL = f"""
SELECT m.number, m.id, m.published_at, m.source, m.place, h.reply_due_at
FROM assessments a
JOIN mentions m ON m.number = a.mention
JOIN handling h ON h.mention = m.number
WHERE a.severity = 4 AND {OPEN} AND {_MATTER} AND m.erased_at IS NULL
  AND (h.verified IS NULL OR h.verified <> 'not_found')
  AND (h.snoozed_until IS NULL OR h.snoozed_until <= :now)"""


class Series:
    """What the database knows of the course of things; times in and out in microseconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def arrivals(self, since: datetime, until: datetime) -> list[Arrival]:
        """Return what was published between two moments, both included, in its order.

        Without what the source gives no believable date for.
        """
        between = {"since": micros(since), "until": micros(until)}
        retold = {number: root for number, (root, link) in self._stories().items() if link}
        found = map(Arrival._make, self._database.rows(_ARRIVALS, between))
        return [
            each._replace(echo=retold[each.number]) if each.number in retold else each
            for each in found
        ]

    def quiet(self, since: datetime, past: timedelta) -> dict[str, list[Heard]]:
        """Return the sources that brought nothing since a moment, and what each brought before.

        That is all in the length of `past` before it last brought something.
        """
        args = {"since": micros(since), "past": past // MICROSECOND}
        found = self._database.rows(_HEARD, args)
        return {
            source: [Heard(at, seen) for _, at, seen in rows]
            for source, rows in groupby(found, key=lambda row: row[0])
        }

    def first_reads(self) -> dict[str, int]:
        """Return when each source was first read."""
        return dict(self._database.rows("SELECT source, first_read_at FROM bookmarks"))

    def spreaders(self, since: datetime, until: datetime) -> list[Spreader]:
        """Return the mentions whose reach was read between two moments, with all readings."""
        between = {"since": micros(since), "until": micros(until)}
        found = self._database.rows(_READ, between)
        return [
            Spreader._make((*head, tuple(Reading(head[0], *row[6:]) for row in rows)))
            for head, rows in groupby(found, key=lambda row: row[:6])
        ]

    def reaches(self, since: datetime) -> list[tuple[str, Reading]]:
        """Return source and present reach of the mentions published since, where it is known."""
        found = self._database.rows(_REACHED, {"since": micros(since)})
        return [(source, Reading(*rest)) for source, *rest in found]

    def runs(self, until: datetime) -> dict[str, Runs]:
        """Return how the runs of each source ended."""
        found = self._database.rows(_RUNS, {"until": micros(until)})
        return {
            source: Runs(first, good, outcome in GOOD_OUTCOMES)
            for source, first, good, outcome in found
        }

    def stars(self, until: datetime) -> list[Stars]:
        """Return the ratings of each source, place and day."""
        return [Stars._make(row) for row in self._database.rows(_STARS, {"until": micros(until)})]

    def critical(self, now: datetime) -> list[Critical]:
        """Return the open mentions of critical harm, that nobody laid aside or found untrue.

        Answered ones too: see `Store.standing`.
        """
        found = self._database.rows(_CRITICAL, {"now": micros(now)})
        stories = self._stories()
        return [
            Critical._make((*row, stories[row[0]][0] if row[0] in stories else None))
            for row in found
        ]

    def running(self) -> frozenset[tuple[str, str]]:
        """Return kind and subject of the alerts that go on."""
        found = self._database.rows("SELECT kind, about FROM alerts WHERE ended_at IS NULL")
        return frozenset((kind, about) for kind, about in found)

    def _stories(self) -> dict[int, tuple[str, bool]]:
        """Return who belongs to a story: the id of its root, and whether its words tie it."""
        found = self._database.rows(
            "SELECT s.mention, s.root, s.link = 'words', r.id FROM stories s"
            " JOIN mentions r ON r.number = s.root"
        )
        above = {mention: root for mention, root, _, _ in found}
        ids = {root: short_id for _, root, _, short_id in found}
        told: dict[int, tuple[str, bool]] = {}
        for mention, _, words, _ in found:
            root = _top(mention, above)
            told[mention] = ids[root], bool(words)
            told[root] = ids[root], bool(words) or told.get(root, ("", False))[1]
        return told


def _top(mention: int, above: Mapping[int, int]) -> int:
    """Return the root of all, where people joined stories with stories."""
    seen = {mention}
    while (root := above.get(mention, mention)) not in seen:
        mention = root
        seen.add(root)
    return mention
