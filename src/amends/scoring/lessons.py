"""What an engine learnt from the corrections of one business: a step away from the shipped heads.

    logits = what the shipped heads say + bias + Σ weight · input

The inputs are those of the heads: named features, and the vector of the text or its hashed words.
How lessons come about: `scoring/learning.py`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from math import exp, log, sqrt
from operator import mul
from typing import TYPE_CHECKING, Any, Literal

from amends.languages.grams import buckets
from amends.scoring.heads import STARLESS, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.scoring.features import Features

Head = Literal["sentiment", "intent", "severity"]
HEADS: tuple[Head, ...] = ("sentiment", "intent", "severity")
"""The heads that learn: one label of each is true. Topics are said for one mention alone."""
Numbers = list[float]

SURE = 0.04
"""So much of the probability of harm no lesson takes away: see `severity._DENIED`."""
_LEAST = 1e-6
_HEARD = 0.05
"""What the shipped heads find less likely than this, they did not say."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """One mention as lessons hear it: what has a name, and its vector or its words."""

    named: Features
    vector: tuple[int, ...] = ()
    words: frozenset[int] = frozenset()

    @property
    def loudness(self) -> float:
        """The weight of each word: long and short texts speak equally loud."""
        return 1 / sqrt(max(1, len(self.words)))


def inputs(reading: Reading, features: Features, text: str, vector: bytes | None) -> Inputs:
    """Return what lessons hear of a mention; a vector where there is one, else the words.

    What the shipped heads say of it is heard too: most of what people correct is a habit, to call
    one thing another.
    """
    said = {
        f"said:{label}": share
        for head in HEADS
        for label, share in probabilities(reading, head).items()
        if share >= _HEARD
    }
    if vector is None:
        return Inputs(features | said, words=frozenset(buckets(text)[0]))
    return Inputs(features | said, vector=tuple(memoryview(vector).cast("b")))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt for one head: numbers for each of its labels."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    named: Mapping[str, tuple[float, ...]]
    vector: tuple[tuple[float, ...], ...] = ()
    """For each label, a weight for each number of the vector."""
    words: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Bucket of words → a weight for each label."""

    def step(self, heard: Inputs) -> Numbers:
        """Return what to add to the logit of each label."""
        sums = list(self.bias)
        for name, value in heard.named.items():
            add(sums, value, self.named.get(name))
        for word in heard.words:
            add(sums, heard.loudness, self.words.get(str(word)))
        if heard.vector:
            for place, weights in enumerate(self.vector):
                sums[place] += sum(map(mul, weights, heard.vector))
        return sums


@dataclass(frozen=True)
class Lessons:
    """All that one engine learnt from the corrections of one business."""

    heads: Mapping[Head, Lesson]

    @cached_property
    def version(self) -> str:
        """A digest of the weights: another one means that open mentions are read again."""
        return sha256(self.dump().encode()).hexdigest()[:8]

    def adjust(
        self, reading: Reading, features: Features, text: str, vector: bytes | None
    ) -> Reading:
        """Return what the heads say after what they have learnt."""
        words = reading.words
        if words is not None:
            named = {name: n for name, n in features.items() if not name.startswith("stars:")}
            words = self.adjust(words, named | {STARLESS: 1.0}, text, vector)
        heard = inputs(reading, features, text, vector)
        steps = {
            head: dict(zip(lesson.labels, lesson.step(heard), strict=True))
            for head, lesson in self.heads.items()
        }
        return Reading(
            sentiment=_shifted(reading.sentiment, steps.get("sentiment", {})),
            intent=_shifted(reading.intent, steps.get("intent", {})),
            severity=_levels(reading, steps.get("severity", {})),
            topics=reading.topics,
            signals=reading.signals,
            words=words,
        )

    def dump(self) -> str:
        """Return the weights as JSON."""
        return json.dumps({head: asdict(each) for head, each in self.heads.items()})

    @classmethod
    def load(cls, text: str) -> Lessons:
        """Return what `dump` wrote; raises ValueError, KeyError or TypeError for anything else."""
        raw: Mapping[Head, Any] = json.loads(text)
        return cls({head: _lesson(raw[head]) for head in HEADS if head in raw})


def probabilities(reading: Reading, head: Head) -> dict[str, float]:
    """Return what the heads say of each label of one head, severities by level."""
    if head == "severity":
        return {str(level): max(0.0, reading.of_level(level)) for level in range(5)}
    found: Mapping[Any, float] = getattr(reading, head)
    return dict(found)


def _lesson(raw: Mapping[str, Any]) -> Lesson:
    return Lesson(
        labels=tuple(raw["labels"]),
        bias=tuple(map(float, raw["bias"])),
        named={name: tuple(row) for name, row in raw["named"].items()},
        vector=tuple(tuple(row) for row in raw["vector"]),
        words={word: tuple(row) for word, row in raw["words"].items()},
    )


def add(sums: Numbers, value: float, row: Sequence[float] | None) -> None:
    """Add a row of weights, multiplied with a value; no row adds nothing."""
    if row:
        for place, weight in enumerate(row):
            sums[place] += value * weight


def _shifted(found: Mapping[Any, float], steps: Mapping[Any, float]) -> dict[Any, float]:
    """Return shares of labels of which one is true, after a step of their logits."""
    if not steps:
        return dict(found)
    logits = [logit(share) + steps.get(label, 0.0) for label, share in found.items()]
    return dict(zip(found, shares(logits), strict=True))


def _levels(reading: Reading, steps: Mapping[Any, float]) -> tuple[float, ...]:
    """Return the probability of each level or worse; harm can be learnt, but never unlearnt."""
    if not steps:
        return reading.severity
    shares = list(_shifted(probabilities(reading, "severity"), steps).values())
    least = [min(share, SURE) for share in reading.severity]
    return tuple(max(sum(shares[level:]), least[level]) for level in range(len(shares)))


def logit(share: float) -> float:
    """Return the logarithm of a probability, as far as numbers reach."""
    return log(max(share, _LEAST))


def shares(logits: Sequence[float]) -> Numbers:
    """Return the probabilities of labels of which one is true."""
    top = max(logits)
    powers = [exp(each - top) for each in logits]
    whole = sum(powers)
    return [power / whole for power in powers]
