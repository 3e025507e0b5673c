"""The part of config.yaml that decides by itself: `rules:`, when … then …, in their order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from amends.config.ranges import age, sleep, span
from amends.config.section import Section
from amends.config.values import (
    LanguageCodes,
    Texts,
    Topics,
    one_or_many,
)
from amends.config.wording import shown
from amends.models.vocabulary import Intent, Kind, SentimentLabel, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.config.document import KeyPath

MOST_POINTS = 30
"""Rules may move a priority by so much, all together; they never outweigh harm."""
MAIL = "mail"
"""The channel of a colleague's own address; all others stand in `alerts.channels`."""
SERIOUS = 3
"""From this severity on no rule takes a mention out of sight."""
HARMLESS: tuple[Intent, ...] = ("praise", "thanks_after_resolution", "irrelevant")
"""Only these may be left alone without a person's look."""
_NAME = re.compile(r"[^\W_](?:[\w .'-]{0,38}[\w.'])?")


def _checked(read: Any) -> AfterValidator:
    """Keep the text of a value that can be read: it is what the schema and the dump show."""

    def check(text: str) -> str:
        read(text)
        return text

    return AfterValidator(check)


def _searched(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError(f"must hold a word, not {shown(text)}")
    return text


def _tag(text: str) -> str:
    """Return a tag as it is kept and searched for: `Press` is the tag `press` that people give."""
    name = text.strip().casefold()
    if not _NAME.fullmatch(name):
        raise ValueError(f"must be a short word such as press, not {shown(text)}")
    return name


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError("a rule's name has at most 40 letters, digits, blanks, . _ ' -")
    return text


def _channel(text: str) -> str:
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 — NAME and channel
        raise ValueError(f"must be written NAME/channel, such as ana/mail, not {shown(text)}")
    return "/".join(parts)


_Span = Annotated[str, _checked(span)]
_Age = Annotated[str, _checked(age)]
_Search = Annotated[str, AfterValidator(_searched)]
_Tag = Annotated[str, AfterValidator(_tag)]
_Channel = Annotated[str, AfterValidator(_channel)]
Spans = Annotated[
    tuple[_Span, ...],
    BeforeValidator(one_or_many, json_schema_input_type=_Span | float | tuple[_Span | float, ...]),
]
Ages = Annotated[
    tuple[_Age, ...], BeforeValidator(one_or_many, json_schema_input_type=_Age | tuple[_Age, ...])
]
Searches = Annotated[
    tuple[_Search, ...],
    BeforeValidator(one_or_many, json_schema_input_type=_Search | tuple[_Search, ...]),
]
Tags = Annotated[
    tuple[_Tag, ...], BeforeValidator(one_or_many, json_schema_input_type=_Tag | tuple[_Tag, ...])
]
Channels = Annotated[
    tuple[_Channel, ...],
    BeforeValidator(one_or_many, json_schema_input_type=_Channel | tuple[_Channel, ...]),
]
Sentiments = Annotated[
    tuple[SentimentLabel, ...],
    BeforeValidator(
        one_or_many, json_schema_input_type=SentimentLabel | tuple[SentimentLabel, ...]
    ),
]
Intents = Annotated[
    tuple[Intent, ...],
    BeforeValidator(one_or_many, json_schema_input_type=Intent | tuple[Intent, ...]),
]
Signals = Annotated[
    tuple[Signal, ...],
    BeforeValidator(one_or_many, json_schema_input_type=Signal | tuple[Signal, ...]),
]
Kinds = Annotated[
    tuple[Kind, ...], BeforeValidator(one_or_many, json_schema_input_type=Kind | tuple[Kind, ...])
]
RuleName = Annotated[str, AfterValidator(_name)]


class When(Section):
    """What a mention must be. Every key that stands here is required; of a list, one is enough."""

    source: Texts = Field((), description="Name of a source.")
    source_type: Texts = Field((), description="Type of a source: app_store, feed …")
    place: Texts = Field((), description="Key of a branch.")
    stars: Spans = Field((), description='Stars of five: 1, 1-2, 4+, "<=2".')
    sentiment: Sentiments = Field((), description="Tone of the text.")
    intent: Intents = Field((), description="What the customer wants.")
    topic: Topics = Field((), description="What it is about.")
    severity: Spans = Field((), description="Harm, 0 none to 4 critical: 2, 3+, 0-1.")
    signal: Signals = Field((), description="What must not be missed: legal, money …")
    language: LanguageCodes = Field((), description="Language of the text (ISO 639 code).")
    author: Searches = Field(
        (), description="Name, handle or id of the author; * stands for anything, ? for one letter."
    )
    kind: Kinds = Field((), description="review, comment, post, email, article or call.")
    tag: Tags = Field((), description="A tag, by hand or by an earlier rule.")
    text: Searches = Field(
        (),
        description="Words of the title or text, all of them: nut allergy; a phrase in quotes: '\""
        "small claims\"'; alerg* finds every ending.",
    )
    text_none: Searches = Field((), description="Words that must not stand in it.")
    reach: Spans = Field((), description="About how many people it reached: 10000+.")
    age: Ages = Field((), description='How long ago it was published: "<=24h", ">3d".')

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("asks nothing: give a condition, such as stars: 1-2")
        return self


class Then(Section):
    """What happens with it."""

    assign: str | None = Field(None, description="Name of a colleague of `team:`.")
    tag: Tags = Field((), description="Tags it gets.")
    priority: int = Field(
        0, ge=-MOST_POINTS, le=MOST_POINTS, description="Points up or down: 10, -5."
    )
    status: Literal["seen", "verifying", "ignored", "spam"] | None = Field(
        None, description="Its status; `ignored` only reaches praise, thanks and what is not yours."
    )
    snooze: Annotated[str, _checked(sleep)] | None = Field(
        None, description="Out of sight for 3d, until 2026-12-24, or until a reaction."
    )
    notify: Channels = Field(
        (), description="Whom to tell, once: NAME/mail, or NAME/ and a channel of `alerts:`."
    )
    because: str | None = Field(
        None, description="The reason, for the history; `ignored` needs it."
    )
    stop: bool = Field(default=False, description="No later rule is looked at.")

    @property
    def hides(self) -> bool:
        """Whether it takes a mention out of sight."""
        return self.snooze is not None or self.status in {"ignored", "spam"}

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.model_fields_set - {"because"}:
            raise ValueError("does nothing: give assign, tag, priority, status or snooze")
        if self.status == "ignored" and not (self.because or "").strip():
            raise ValueError("leaving a mention alone needs a reason: give because")
        return self


class Rule(Section):
    """One rule."""

    when: When = Field(description="What a mention must be.")
    then: Then = Field(description="What happens with it.")

    @model_validator(mode="after")
    def _keeps_in_sight(self) -> Self:
        """Refuse what could never act, since its limits hold at run time too."""
        severity = self.when.severity
        if self.then.hides and severity and all(span(s).low >= SERIOUS for s in severity):
            raise ValueError("no rule takes a mention of severity 3 or 4 out of sight")
        intents = self.when.intent
        if self.then.status == "ignored" and intents and not set(intents) & set(HARMLESS):
            raise ValueError(f"a rule may only ignore {', '.join(HARMLESS)}")
        return self


Rules = Annotated[dict[RuleName, Rule], Field(max_length=1000)]


_Kind = Literal["place", "colleague", "source"]


class Named(NamedTuple):
    """A name that a rule uses for something that stands elsewhere in the configuration."""

    path: KeyPath
    kind: _Kind
    value: Any


_NAMES_OF: tuple[tuple[str, str, _Kind], ...] = (
    ("when", "place", "place"),
    ("when", "source", "source"),
    ("then", "assign", "colleague"),
)


class Told(NamedTuple):
    """A way on which a rule tells a colleague of a mention."""

    path: KeyPath
    name: str
    channel: str
    """`mail`, or a name of `alerts.channels`."""


def named(rules: Any) -> Iterator[Named]:
    """Yield the places, colleagues and sources that the raw `rules:` table names."""
    for table, key, kind in _NAMES_OF:
        for path, value in _said(rules, table, key):
            yield Named(path, kind, value)
    for path, name, _ in told(rules):
        yield Named(path, "colleague", name)


def told(rules: Any) -> Iterator[Told]:
    """Yield whom the raw `rules:` table tells, and how; nothing that is not NAME/channel."""
    for path, value in _said(rules, "then", "notify"):
        name, slash, channel = value.partition("/") if isinstance(value, str) else ("", "", "")
        if slash:
            yield Told(path, name.strip(), channel.strip())


def _said(rules: Any, table: str, key: str) -> Iterator[tuple[KeyPath, Any]]:
    """Yield what stands at a key in each of the raw rules, one by one where it is a list."""
    for name, rule in rules.items() if isinstance(rules, dict) else ():
        part = rule.get(table) if isinstance(rule, dict) else None
        value = part.get(key) if isinstance(part, dict) else None
        at: KeyPath = ("rules", name, table, key)
        if not isinstance(value, list):
            yield at, value
            continue
        for n, each in enumerate(value):
            yield (*at, n), each
