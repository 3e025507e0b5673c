"""What a person says of a mention over what the scorer said; it holds through every rescoring."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, get_args

from amends.config.iso import LANGUAGE_INSTEAD, LANGUAGES
from amends.errors import UsageError
from amends.models.correction import LABELS, said_of, uncorrected
from amends.models.moments import micros
from amends.models.vocabulary import SEVERITY_NAMES, Intent, Label, SentimentLabel, Topic
from amends.store import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models import Case
    from amends.store import Change
    from amends.triage.business import Business

BACK = "-"
"""Said in place of a label: take the correction back, the scorer is right."""
MOST_TOPICS = 4
SEVERITIES = {name: str(level) for level, name in enumerate(SEVERITY_NAMES)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says of each label, as it was typed; None: nothing, `-`: take it back."""

    sentiment: str | None = None
    intent: str | None = None
    severity: str | None = None
    """0 to 4, or the name of a level."""
    topics: tuple[str, ...] | None = None
    language: str | None = None

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return any(getattr(self, each.name) not in {None, ()} for each in fields(self))


def corrections(business: Business, change: Change, case: Case, wanted: Wanted) -> list[Row]:
    """Return the rows of `corrections` that say what a person wants said.

    Writing or undoing them renews the assessment: see `store.corrections.renew`. Raises
    `UsageError` for a word that no label has.
    """
    machine = uncorrected(case.assessment)
    number = business.store.number_of(case.id)
    return [
        Row(
            "corrections",
            {"mention": number, "revision": case.revision, "label": label},
            None
            if value is None
            else {
                "value": value,
                "machine": said_of(machine, label),
                "at": micros(change.now),
                "who": change.who,
            },
        )
        for label, value in read(wanted).items()
    ]


def read(wanted: Wanted) -> dict[Label, str | None]:
    """Return what is said, label by label, in the words of the vocabulary; None: take it back.

    Raises `UsageError` that lists what can be said.
    """
    said: dict[Label, str | None] = {}
    for label in LABELS:
        typed = getattr(wanted, label)
        words = [typed] if isinstance(typed, str) else list(typed or ())
        if words:
            said[label] = None if words == [BACK] else _READ[label](words)
    return said


def told(case: Case, wanted: Wanted) -> dict[str, list[str | None]]:
    """Return label → what was said of it before and after, for the line of history."""
    machine = uncorrected(case.assessment)
    return {
        label: [said_of(case.assessment, label), value or said_of(machine, label)]
        for label, value in read(wanted).items()
    }


def _one(option: str, allowed: Mapping[str, str]) -> Callable[[list[str]], str]:
    def read_one(words: list[str]) -> str:
        typed = " ".join(words).strip()
        found = allowed.get(typed.casefold().replace("-", "_").replace(" ", "_"))
        if found is None:
            choices = ", ".join(dict.fromkeys(allowed.values()))
            raise UsageError(
                f"{option} {typed[:40]!r} is not known", hint=f"One of: {choices}, or {BACK}."
            )
        return found

    return read_one


def _topics(words: list[str]) -> str:
    read_one = _one("--topic", {topic: topic for topic in get_args(Topic)})
    typed = [part for word in words for part in word.split(",") if part.strip()]
    found = list(dict.fromkeys(read_one([word]) for word in typed))
    if not found or len(found) > MOST_TOPICS:
        raise UsageError(f"--topic takes one to {MOST_TOPICS} topics, not {len(found)}")
    return ",".join(found)


def _language(words: list[str]) -> str:
    typed = " ".join(words).strip().casefold()
    code = LANGUAGE_INSTEAD.get(typed, typed)
    if code not in LANGUAGES:
        raise UsageError(
            f"--language {typed[:40]!r} is not a language",
            hint=f"Give its code of two letters (ISO 639-1): en, ru, es …, or {BACK}.",
        )
    return code


_READ: Mapping[Label, Callable[[list[str]], str]] = {
    "sentiment": _one("--sentiment", {word: word for word in get_args(SentimentLabel)}),
    "intent": _one("--intent", {word: word for word in get_args(Intent)}),
    "severity": _one("--severity", {level: level for level in SEVERITIES.values()} | SEVERITIES),
    "topics": _topics,
    "language": _language,
}
