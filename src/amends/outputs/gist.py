"""A mention in short: what its words mean, from its cues, in the language of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.text import single_line

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models import Case

MOST = 5
"""What is named; more would not be short."""
_TONES = frozenset({"good", "bad"})
"""Words that only like or dislike."""
_ITSELF = frozenset({"amount"})
"""Cues whose quotation says it all."""


def gist(case: Case, words: Words) -> str:
    """Return severity, topics and what was found, each with the customer's own words.

    Cue words, not a translation: nobody has to read the language to see what it is about.
    """
    found = case.assessment
    said: dict[str, str] = {}
    for cue in found.cues:
        label = f"cue.{cue.name}"
        if cue.name not in _TONES and words.has(label) and cue.name not in said:
            quote = f"«{single_line(cue.quote)}»"
            said[cue.name] = quote if cue.name in _ITSELF else f"{words.say(label)} {quote}"
    head = [words.say(f"severity.{found.severity_name}")] if found.severity else []
    topics = [words.say(f"topic.{topic}") for topic in found.topics if topic != "other"]
    return ", ".join([*head, *(list(said.values())[:MOST] or topics)]) or words.say(
        f"intent.{found.intent}"
    )
