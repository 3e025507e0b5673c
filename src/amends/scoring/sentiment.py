"""The tone of a mention: what the heads say of words and stars, and whether the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models import Sentiment

if TYPE_CHECKING:
    from amends.models.vocabulary import Intent, SentimentLabel
    from amends.scoring.evidence import Evidence
    from amends.scoring.heads import Reading

_LOW, _HIGH = 2, 4
"""Stars up to which, and from which, a rating says something clear."""
_CLEAR = 0.8
"""How probable the other tone must be in the words alone for a contradiction."""


def judge_sentiment(reading: Reading, evidence: Evidence, intent: Intent) -> Sentiment:
    """Return the tone; confidence 0 where there is nothing to read and no star either.

    Where the words clearly contradict the stars, the words alone are believed: an average of the
    two would describe neither.
    """
    if evidence.silent:
        return Sentiment()
    shares = reading.words if contradicts_stars(reading, evidence) else reading.sentiment
    label: SentimentLabel = max(shares, key=lambda each: shares[each])
    confidence = round(shares[label], 2)
    if label == "neutral" and intent == "mixed":
        label = "mixed"
    return Sentiment(label, round(shares["positive"] - shares["negative"], 2), confidence)


def contradicts_stars(reading: Reading, evidence: Evidence) -> bool:
    """Say whether the words clearly say the opposite of the stars."""
    if evidence.stars is None or not evidence.words:
        return False
    if evidence.stars <= _LOW:
        return reading.words["positive"] > _CLEAR
    return evidence.stars >= _HIGH and reading.words["negative"] > _CLEAR
