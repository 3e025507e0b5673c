"""What can be said in one language: phrases, topics and grammar from `replies.yaml`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from amends import languages
from amends.config.model import Gender  # noqa: TC001 — pydantic reads the annotations
from amends.models.vocabulary import Topic  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_FORM: Mapping[Gender, Literal["f", "m", "n"]] = {"female": "f", "male": "m", "neutral": "n"}

Forms = dict[Literal["f", "m", "n"], str]
"""A text in the grammatical gender of the person who signs; `n` shows none."""
Phrase = str | Forms


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put the values into `{placeholders}`, once: braces inside a value stay what they are."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], template)


def placeholders(template: str) -> frozenset[str]:
    """Return the names of what a template needs."""
    return frozenset(PLACEHOLDER.findall(template))


class TopicForms(BaseModel):
    """A topic in the grammatical forms that the phrases need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    """With its preposition, after "you write"."""
    wrong: str | None = None
    """What went wrong, as a clause of its own; without it only "what you write about …" is said,
    because the clause would confess what nobody has looked into yet."""
    ask: str | None = None
    """After "you ask", if that differs from `about`."""
    praise: str | None = None
    """After "your kind words", if that differs from `about`."""


class Phrasebook(BaseModel):
    """The `replies.yaml` of one language; a key that is missing or misspelt is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    self_: Forms = Field(alias="self")
    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    """With their preposition, Monday first: `on Monday`, `в понедельник`."""
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    on: str
    by: str
    channels: dict[str, str]
    """Where to write without an audience, in the form that follows "write to me"."""
    reach: dict[str, str]
    promises: dict[str, str]
    no_reply: dict[str, str]
    currencies: tuple[str, ...]
    """Beginnings of words that make a number a sum of money."""
    child_words: tuple[str, ...]
    """Beginnings of words by which people speak of a child of theirs."""
    patronymics: tuple[str, ...] = ()
    """Endings of second names that belong to a polite address: `Нина Петровна`."""
    not_names: frozenset[str]
    """Words, in lower case, that show that a display name is not a person's."""
    fact_words: dict[str, tuple[str, ...]]
    """Beginnings of words that ask for a fact of the business."""
    topics: dict[Topic, TopicForms]
    phrases: dict[str, dict[str, Phrase]]

    def phrase(self, group: str, key: str, gender: Gender) -> str:
        """Return one phrase as a person of that gender says it."""
        return said_by(self.phrases[group][key], gender)

    def on_day(self, day: date) -> str:
        """Word a day as in "I will call you …": `on Wednesday, 25 November`."""
        values = {"weekday": self.weekdays[day.weekday()], **self._parts(day)}
        return fill(self.on, values)

    def calendar_day(self, day: date) -> str:
        """Word a day as in "by …": `25 November`."""
        return fill(self.by, self._parts(day))

    def _parts(self, day: date) -> dict[str, str]:
        return {"day": str(day.day), "month": self.months[day.month - 1]}


def said_by(phrase: Phrase, gender: Gender) -> str:
    """Return a phrase in the form of the signer's gender."""
    return phrase if isinstance(phrase, str) else phrase[_FORM[gender]]


@cache
def phrasebook(code: str) -> Phrasebook | None:
    """Return what can be said in a language; None where it has no `replies.yaml`."""
    raw = languages.read(code, "replies")
    return Phrasebook.model_validate(raw) if raw else None


@cache
def written_languages() -> tuple[str, ...]:
    """Return the codes of the languages in which replies can be written."""
    return tuple(code for code in languages.names() if phrasebook(code))


def book(code: str) -> Phrasebook:
    """Return the phrasebook of a language that is known to have one; KeyError otherwise."""
    found = phrasebook(code)
    if found is None:
        raise KeyError(f"no replies in {code!r}")
    return found
