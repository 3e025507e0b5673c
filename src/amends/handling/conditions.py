"""Conditions of rules: made once, asked of facts, in time that only grows with the text.

A search is a comparison of folded words, a name is compared with wildcards; nothing is run.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.config.ranges import age, phrases, span
from amends.languages.lexicon import fold, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amends.config.ranges import Span
    from amends.config.rules import When
    from amends.models.vocabulary import Intent, Kind, SentimentLabel, Signal, Topic

    Test = Callable[["Facts", frozenset[str]], bool]
    """Whether a condition holds, given the tags so far."""

MOMENTARY: frozenset[Signal] = frozenset({"viral", "repeat_contact", "waiting"})
"""Signals that come with time and not with the text."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may look at."""

    source: str = ""
    source_type: str = ""
    place: str | None = None
    kind: Kind = "review"
    stars: float | None = None
    sentiment: SentimentLabel = "neutral"
    intent: Intent = "question"
    topics: frozenset[Topic] = frozenset()
    severity: int = 0
    signals: frozenset[Signal] = frozenset()
    language: str = "und"
    authors: tuple[str, ...] = ()
    """Name, handle and id, folded by `known_as`."""
    words: str = " "
    """Title and text, folded by `searchable`."""
    tags: frozenset[str] = frozenset()
    """Those that people gave."""
    reach: float | None = None
    """About how many people; None: not known, and no range holds."""
    hours: float = 0.0
    """Since its publication."""


def searchable(*texts: str | None) -> str:
    """Return the words of texts as searches compare them: folded, each between blanks."""
    found = (word for text in texts if text for word in split(text).folded)
    return f" {' '.join(found)} "


def known_as(*names: str | None) -> tuple[str, ...]:
    """Return the names of an author as searches compare them: folded, without the @."""
    return tuple(_folded(name[:_LONGEST_NAME]) for name in names if name)


def _folded(name: str) -> str:
    return " ".join(map(fold, name.split())).removeprefix("@")


def by_the_moment(when: When) -> bool:
    """Say whether it may hold at one time and not at another of the same words."""
    return bool(when.age or when.reach or MOMENTARY & set(when.signal))


def tests(when: When) -> tuple[Test, ...]:
    """Return the conditions that a rule names, the quick ones first."""
    made = {
        "source": _one_of(when.source, lambda facts: facts.source),
        "source_type": _one_of(when.source_type, lambda facts: facts.source_type),
        "place": _one_of(when.place, lambda facts: facts.place),
        "kind": _one_of(when.kind, lambda facts: facts.kind),
        "sentiment": _one_of(when.sentiment, lambda facts: facts.sentiment),
        "intent": _one_of(when.intent, lambda facts: facts.intent),
        "language": _one_of(when.language, lambda facts: facts.language),
        "severity": _within(map(span, when.severity), lambda facts: facts.severity),
        "stars": _within(map(span, when.stars), lambda facts: facts.stars),
        "reach": _within(map(span, when.reach), lambda facts: facts.reach),
        "age": _within(map(age, when.age), lambda facts: facts.hours),
        "topic": _any_of(when.topic, lambda facts: facts.topics),
        "signal": _any_of(when.signal, lambda facts: facts.signals),
        "tag": _tagged(when.tag),
        "author": _written_by(when.author),
        "text": _says(when.text),
        "text_none": _says_not(when.text_none),
    }
    return tuple(test for name, test in made.items() if getattr(when, name))


def _one_of(wanted: Iterable[str], fact: Callable[[Facts], str | None]) -> Test:
    known = frozenset(wanted)
    return lambda facts, _: fact(facts) in known


def _any_of(wanted: Iterable[str], fact: Callable[[Facts], frozenset[str]]) -> Test:
    known = frozenset(wanted)
    return lambda facts, _: not known.isdisjoint(fact(facts))


def _tagged(wanted: Iterable[str]) -> Test:
    known = frozenset(wanted)
    return lambda _, tags: not known.isdisjoint(tags)


def _within(ranges: Iterable[Span], fact: Callable[[Facts], float | None]) -> Test:
    spans = tuple(ranges)

    def test(facts: Facts, _: frozenset[str]) -> bool:
        figure = fact(facts)
        return figure is not None and any(each.holds(figure) for each in spans)

    return test


def _written_by(patterns: Iterable[str]) -> Test:
    """Compare names with wildcards; brackets stand for themselves."""
    plain = (_folded(pattern).replace("[", "[[]") for pattern in patterns)
    match = re.compile("|".join(map(fnmatch.translate, plain))).match
    return lambda facts, _: any(match(name) for name in facts.authors)


def _says(searches: Iterable[str]) -> Test:
    wanted = tuple(_search(each) for each in searches)
    return lambda facts, _: any(
        all(phrase in facts.words for phrase in phrases) for phrases in wanted
    )


def _says_not(searches: Iterable[str]) -> Test:
    says = _says(searches)
    return lambda facts, tags: not says(facts, tags)


def _search(text: str) -> tuple[str, ...]:
    """Return what must stand in `Facts.words`: whole words, or beginnings where a * ends one."""
    return tuple(_phrase(each) for each in phrases(text) if split(each).folded)


def _phrase(text: str) -> str:
    words = " ".join(split(text).folded)
    return f" {words}" if text.rstrip().endswith("*") else f" {words} "
