"""What a mention is about, in words of the closed list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from amends.scoring.meanings import MEANINGS

if TYPE_CHECKING:
    from amends.models.vocabulary import Topic
    from amends.scoring.evidence import Evidence

_MOST = 4
_WEIGHTS = {"harm": 3.0, "bad": 2.0, "good": 1.0, "about": 1.0, "kind": 0.0}


def find_topics(evidence: Evidence) -> tuple[Topic, ...]:
    """Return at most four topics, the weightiest first; `other` where no cue names one."""
    weights: Counter[Topic] = Counter()
    for cue in evidence.cues:
        meaning = MEANINGS[cue.name]
        for topic in meaning.topics:
            weights[topic] += _WEIGHTS[meaning.side]  # type: ignore[assignment]
    return tuple(topic for topic, _ in weights.most_common(_MOST)) or ("other",)
