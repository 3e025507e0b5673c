"""Between frozen data and rows: times as microseconds, lists as JSON."""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from amends.models import (
    Assessment,
    Author,
    Case,
    Confidence,
    Cue,
    Item,
    Language,
    Mention,
    OwnerReply,
    Rating,
    Reach,
    Sentiment,
)
from amends.models.moments import moment, optional_micros
from amends.store.handling_rows import to_handling

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from amends.models.vocabulary import Answered

PLACEHOLDER_NAMES = frozenset(
    {
        "",
        "a google user",
        "google user",
        "anonymous",
        "anonym",
        "anonymous user",
        "guest",
        "user",
        "customer",
        "amazon customer",
        "deleted user",
        "анонимный пользователь",
        "аноним",
        "гость",
        "пользователь",
        "анонимен",
        "анонимен потребител",
        "гост",
        "anónimo",
        "usuario",
        "usuario de google",
        "anonimowy",
        "użytkownik google",
        "gość",
    }
)
"""Names that many people share; they never make two mentions the work of one person."""


def person(mention: Mention) -> str | None:
    """Name the person behind a mention, or None where nobody can be named.

    An account counts within its platform, a bare display name only within one source.
    """
    author = mention.author
    account = author.id or author.handle
    if account:
        return f"account:{mention.source_type}:{account}"
    name = (author.name or "").strip().casefold()
    return None if is_placeholder(name) else f"name:{mention.source}:{name}"


def is_placeholder(name: str | None) -> bool:
    """Say whether a name is one that many people share, or none at all."""
    return (name or "").strip().casefold() in PLACEHOLDER_NAMES


def to_columns(mention: Mention) -> dict[str, Any]:
    """Return the columns that hold what the source said."""
    rating, reply = mention.rating, mention.reply
    return {
        "source": mention.source,
        "external_id": mention.external_id,
        "source_type": mention.source_type,
        "kind": mention.kind,
        "place": mention.place,
        "date_uncertain": int(mention.date_uncertain),
        "stars": rating.stars if rating else None,
        "rating_value": rating.value if rating else None,
        "rating_max": rating.max if rating else None,
        "followers": mention.author.followers,
        "likes": mention.reach.likes,
        "shares": mention.reach.shares,
        "replies": mention.reach.replies,
        "views": mention.reach.views,
        "answered": _answered(mention),
        "previous_unanswered": mention.author_previous_unanswered,
        "person": person(mention),
        "author_id": mention.author.id,
        "author_name": mention.author.name,
        "author_handle": mention.author.handle,
        "language": mention.language,
        "updated_at": optional_micros(mention.updated_at),
        "thread_id": mention.thread_id,
        "parent_id": mention.parent_id,
        "item_id": mention.item.id,
        "item_name": mention.item.name,
        "url": mention.url,
        "reply_text": reply.text if reply else None,
        "reply_at": optional_micros(reply.published_at) if reply else None,
        "reply_state": reply.state if reply else None,
        "reply_reason": reply.reason if reply else None,
        "title": mention.title,
        "text": mention.text,
        "extra": as_json(mention.extra),
    }


def as_json(extra: Mapping[str, Any]) -> str:
    """Return further fields as they are stored."""
    return json.dumps(dict(extra), ensure_ascii=False, default=str)


def listed(values: Iterable[str | int]) -> str:
    """Return values for `json_each`: one variable, however many they are."""
    return json.dumps(list(values))


def _answered(mention: Mention) -> Answered:
    """Say whether the source shows an answer: one that nobody can read there is none."""
    return mention.reply.answers if mention.reply else mention.answered


def to_mention(row: sqlite3.Row) -> Mention:
    """Return the mention that `to_columns` took apart."""
    rating, reply = row["rating_value"], row["reply_state"]
    return Mention(
        text=row["text"],
        title=row["title"],
        external_id=row["external_id"],
        source=row["source"],
        source_type=row["source_type"],
        kind=row["kind"],
        url=row["url"],
        place=row["place"],
        author=Author(row["author_id"], row["author_name"], row["author_handle"], row["followers"]),
        published_at=moment(row["published_at"]),
        updated_at=moment(row["updated_at"]),
        thread_id=row["thread_id"],
        parent_id=row["parent_id"],
        item=Item(row["item_id"], row["item_name"]),
        rating=None if rating is None else Rating(rating, row["rating_max"]),
        language=row["language"],
        reach=Reach(row["likes"], row["shares"], row["replies"], row["views"]),
        answered=row["answered"],
        reply=OwnerReply(row["reply_text"], moment(row["reply_at"]), reply, row["reply_reason"])
        if reply
        else None,
        author_previous_unanswered=row["previous_unanswered"],
        date_uncertain=bool(row["date_uncertain"]),
        extra=json.loads(row["extra"]),
    )


def from_assessment(assessment: Assessment) -> dict[str, Any]:
    """Return the columns of an assessment."""
    return {
        "scorer": assessment.scorer,
        "engine": assessment.engine,
        "severity": assessment.severity,
        "sentiment_score": assessment.sentiment.score,
        "sentiment_label": assessment.sentiment.label,
        "sentiment_confidence": assessment.sentiment.confidence,
        "intent": assessment.intent,
        "language": assessment.language.code,
        "language_confidence": assessment.language.confidence,
        "topics": f"|{'|'.join(assessment.topics)}|",
        "vector": assessment.vector,
        "details": json.dumps(
            {
                "signals": assessment.signals,
                "flags": assessment.flags,
                "doubts": assessment.doubts,
                "cues": [[cue.name, cue.quote] for cue in assessment.cues],
                "confidence": astuple(assessment.confidence),
                "overruled": dict(assessment.overruled),
            },
            ensure_ascii=False,
        ),
    }


def to_assessment(row: sqlite3.Row) -> Assessment:
    """Return the assessment that `from_assessment` took apart."""
    details = json.loads(row["details"])
    intent, severity, topics = details["confidence"]
    return Assessment(
        language=Language(row["assessed_language"], row["language_confidence"]),
        sentiment=Sentiment(
            row["sentiment_label"], row["sentiment_score"], row["sentiment_confidence"]
        ),
        intent=row["intent"],
        topics=tuple(topic for topic in row["topics"].split("|") if topic),
        severity=row["severity"],
        signals=tuple(details["signals"]),
        flags=tuple(details["flags"]),
        doubts=tuple(details["doubts"]),
        cues=tuple(Cue(name, quote) for name, quote in details["cues"]),
        confidence=Confidence(intent, severity, tuple(topics)),
        engine=row["engine"],
        scorer=row["scorer"],
        overruled=details.get("overruled", {}),
    )


def to_case(row: sqlite3.Row, links: tuple[str, ...]) -> Case:
    """Return a whole case from its joined row."""
    earlier = row["earlier_unanswered"] or 0
    return Case(
        id=row["id"],
        mention=to_mention(row),
        handling=to_handling(row),
        assessment=to_assessment(row) if row["scorer"] is not None else Assessment(),
        answered=bool(row["is_answered"]),
        backfill=bool(row["backfill"]),
        previous_unanswered=max(earlier, row["previous_unanswered"]),
        earlier_complaints=row["earlier_complaints"],
        earlier_praise=row["earlier_praise"],
        last_words_at=moment(row["last_words_at"]),
        same_name_only=earlier > row["previous_unanswered"]
        and str(row["person"]).startswith("name:"),
        links=links,
        gone_at=moment(row["gone_at"]),
        erased_at=moment(row["erased_at"]),
        first_seen_at=moment(row["first_seen_at"]),
        revision=row["revision"],
    )
