"""What a mention is about, in words of the closed list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.scoring.meanings import ADVERSE, MEANINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models.vocabulary import Intent, Topic
    from amends.scoring.evidence import Evidence
    from amends.scoring.heads import Reading

_MOST = 4
_SEQUELS = frozenset({"no_answer", "repeat_contact", "refund_wanted", "misleading"})
"""Said about what went wrong, and so after it: a promise, silence, more letters, a wish."""
_SEQUEL = 0.5
_AFTERWARDS = {"refund", "communication"}
"""What such words are about."""
_STEP = 0.1
"""So much less a cue's second topic hurts than its first."""
_GRAVE = 2.5
"""A topic that hurts more is named, however unlikely the heads find it."""
_NAMED = 0.5
"""A topic that a cue names needs only this part of the probability."""


def find_topics(
    reading: Reading, evidence: Evidence, intent: Intent, least: float
) -> tuple[Topic, ...]:
    """Return at most four topics, `other` where none is likely enough.

    In what speaks against the business, that leads which hurts most by the words for it, then what
    was said about it; all else goes by how likely it is.
    """
    if not evidence.words or intent in {"spam", "irrelevant"}:
        return ("other",)
    pains = _pains(evidence) if intent in ADVERSE else {}
    likely = {
        topic: probability
        for topic, probability in reading.topics.items()
        if probability >= (least * _NAMED if topic in pains else least)
        or pains.get(topic, 0.0) > _GRAVE
    }
    if likely and likely.keys() <= _AFTERWARDS:
        likely |= _what_went_wrong(pains, reading.topics)
    ranked = sorted(likely, key=lambda topic: (-pains.get(topic, 0.0), -likely[topic]))
    return tuple(ranked[:_MOST]) or ("other",)


def _what_went_wrong(
    pains: Mapping[Topic, float], probabilities: Mapping[Topic, float]
) -> Mapping[Topic, float]:
    """Return the topic that hurts most: who wants money back, or an answer, had a reason."""
    reasons = [topic for topic, pain in pains.items() if topic not in _AFTERWARDS]
    worst = max(reasons, key=lambda topic: pains[topic], default=None)
    return {worst: probabilities[worst]} if worst else {}


def _pains(evidence: Evidence) -> Mapping[Topic, float]:
    """Return how much each topic hurts, by the words for what went wrong."""
    pains: dict[Topic, float] = {}
    for name in evidence.names:
        meaning = MEANINGS[name]
        if meaning.side in {"harm", "bad"}:
            pain = _SEQUEL if name in _SEQUELS else float(meaning.severity)
            for place, topic in enumerate(meaning.topics):
                pains[topic] = max(pains.get(topic, 0.0), pain - place * _STEP)
    return pains
