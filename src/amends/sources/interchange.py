"""The JSON in which a mention travels: what `import`, `score -`, `draft -` and `--mention` read.

Results that an earlier run printed (priority, intent, handling …) are dropped, never believed;
keys that nobody knows are kept in `extra`.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from amends.errors import InputError
from amends.models import Author, Item, Mention, OwnerReply, Rating, Reach
from amends.sources.interchange_fields import MentionInput, Open, clean, shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

RESULT_KEYS = frozenset(
    {
        "id",
        "extra",
        "sentiment",
        "intent",
        "topics",
        "severity",
        "signals",
        "flags",
        "doubts",
        "confidence",
        "engine",
        "priority",
        "playbook",
        "handling",
        "links",
        "gone_at",
    }
)
"""What `--json` adds to a mention; in an input it is ignored (and so is an assessed language)."""
MENTION_KEYS = frozenset(MentionInput.model_fields)
"""What a mention may hold on its first level."""

_DEEPEST = 20


def mention_from_json(record: Any) -> Mention:
    """Return the mention that a decoded JSON object describes; `InputError` says what is wrong.

    The message is one line and names the key: `rating: 7 is more than 5 stars, write …`.
    """
    if not isinstance(record, dict):
        raise InputError(f"{shown(record)} is not an object with the keys of a mention")
    known = {str(key): value for key, value in record.items() if key not in RESULT_KEYS}
    try:
        read = MentionInput.model_validate(known)
    except ValidationError as error:
        raise InputError(_first(error.errors(include_url=False)[0])) from None
    return _mention(read)


def harmless(value: Any, depth: int = 0) -> Any:
    """Return JSON that every writer accepts: no NaN, no lone surrogates, no bottomless nesting."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict | list) and depth >= _DEEPEST:
        return None
    if isinstance(value, dict):
        return {clean(str(key)): harmless(inner, depth + 1) for key, inner in value.items()}
    return [harmless(inner, depth + 1) for inner in value] if isinstance(value, list) else value


def _mention(read: MentionInput) -> Mention:
    rating, reply = read.rating, OwnerReply(**_fields(read.reply)) if read.reply else None
    return Mention(
        **{name: getattr(read, name) for name in _PLAIN},
        source_type=read.source_type or _type_of(read.source),
        author=Author(**_fields(read.author)),
        item=Item(**_fields(read.item)),
        reach=Reach(**_fields(read.reach)),
        rating=Rating(rating.value, rating.max) if rating else None,
        reply=reply,
        answered=reply.answers if reply else read.answered,
        extra=_unknown(read),
    )


_PARTS = ("author", "item", "reach", "rating", "reply")
_PLAIN = tuple(set(MentionInput.model_fields) - {*_PARTS, "source_type", "answered"})


def _fields(part: Open) -> dict[str, Any]:
    return {name: getattr(part, name) for name in type(part).model_fields}


def _type_of(source: str) -> str:
    """Take the source's name for its type where it is one (`google_play`), else `file`."""
    from amends.sources.registry import names

    return source if source in names() else "file"


def _unknown(read: MentionInput) -> dict[str, Any]:
    """Gather the keys nobody knows, also those inside of author, item, reach, rating, reply."""
    parts = {name: getattr(read, name) for name in _PARTS}
    nested = {name: part.model_extra for name, part in parts.items() if part and part.model_extra}
    found: dict[str, Any] = harmless({**(read.model_extra or {}), **nested})
    return found


def _first(error: ErrorDetails) -> str:
    """Word pydantic's first complaint as `key: what is wrong`."""
    where = ".".join(str(step) for step in error["loc"])
    if error["type"] == "value_error":
        what = str(error["ctx"]["error"])
    elif error["type"] == "missing":
        what = "is missing"
    elif error["type"] == "model_type":
        what = f"{shown(error['input'])} is not an object"
    else:
        what = f"{shown(error['input'])} will not do, {_lower(error['msg'])}"
    return f"{where}: {what}" if where else what


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


@cache
def mention_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a mention as input; `amends schema mention` prints it."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **MentionInput.model_json_schema()}
