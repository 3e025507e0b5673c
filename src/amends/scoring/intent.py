"""What the writer wants: to complain, to ask, to thank, to sell; and the doubts about it."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from amends.models.threats import THREAT
from amends.scoring.evidence import CLAIMS

if TYPE_CHECKING:
    from amends.models.vocabulary import Doubt, Intent
    from amends.scoring.evidence import Evidence
    from amends.scoring.heads import Reading

_LOW, _MIDDLE = 2.5, 3.5
"""Stars up to which a rating is low, and middling."""
_BY_STARS = 0.9
"""Confidence of what bare stars say."""
_HAPPY: tuple[Intent, ...] = ("praise", "thanks_after_resolution")
_UNHAPPY: tuple[Intent, ...] = ("complaint", "vague_negative", "suspected_fake")
_CLAIMS = CLAIMS | {"money_kept", "lost_order", "double_charge"}
_CLEAR = 0.8
_SERIOUS, _HALF = 3, 0.5
_SHORT = 40
"""Words; who writes more than that to ask for something tells why, too."""
_CLAIMED = 0.95
"""Of the training texts with such a cue, so many are complaints."""


def judge_intent(reading: Reading, evidence: Evidence) -> tuple[Intent, float]:
    """Return the intent and its confidence.

    Where nothing can be read, it is `question` at confidence 0: somebody should look, nobody
    should apologise.
    """
    if evidence.silent:
        return "question", 0.0
    if not evidence.words and evidence.stars is not None:
        return _plain(evidence.stars), _BY_STARS
    if evidence.names[THREAT]:
        return "complaint", _CLAIMED
    if _matter_of_fact(evidence) and (kind := _letter(evidence, reading)):
        return kind, _CLAIMED
    likely = _in_tune(reading)
    if _sums_up(evidence):
        likely.pop("suspected_fake")
    if _blames_us(evidence):
        likely.pop("irrelevant")
    if evidence.harm:
        likely["complaint"] += likely.pop("vague_negative")  # who names harm is not vague
    intent = max(likely, key=lambda each: likely[each])
    if intent != "complaint" and _claims(evidence):
        return "complaint", _CLAIMED
    return intent, round(likely[intent], 2)


def _in_tune(reading: Reading) -> dict[Intent, float]:
    """Return the intents as likely as they and their tone are together.

    The two heads are learnt apart, but nobody scolds in a clearly happy tone. As they read the same
    text, the tone counts by half (the root), unless it is clear.
    """
    fits: dict[Intent, float] = dict.fromkeys(reading.intent, 1.0)
    fits |= dict.fromkeys(_UNHAPPY, _without(reading.sentiment["positive"]))
    fits |= dict.fromkeys(_HAPPY, _without(reading.sentiment["negative"]))
    both = {intent: share * fits[intent] for intent, share in reading.intent.items()}
    whole = sum(both.values())
    return {intent: share / whole for intent, share in both.items()} if whole else both


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


def _without(tone: float) -> float:
    """Return how well an intent stands against the opposite tone."""
    return 1 - tone if tone > _CLEAR else sqrt(1 - tone)


def _claims(evidence: Evidence) -> bool:
    """Tell who wants money back or complains by the book, however kindly and with what links."""
    liked = evidence.stars is not None and evidence.stars > _MIDDLE
    offers = evidence.names["spam"] > 1
    return not (_CLAIMS.isdisjoint(evidence.names) or evidence.names["resolved"] or liked or offers)


def _blames_us(evidence: Evidence) -> bool:
    """Say whether it names us beside what went wrong, as the press does; no mix-up is told of."""
    against = evidence.harm or evidence.faults or evidence.names["bad"]
    return evidence.named and bool(against) and not evidence.names["wrong_company"]


def _matter_of_fact(evidence: Evidence) -> bool:
    """Say whether nothing went wrong, in words of harm, of faults or of anger, and no stars stand.

    A mailbox holds such letters; their sums look like claims, their "cancel" like a farewell.
    """
    return not (evidence.harm or evidence.bad or evidence.stars is not None)


def _letter(evidence: Evidence, reading: Reading) -> Intent | None:
    """Return what a letter is that says by its phrases what it is for: a notice, or a request."""
    names = evidence.names
    if (names["bill_sent"] or names["notice"]) and not evidence.asks:
        sold = names["notice"] and reading.intent["spam"] > reading.intent["irrelevant"]
        return "spam" if sold else "irrelevant"
    harmless = reading.severity[_SERIOUS] < _HALF and evidence.words <= _SHORT
    return "question" if names["request"] and harmless else None


def _sums_up(evidence: Evidence) -> bool:
    """Say whether it names a sum, as one who was there does, and nothing that speaks against it."""
    return bool(evidence.names["amount"]) and not any(each.doubt for each in evidence.meanings)


def _plain(stars: float) -> Intent:
    if stars < _LOW:
        return "vague_negative"
    return "mixed" if stars < _MIDDLE else "praise"
