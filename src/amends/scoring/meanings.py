"""What the names of cues mean: topics, severity, signals, and on which side they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from amends.models.threats import THREAT
from amends.scoring.stars import IN_WORDS, SCORE

if TYPE_CHECKING:
    from amends.models.vocabulary import Doubt, Intent, Signal, Topic

Side = Literal["harm", "bad", "good", "about", "kind"]
"""harm and bad speak against the business, good for it; about names a topic, kind an intent."""

ADVERSE: tuple[Intent, ...] = ("complaint", "vague_negative", "suspected_fake", "mixed")
"""What speaks against the business, wholly or in part."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from a cue."""

    side: Side
    topics: tuple[Topic, ...] = ()
    severity: int = 0
    signals: tuple[Signal, ...] = ()
    doubt: Doubt | None = None


def _harm(severity: int, *topics: Topic, signals: tuple[Signal, ...] = ()) -> Meaning:
    return Meaning("harm", topics, severity, signals)


def _bad(*topics: Topic, severity: int = 2, signals: tuple[Signal, ...] = ()) -> Meaning:
    return Meaning("bad", topics, severity, signals)


def _about(topic: Topic) -> Meaning:
    return Meaning("about", (topic,))


TOLD = "told"
"""A sentence that tells of serious harm without a word for it; the encoder finds it."""

MEANINGS: dict[str, Meaning] = {
    # People hurt or in danger.
    "poisoning": _harm(4, "safety", "food", signals=("safety",)),
    "injury": _harm(4, "safety", signals=("safety",)),
    "hospital": _harm(4, "safety", signals=("safety",)),
    "allergy": _harm(4, "safety", "food", signals=("safety",)),
    "fire": _harm(4, "safety", signals=("safety",)),
    "foreign_body": _harm(4, "safety", "food", signals=("safety",)),
    "danger": _harm(4, "safety", signals=("safety",)),
    "death": _harm(4, "safety", signals=("safety",)),
    "assault": _harm(4, "safety", "staff", signals=("safety",)),
    THREAT: _harm(3, "safety", signals=("safety",)),
    "animal_emergency": _harm(4, "safety", signals=("safety",)),
    "animal_hurt": _harm(3, "safety", signals=("safety",)),
    "pests": _harm(3, "hygiene", "cleanliness", signals=("safety",)),
    # `allergy` also follows from an allergen near to what went wrong.
    # Dignity and privacy.
    "discrimination": _harm(4, "discrimination", signals=("discrimination",)),
    # `discrimination` also follows from turned_away near to who_one_is.
    "insult_origin": _harm(3, "staff", "discrimination", signals=("discrimination",)),
    "private_exposed": _harm(4, "privacy", signals=("privacy",)),
    "privacy": _harm(3, "privacy", signals=("privacy",)),
    # Money and law.
    "double_charge": _harm(3, "billing", "refund", signals=("money",)),
    "unauthorised_charge": _harm(3, "billing", signals=("money",)),
    "money_kept": _harm(3, "refund", signals=("money",)),
    "lost_order": _harm(3, "delivery"),
    "overcharge": _bad("price", "billing", signals=("money",)),
    "legal": _harm(3, signals=("legal",)),
    "refund_wanted": _bad("refund", signals=("money",)),
    "formal_complaint": _bad(),
    "chargeback": _harm(3, "refund", signals=("money", "legal")),
    "impostor": _harm(3, signals=("money",)),
    # Left without an answer.
    "repeat_contact": _bad("communication", signals=("repeat_contact",)),
    "no_answer": _bad("communication"),
    "still_waiting": _bad(signals=("waiting",)),
    # `still_waiting` and `repeat_contact` also follow from a span or a count near to silence.
    "months": _bad(severity=3),
    "wronged_before": _bad(signals=("wronged_before",)),
    "given_up": _bad(),
    "deleted_comment": _bad("communication", signals=("silenced",)),
    "never_again": _bad(severity=1, signals=("churn",)),
    "warns_others": _bad(severity=1),
    "lost_fan": _bad(severity=1, signals=("lost_fan",)),
    # Ordinary faults.
    "rude": _bad("staff"),
    "late_delivery": _bad("delivery"),
    "wrong_order": _bad(),
    "long_wait": _bad("waiting_time"),
    "bad_food": _bad("food"),
    "dirty": _bad("cleanliness"),
    "unhygienic": _bad("hygiene"),
    "damaged": _bad("damage"),
    "broken_valuable": _about("damage"),
    "poor_quality": _bad("quality"),
    "overpriced": _bad("price"),
    "crash": _bad("app_bug"),
    "login": _about("login"),
    "cancel": _about("cancellation"),
    "warranty": _about("warranty"),
    "sold_out": _bad("availability"),
    "noise": _bad("atmosphere"),
    "discomfort": _bad("atmosphere"),
    "misleading": _bad("misleading_advertising"),
    "dishonest": _bad(),
    # What it is about, said in neither tone.
    "about_food": _about("food"),
    "about_delivery": _about("delivery"),
    "about_staff": _about("staff"),
    "about_price": _about("price"),
    "about_billing": _about("billing"),
    "about_refund": _about("refund"),
    "about_location": _about("location"),
    "about_atmosphere": _about("atmosphere"),
    "about_website": _about("website"),
    "about_availability": _about("availability"),
    "about_communication": _about("communication"),
    "about_quality": _about("quality"),
    "about_safety": _about("safety"),
    "about_cleanliness": _about("cleanliness"),
    TOLD: Meaning("kind"),
    "amount": Meaning("about", signals=("money",)),
    # Tone and kind.
    "bad": Meaning("bad"),
    "abuse": _bad(severity=1),
    "sarcasm": _bad(severity=1),
    "good": Meaning("good"),
    "thanks": Meaning("good"),
    "resolved": Meaning("kind"),
    "wish": Meaning("kind"),
    "question": Meaning("kind"),
    "spam": Meaning("kind"),
    "competitor": Meaning("kind", doubt="competitor_named"),
    "never_visited": Meaning("kind", doubt="contradiction"),
    "but": Meaning("kind"),
    "regular": Meaning("kind"),
    "wrong_company": Meaning("kind"),
    "bill_sent": Meaning("kind"),
    "notice": Meaning("kind"),
    "request": Meaning("kind"),
    "reported": Meaning("kind"),
    "ex_staff": Meaning("kind"),
    "applause": Meaning("kind"),
    "allergen": Meaning("kind"),
    "days": Meaning("kind"),
    "times": Meaning("kind"),
    "idiom": Meaning("kind"),
    "turned_away": Meaning("kind"),
    "who_one_is": Meaning("kind"),
    "animal": Meaning("kind"),
    **dict.fromkeys([*IN_WORDS, SCORE], Meaning("kind")),
}
"""Every name that may stand in a `cues.yaml`, and those `KNOWN_BY_SHAPE`."""
KNOWN_BY_SHAPE = frozenset({"amount", SCORE, TOLD})
