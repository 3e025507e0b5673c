"""What became of a year of mentions: answers, promises, remedies, stars, people who come back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from amends.models import Assessment, Batch, Mention, Sentiment
from amends.models.moments import micros
from year_noted import note_alerts, note_fixes
from year_told import (
    BEGAN,
    DAY,
    HARBOUR,
    HOUR,
    NOW,
    OLD_TOWN,
    REMEDIES,
    SOURCES,
    Told,
    texts,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from amends.store import Store


def save(store: Store, told: list[Told]) -> None:
    by_source: dict[str, list[Told]] = {}
    for each in told:
        by_source.setdefault(each.mention.source, []).append(each)
    for source, found in by_source.items():
        batch = Batch(tuple(each.mention for each in found))
        baseline = timedelta(days=30)
        store.save(source, SOURCES[source][0], "year", batch, baseline=baseline, now=BEGAN)
    database = store._database  # noqa: SLF001 — deciding 10,000 times one by one takes minutes
    database.run("UPDATE mentions SET first_seen_at = published_at, changed_at = published_at")
    database.run("UPDATE mentions SET same_as = NULL")  # invented people share their sentences
    numbers = dict(database.rows("SELECT external_id, number FROM mentions"))
    store.put_assessments((numbers[each.mention.external_id], 1, each.assessment) for each in told)


class _Rows:
    """Rows of decisions, on their way to the store."""

    def __init__(self) -> None:
        self.handling: list[tuple[Any, ...]] = []
        self.replies: list[tuple[Any, ...]] = []
        self.promises: list[tuple[Any, ...]] = []
        self.remedies: list[tuple[Any, ...]] = []
        self.revisions: list[tuple[Any, ...]] = []
        self.stars: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []
        self.later: list[Told] = []


def decide(store: Store, told: list[Told], rng: random.Random) -> None:
    database = store._database  # noqa: SLF001 — as above
    rows = _Rows()
    ids = {
        key: (number, short)
        for key, number, short in database.rows("SELECT external_id, number, id FROM mentions")
    }
    for each in sorted(told, key=lambda one: one.mention.external_id):
        _handle(ids[each.mention.external_id][0], each, rows, rng)
    _save_later(store, rows)
    with database.transaction():
        database.run_many(
            "UPDATE handling SET status = ?, queued_at = ?, reply_due_at = ?, close_due_at = ?,"
            " replied_at = ?, replied_revision = 2, follow_up_at = ?, version = 2"
            " WHERE mention = ?",
            rows.handling,
        )
        database.run_many("INSERT INTO replies VALUES (?, ?, ?, ?, ?)", _numbered(rows.replies))
        database.run_many(
            "INSERT INTO promises"
            " (number, mention, made_at, due_at, who, what, kept_at, dropped_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            _numbered(rows.promises),
        )
        database.run_many(
            "INSERT INTO remedies VALUES (?, ?, ?, ?, ?, ?, ?)", _numbered(rows.remedies)
        )
        database.run_many("INSERT INTO revisions VALUES (?, ?, ?, NULL, ?, ?, 5.0)", rows.revisions)
        database.run_many(
            "UPDATE mentions SET stars = ?, rating_value = ?, revision = 2, changed_at = ?"
            " WHERE number = ?",
            rows.stars,
        )
        database.run(
            "UPDATE assessments SET revision = 2 WHERE mention IN"
            " (SELECT number FROM mentions WHERE revision = 2)"
        )
        database.run_many(
            "INSERT INTO events (number, mention, at, who, what, details)"
            " VALUES (?, ?, ?, ?, 'marked', ?)",
            _numbered(rows.events),
        )
        note_fixes(database)
        note_alerts(database, ids)


def _handle(number: int, told: Told, rows: _Rows, rng: random.Random) -> None:
    mention, found = told
    at = mention.published_at
    assert at is not None
    if found.intent in {"spam", "irrelevant"}:
        status = "spam" if found.intent == "spam" else "ignored"
        rows.handling.append((status, micros(at), None, None, None, None, number))
        return
    unhappy = found.severity > 0
    due = at + (24 if unhappy else 72) * HOUR
    answered = _answered(mention, at, unhappy=unhappy, rng=rng)
    if answered is None or answered > NOW:
        status = "new" if at > NOW - 40 * DAY else "ignored"
        times = (micros(at), micros(due), micros(at + 14 * DAY), None, None)
        rows.handling.append((status, *times, number))
        if unhappy and rng.random() < 0.22:
            _comes_back(told, at + rng.uniform(3, 12) * DAY, "again", rows, rng)
        return
    who = {HARBOUR: "Irina", OLD_TOWN: "Marko"}.get(mention.place or "", "Elena")
    said = rng.choice(texts()[found.language.code]["reply"])
    rows.replies.append((number, micros(answered), who, said))
    promised = _promise(number, answered, who, said, rows, rng) if unhappy else None
    _settle(number, told, answered, due, promised, rows, rng)


def _answered(
    mention: Mention, at: datetime, *, unhappy: bool, rng: random.Random
) -> datetime | None:
    """Return when it was answered: praise seldom, complaints mostly; slower in summer."""
    if rng.random() > (0.93 if unhappy else 0.38):
        return None
    slow = {"tripadvisor": 1.1, "mail": 0.5, "facebook": -0.6}.get(mention.source, 0.0)
    slow += 0.7 if at.month in {7, 8} else 0.0
    return at + min(rng.lognormvariate(2.1 + slow, 0.9), 700) * HOUR


def _promise(
    number: int, at: datetime, who: str, said: str, rows: _Rows, rng: random.Random
) -> datetime | None:
    """Promise something in a third of the answers; return when it falls due if it stays open."""
    if rng.random() > 0.34:
        return None
    due = (at + rng.randint(2, 6) * DAY).replace(hour=16, minute=0)
    draw = rng.random()
    kept = due - 5 * HOUR if draw < 0.84 else due + 30 * HOUR if draw < 0.94 else None
    kept = None if kept and kept > NOW else kept
    dropped = due + 3 * DAY if kept is None and due < NOW - 25 * DAY else None
    what, settled = said.rpartition(". ")[2], kept or dropped
    times = (micros(at), micros(due), who, what, kept and micros(kept), dropped and micros(dropped))
    rows.promises.append((number, *times))
    return None if settled else due


def _settle(
    number: int,
    told: Told,
    answered: datetime,
    due: datetime,
    promised: datetime | None,
    rows: _Rows,
    rng: random.Random,
) -> None:
    mention, found = told
    at, unhappy, late = mention.published_at, found.severity > 0, answered > due
    assert at is not None
    closed = answered + rng.uniform(1, 9) * DAY
    done = not unhappy or (promised is None and rng.random() < 0.85 and closed < NOW)
    status = "closed" if done else "following_up" if promised else "replied"
    times = (micros(at), micros(due), micros(at + 14 * DAY), micros(answered))
    rows.handling.append((status, *times, promised and micros(promised), number))
    if done:
        details = json.dumps({"changed": {"status": ["replied", "closed"]}})
        rows.events.append((number, micros(min(closed, NOW)), "Elena", details))
    if not unhappy:
        return
    if rng.random() < (0.34 if late else 0.15):
        remedy, cost = rng.choice(REMEDIES)
        price = cost and round(cost * (1.6 if late else 1.0), 2)
        granted = rng.random() < 0.85
        rows.remedies.append((number, micros(answered), "Elena", remedy, price, int(granted)))
    _changes_stars(number, told, answered, rows, rng, late=late)
    if rng.random() < (0.19 if late else 0.05):
        about = "leaving" if rng.random() < 0.45 else "again"
        _comes_back(told, at + rng.uniform(2, 14) * DAY, about, rows, rng)
    elif rng.random() < (0.05 if late else 0.13):
        _comes_back(told, answered + rng.uniform(0.2, 5) * DAY, "thanks", rows, rng)


def _changes_stars(
    number: int,
    told: Told,
    answered: datetime,
    rows: _Rows,
    rng: random.Random,
    *,
    late: bool,
) -> None:
    rating = told.mention.rating
    draw = rng.random()
    if rating is None or draw > 0.2:
        return
    better = draw < (0.06 if late else 0.15)
    stars = min(5.0, rating.value + rng.choice((1, 2, 3))) if better else max(1.0, rating.value - 1)
    edited = answered + rng.uniform(0.5, 8) * DAY
    if stars != rating.value and edited < NOW:
        rows.revisions.append((number, 1, micros(edited), told.mention.text, float(rating.value)))
        rows.stars.append((stars, stars, micros(edited), number))


def _comes_back(told: Told, at: datetime, about: str, rows: _Rows, rng: random.Random) -> None:
    """Let the same person write once more."""
    mention, found = told
    if at > NOW or not mention.author.id:
        return
    happy = about == "thanks"
    number = 1_000_000 + len(rows.later)
    made = Mention(
        text=rng.choice(texts()[found.language.code][about]),
        external_id=f"y{number}",
        source=mention.source,
        source_type=mention.source_type,
        kind=mention.kind,
        place=mention.place,
        author=mention.author,
        published_at=at,
        answered="no",
    )
    mood = 0.8 if happy else -0.7
    assessment = Assessment(
        language=found.language,
        sentiment=Sentiment("positive" if happy else "negative", mood, 0.9),
        intent="thanks_after_resolution" if happy else "complaint",
        topics=found.topics,
        severity=0 if happy else 1,
        signals=("churn",) if about == "leaving" else (),
        engine="light",
        scorer="light:none:year:1",
    )
    rows.later.append(Told(made, assessment))


def _save_later(store: Store, rows: _Rows) -> None:
    save(store, rows.later)
    database = store._database  # noqa: SLF001 — as above
    numbers = dict(database.rows("SELECT external_id, number FROM mentions"))
    for told in rows.later:
        mention = told.mention
        assert mention.published_at is not None
        at, number = mention.published_at, numbers[mention.external_id]
        if told.assessment.severity == 0:
            rows.handling.append(("closed", micros(at), micros(at), None, None, None, number))
            continue
        answered = at + 9 * HOUR
        if answered > NOW:
            times = (micros(at), micros(at + DAY), None, None, None)
            rows.handling.append(("new", *times, number))
            continue
        said = texts()[told.assessment.language.code]["reply"][0]
        rows.replies.append((number, micros(answered), "Elena", said))
        times = (micros(at), micros(at + DAY), None, micros(answered), None)
        rows.handling.append(("closed", *times, number))
        details = json.dumps({"changed": {"status": ["replied", "closed"]}})
        rows.events.append((number, micros(min(answered + DAY, NOW)), "Elena", details))


def _numbered(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(number, *row) for number, row in enumerate(rows, start=1)]
