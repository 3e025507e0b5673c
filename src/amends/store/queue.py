"""Reading: the figures of all open mentions at once, whole cases only for those shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.models.moments import micros
from amends.models.standing import Standing
from amends.models.vocabulary import CLOSED_STATUSES
from amends.store import rows
from amends.store.people import EARLIER_COMPLAINTS, EARLIER_PRAISE, LAST_WORDS_AT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.models import Case, Mention
    from amends.store.database import Database

HOUR = 3_600_000_000
"""Microseconds."""
CLOSED = ", ".join(f"'{status}'" for status in CLOSED_STATUSES)
NOT_CLOSED = f"(h.status NOT IN ({CLOSED}) OR h.reopened_at IS NOT NULL)"
OPEN = f"{NOT_CLOSED} AND h.queued_at IS NOT NULL"
"""Worded as the partial index `handling_open` is, or SQLite would not use it."""

_UNANSWERED = f"""(
  SELECT count(*) FROM mentions e
  JOIN handling eh ON eh.mention = e.number
  WHERE e.person = m.person AND e.published_at < m.published_at - {HOUR}
    AND e.asks AND e.answered <> 'yes' AND e.same_as IS NULL
    AND eh.replied_at IS NULL AND eh.status <> 'spam')"""
"""What was written within an hour is one letter in pieces.

Worded as the partial index `mentions_unanswered` is, which makes it one short search.
"""

_ANSWERED = """(
  (m.answered = 'yes' AND (m.revision = 1 OR m.reply_at IS NULL OR m.reply_at >= m.changed_at))
  OR (h.replied_at IS NOT NULL AND (m.revision = 1 OR coalesce(h.replied_revision, 1) >= m.revision)
    AND coalesce(m.reply_state, 'approved') = 'approved'))"""
"""Since the customer's last words: an edit after our answer wants another one.

What the platform holds back or refused answers nobody, though we sent it.
"""

_COVERED = f"""(m.same_as IS NOT NULL AND EXISTS (
  SELECT 1 FROM mentions r JOIN handling rh ON rh.mention = r.number
  WHERE r.number = m.same_as AND r.erased_at IS NULL AND r.answered <> 'yes'
    AND rh.replied_at IS NULL AND rh.queued_at IS NOT NULL AND rh.status NOT IN ({CLOSED})))"""
"""A linked copy stays behind its root only while the root itself waits for an answer."""

_SINCE = """
  CASE WHEN m.revision > 1 AND h.queued_at >= m.changed_at THEN m.changed_at
    ELSE m.published_at END"""
"""What the clock of the answer started from: see `entry.admissible`."""

_READ_AT = "(SELECT max(seen_at) FROM reach WHERE mention = m.number)"
_BEFORE = f"""
LEFT JOIN reach b ON b.mention = m.number AND b.seen_at = (
  SELECT max(seen_at) FROM reach WHERE mention = m.number AND seen_at <= {_READ_AT} - {HOUR})"""
"""The reading before the last; two within an hour would make much of little."""

_FIGURES = f"""
SELECT m.number, m.id, m.source, m.source_type, m.kind, m.published_at, {_SINCE}, m.stars,
  m.letters = 0, m.followers, m.likes, m.shares, m.replies, m.views, {_ANSWERED}, h.status,
  h.verified, h.reply_due_at, coalesce(a.severity, 0), coalesce(a.sentiment_score, 0.0),
  coalesce(a.intent, 'question'),
  CASE WHEN m.person IS NULL THEN m.previous_unanswered
    ELSE max(m.previous_unanswered, {_UNANSWERED}) END,
  {_READ_AT}, b.seen_at,
  CASE WHEN coalesce(b.likes, b.shares, b.replies) IS NOT NULL
    THEN coalesce(b.likes, 0) + coalesce(b.shares, 0) + coalesce(b.replies, 0) END, b.views,
  h.rule_points, h.rules, m.person, m.place, h.snoozed_until, h.close_due_at, h.follow_up_at,
  h.reopened_at, m.reply_state, {EARLIER_COMPLAINTS}, {EARLIER_PRAISE}, h.tags,
  m.backfill AND m.revision = 1 AND coalesce(a.severity, 0) < 3"""

_STANDINGS = f"""{_FIGURES}
FROM handling h
CROSS JOIN mentions m ON m.number = h.mention
CROSS JOIN assessments a ON a.mention = m.number{_BEFORE}
WHERE m.erased_at IS NULL"""

_STANDING = f"""{_FIGURES}
FROM mentions m
JOIN handling h ON h.mention = m.number
LEFT JOIN assessments a ON a.mention = m.number{_BEFORE}
WHERE m.number = ?"""

_CASE = f"""
SELECT m.*, a.severity, a.sentiment_score, a.sentiment_label, a.sentiment_confidence, a.intent,
  a.language AS assessed_language, a.language_confidence, a.topics, a.details, a.engine, a.scorer,
  h.*, {_ANSWERED} AS is_answered, {_UNANSWERED} AS earlier_unanswered,
  {EARLIER_COMPLAINTS} AS earlier_complaints, {EARLIER_PRAISE} AS earlier_praise,
  {LAST_WORDS_AT} AS last_words_at
FROM mentions m
JOIN handling h ON h.mention = m.number
LEFT JOIN assessments a ON a.mention = m.number"""
_CHOSEN = "(SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which mentions a listing shows; None does not narrow."""

    source: str | None = None
    place: str | None = None
    language: str | None = None
    statuses: tuple[str, ...] | None = None
    """None: the open ones that are in the queue."""
    topic: str | None = None
    tag: str | None = None
    assignee: str | None = None
    since: datetime | None = None
    everything: bool = False
    """Closed and waiting ones too."""
    copies: bool = False
    """Also those that repeat another mention which is shown."""


