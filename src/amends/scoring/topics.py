"""What a mention is about, in words of the closed list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from amends.scoring.meanings import ADVERSE, MEANINGS

if TYPE_CHECKING:
    from amends.models.vocabulary import Intent, Topic
    from amends.scoring.evidence import Evidence

_MOST = 4
_WEIGHTS = {"harm": 3.0, "bad": 2.0, "good": 1.0, "about": 1.0, "kind": 0.0}
_SEQUELS = frozenset({"no_answer", "repeat_contact", "refund_wanted", "misleading"})
"""Said about what went wrong, and so after it: a promise, silence, more letters, a wish."""
_MENTIONED, _SEQUEL = 0.0, 0.5
_STEP = 0.1
"""So much less a cue's second topic hurts than its first."""


def find_topics(evidence: Evidence, intent: Intent) -> tuple[Topic, ...]:
    """Return at most four topics, `other` where no cue names one.

    In a complaint what hurts most leads, then what went wrong, then what was said about it, then
    what is only mentioned; among equals the weightier, then the one that the text names first.
    """
    weights: Counter[Topic] = Counter()
    pains: dict[Topic, float] = {}
    for cue in evidence.cues:
        meaning = MEANINGS[cue.name]
        for place, topic in enumerate(meaning.topics):
            weights[topic] += _WEIGHTS[meaning.side]  # type: ignore[assignment]
            pain = _pain(cue.name) - place * _STEP if intent in ADVERSE else _MENTIONED
            pains[topic] = max(pains.get(topic, _MENTIONED), pain)
    ranked = sorted(weights, key=lambda topic: (-pains[topic], -weights[topic]))
    return tuple(ranked[:_MOST]) or ("other",)


def _pain(name: str) -> float:
    if name in _SEQUELS:
        return _SEQUEL
    meaning = MEANINGS[name]
    return float(meaning.severity) if meaning.side in {"harm", "bad"} else _MENTIONED
