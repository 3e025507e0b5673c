"""The columns that a report is counted from: a fixed number of queries, whatever the period."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.models.discretion import CRITICAL, OF_THE_BODY
from amends.models.figures import Answer, Closing, Edit, Figures, Grant, Line, Wrote
from amends.models.moments import micros, moment
from amends.store.decisions import followups

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.models.promises import Followup
    from amends.store.database import Database

_CHOSEN = "(:place IS NULL OR m.place = :place) AND (:source IS NULL OR m.source = :source)"
_PERIODS = f"m.published_at >= :since AND m.published_at < :until AND {_CHOSEN}"

_LINES = f"""
SELECT m.number, m.source, m.place, m.kind, m.published_at, m.person, m.stars, m.views, m.likes,
  m.shares, m.replies, m.followers, m.asks, m.answered, m.reply_at, m.reply_state, m.backfill,
  m.date_uncertain, m.erased_at IS NOT NULL,
  m.same_as IS NOT NULL AND EXISTS (SELECT 1 FROM mentions r WHERE r.number = m.same_as
    AND (:place IS NULL OR r.place = :place) AND (:source IS NULL OR r.source = :source)),
  a.language, a.severity, a.sentiment_score, a.sentiment_label, a.intent, a.topics,
  coalesce(instr(a.details, '"churn"') > 0, 0), h.status, h.verified, h.reply_due_at,
  h.replied_at, h.reopened_at IS NOT NULL, h.follow_up_at IS NOT NULL
FROM mentions m NOT INDEXED
JOIN handling h ON h.mention = m.number
LEFT JOIN assessments a ON a.mention = m.number
WHERE {_PERIODS}"""
"""A copy of a mention that the report does not hold is no copy: it stands for both.

Without the index by time: in its order the rows lie all over the file, which takes twice as long
for a year as reading the table from its beginning to its end.
"""

_ANSWERS = "SELECT mention, at, who FROM replies WHERE at >= :since ORDER BY number"
"""Of other mentions too: to leave them out takes longer than to read them."""
_OWN_ANSWERS = f"""
SELECT m.number, min(o.published_at), NULL FROM own_replies o
JOIN mentions m ON m.number = o.answers
WHERE o.answers IS NOT NULL AND {_PERIODS} GROUP BY m.number"""
_CLOSINGS = """
SELECT mention, max(at), who FROM events
WHERE mention IS NOT NULL AND at >= :since AND instr(details, '"closed"]') GROUP BY mention"""
"""Events keep the status before and after, as `"status": ["replied", "closed"]`."""
_EDITS = f"""
SELECT m.number, r.seen_until, 5 * r.rating_value / r.rating_max
FROM revisions r JOIN mentions m ON m.number = r.mention
WHERE {_PERIODS} ORDER BY r.mention, r.revision"""
_GRANTS = f"""
SELECT r.mention, r.at, r.remedy, r.cost, r.granted
FROM remedies r JOIN mentions m ON m.number = r.mention
WHERE r.at >= :since AND r.at < :until AND {_CHOSEN}"""


class Reporting:
    """What reports are made of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def between(
        self,
        since: datetime,
        until: datetime,
        *,
        place: str | None = None,
        source: str | None = None,
    ) -> Figures:
        """Return the figures of the mentions published from `since` until right before `until`."""
        args = {"since": micros(since), "until": micros(until), "place": place, "source": source}
        rows = self._database.rows
        return Figures(
            lines=tuple(map(Line._make, rows(_LINES, args))),
            answers=_first([*rows(_ANSWERS, args), *rows(_OWN_ANSWERS, args)]),
            closings={number: Closing(at, who) for number, at, who in rows(_CLOSINGS, args)},
            edits=_edits(rows(_EDITS, args)),
            grants=tuple(map(Grant._make, rows(_GRANTS, args))),
            promises=self._promises(since, place, source),
            first_at=self._first_at(args),
        )

    def wrote(self, numbers: Sequence[int]) -> dict[int, Wrote]:
        """Return mentions with their words; those that were erased are missing."""
        found = self._database.rows(
            "SELECT m.number, m.id, m.title, m.text, a.language, m.source, m.place, m.kind,"
            " coalesce(m.author_name, m.author_handle), m.published_at, m.stars, m.url,"
            " a.severity, a.details"
            " FROM mentions m LEFT JOIN assessments a ON a.mention = m.number"
            " WHERE m.erased_at IS NULL AND m.number IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )
        return {row[0]: _wrote(row) for row in found}

    def _promises(
        self, since: datetime, place: str | None, source: str | None
    ) -> tuple[Followup, ...]:
        """Return what fell due since a moment, and what is open."""
        found = [
            each
            for each in followups(self._database)
            if (each.open or each.due_at >= since) and place in {None, each.place}
        ]
        if source is None:
            return tuple(found)
        ids = json.dumps([each.mention for each in found])
        among = self._database.rows(
            "SELECT id FROM mentions WHERE source = ? AND id IN (SELECT value FROM json_each(?))",
            (source, ids),
        )
        kept = {short_id for (short_id,) in among}
        return tuple(each for each in found if each.mention in kept)

    def _first_at(self, args: dict[str, Any]) -> dict[str, int]:
        return dict(
            self._database.rows(
                "SELECT m.source, min(m.published_at) FROM mentions m NOT INDEXED"
                f" WHERE m.date_uncertain = 0 AND {_CHOSEN} GROUP BY m.source",
                {name: args[name] for name in ("place", "source")},
            )
        )


def _wrote(row: tuple[Any, ...]) -> Wrote:
    *told, severity, details = row
    cues = {name for name, _ in json.loads(details)["cues"]} if details else set()
    delicate = (severity or 0) >= CRITICAL or not OF_THE_BODY.isdisjoint(cues)
    return Wrote._make([*told, delicate])._replace(at=moment(int(row[9])))


def _first(found: Sequence[tuple[int, int, str | None]]) -> dict[int, Answer]:
    """Return the earliest answer to each mention."""
    answers: dict[int, Answer] = {}
    for number, at, who in found:
        if number not in answers or at < answers[number].at:
            answers[number] = Answer(at, who)
    return answers


def _edits(found: Sequence[tuple[int, int, float | None]]) -> dict[int, tuple[Edit, ...]]:
    edits: dict[int, tuple[Edit, ...]] = {}
    for number, until, stars in found:
        edits[number] = (*edits.get(number, ()), Edit(until, stars))
    return edits
