"""How an assessment and a priority came about: the same figures that made them, by name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from amends.languages import language, names
from amends.languages.detection import MAX_CHARACTERS
from amends.models.correction import uncorrected
from amends.models.explanation import (
    TAUGHT,
    TEXT,
    Arithmetic,
    Ground,
    Pull,
    Said,
    Spoke,
    Term,
)
from amends.scoring.assess import look
from amends.scoring.factors import SERIOUS, Factors, factors
from amends.scoring.heads import STARLESS
from amends.scoring.lessons import inputs
from amends.scoring.meanings import MEANINGS
from amends.scoring.priority import band
from amends.scoring.severity import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Assessment, Cue, Mention, Priority
    from amends.models.explanation import By
    from amends.models.standing import Policy, Standing
    from amends.models.vocabulary import Factor, Intent
    from amends.scoring.assess import Engine, Look
    from amends.scoring.heads import Heads, Reading

STRONGEST = 3
"""Named features that are shown for a label."""
_WORTH_SAYING = 0.05
_ALWAYS = frozenset({"shape:words"})
"""What every text has weighs like the bias, and explains nothing."""
_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+")
NAMES: tuple[Factor, ...] = Factors._fields  # type: ignore[assignment]
"""The vocabulary has the fields of `Factors`."""
_INTENTS: dict[str, Intent] = {
    "question": "question",
    "wish": "suggestion",
    "spam": "spam",
    "resolved": "thanks_after_resolution",
    "wrong_company": "irrelevant",
    "bill_sent": "irrelevant",
}
"""The intent that a cue of the side `kind` speaks for."""


def grounds(
    mention: Mention, found: Assessment, by: Engine, *, expected: Sequence[str], ours: Sequence[str]
) -> tuple[Ground, Ground]:
    """Return why its intent and its severity were given, by the engine that gave them.

    `expected` and `ours` are the languages of the customers and the names of the business.
    """
    seen, corrected = look(mention, expected=expected, names=ours), found.corrected
    found = uncorrected(found)
    if "stars_text_conflict" in found.flags:  # then the words were read as if there were no stars
        words = {name: n for name, n in seen.features.items() if not name.startswith("stars:")}
        seen = replace(seen, features=words | {STARLESS: 1.0})
    vector = by.encoder.encode([seen.text])[0] if by.encoder else None
    reading = by.read(seen, vector)
    whole = by.heads.block(seen.text, vector)
    by_intent = _intent_by(found, seen, reading)
    by_severity = _severity_by(found, seen, reading, by.heads)
    label = str(found.severity)
    intent = (
        *_pulls("intent", found.intent, seen, whole, by.heads, by_intent),
        *_taught("intent", found.intent, seen, vector, by),
    )
    severity = (
        *_pulls("severity", label, seen, whole, by.heads, by_severity),
        *_taught("severity", label, seen, vector, by),
    )
    return (
        Ground("person") if "intent" in corrected else Ground(by_intent, intent),
        Ground("person") if "severity" in corrected else Ground(by_severity, severity),
    )


def meanings(cues: Sequence[Cue]) -> tuple[Said, ...]:
    """Return what the cues mean; those that mean the same stand together."""
    groups: dict[Said, list[Cue]] = {}
    for cue in cues:
        meaning = MEANINGS.get(cue.name)
        if meaning is None:  # from a version that knew more
            continue
        group = Said(
            quotes=(),
            names=(),
            side=meaning.side,
            topics=meaning.topics,
            severity=meaning.severity,
            signals=meaning.signals,
            doubt=meaning.doubt,
            intent=_INTENTS.get(cue.name),
        )
        groups.setdefault(group, []).append(cue)
    return tuple(_filled(group, members) for group, members in groups.items())


def spoke(text: str, code: str, *, hint: str | None, expected: Sequence[str]) -> Spoke:
    """Return what spoke for a language, as far as it has a name."""
    known = language(code).stop_words if code in names() else frozenset[str]()
    heard = dict.fromkeys(
        word for word in _WORD.findall(text[:MAX_CHARACTERS].casefold()) if word in known
    )
    return Spoke(tuple(heard)[:_WORDS], hint == code, code in expected)


def add_up(standing: Standing, policy: Policy, now: int, given: Priority) -> Arithmetic:
    """Return how a priority adds up; `now` in microseconds since 1970 UTC."""
    points = {reason.factor: reason.points for reason in given.reasons}
    weights, whole = policy.weights, sum(policy.weights)
    found = factors(standing, policy, now)
    terms = tuple(
        Term(name, strength, weight / whole if whole else 0.0, points.get(name, 0.0))
        for name, strength, weight in zip(NAMES, found, weights, strict=True)
    )
    named = {*NAMES, "rule"}
    rest = [reason.points for reason in given.reasons if reason.factor not in named]
    return Arithmetic(
        floor=sum(each for each in rest if each > 0),
        ceiling=band(standing, now).ceiling,
        terms=terms,
        lowered=sum(each for each in rest if each < 0),
        score=given.score,
        ruled=points.get("rule", 0.0),
    )


def _filled(group: Said, members: Sequence[Cue]) -> Said:
    quotes = dict.fromkeys(cue.quote for cue in members)
    return replace(
        group, quotes=tuple(quotes), names=tuple(dict.fromkeys(cue.name for cue in members))
    )


def _intent_by(found: Assessment, seen: Look, reading: Reading) -> By:
    if not seen.evidence.words:
        return "stars" if seen.evidence.stars is not None else "nothing"
    likeliest = max(reading.intent, key=lambda each: reading.intent[each])
    return "heads" if found.intent == likeliest else "rule"


def _severity_by(found: Assessment, seen: Look, reading: Reading, heads: Heads) -> By:
    if found.severity == told(reading, heads.thresholds) and seen.evidence.words:
        return "heads"
    return "cues" if found.severity >= SERIOUS and seen.evidence.harm else "intent"


def _pulls(
    head: str, label: str, seen: Look, whole: Sequence[float], heads: Heads, by: By
) -> tuple[Pull, ...]:
    """Return the strongest named features for a label, and the text as a whole."""
    if by != "heads":
        return ()
    quotes = {f"cue:{cue.name}": cue.quote for cue in reversed(seen.evidence.cues)}
    named = [
        Pull(name, round(value * _above(heads.rows[name], head, label, heads), 2), quotes.get(name))
        for name, value in seen.features.items()
        if name in heads.rows and name not in _ALWAYS
    ]
    named.sort(key=lambda pull: -pull.points)
    strongest = [pull for pull in named[:STRONGEST] if pull.points >= _WORTH_SAYING]
    text = Pull(TEXT, round(_above(whole, head, label, heads), 2))
    return (*strongest, text) if text.points else tuple(strongest)


def _taught(
    head: Literal["intent", "severity"], label: str, seen: Look, vector: bytes | None, by: Engine
) -> tuple[Pull, ...]:
    """Return how strongly what was learnt from corrections speaks for a label."""
    lesson = by.lessons.heads.get(head) if by.lessons else None
    if lesson is None:
        return ()
    shipped = by.heads.read(seen.features, seen.text, vector)
    steps = lesson.step(inputs(shipped, seen.features, seen.text, vector))
    points = steps[lesson.labels.index(label)] - sum(steps) / len(steps)
    return (Pull(TAUGHT, round(points, 2)),) if abs(points) >= _WORTH_SAYING else ()


def _above(row: Sequence[float], head: str, label: str, heads: Heads) -> float:
    """Return what a row adds to a label, above its mean over all labels of the head.

    A row that is too short says nothing of the last heads.
    """
    start = 0
    for name, labels in heads.outputs.items():
        if name == head:
            part = row[start : start + len(labels)]
            return part[labels.index(label)] - sum(part) / len(part) if part else 0.0
        start += len(labels)
    raise KeyError(head)
