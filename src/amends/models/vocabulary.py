"""The closed lists of words that code, configuration, JSON and help share.

Within a version of the JSON schemas they only grow.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["review", "comment", "post", "email", "article", "call"]
Answered = Literal["yes", "no", "unknown"]
ReplyState = Literal["pending", "approved", "rejected"]

Status = Literal[
    "new",
    "seen",
    "verifying",
    "drafted",
    "approved",
    "replied",
    "following_up",
    "waiting_for_customer",
    "closed",
    "ignored",
    "spam",
]
CLOSED_STATUSES: tuple[Status, ...] = ("closed", "ignored", "spam")
"""A mention is open in every other status."""

Outcome = Literal[
    "ok",
    "unchanged",
    "empty",
    "partial",
    "throttled",
    "auth",
    "payment",
    "blocked",
    "gone",
    "failed",
]
GOOD_OUTCOMES: tuple[Outcome, ...] = ("ok", "unchanged", "empty")
"""The others make the run end with exit code 4."""

SentimentLabel = Literal["positive", "neutral", "negative", "mixed"]
Intent = Literal[
    "complaint",
    "vague_negative",
    "suspected_fake",
    "question",
    "praise",
    "suggestion",
    "spam",
    "irrelevant",
    "mixed",
    "thanks_after_resolution",
]
Topic = Literal[
    "delivery",
    "damage",
    "quality",
    "price",
    "billing",
    "refund",
    "staff",
    "waiting_time",
    "cleanliness",
    "food",
    "safety",
    "discrimination",
    "privacy",
    "communication",
    "app_bug",
    "login",
    "cancellation",
    "warranty",
    "availability",
    "location",
    "atmosphere",
    "website",
    "hygiene",
    "misleading_advertising",
    "other",
]
SeverityName = Literal["none", "minor", "moderate", "serious", "critical"]
SEVERITY_NAMES: tuple[SeverityName, ...] = ("none", "minor", "moderate", "serious", "critical")
"""The name of severity level n is at index n."""

Label = Literal["sentiment", "intent", "severity", "topics", "language"]
"""What people may correct in an assessment."""

Signal = Literal[
    "safety",
    "legal",
    "viral",
    "repeat_contact",
    "money",
    "discrimination",
    "privacy",
    "churn",
    "waiting",
    "gone_quiet",
    "wronged_before",
    "lost_fan",
    "silenced",
    "private_chance",
]
NOTICED_SIGNALS: tuple[Signal, ...] = (
    "silenced",
    "gone_quiet",
    "wronged_before",
    "lost_fan",
    "private_chance",
)
"""What nobody complains of in words, and a good care lead notices."""
Flag = Literal[
    "stars_text_conflict",
    "language_uncertain",
    "sentiment_uncertain",
    "sarcasm_possible",
    "machine_translated",
    "namesake_possible",
    "own_account",
    "reach_unknown",
    "backfill",
    "date_uncertain",
]
Doubt = Literal[
    "burst",
    "copied_text",
    "no_fact",
    "competitor_named",
    "contradiction",
    "author_without_history",
]
Factor = Literal[
    "severity",
    "negativity",
    "reach",
    "spread",
    "waiting",
    "history",
    "visibility",
    "intent",
    "answered",
    "floor",
    "rule",
]
Playbook = Literal[
    "apologise_explain_solve_follow_up",
    "ask_details",
    "verify_then_answer",
    "answer",
    "thank",
    "thank_and_fix",
    "no_reply",
]
PartName = Literal[
    "greeting", "apologise", "explain", "solve", "follow_up", "thank", "ask", "answer", "sign"
]
UiLanguage = Literal["en", "ru", "es", "pl", "bg"]
"""The languages in which every screen and mail exists."""
