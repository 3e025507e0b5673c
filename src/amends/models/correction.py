"""What people say over what the scorer says; the scorer's own words can always be had back.

The word of a person is a plain text: `complaint`, `3`, `delivery,refund`, `de`. What the scorer
said of a label is kept as JSON, with its confidence: taking the word back restores it exactly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast, get_args

from amends.models.assessment import Language, Sentiment
from amends.models.vocabulary import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models.assessment import Assessment
    from amends.models.mention import Json
    from amends.models.vocabulary import Intent, SentimentLabel, Topic

LABELS: tuple[Label, ...] = get_args(Label)
CERTAIN = 1.0
"""The confidence of what a person said."""
CLEAR = 0.5
"""A tone that a person called good or bad counts at least so much."""


def said_of(assessment: Assessment, label: Label) -> str:
    """Return what an assessment says of a label, as a plain text."""
    value = {
        "sentiment": assessment.sentiment.label,
        "intent": assessment.intent,
        "severity": str(assessment.severity),
        "topics": ",".join(assessment.topics),
        "language": assessment.language.code,
    }
    return value[label]


def correct(assessment: Assessment, said: Mapping[Label, str]) -> Assessment:
    """Return the scorer's assessment with what people said over it, and over nothing else.

    What people said before and do not say any more gives way to what the scorer said.
    """
    found = uncorrected(assessment)
    kept = {label: _TAKE[label](found) for label in LABELS if label in said}
    for label in kept:
        found = _PUT[label](found, _MEANT[label](said[label], found))
    return replace(found, overruled=kept)


def uncorrected(assessment: Assessment) -> Assessment:
    """Return what the scorer alone said."""
    found = assessment
    for label, machine in assessment.overruled.items():
        found = _PUT[label](found, machine)
    return replace(found, overruled={})


def _take_sentiment(found: Assessment) -> list[Any]:
    return [found.sentiment.label, found.sentiment.score, found.sentiment.confidence]


def _take_topics(found: Assessment) -> list[Any]:
    return [list(found.topics), list(found.confidence.topics)]


def _put_sentiment(found: Assessment, said: list[Any]) -> Assessment:
    return replace(found, sentiment=Sentiment(*said))


def _put_intent(found: Assessment, said: list[Any]) -> Assessment:
    intent, sure = said
    return replace(found, intent=intent, confidence=replace(found.confidence, intent=sure))


def _put_severity(found: Assessment, said: list[Any]) -> Assessment:
    level, sure = said
    return replace(found, severity=level, confidence=replace(found.confidence, severity=sure))


def _put_topics(found: Assessment, said: list[Any]) -> Assessment:
    topics, sure = said
    confidence = replace(found.confidence, topics=tuple(sure))
    return replace(found, topics=tuple(topics), confidence=confidence)


def _put_language(found: Assessment, said: list[Any]) -> Assessment:
    return replace(found, language=Language(*said))


def _mean_sentiment(word: str, found: Assessment) -> list[Any]:
    """A person names the tone; how strong it is stays as read, as far as that agrees."""
    score = found.sentiment.score
    scores = {"positive": max(score, CLEAR), "negative": min(score, -CLEAR)}
    return [cast("SentimentLabel", word), scores.get(word, 0.0), CERTAIN]


def _mean_topics(word: str, found: Assessment) -> list[Any]:
    del found
    topics = [cast("Topic", topic) for topic in word.split(",")]
    return [topics, [CERTAIN] * len(topics)]


_TAKE: Mapping[Label, Callable[[Assessment], Json]] = {
    "sentiment": _take_sentiment,
    "intent": lambda found: [found.intent, found.confidence.intent],
    "severity": lambda found: [found.severity, found.confidence.severity],
    "topics": _take_topics,
    "language": lambda found: [found.language.code, found.language.confidence],
}
_PUT: Mapping[Label, Callable[[Assessment, Json], Assessment]] = {
    "sentiment": _put_sentiment,
    "intent": _put_intent,
    "severity": _put_severity,
    "topics": _put_topics,
    "language": _put_language,
}
_MEANT: Mapping[Label, Callable[[str, Assessment], Json]] = {
    "sentiment": _mean_sentiment,
    "intent": lambda word, _: [cast("Intent", word), CERTAIN],
    "severity": lambda word, _: [int(word), CERTAIN],
    "topics": _mean_topics,
    "language": lambda word, _: [word, CERTAIN],
}
