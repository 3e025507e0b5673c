"""What the writer wants: to complain, to ask, to thank, to sell; and the doubts about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.models.vocabulary import Doubt, Intent
    from amends.scoring.evidence import Evidence
    from amends.scoring.heads import Reading

_LOW, _MIDDLE = 2.5, 3.5
"""Stars up to which a rating is low, and middling."""
_BY_STARS = 0.9
"""Confidence of what bare stars say."""


def judge_intent(reading: Reading, evidence: Evidence) -> tuple[Intent, float]:
    """Return the intent and its confidence.

    Where nothing can be read, it is `question` at confidence 0: somebody should look, nobody
    should apologise.
    """
    if evidence.silent:
        return "question", 0.0
    if not evidence.words and evidence.stars is not None:
        return _plain(evidence.stars), _BY_STARS
    intent: Intent = max(reading.intent, key=lambda each: reading.intent[each])
    return intent, round(reading.intent[intent], 2)


def find_doubts(evidence: Evidence, intent: Intent) -> tuple[Doubt, ...]:
    """Return why a negative mention may not rest on a visit; an honest list, not a verdict."""
    if intent not in {"complaint", "vague_negative", "suspected_fake"}:
        return ()
    doubts = [meaning.doubt for meaning in evidence.meanings if meaning.doubt]
    if intent == "vague_negative" or not evidence.concrete:
        doubts.append("no_fact")
    if intent == "suspected_fake" and not doubts:
        doubts.append("contradiction")
    return tuple(dict.fromkeys(doubts))


def _plain(stars: float) -> Intent:
    if stars < _LOW:
        return "vague_negative"
    return "mixed" if stars < _MIDDLE else "praise"