def standings(database: Database, wanted: Filter) -> list[Standing]:
    """Return the figures of every mention that `wanted` lets through, in no order."""
    where, args = _where(wanted)
    return [Standing._make(row) for row in database.rows(f"{_STANDINGS} {where}", args)]


def standing(database: Database, number: int) -> Standing:
    """Return the figures of one mention, whatever became of it."""
    return Standing._make(database.row(_STANDING, (number,)))


def _where(wanted: Filter) -> tuple[str, dict[str, Any]]:
    clauses = [] if wanted.copies else [f"NOT {_COVERED}"]
    if wanted.statuses:
        names = ", ".join(f"'{status}'" for status in wanted.statuses if status.isidentifier())
        clauses.append(f"h.status IN ({names})")
    elif not wanted.everything:
        clauses.append(OPEN)
    if wanted.statuses and not wanted.everything:
        clauses.append("h.queued_at IS NOT NULL")
    equal = {
        "m.source": wanted.source,
        "m.place": wanted.place,
        "a.language": wanted.language,
        "h.assignee": wanted.assignee,
    }
    args: dict[str, Any] = {}
    for column, value in equal.items():
        if value is not None:
            args[name := column[2:]] = value
            clauses.append(f"{column} = :{name}")
    if wanted.topic:
        args["topic"] = f"%|{wanted.topic}|%"
        clauses.append("a.topics LIKE :topic")
    if wanted.tag:
        args["tag"] = f"|{wanted.tag}|"
        clauses.append("instr(h.tags, :tag)")
    if wanted.since:
        args["since"] = micros(wanted.since)
        clauses.append("m.published_at >= :since")
    return "".join(f" AND {clause}" for clause in clauses), args


def cases(database: Database, numbers: Sequence[int]) -> list[Case]:
    """Return whole cases in the order of `numbers`, with two queries however many they are."""
    chosen = database.named(f"{_CASE} WHERE m.number IN {_CHOSEN}", (rows.listed(numbers),))
    found = {row["number"]: row for row in chosen}
    links = _links(database, numbers)
    return [
        rows.to_case(found[number], tuple(links.get(number, ())))
        for number in numbers
        if number in found
    ]


def number_of(database: Database, short_id: str) -> int | None:
    """Return the number behind a short id, whatever the case of its letters."""
    row = database.row("SELECT number FROM mentions WHERE id = ?", (short_id.strip().lower(),))
    return row[0] if row else None


def ids(database: Database, numbers: Sequence[int]) -> tuple[str, ...]:
    """Return the short ids of mentions, in their order."""
    sql = f"SELECT number, id FROM mentions WHERE number IN {_CHOSEN}"
    found = dict(database.rows(sql, (rows.listed(numbers),)))
    return tuple(found[number] for number in numbers)


def _links(database: Database, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return the ids of the same mention at other places, seen from any of them."""
    links: dict[int, list[str]] = {}
    sql = (
        "SELECT m.number, o.id FROM mentions m JOIN mentions o"
        " ON (o.same_as = coalesce(m.same_as, m.number) OR o.number = m.same_as)"
        f" AND o.number <> m.number WHERE m.number IN {_CHOSEN} ORDER BY m.number, o.number"
    )
    for number, short_id in database.rows(sql, (rows.listed(numbers),)):
        links.setdefault(number, []).append(short_id)
    return links


class Unread(NamedTuple):
    """A mention that a scorer has still to read."""

    number: int
    revision: int
    mention: Mention
    first: bool
    """Whether no scorer has read it as it is now."""
    vector: bytes | None
    """What the encoder said of the same text earlier."""


def unassessed(database: Database, scorer: str, *, everything: bool) -> list[Unread]:
    """Return the mentions that the scorer has not read as they are now.

    Never assessed or edited since: always. Assessed by another version: only open ones, or all
    if `everything`. Newest first.
    """
    encoder = ":".join(scorer.split(":")[:2])
    found = database.named(
        f"""SELECT m.*, a.revision IS NOT m.revision AS first,
          CASE WHEN a.revision = m.revision AND a.scorer LIKE :encoder THEN a.vector END AS vector
        FROM mentions m
        JOIN handling h ON h.mention = m.number
        LEFT JOIN assessments a ON a.mention = m.number
        WHERE m.erased_at IS NULL AND (a.mention IS NULL OR a.revision <> m.revision
          OR (a.scorer <> :scorer AND (:everything OR ({OPEN}))))
        ORDER BY m.published_at DESC""",
        {"scorer": scorer, "encoder": f"{encoder}:%", "everything": everything},
    )
    return [
        Unread(
            row["number"], row["revision"], rows.to_mention(row), bool(row["first"]), row["vector"]
        )
        for row in found
    ]


def unread(database: Database, numbers: Sequence[int]) -> list[Unread]:
    """Return those of these new mentions that will be open: none that is old already."""
    sql = f"SELECT * FROM mentions WHERE number IN {_CHOSEN} AND NOT backfill"
    found = database.named(sql, (rows.listed(numbers),))
    return [
        Unread(row["number"], row["revision"], rows.to_mention(row), first=True, vector=None)
        for row in found
    ]


def history(database: Database, number: int) -> list[Case]:
    """Return the other mentions of the same person, newest first."""
    found = database.named(
        f"{_CASE} WHERE m.person = (SELECT person FROM mentions WHERE number = :number)"
        " AND m.number <> :number ORDER BY m.published_at DESC LIMIT 50",
        {"number": number},
    )
    return [rows.to_case(row, ()) for row in found]
