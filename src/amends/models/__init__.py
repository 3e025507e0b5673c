"""The nouns of amends: frozen data, no behaviour beyond reading itself."""

from amends.models.answers import Answers
from amends.models.assessment import (
    Assessment,
    Confidence,
    Cue,
    Language,
    Priority,
    Reason,
    Sentiment,
    Situation,
)
from amends.models.case import Case
from amends.models.handling import Handling
from amends.models.mention import Author, Item, Json, Mention, OwnerReply, Rating, Reach
from amends.models.reply import Draft, Part, Promise
from amends.models.run import Batch, Skipped, SourceRun, ended_well

__all__ = [
    "Answers",
    "Assessment",
    "Author",
    "Batch",
    "Case",
    "Confidence",
    "Cue",
    "Draft",
    "Handling",
    "Item",
    "Json",
    "Language",
    "Mention",
    "OwnerReply",
    "Part",
    "Priority",
    "Promise",
    "Rating",
    "Reach",
    "Reason",
    "Sentiment",
    "Situation",
    "Skipped",
    "SourceRun",
    "ended_well",
]
