"""What follows from the case alone: how to reach them, what it is about, whether we are late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from amends.replies.matters import spoken_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Case
    from amends.models.vocabulary import Topic

Reach = Literal["public", "email", "call", "none"]
"""How the writer can be reached: by a line under the review, a mail, a call, or not at all."""
_SURE = 0.5
"""Confidence from which a topic may be named in a reply."""
_DIGITS_OF_A_NUMBER = 6
_FAULTS = frozenset(
    {"damage", "refund", "hygiene", "waiting_time", "app_bug", "discrimination", "privacy"}
    | {"misleading_advertising"}
)
"""Topics that nobody names unless something went wrong."""


def reachable(case: Case) -> Reach:
    """Only mails leave an address, and calls if somebody wrote down the number."""
    kind = case.mention.kind
    if kind != "call":
        return "email" if kind == "email" else "public"
    author = case.mention.author
    digits = sum(map(str.isdigit, author.handle or author.id or ""))
    return "call" if digits >= _DIGITS_OF_A_NUMBER else "none"


def is_late(case: Case) -> bool:
    """Whether our answer is late; who rang in vain is told something else: nobody answered."""
    found = case.assessment
    earlier = case.previous_unanswered > 0 and not case.same_name_only
    rang = "no_answer" in {cue.name for cue in found.cues}
    wrote = "repeat_contact" in found.signals and not rang
    return earlier or wrote or "waiting" in found.signals


def leading_topic(case: Case) -> Topic:
    """Return the topic that the reply is about: the one that hurts most.

    The silence that followed is apologised for by itself; then the matter is what they wrote about.
    """
    return leading(case, case.assessment.topics)


def leading(case: Case, topics: Sequence[Topic]) -> Topic:
    """Return the leading one of these topics; after a silence, what the letters were about."""
    first, *rest = topics or ("other",)
    unanswered = first == "communication" and is_late(case)
    return rest[0] if unanswered and rest and rest[0] in _FAULTS else first


def sure_topics(case: Case) -> tuple[Topic, ...]:
    """Return the topics that may be named in a reply, the leading one first.

    They are likely enough, or a word for them stands in the text. Those that people corrected, or
    that came without a confidence, count as sure.
    """
    found = case.assessment
    sure = found.confidence.topics
    if len(sure) != len(found.topics):
        return found.topics
    return tuple(
        topic
        for topic, share in zip(found.topics, sure, strict=True)
        if share >= _SURE or spoken_of(case, topic)
    )


def written(case: Case) -> str:
    """Return what the customer wrote, title and text."""
    return f"{case.mention.heading or ''} {case.mention.text}".strip()
