"""What the heads are told of a mention beside its vector: numbers that have names."""

from __future__ import annotations

from collections import Counter
from math import log1p
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.scoring.evidence import Evidence
    from amends.scoring.tones import Tones

Features = dict[str, float]
"""Only what is not zero."""

_MOST = 2
"""Said more often than this, a cue says no more."""
_LEARNT_AS = {"discomfort": "noise"}
"""Cues that the weights know by the name they had before they were told apart."""
_MIDDLE = 2.5
"""Of the stars from 0 to 5 that a text may give in words."""


def features(
    evidence: Evidence, tones: Tones, polarity: float = 0.0, subjectivity: float = 0.0
) -> Features:
    """Return the features of one mention, each between about −2 and 2.

    `polarity` and `subjectivity` are TextBlob's, 0 for other languages than English.
    """
    pleasant, unpleasant = tones
    stars = "none" if evidence.stars is None else str(min(5, max(1, round(evidence.stars))))
    said = evidence.said_stars
    found: Features = {f"stars:{stars}": 1.0}
    counts: Counter[str] = Counter()
    for name, count in evidence.names.items():
        counts[_LEARNT_AS.get(name, name)] += count
    found |= {f"cue:{name}": float(min(count, _MOST)) for name, count in counts.items()}
    shape = {
        "shape:asks": float(evidence.asks),
        "shape:links": float(min(evidence.links, _MOST)),
        "shape:number": float(evidence.number),
        "shape:words": log1p(evidence.words) / 2,
        "shape:said_stars": 0.0 if said is None else (said - _MIDDLE) / _MIDDLE,
        "tone:good": log1p(evidence.good),
        "tone:bad": log1p(evidence.bad),
        "tone:balance": evidence.tone,
        "tone:harm": float(evidence.harm > 0),
        "tone:faults": float(evidence.faults > 0),
        "tone:pleasant": log1p(pleasant),
        "tone:unpleasant": log1p(unpleasant),
        "tone:leaning": (pleasant - unpleasant) / (pleasant + unpleasant + 0.5),
        "blob:polarity": polarity,
        "blob:subjectivity": subjectivity,
    }
    found.update((name, value) for name, value in shape.items() if value)
    return found
