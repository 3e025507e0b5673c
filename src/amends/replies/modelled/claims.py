"""What a text says beyond the draft. Whatever is not known to be harmless counts as that.

A sentence may stand if it is one of the draft's, if it says what the draft says in other words, or
if it only feels with the reader. All three know no words but those of the draft, of the customer
and of our own phrases.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from amends.languages.lexicon import split
from amends.replies.lint.bars import ENOUGH, FAULT
from amends.replies.modelled.facts import Facts
from amends.replies.modelled.vocabulary import safe, stem, stems, telling
from amends.text import similar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.view import Said, View

_BINDING = (
    *("repair", "change", "offer", "cause", "follow_up", "answer", "correction", "incentive"),
    *("promises_too_much", "admits", "blames_staff", "reveals_staff", "blames_third_party"),
)
"""What binds or accuses us: the draft must do it too."""
_KIN = (frozenset({"repair", "offer"}), frozenset({"cause", "answer", "correction"}))
"""What is hard to tell apart, and binds alike."""
_FEELING = ("sympathy", "thanks", "apology", "late_apology")
_COURTESIES = ("greetings", "apology", "late_apology", "thanks")
"""Phrases by which a short sentence is known to be nothing else."""
_PHRASES = frozenset({"gift_words", "repair", "change", "incentive", "promises_too_much", "day"})
"""Phrases that must stand in the draft as well."""
_ANSWERING = frozenset({"we_contact", "answer_soon"})
"""Phrases that a date of the draft in the same sentence makes harmless."""
_KEPT = 0.85
"""How alike a sentence of the draft must be to be the same."""
_GROUNDED = 0.6
"""Share of telling words that a sentence must have from the draft to say the same."""
_SHORT = 2
"""Telling words of a courtesy, at most."""
_DENIED = 2
"""Telling words that a negation is taken to deny."""
_NOTHING = frozenset({""})


@dataclass(frozen=True)
class Sources:
    """What a text may be made of."""

    draft: View
    allowed: Facts
    """The draft, and the facts of the customer's text that it may quote."""
    theirs: Facts
    """The customer's text: what it tells may be repeated, never what it demands."""

    @cached_property
    def own(self) -> Facts:
        """What is allowed without quotations: who quotes a demand grants none."""
        return self.allowed.unquoted

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words of the draft."""
        return stems(split(self.own.text).folded)

    @cached_property
    def known(self) -> frozenset[str]:
        """The words that may stand in a text at all."""
        everybody = (self.allowed.text, self.theirs.text)
        words = [word for text in everybody for word in split(text).folded]
        return stems(words) | safe(self.own.language)

    @cached_property
    def denials(self) -> tuple[frozenset[str], ...]:
        """What the draft denies."""
        found = (_denials(each, self.own.language) for each in self.draft.said)
        return tuple(chain.from_iterable(found))

    @cached_property
    def bound(self) -> frozenset[str]:
        """What the draft binds us to."""
        done = {act for act in _BINDING if self.draft.most(act) >= ENOUGH}
        return frozenset(done.union(*(kin for kin in _KIN if kin & done)))


def beyond(view: View, sources: Sources) -> Iterator[str]:
    """Yield what a text says and the draft does not, in the words of the text."""
    quotations = Facts(view.text, sources.own.language).quotations
    for said in view.said:
        words = telling(said.text, sources.own.language)
        yield from (word for word in words if stem(word) not in sources.known)
        feels = _feels(said, words)
        if not (feels or _kept(said, sources) or _same(said, words, sources)):
            yield said.text
        told = (sources.own, sources.theirs) if feels else (sources.own,)
        for start, end in _phrases(said, sources):
            phrase = view.text[start:end]
            quoted = any(since <= start and end <= until for since, until in quotations)
            if not (quoted or any(_holds(each, phrase) for each in told)):
                yield phrase


def _kept(said: Said, sources: Sources) -> bool:
    """Whether it is a sentence of the draft, and no denial was slipped in or left out."""
    language = sources.own.language
    return any(
        similar(said.text, each.text) >= _KEPT
        and _denials(said, language) == _denials(each, language)
        for each in sources.draft.said
    )


def _same(said: Said, words: list[str], sources: Sources) -> bool:
    """Whether it does what the draft does, in its words, and denies nothing else."""
    if any(said.acts[act] >= FAULT for act in set(_BINDING) - sources.bound):
        return False
    shared = sum(stem(word) in sources.stems for word in words)
    if not words or shared / len(words) < _GROUNDED:
        return False
    denials = _denials(said, sources.own.language)
    named = stems(words)
    affirmed = any(each <= named and each not in denials for each in sources.denials)
    return not affirmed and all(any(each <= own for own in sources.denials) for each in denials)


def _feels(said: Said, words: list[str]) -> bool:
    if len(words) <= _SHORT and said.holds(*_COURTESIES):
        return True
    return said.does(*_FEELING) >= FAULT and said.does(*_BINDING) < ENOUGH


def _denials(said: Said, language: str) -> list[frozenset[str]]:
    """Return what is denied, the words that follow each negation: in order, as stems."""
    sentence = said.sentence
    ends = [hit.end - sentence.start for hit in sentence.hits if hit.name == "negators"]
    return [stems(telling(said.text[end:], language)[:_DENIED]) or _NOTHING for end in ends]


def _phrases(said: Said, sources: Sources) -> Iterator[tuple[int, int]]:
    """Yield where words of gifts, repairs, answers and days stand."""
    numbers = Facts(said.text, sources.own.language).numbers
    dated = not numbers.keys().isdisjoint(sources.own.numbers)
    wanted = _PHRASES if dated else _PHRASES | _ANSWERING
    for hit in said.sentence.hits:
        if hit.name in wanted and hit.end - hit.start > len("am"):
            yield hit.start, hit.end


def _holds(facts: Facts, phrase: str) -> bool:
    """Whether a phrase stands in a text: literally, or all its telling words in some form."""
    words = telling(phrase, facts.language)
    literal = f" {' '.join(split(phrase).folded)} " in facts.folded
    return literal or (bool(words) and stems(words) <= stems(split(facts.text).folded))
