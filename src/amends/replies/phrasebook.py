"""What can be said in one language: phrases, topics and grammar from `replies.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 — pydantic reads the annotations
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field

from amends import languages
from amends.config.model import AddressForm, Gender
from amends.models.vocabulary import Topic  # noqa: TC001

if TYPE_CHECKING:
    from datetime import date

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_FORM: Mapping[Gender, Literal["f", "m", "n"]] = {"female": "f", "male": "m", "neutral": "n"}

Forms = dict[Literal["f", "m", "n"], str]
"""A text in the grammatical gender of the person who signs; `n` shows none."""
Registers = dict[AddressForm, str | Forms]
"""A text as it is said to somebody who is addressed formally, and informally."""
Phrase = str | Forms | Registers


class Voice(NamedTuple):
    """Who speaks, and how the reader is addressed: what the forms of a phrase depend on."""

    gender: Gender = "neutral"
    address: AddressForm = "formal"


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put the values into `{placeholders}`, once: braces inside a value stay what they are."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], template)


def placeholders(template: str) -> frozenset[str]:
    """Return the names of what a template needs."""
    return frozenset(PLACEHOLDER.findall(template))


class TopicForms(BaseModel):
    """A topic in the grammatical forms that the phrases need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: Phrase
    """With its preposition, after "you write"."""
    wrong: Phrase | None = None
    """What went wrong, as a clause of its own; without it only "what you write about …" is said,
    because the clause would confess what nobody has looked into yet."""
    ask: Phrase | None = None
    """After "you ask", if that differs from `about`."""
    praise: Phrase | None = None
    """After "your kind words", if that differs from `about`."""


class MatterForms(BaseModel):
    """What went wrong by the name of its cue: finer than a topic, and said instead of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    wrong: Phrase | None = None
    about: Phrase | None = None


class Phrasebook(BaseModel):
    """The `replies.yaml` of one language; a key that is missing or misspelt is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    self_: Phrase = Field(alias="self")
    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    """With their preposition, Monday first: `on Monday`, `в понедельник`."""
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    tomorrow: str = ""
    """A regular expression, where the word is no morning as well."""
    on: str
    by: str
    quotation: str
    """The customer's `{words}` in the quotation marks of the language."""
    both: str
    """Two clauses of what went wrong as one: `{one}, and {other}`."""
    channels: dict[str, Phrase]
    """Where to write without an audience, in the form that follows "write to me"."""
    reach: dict[str, Phrase]
    promises: dict[str, str]
    no_reply: dict[str, str]
    currencies: tuple[str, ...]
    """Beginnings of words that make a number a sum of money."""
    child_words: tuple[str, ...]
    """Beginnings of words by which people speak of a child of theirs."""
    fact_words: dict[str, tuple[str, ...]]
    """Beginnings of words that ask for a fact of the business."""
    sector_words: tuple[str, ...] = ()
    """Beginnings of words about health, law and other people's money."""
    hard_words: tuple[str, ...] = ()
    """Beginnings of words that accuse."""
    informal_words: frozenset[str] = frozenset()
    """Words by which a customer addresses us, or speaks, informally."""
    formal_words: frozenset[str] = frozenset()
    topics: dict[Topic, TopicForms]
    matters: dict[str, MatterForms] = {}
    phrases: dict[str, dict[str, Phrase]]

    def phrase(self, group: str, key: str, voice: Voice) -> str:
        """Return one phrase as it is said with that voice."""
        return said(self.phrases[group][key], voice)

    def on_day(self, day: date) -> str:
        """Word a day as in "I will call you …": `on Wednesday, 25 November`."""
        values = {"weekday": self.weekdays[day.weekday()], **self._parts(day)}
        return fill(self.on, values)

    def calendar_day(self, day: date) -> str:
        """Word a day as in "by …": `25 November`."""
        return fill(self.by, self._parts(day))

    def _parts(self, day: date) -> dict[str, str]:
        return {"day": str(day.day), "month": self.months[day.month - 1]}


def said(phrase: Phrase, voice: Voice) -> str:
    """Return the form of a phrase that fits the speaker's gender and the reader's address."""
    if isinstance(phrase, str):
        return phrase
    if "formal" in phrase:
        registers = cast("Registers", phrase)
        return said(registers[voice.address], voice)
    return cast("Forms", phrase)[_FORM[voice.gender]]


@cache
def phrasebook(code: str) -> Phrasebook | None:
    """Return what can be said in a language; None where it has no `replies.yaml`."""
    raw = languages.read(code, "replies")
    return Phrasebook.model_validate(raw) if raw else None


@cache
def written_languages() -> tuple[str, ...]:
    """Return the codes of the languages in which replies can be written."""
    return tuple(code for code in languages.names() if languages.has(code, "replies"))


def book(code: str) -> Phrasebook:
    """Return the phrasebook of a language that is known to have one; KeyError otherwise."""
    found = phrasebook(code)
    if found is None:
        raise KeyError(f"no replies in {code!r}")
    return found
