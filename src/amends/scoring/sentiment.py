"""The tone of a mention: stars first, then TextBlob for English, else the cues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models import Sentiment
from amends.scoring.english import polarity_of

if TYPE_CHECKING:
    from amends.models.vocabulary import Intent, SentimentLabel
    from amends.scoring.evidence import Evidence

_BY_STARS = {1: (-0.9, 0.9), 2: (-0.6, 0.85), 3: (0.0, 0.6), 4: (0.5, 0.8), 5: (0.9, 0.9)}
"""Score and confidence by full stars."""
_CLEAR = 0.5
_AUDIBLE = 0.1
_TONELESS: tuple[Intent, ...] = ("spam", "irrelevant", "question")


def judge_sentiment(evidence: Evidence, language: str) -> Sentiment:
    """Return the tone; confidence 0 where nothing speaks for either side."""
    if evidence.stars is not None:
        return _with_stars(evidence, evidence.stars)
    if language == "en":
        return _english(evidence)
    return _by_cues(evidence)


def contradicts_stars(evidence: Evidence) -> bool:
    """Whether the words clearly say the opposite of the stars."""
    if evidence.stars is None or evidence.good + evidence.bad < 2:  # noqa: PLR2004
        return False
    low, high = evidence.stars <= 2, evidence.stars >= 4  # noqa: PLR2004
    return (low and evidence.tone > _CLEAR) or (high and evidence.tone < -_CLEAR)


def without_tone(sentiment: Sentiment, intent: Intent, evidence: Evidence) -> Sentiment:
    """Return a neutral tone for what is not an opinion: adverts, news, questions.

    Where nothing was understood at all, it stays unknown.
    """
    if intent not in _TONELESS:
        return sentiment
    understood = evidence.asks or evidence.cues
    return Sentiment("neutral", 0.0, max(0.5, sentiment.confidence) if understood else 0.0)


def _with_stars(evidence: Evidence, stars: float) -> Sentiment:
    """Follow the stars; where the words deny them, the words, at half the confidence."""
    if contradicts_stars(evidence):
        return _labelled(evidence.tone, 0.45)
    score, confidence = _BY_STARS[min(5, max(1, round(stars)))]
    if score == 0:
        return Sentiment("mixed", _bounded(evidence.tone / 3), confidence)
    return _labelled(score, confidence)


def _english(evidence: Evidence) -> Sentiment:
    """Cues win over TextBlob, which hears no fault that is told in plain words."""
    polarity, subjectivity = polarity_of(evidence.text)
    cues = _by_cues(evidence)
    if polarity == 0 and subjectivity == 0:
        return cues
    if cues.confidence == 0:
        return _labelled(polarity, round(min(0.5, 0.2 + abs(polarity)), 2))
    agreed = (polarity > 0) == (cues.score > 0)
    score = (polarity + cues.score) / 2 if agreed else cues.score
    return _labelled(score, 0.7 if agreed else 0.4)


def _by_cues(evidence: Evidence) -> Sentiment:
    if not evidence.good + evidence.bad:
        return Sentiment()
    if evidence.good >= 1 and evidence.bad >= 1 and abs(evidence.tone) < _CLEAR:
        return Sentiment("mixed", _bounded(evidence.tone), 0.4)
    return _labelled(evidence.tone, 0.6)


def _labelled(score: float, confidence: float) -> Sentiment:
    label: SentimentLabel = "neutral"
    if abs(score) >= _AUDIBLE:
        label = "positive" if score > 0 else "negative"
    return Sentiment(label, _bounded(score), confidence)


def _bounded(score: float) -> float:
    return round(max(-1.0, min(1.0, score)), 2)
