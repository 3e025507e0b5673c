"""What a text binds the business to: offers, repairs, promises, causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.languages import language as language_data
from amends.languages.lexicon import split
from amends.replies.lint.bars import ENOUGH, FAULT
from amends.replies.modelled.facts import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.view import Said, View
    from amends.replies.modelled.facts import Facts

_ACTS = (
    *("repair", "change", "offer", "cause", "follow_up", "answer", "correction", "incentive"),
    *("promises_too_much", "admits", "blames_staff", "reveals_staff", "blames_third_party"),
)
_PHRASES = frozenset(
    {"gift_words", "repair", "change", "we_contact", "answer_soon", "day"}
    | {"incentive", "promises_too_much"}
)
_GROUNDED = 0.5
"""Share of the words of a binding sentence that the draft must hold."""
_TELLING = 4
"""Letters of the shortest word that is likely to mean something."""


def beyond(view: View, draft: View, allowed: Facts) -> Iterator[str]:
    """Yield what a text binds us to and the draft does not, in the words of the text."""
    bound = {act for act in _ACTS if draft.most(act) >= ENOUGH}
    for said in view.said:
        acts = {act for act in _ACTS if said.acts[act] >= FAULT}
        if acts - bound or (acts and _share(said, allowed) < _GROUNDED):
            yield said.text
        yield from _phrases(said, view.text, allowed)


def _phrases(said: Said, text: str, allowed: Facts) -> Iterator[str]:
    """Yield words of gifts, repairs, days that the draft has not."""
    for hit in said.sentence.hits:
        if hit.name in _PHRASES:
            words = split(text[hit.start : hit.end]).folded
            telling = [word for word in words if len(word) >= _TELLING]
            literal = f" {' '.join(words)} " in allowed.folded
            if not literal and not (telling and {*map(stem, telling)} <= allowed.stems):
                yield text[hit.start : hit.end]


def _share(said: Said, allowed: Facts) -> float:
    stops = language_data(allowed.language).stop_words
    words = [
        word for word in split(said.text).folded if len(word) >= _TELLING and word not in stops
    ]
    return sum(stem(word) in allowed.stems for word in words) / len(words) if words else 1.0
