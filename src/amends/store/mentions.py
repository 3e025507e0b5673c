"""Saving what the sources said: insert, notice edits, link what is the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amends import text
from amends.models.moments import micros
from amends.store import corrections, keyed, outside, rows
from amends.store.changes import next_number
from amends.store.ids import short_id
from amends.store.queue import HOUR
from amends.store.settling import REACH, is_older, settled
from amends.store.tombstones import Graveyard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from amends.models import Assessment, Mention
    from amends.store.database import Database

DAY = 24 * HOUR
SAME_WITHIN = 30 * DAY
SAME_LETTERS = 40
"""Shorter texts are too often alike by chance ("Great place, will come again")."""
SAME_FROM = 0.9

_FACTS = """
source_type kind place stars rating_value rating_max followers likes shares replies
views answered previous_unanswered person author_id author_name author_handle language
updated_at thread_id parent_id item_id item_name url reply_text reply_at reply_state
reply_reason title text extra
""".split()
_KNOWN = ["number", "revision", "published_at", "changed_at", "gone_at", "erased_at", *_FACTS]
_WORDS = ("title", "text", "rating_value", "rating_max")


@dataclass(frozen=True, slots=True)
class Saved:
    """What a batch changed: numbers of mentions."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def save(
    database: Database,
    mentions: Iterable[Mention],
    *,
    baseline: int,
    now: datetime,
    live: bool = True,
) -> Saved:
    """Insert or update each mention; `baseline` (µs) is the time before which it is backfill.

    What was removed for good does not come back; `live` as in `settling.settled`. Runs inside the
    caller's transaction.
    """
    saved = Saved()
    graveyard = Graveyard(database)
    for mention in mentions:
        columns = rows.to_columns(mention)
        old = _known(database, mention)
        if old is None and not graveyard.holds(mention):
            saved.new.append(_insert(database, mention, columns, baseline, now))
        elif old and old["erased_at"] is None and _update(database, old, columns, now, live=live):
            saved.changed.append(old["number"])
    return saved


def _known(database: Database, mention: Mention) -> dict[str, Any] | None:
    row = database.row(
        f"SELECT {', '.join(_KNOWN)} FROM mentions WHERE source = ? AND external_id = ?",
        (mention.source, mention.external_id),
    )
    return dict(zip(_KNOWN, row, strict=True)) if row else None


def mark_gone(
    database: Database, source: str, external_ids: Sequence[str], now: datetime
) -> list[int]:
    """Note that the source no longer shows these; runs inside the caller's transaction."""
    gone = []
    for external_id in external_ids:
        row = database.row(
            "UPDATE mentions SET gone_at = ? WHERE source = ? AND external_id = ?"
            " AND gone_at IS NULL RETURNING number",
            (micros(now), source, external_id),
        )
        if row:
            outside.note(database, row[0], "gone", now, {})
            gone.append(row[0])
    return gone


def put_assessment(database: Database, number: int, revision: int, assessment: Assessment) -> None:
    """Store what was found about a mention, with what people said over it."""
    found = corrections.over(database, number, revision, assessment)
    columns = {"mention": number, "revision": revision, **rows.from_assessment(found)}
    keyed.insert(database, "assessments", columns, replace=True)
    corrections.note_asking(database, number, found)


def _insert(
    database: Database, mention: Mention, columns: dict[str, Any], baseline: int, now: datetime
) -> int:
    number = next_number(database, "mentions")
    seen = micros(now)
    published = micros(mention.published_at) if mention.published_at else seen
    columns |= {
        "number": number,
        "id": short_id(number),
        "published_at": published,
        "first_seen_at": seen,
        "changed_at": seen,
        "revision": 1,
        "backfill": int(published < baseline),
        "date_uncertain": int(mention.date_uncertain or mention.published_at is None),
        **_measures(columns),
    }
    columns["same_as"] = _same_as(database, columns)
    keyed.insert(database, "mentions", columns)
    database.run("INSERT INTO handling (mention, status, version) VALUES (?, 'new', 1)", (number,))
    if any(columns[name] is not None for name in REACH):
        _note_reach(database, number, columns, seen)
    if columns["person"] is not None and columns["same_as"] is None:
        outside.wrote_again(database, columns, columns["id"], now)
    return number


