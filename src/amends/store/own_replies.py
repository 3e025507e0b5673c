"""What our own accounts wrote at a source: answers, in whatever order the messages arrive.

Which mention one answers follows from what is stored and from nothing else, so every batch settles
anew what it touches:

1. the mention that it names as its parent;
2. what the words of ours answer that it names as its parent;
3. if it names none, or the root of the thread: the newest mention before it in the thread.

What a mention shows then is in `shown_replies`: an answer holds for all that the same person wrote
before it in the thread.

One that names a parent which nobody knows waits for it: to guess would hide somebody who waits.
A post of our own without a parent answers nobody; what stands under it stands on our own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.models.moments import micros
from amends.store import outside
from amends.store.rows import listed
from amends.store.shown_replies import earlier, follow, show_newest, showing
from amends.store.tombstones import Graveyard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from amends.models import Mention
    from amends.store.database import Database


_ERASED = """EXISTS (
  SELECT 1 FROM mentions m WHERE m.number = own_replies.answers AND m.erased_at IS NOT NULL)"""
"""What stood under words that are erased would say what they were about."""


class _Own(NamedTuple):
    """One message of ours, without its text."""

    external_id: str
    parent_id: str | None
    thread_id: str | None
    published_at: int
    answers: int | None

    @property
    def post(self) -> bool:
        """Whether it stands by itself: comments under it are on our own page."""
        return self.parent_id is None and self.thread_id in {None, self.external_id}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What customers wrote in the threads in question."""

    by_id: dict[str, int]
    """External id → number."""
    by_thread: dict[str, list[tuple[int, str, int]]]
    """Thread → published, external id, number; the oldest first."""


def save(
    database: Database,
    source: str,
    own: Sequence[Mention],
    gone_ids: Sequence[str],
    *,
    customers: Sequence[Mention],
    now: datetime,
) -> None:
    """Store what our accounts wrote, forget what is gone, and settle who has been answered.

    `customers` are the mentions of the same batch, which are stored by now. Runs inside the
    caller's transaction.
    """
    own = Graveyard(database).without(own)
    changed = _keep(database, source, own, now) | _forget(database, source, gone_ids, now)
    ours = {each.external_id: each for each in _all(database, source)}
    touched = _touched(ours, own, customers)
    if touched:
        changed |= _match(database, source, ours, touched, now)
    for number in changed:
        show_newest(database, number)
    for number in earlier(database, changed | _answered(database, source, touched)) - changed:
        follow(database, number, now)


def _keep(database: Database, source: str, own: Iterable[Mention], now: datetime) -> set[int]:
    """Insert or renew messages of ours; return the mentions whose answer reads otherwise now."""
    edited = set()
    for message in own:
        row = {
            "source": source,
            "external_id": message.external_id,
            "parent_id": message.parent_id,
            "thread_id": message.thread_id,
            "published_at": micros(message.published_at or now),
            "text": "\n".join(filter(None, (message.title, message.text))),
        }
        edited |= {
            number
            for (number,) in database.rows(
                "SELECT answers FROM own_replies WHERE source = :source"
                " AND external_id = :external_id AND text <> :text AND answers IS NOT NULL",
                row,
            )
        }
        database.run(
            "INSERT INTO own_replies"
            " (source, external_id, parent_id, thread_id, published_at, text)"
            " VALUES (:source, :external_id, :parent_id, :thread_id, :published_at, :text)"
            " ON CONFLICT (source, external_id) DO UPDATE SET parent_id = excluded.parent_id,"
            " thread_id = excluded.thread_id, text = excluded.text"
            f" WHERE NOT {_ERASED}",
            row,
        )
    return edited


def expire(database: Database, source: str, before: int) -> None:
    """Erase the text of messages under mentions that are erased, and of others so old (µs)."""
    database.run(
        f"UPDATE own_replies SET text = '' WHERE source = ? AND text <> ''"
        f" AND ({_ERASED} OR (answers IS NULL AND published_at <= ?))",
        (source, before),
    )


def _forget(database: Database, source: str, gone_ids: Sequence[str], now: datetime) -> set[int]:
    """Delete what the source no longer shows; return the mentions that it had answered."""
    gone = database.rows(
        "DELETE FROM own_replies WHERE source = ? AND external_id IN"
        " (SELECT value FROM json_each(?)) RETURNING answers, published_at",
        (source, listed(gone_ids)),
    )
    named = {number for number, _ in gone if number is not None}
    left_alone = named | showing(database, earlier(database, named), {at for _, at in gone})
    for number in left_alone:
        outside.note(database, number, "reply_gone", now, {})
    return left_alone


