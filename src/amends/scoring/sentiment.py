"""The tone of a mention, and whether its words and its stars agree."""

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
_HAPPY: frozenset[Intent] = frozenset({"praise", "thanks_after_resolution"})
_UNHAPPY: frozenset[Intent] = frozenset({"complaint", "vague_negative"})


def judge_sentiment(reading: Reading, evidence: Evidence, intent: Intent) -> Sentiment:
    """Return the tone; confidence 0 where there is nothing to read and no star either."""
    if evidence.silent:
        return Sentiment()
    shares = reading.sentiment
    label: SentimentLabel = max(shares, key=lambda each: shares[each])
    confidence = round(shares[label], 2)
    if label == "neutral" and intent == "mixed":
        label = "mixed"
    return Sentiment(label, round(shares["positive"] - shares["negative"], 2), confidence)


def contradicts_stars(reading: Reading, evidence: Evidence) -> bool:
    """Say whether the words clearly say the opposite of the stars, in tone and in intent."""
    if evidence.stars is None or not evidence.words or reading.words is None:
        return False
    tone, intents = reading.words.sentiment, reading.words.intent
    intent = max(intents, key=lambda each: intents[each])
    if evidence.stars <= _LOW:
        return tone["positive"] > _CLEAR and intent in _HAPPY
    return evidence.stars >= _HIGH and tone["negative"] > _CLEAR and intent in _UNHAPPY
