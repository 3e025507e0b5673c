"""What a text binds the business to: offers, repairs, promises, causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.languages import language as language_data
from amends.languages.lexicon import split
from amends.replies.lint.bars import ENOUGH, FAULT
from amends.replies.modelled.facts import Facts, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.view import Said, View

_ACTS = (
    *("repair", "change", "offer", "cause", "follow_up", "answer", "correction", "incentive"),
    *("promises_too_much", "admits", "blames_staff", "reveals_staff", "blames_third_party"),
)
"""What binds: the draft must do it too, and largely in the same words."""
_KIN = (frozenset({"repair", "offer"}), frozenset({"cause", "answer", "correction"}))
"""What is hard to tell apart, and binds alike."""
_FEELING = ("sympathy", "thanks", "apology", "late_apology", "chat")
"""What may be said in any words."""
_COURTESIES = ("greetings", "apology", "late_apology", "thanks")
"""Phrases by which a short sentence is known to be nothing else."""
_PHRASES = frozenset({"gift_words", "repair", "change", "incentive", "promises_too_much", "day"})
"""Phrases that must stand in the draft as well."""
_ANSWERING = frozenset({"we_contact", "answer_soon"})
"""Phrases that a date of the draft in the same sentence makes harmless."""
_GROUNDED, _REPEATED = 0.5, 0.8
"""Share of a sentence's telling words that the draft must hold; from which it only repeats it."""
_TELLING = 4
"""Letters of the shortest word that is likely to mean something."""
_STORY = 2
"""Telling words from which a sentence can tell something; up to which it may be a courtesy."""


def beyond(view: View, draft: View, allowed: Facts, theirs: Facts) -> Iterator[str]:
    """Yield what a text binds us to and the draft does not, in the words of the text.

    `theirs` is the customer's text: what it tells may be repeated, never what it demands.
    """
    done = {act for act in _ACTS if draft.most(act) >= ENOUGH}
    bound = done.union(*(kin for kin in _KIN if kin & done))
    own = allowed.unquoted
    quotations = Facts(view.text, own.language).quotations
    for said in view.said:
        words = _telling(said.text, own.language)
        if _binds(said, words, bound, own) or _invents(said, words, own, theirs):
            yield said.text
        for start, end in _phrases(said, own):
            phrase = view.text[start:end]
            quoted = any(since <= start and end <= until for since, until in quotations)
            if not (quoted or _said(phrase, own)):
                yield phrase


def _binds(said: Said, words: list[str], bound: set[str], allowed: Facts) -> bool:
    """Whether a sentence that does more than feel or greet goes beyond the draft."""
    acts = {act for act in _ACTS if said.acts[act] >= max(FAULT, said.does(*_FEELING))}
    share = _share(words, allowed)
    return (
        bool(acts)
        and not said.holds("greetings")
        and share < (_REPEATED if acts - bound else _GROUNDED)
    )


def _invents(said: Said, words: list[str], allowed: Facts, theirs: Facts) -> bool:
    """Whether we speak of ourselves in words that neither the draft nor the customer used."""
    if said.does(*_FEELING) >= ENOUGH or not said.holds("we") or len(words) < _STORY:
        return False
    return not _share(words, allowed) and not _share(words, theirs)


def _phrases(said: Said, allowed: Facts) -> Iterator[tuple[int, int]]:
    """Yield where words of gifts, repairs, answers and days stand."""
    numbers = Facts(said.text, allowed.language).numbers
    dated = not numbers.keys().isdisjoint(allowed.numbers)
    wanted = _PHRASES if dated else _PHRASES | _ANSWERING
    for hit in said.sentence.hits:
        if hit.name in wanted and hit.end - hit.start > len("am"):
            yield hit.start, hit.end


def _said(phrase: str, allowed: Facts) -> bool:
    """Whether the draft holds the phrase: literally, or all its telling words in some form."""
    words = split(phrase).folded
    telling = [word for word in words if len(word) >= _TELLING]
    literal = f" {' '.join(words)} " in allowed.folded
    return literal or (bool(telling) and {*map(stem, telling)} <= allowed.stems)


def _telling(text: str, language: str) -> list[str]:
    stops = language_data(language).stop_words
    return [word for word in split(text).folded if len(word) >= _TELLING and word not in stops]


def _share(words: list[str], allowed: Facts) -> float:
    return sum(stem(word) in allowed.stems for word in words) / len(words) if words else 1.0
