"""What every key of a mention's JSON may hold, as pydantic models: the check and the schema."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from amends.models.vocabulary import Answered, Kind, ReplyState  # noqa: TC001 — read at run time
from amends.sources import values

LONGEST_TEXT = 1_000_000
"""Characters of a string that are kept."""
_HIGHEST_COUNT = 10**15
_FIVE_STARS = 5
_TEN = 10
_LONGEST_SHOWN = 60
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?")
_DANGEROUS_LINK = re.compile(r"\s*(?:javascript|data|vbscript|file)\s*:", re.IGNORECASE)


def clean(text: str) -> str:
    """Cap a string; replace lone surrogates, which no file and no database can hold."""
    return text[:LONGEST_TEXT].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shown(value: Any) -> str:
    """Show a value on one short line; what cannot be seen is escaped."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if value is None:
        return "null"
    if isinstance(value, int) and abs(value) > _HIGHEST_COUNT:
        return "a huge number"
    return repr(value if not isinstance(value, str) else value[:_LONGEST_SHOWN])


def _string(value: Any) -> Any:
    """Accept an id that is a whole number: many platforms count their reviews."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _link(value: Any) -> Any:
    return None if isinstance(value, str) and _DANGEROUS_LINK.match(value) else value


def _number(value: Any) -> float:
    """Read a number, also one in a string; a bool, NaN, infinity or a minus is none."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = value.strip().replace(",", ".")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{shown(value)} is not a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not 0 <= number < math.inf:
        raise ValueError(f"{shown(value)} is not a number from 0 up")
    return number


def _count(value: Any) -> Any:
    if value is None:
        return None
    number = _number(value)
    if number != int(number) or number > _HIGHEST_COUNT:
        raise ValueError(f"{shown(value)} is not a count")
    return int(number)


def _moment(value: Any) -> Any:
    """Read ISO 8601; a time without a zone is UTC."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (AttributeError, TypeError, ValueError, OverflowError):
        raise ValueError(
            f"{shown(value)} is not a time, write it like 2026-11-20T09:30:00Z"
        ) from None


def _rating(value: Any) -> Any:
    """Turn a bare number into a rating out of five."""
    if value is None or isinstance(value, dict):
        return value
    number = _number(value)
    if number > _FIVE_STARS:
        best = _TEN if number <= _TEN else 100
        raise ValueError(
            f'{number:g} is more than 5 stars, write {{"value": {number:g}, "max": {best}}}'
        )
    return {"value": number, "max": _FIVE_STARS}


def _reply(value: Any) -> Any:
    """Take an empty object for no reply, a bare string for its text."""
    return {"text": value} if isinstance(value, str) else value or None


def _named(key: str) -> BeforeValidator:
    """Accept a bare string where an object is due: it is that object's `key`."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _or_default(default: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: default if value is None else value)


def _yes_or_no(value: Any) -> Any:
    return {True: "yes", False: "no", None: "unknown"}.get(value, value) if _bare(value) else value


def _bare(value: Any) -> bool:
    return value is None or isinstance(value, bool)


_NULLABLE = WithJsonSchema({"type": ["string", "null"]})
_Text = Annotated[str, AfterValidator(clean), _NULLABLE]
_Name = Annotated[
    str | None,
    BeforeValidator(_string),
    AfterValidator(lambda text: text and clean(text)),
    _NULLABLE,
]
_Url = Annotated[_Name, BeforeValidator(_link)]
_Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
_Stars = Annotated[float, Field(ge=0, le=_FIVE_STARS)]
_Count = Annotated[
    int | None,
    BeforeValidator(_count),
    WithJsonSchema({"type": ["integer", "null"], "minimum": 0}),
]
_Moment = Annotated[
    datetime | None,
    BeforeValidator(_moment),
    WithJsonSchema({"type": ["string", "null"], "format": "date-time"}),
]


class Open(BaseModel):
    """An object that keeps the keys it does not know."""

    model_config = ConfigDict(extra="allow", frozen=True)


class AuthorInput(Open):
    """Who wrote it."""

    id: _Name = None
    name: _Name = None
    handle: _Name = None
    followers: _Count = None


class ItemInput(Open):
    """What it is about."""

    id: _Name = None
    name: _Name = None


class RatingInput(Open):
    """A rating and the best possible one."""

    value: _Number
    max: _Number = 5

    @model_validator(mode="after")
    def _in_range(self) -> RatingInput:
        if self.max > _HIGHEST_COUNT:
            raise ValueError(f"{self.max:g} is no best possible rating")
        if self.max <= 0 or self.value > self.max:
            raise ValueError(f"{self.value:g} is more than the best possible, {self.max:g}")
        return self


class ReachInput(Open):
    """How many people it reached, as counts."""

    likes: _Count = None
    shares: _Count = None
    replies: _Count = None
    views: _Count = None


class ReplyInput(Open):
    """The answer of the business that already stands there."""

    text: _Name = None
    published_at: _Moment = None
    state: Annotated[ReplyState, _or_default("approved")] = "approved"
    reason: Annotated[_Name, Field(description="Why the platform refused it.")] = None


class MentionInput(Open):
    """A mention as it is written down; only `text` or `rating` is required."""

    model_config = ConfigDict(
        title="mention",
        json_schema_extra={"anyOf": [{"required": ["text"]}, {"required": ["rating"]}]},
    )

    text: Annotated[_Text, _or_default("")] = ""
    title: _Name = None
    external_id: Annotated[_Text, BeforeValidator(_string), _or_default("")] = ""
    source: Annotated[_Text, _or_default("")] = ""
    source_type: Annotated[_Text, _or_default("")] = ""
    kind: Annotated[Kind, _or_default("review")] = "review"
    url: _Url = None
    place: _Name = None
    author: Annotated[AuthorInput, _named("name"), _or_default({})] = AuthorInput()
    published_at: _Moment = None
    updated_at: _Moment = None
    thread_id: _Name = None
    parent_id: _Name = None
    item: Annotated[ItemInput, _named("name"), _or_default({})] = ItemInput()
    rating: Annotated[
        RatingInput | None,
        BeforeValidator(_rating, json_schema_input_type=RatingInput | _Stars | None),
        Field(description="A bare number is out of 5."),
    ] = None
    language: Annotated[
        str | None,
        BeforeValidator(values.language),
        WithJsonSchema({"type": ["string", "object", "null"]}),
        Field(description="ISO 639 code, if the source names it; an assessed one is ignored."),
    ] = None
    reach: Annotated[ReachInput, _or_default({})] = ReachInput()
    answered: Annotated[Answered, BeforeValidator(_yes_or_no)] = "unknown"
    reply: Annotated[ReplyInput | None, BeforeValidator(_reply)] = None
    author_previous_unanswered: Annotated[
        int,
        BeforeValidator(_count),
        _or_default(0),
        WithJsonSchema({"type": "integer", "minimum": 0}),
    ] = 0

    @model_validator(mode="after")
    def _says_something(self) -> MentionInput:
        if not self.text.strip() and self.rating is None:
            raise ValueError("neither text nor rating: one of them is needed")
        return self