def _update(
    database: Database, old: Mapping[str, Any], told: dict[str, Any], now: datetime, *, live: bool
) -> bool:
    """Take over what a reading says; return whether the customer's words changed."""
    columns = settled(old, told, live=live)
    changes = {name: columns[name] for name in _FACTS if columns[name] != old[name]}
    if live and old["gone_at"] is not None:
        changes["gone_at"] = None
        outside.note(database, old["number"], "returned", now, {})
    if changes.get("reply_state") == "rejected":
        outside.refused(database, old["number"], columns["reply_reason"], now)
    elif changes.get("reply_state") == "approved":
        outside.accepted(database, old["number"], old["revision"], now)
    edited = any(name in changes for name in _WORDS)
    if edited:
        changes |= _edit(database, old, columns | {"updated_at": told["updated_at"]}, now)
    measured = live or not is_older(old, told)
    grew = any(name in changes for name in REACH)
    if grew or (measured and _stopped(database, old["number"], micros(now))):
        _note_reach(database, old["number"], columns, micros(now))
    keyed.change(database, "mentions", {"number": old["number"]}, changes)
    return edited


def _edit(
    database: Database, old: Mapping[str, Any], columns: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Keep what was said before, and return what else changes with the customer's words.

    What repeated it, or was repeated by it, no longer does unless the words still agree.
    """
    seen, revision = micros(now), old["revision"] + 1
    database.run(
        "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?)",
        (old["number"], old["revision"], seen, *(old[name] for name in _WORDS)),
    )
    database.run("UPDATE mentions SET same_as = NULL WHERE same_as = ?", (old["number"],))
    outside.edited(
        database, old["number"], revision=revision, answered=old["answered"] == "yes", now=now
    )
    changed = {
        "revision": revision,
        "changed_at": _changed_at(old, columns["updated_at"], seen),
        **_measures(columns),
    }
    same_as = _same_as(database, {**columns, **changed, "published_at": old["published_at"]})
    return changed | {"same_as": None if same_as == old["number"] else same_as}


def _changed_at(old: Mapping[str, Any], told: int | None, seen: int) -> int:
    """Return when the words changed: after all that was seen with the words before them.

    Our clock may be behind; then the edit would count as late, and as answered already.
    """
    answer: int | None = old["reply_at"] if old["answered"] == "yes" else None
    changed: int = max(old["published_at"], min(old["changed_at"], seen), (answer or 0) + 1)
    return max(changed, min(told or seen, seen))


def _measures(columns: Mapping[str, Any]) -> dict[str, Any]:
    words = f"{columns['title'] or ''}\n{columns['text']}"
    return {"letters": text.letters(words), "fingerprint": text.fingerprint(words)}


def _note_reach(database: Database, number: int, columns: Mapping[str, Any], seen: int) -> None:
    database.run(
        "INSERT OR REPLACE INTO reach VALUES (?, ?, ?, ?, ?, ?)",
        (number, seen, *(columns[name] for name in REACH)),
    )


def _stopped(database: Database, number: int, seen: int) -> bool:
    """Say whether the figures stand still for the first time: that too is to be noted once."""
    last = database.rows(
        f"SELECT seen_at, {', '.join(REACH)} FROM reach WHERE mention = ?"
        " ORDER BY seen_at DESC LIMIT 2",
        (number,),
    )
    if not last or seen - last[0][0] < HOUR:
        return False
    return len(last) == 1 or last[0][1:] != last[1][1:]


def _same_as(database: Database, columns: Mapping[str, Any]) -> int | None:
    """Find the mention that this one repeats: same words, near in time, and one more witness.

    The witness is the same author's name, or another kind of source. Equal words are found by
    their fingerprint, nearly equal ones among those of the same author or name.
    """
    if columns["letters"] < SAME_LETTERS:
        return None
    name = columns["author_name"]
    found = database.rows(
        "SELECT number, same_as, fingerprint, title, text FROM mentions"
        " WHERE ((fingerprint = :fingerprint AND (author_name = :name"
        "         OR source_type <> :source_type))"
        "     OR (person = :person AND person IS NOT NULL)"
        "     OR (author_name = :name AND author_name IS NOT NULL))"
        " AND published_at BETWEEN :published_at - :within AND :published_at + :within"
        " AND letters >= :letters_from AND erased_at IS NULL"
        " AND (source <> :source OR external_id <> :external_id)"
        " ORDER BY number LIMIT 50",
        {
            **columns,
            "name": None if rows.is_placeholder(name) else name,
            "within": SAME_WITHIN,
            "letters_from": SAME_LETTERS,
        },
    )
    words = f"{columns['title'] or ''}\n{columns['text']}"
    for number, root, fingerprint, title, body in found:
        if (
            fingerprint == columns["fingerprint"]
            or text.similar(words, f"{title or ''}\n{body}") >= SAME_FROM
        ):
            same: int = root or number
            return same
    return None
