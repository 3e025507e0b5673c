"""What was found out about a mention, as JSON: assessment, priority, how both came about."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from amends.languages import words
from amends.outputs.reasons import because

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models import Assessment, Priority
    from amends.models.explanation import Arithmetic, Ground
    from amends.models.listing import Whole

_LISTS = ("quotes", "names", "topics", "signals")


def assessed(value: Assessment) -> dict[str, Any]:
    """Return the keys that an assessment adds to a mention."""
    return {
        "language": {
            "code": value.language.code,
            "confidence": round(value.language.confidence, 2),
        },
        "sentiment": {
            "label": value.sentiment.label,
            "score": round(value.sentiment.score, 2),
            "confidence": round(value.sentiment.confidence, 2),
        },
        "intent": value.intent,
        "topics": list(value.topics),
        "severity": {"level": value.severity, "name": value.severity_name},
        "signals": list(value.signals),
        "flags": list(value.flags),
        "doubts": list(value.doubts),
        "confidence": confidence(value),
        "engine": value.engine,
        "corrected": list(value.corrected),
    }


def confidence(value: Assessment) -> dict[str, Any]:
    """Return how probable each label is; language and sentiment carry their own."""
    sure = value.confidence
    return {
        "intent": round(sure.intent, 2),
        "severity": round(sure.severity, 2),
        "topics": {
            topic: round(each, 2)
            for topic, each in zip(value.topics, sure.topics, strict=False)  # none before reading
        },
    }


def priority(value: Priority, language: Words) -> dict[str, Any]:
    """Return the score and its reasons, whose points add up to it."""
    reasons = []
    for reason in value.reasons:
        said = {
            "factor": reason.factor,
            "points": reason.points,
            "because": because(reason, language),
        }
        reasons.append(said | ({"quote": reason.quote} if reason.quote else {}))
    return {"score": value.score, "reasons": reasons}


def explanation(value: Whole) -> dict[str, Any] | None:
    """Return how a mention was read and placed; None where nobody asked."""
    made, item = value.explanation, value.item
    if made is None:
        return None
    found, english = item.case.assessment, words("en")
    return {
        "scorer": found.scorer,
        "language": {
            "words": list(made.spoke.words),
            "by_source": made.spoke.source,
            "expected": made.spoke.expected,
        },
        "intent": _ground(made.intent),
        "severity": _ground(made.severity),
        "cues": [
            asdict(said) | {key: list(getattr(said, key)) for key in _LISTS} for said in made.said
        ],
        "doubts": [
            {"doubt": doubt, "because": english.say(f"doubt.{doubt}")} for doubt in found.doubts
        ],
        "flags": [
            {"flag": flag, "because": english.say(f"why.{flag}")} for flag in item.situation.flags
        ],
        "priority": _arithmetic(made.arithmetic),
    }


def _ground(ground: Ground | None) -> dict[str, Any] | None:
    if ground is None:
        return None
    return {"by": ground.by, "pulls": [asdict(pull) for pull in ground.pulls]}


def _arithmetic(sums: Arithmetic) -> dict[str, Any]:
    return {
        "floor": sums.floor,
        "factors": [
            {
                "factor": term.factor,
                "strength": round(term.strength, 2),
                "weight": round(term.weight, 2),
                "points": term.points,
            }
            for term in sums.terms
        ],
        "ceiling": sums.ceiling,
        "lowered": sums.lowered,
        "ruled": sums.ruled,
        "score": sums.score,
    }