def _answered(database: Database, source: str, messages: Iterable[_Own]) -> set[int]:
    """Return the mentions that messages of ours answer."""
    found = database.rows(
        "SELECT answers FROM own_replies WHERE source = ? AND answers IS NOT NULL"
        " AND external_id IN (SELECT value FROM json_each(?))",
        (source, listed(each.external_id for each in messages)),
    )
    return {number for (number,) in found}


def _all(database: Database, source: str) -> list[_Own]:
    found = database.rows(
        "SELECT external_id, parent_id, thread_id, published_at, answers FROM own_replies"
        " WHERE source = ?",
        (source,),
    )
    return [_Own._make(row) for row in found]


def _touched(
    ours: dict[str, _Own], own: Iterable[Mention], customers: Iterable[Mention]
) -> list[_Own]:
    """Return the messages of ours whose answer may depend on what has just arrived."""
    batch = (*own, *customers)
    ids = {message.external_id for message in batch}
    threads = {message.thread_id for message in batch if message.thread_id}
    found: dict[str, _Own] = {}
    waiting = [
        each
        for each in ours.values()
        if each.thread_id in threads or not ids.isdisjoint((each.external_id, each.parent_id))
    ]
    while waiting:  # and what hangs on these, down to the last
        found |= {each.external_id: each for each in waiting}
        waiting = [
            each
            for each in ours.values()
            if each.parent_id in found and each.external_id not in found
        ]
    return list(found.values())


def _match(
    database: Database, source: str, ours: dict[str, _Own], touched: Sequence[_Own], now: datetime
) -> set[int]:
    """Note whom each message answers; return the mentions for which that is news."""
    seen = _seen(database, source, ours, touched)
    changed: set[int] = set()
    for message in touched:
        number = _answered_by(message, ours, seen)
        if number == message.answers:
            continue
        database.run(
            "UPDATE own_replies SET answers = ? WHERE source = ? AND external_id = ?",
            (number, source, message.external_id),
        )
        if message.answers is not None:
            outside.note(database, message.answers, "reply_gone", now, {})
        if number is not None:
            outside.note(database, number, "answered_there", now, {})
        changed |= {each for each in (number, message.answers) if each is not None}
    return changed


def _seen(database: Database, source: str, ours: dict[str, _Own], touched: Sequence[_Own]) -> _Seen:
    """Read what customers wrote where the messages stand, and above them."""
    above = [*touched]
    for message in above:
        parent = ours.get(message.parent_id or "")
        if parent and parent not in above:
            above.append(parent)
    parents = database.rows(
        "SELECT external_id, number FROM mentions WHERE source = ? AND external_id IN"
        " (SELECT value FROM json_each(?))",
        (source, listed(each.parent_id for each in above if each.parent_id)),
    )
    in_threads = database.rows(
        "SELECT thread_id, published_at, external_id, number FROM mentions WHERE source = ?"
        " AND thread_id IN (SELECT value FROM json_each(?)) ORDER BY published_at, external_id",
        (source, listed({each.thread_id for each in above if each.thread_id})),
    )
    by_thread: dict[str, list[tuple[int, str, int]]] = {}
    for thread_id, *words in in_threads:
        by_thread.setdefault(thread_id, []).append(tuple(words))
    return _Seen(dict(parents), by_thread)


def _answered_by(message: _Own, ours: dict[str, _Own], seen: _Seen) -> int | None:
    """Return the number of the mention that a message of ours answers."""
    known = set()
    while message.external_id not in known:
        known.add(message.external_id)
        parent_id = message.parent_id
        if message.post:
            return None
        if parent_id in seen.by_id:
            return seen.by_id[parent_id]
        parent = ours.get(parent_id or "")
        if parent is None or parent.post:
            at_the_root = parent is not None or parent_id in {None, message.thread_id}
            return _before(message, seen) if at_the_root else None
        message = parent
    return None  # a circle


def _before(message: _Own, seen: _Seen) -> int | None:
    """Return the newest mention before a message in its thread."""
    earlier = [
        number
        for published_at, _, number in seen.by_thread.get(message.thread_id or "", ())
        if published_at <= message.published_at
    ]
    return earlier[-1] if earlier else None
