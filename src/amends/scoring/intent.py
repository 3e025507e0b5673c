"""What the writer wants: to complain, to ask, to thank, to sell, and the doubts about it.

The rules are read from top to bottom; the first that applies decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.scoring.evidence import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.models import Sentiment
    from amends.models.vocabulary import Doubt, Intent
    from amends.scoring.evidence import Evidence

    Rule = Callable[[Evidence, Sentiment], Intent | None]

_LOW, _MIDDLE, _HIGH = 2.5, 3.5, 4.5
"""Stars up to which a rating is low, middling, high with a reservation."""
_WORDS_WITH_FAULT, _WORDS_WITH_TOPIC, _WORDS_ALONE = 3, 4, 6
"""So many words make a negative text a complaint, by what it names."""
_TELLING_WORDS = 6
_CLAIMS = CLAIMS | {"money_kept"}


def judge_intent(evidence: Evidence, sentiment: Sentiment) -> Intent:
    """Return the intent; `question` (somebody should look) where nothing speaks at all."""
    for rule in (
        _wordless,
        _claim,
        _advert,
        _doubtful,
        _after_all,
        _wish,
        _asks,
        _by_stars,
        _by_tone,
    ):
        intent = rule(evidence, sentiment)
        if intent:
            return intent
    return "question"


def find_doubts(evidence: Evidence, intent: Intent) -> tuple[Doubt, ...]:
    """Return why a negative mention may not rest on a visit; an honest list, not a verdict."""
    if intent not in {"complaint", "vague_negative", "suspected_fake"}:
        return ()
    doubts = [meaning.doubt for meaning in evidence.meanings if meaning.doubt]
    if intent == "vague_negative" or not evidence.concrete:
        doubts.append("no_fact")
    return tuple(dict.fromkeys(doubts))


def _wordless(evidence: Evidence, sentiment: Sentiment) -> Intent | None:
    if evidence.words:
        return None
    if evidence.stars is not None:
        return _plain(evidence.stars)
    if sentiment.label in {"positive", "negative"}:
        return "praise" if sentiment.score > 0 else "vague_negative"
    return None


def _plain(stars: float) -> Intent:
    if stars < _LOW:
        return "vague_negative"
    return "mixed" if stars < _MIDDLE else "praise"


def _claim(evidence: Evidence, _sentiment: Sentiment) -> Intent | None:
    """Tell who wants money back or complains by the book, however kindly and with what links."""
    claims = _CLAIMS.intersection(evidence.names) and not evidence.names["resolved"]
    liked = evidence.stars is not None and evidence.stars > _MIDDLE
    return "complaint" if claims and not liked and evidence.names["spam"] <= 1 else None


def _advert(evidence: Evidence, _sentiment: Sentiment) -> Intent | None:
    offers = evidence.names["spam"]
    if offers or not evidence.bad:  # a complaint may link to its photographs
        offers += evidence.links
    alone = evidence.stars is None and evidence.bad <= offers
    return "spam" if offers > 1 or (evidence.names["spam"] and alone) else None


def _doubtful(evidence: Evidence, sentiment: Sentiment) -> Intent | None:
    hearsay = evidence.names["never_visited"] or evidence.names["competitor"]
    low = evidence.stars is not None and evidence.stars < _LOW
    harmless = not evidence.harm  # where somebody may be hurt, the doubt is noted and no more
    return "suspected_fake" if hearsay and low and harmless and sentiment.score < 0 else None


def _after_all(evidence: Evidence, sentiment: Sentiment) -> Intent | None:
    """Thanks once it was put right: a happy end with the trouble still in the words."""
    resolved = evidence.names["resolved"]
    grateful = evidence.names["thanks"] or evidence.stars is not None
    happy = evidence.stars is None and (evidence.names["thanks"] or sentiment.score >= 0)
    happy = happy or (evidence.stars is not None and evidence.stars > _MIDDLE)
    return (
        "thanks_after_resolution" if happy and (resolved > 1 or (resolved and grateful)) else None
    )


def _wish(evidence: Evidence, _sentiment: Sentiment) -> Intent | None:
    liked = evidence.stars is None or evidence.stars >= _MIDDLE
    gentle = evidence.bad <= 1 + evidence.good
    return "suggestion" if evidence.names["wish"] and liked and gentle else None


def _asks(evidence: Evidence, _sentiment: Sentiment) -> Intent | None:
    """Tell a question; one about allergens comes before any harm and is not a complaint."""
    polite = evidence.names["question"]
    asks = evidence.asks or polite
    open_minded = evidence.stars is None or evidence.stars >= _MIDDLE
    calm = evidence.bad - (2 * evidence.names["allergy"] if polite else 0) <= polite
    gushing = evidence.good > 1 + polite
    return "question" if asks and open_minded and calm and not gushing else None


def _by_stars(evidence: Evidence, sentiment: Sentiment) -> Intent | None:
    stars = evidence.stars
    if stars is None:
        return None
    if stars < _LOW:
        return "praise" if sentiment.score > 0 else _negative(evidence)
    if stars < _MIDDLE:
        return "complaint" if evidence.harm else "mixed"
    if sentiment.score < 0:
        return _negative(evidence)
    reserved = evidence.bad or evidence.names["but"]
    return "mixed" if reserved and stars < _HIGH else "praise"


def _by_tone(evidence: Evidence, sentiment: Sentiment) -> Intent | None:
    if sentiment.label == "negative":
        return _negative(evidence)
    if sentiment.label == "mixed":
        return "complaint" if evidence.harm else "mixed"
    if sentiment.label == "positive":
        return "mixed" if evidence.bad and evidence.names["but"] else "praise"
    return "complaint" if evidence.words >= _TELLING_WORDS and evidence.cues else None


def _negative(evidence: Evidence) -> Intent:
    """Tell a complaint from an attack without a fact: who names less must say more."""
    if evidence.harm:
        return "complaint"
    named = evidence.number or any(meaning.side == "about" for meaning in evidence.meanings)
    enough = _WORDS_WITH_FAULT if evidence.faults else _WORDS_WITH_TOPIC if named else _WORDS_ALONE
    return "complaint" if evidence.telling >= enough else "vague_negative"
