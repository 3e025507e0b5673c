"""How to answer: one playbook for each intent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.models.answers import Verified
    from amends.models.vocabulary import Intent, Playbook

BY_INTENT: dict[Intent, Playbook] = {
    "complaint": "apologise_explain_solve_follow_up",
    "vague_negative": "ask_details",
    "suspected_fake": "verify_then_answer",
    "question": "answer",
    "praise": "thank",
    "thanks_after_resolution": "thank",
    "suggestion": "thank_and_fix",
    "mixed": "thank_and_fix",
    "spam": "no_reply",
    "irrelevant": "no_reply",
}
SERIOUS = 3
_AGAINST_US: frozenset[Intent] = frozenset({"complaint", "vague_negative", "suspected_fake"})
"""What can turn out to be true, or not."""


def choose(
    intent: Intent,
    severity: int,
    *,
    answered: bool = False,
    rated: bool = False,
    verified: Verified | None = None,
    demanded: bool = False,
    threatened: bool = False,
) -> Playbook:
    """Return the playbook for a mention; what has its answer needs no other.

    What somebody has looked into (`verified`) is a complaint if it was confirmed, and open if not.

    Praise that tells of serious harm in passing is answered as a complaint. Before harm, or stars
    that count on our page (`rated`), are left alone as nobody's words, somebody makes sure.

    Who demanded money for silence (`demanded`) gets no answer, unless people may have been harmed.
    Who threatens a person gets none that a program writes, whatever went wrong before.
    """
    if answered or threatened:
        return "no_reply"
    if demanded:
        return "no_reply" if severity < SERIOUS else "verify_then_answer"
    if verified and intent in _AGAINST_US:
        confirmed = verified == "confirmed"
        return "apologise_explain_solve_follow_up" if confirmed else "verify_then_answer"
    if severity >= SERIOUS and BY_INTENT[intent] in {"thank", "thank_and_fix"}:
        return "apologise_explain_solve_follow_up"
    if misplaced(intent, rated=rated) or (severity >= SERIOUS and BY_INTENT[intent] == "no_reply"):
        return "verify_then_answer"
    return BY_INTENT[intent]


def misplaced(intent: Intent, *, rated: bool) -> bool:
    """Say whether words that are not for us stand on our page: a rating meant for others."""
    return intent == "irrelevant" and rated
