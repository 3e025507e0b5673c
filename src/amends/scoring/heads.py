"""The learnt part: linear heads over named features and a block of numbers.

    logit = bias + Σ weight · feature + block            for each output of each head

The block is the sentence vector (full engine) or a table of hashed words (light engine). Weights
are rebuilt by `training/rebuild.py`; every feature's weight stands in the file by its name. Whole
numbers are multiplied with whole numbers, so that the same text gives the same bytes anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import accumulate
from math import exp
from typing import TYPE_CHECKING, Any, Literal

from amends.languages.grams import Table, buckets, unpack_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from amends.models.vocabulary import Intent, SentimentLabel, Signal, Topic
    from amends.scoring.features import Features

    Block = Callable[[str, bytes | None], list[float]]

EngineName = Literal["full", "light"]
STARLESS = "stars:none"
_NEVER = -700.0
"""A logit whose probability is too small for a number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the heads say: probabilities, each between 0 and 1."""

    sentiment: Mapping[SentimentLabel, float]
    """negative, neutral, positive."""
    intent: Mapping[Intent, float]
    severity: tuple[float, ...]
    """At index n: that the harm is n or worse."""
    topics: Mapping[Topic, float]
    """Each for itself."""
    signals: Mapping[Signal, float]
    """Each for itself."""
    words: Reading | None = None
    """The same by the words alone, as if there were no stars; None where there are none."""

    def of_level(self, level: int) -> float:
        """Return the probability that the harm is just as bad as this level says."""
        worse = self.severity[level + 1] if level + 1 < len(self.severity) else 0.0
        return self.severity[level] - worse

    def of_topic(self, topic: Topic) -> float:
        """Return how probable a topic is; `other`, that none of the list is meant."""
        likeliest = max(self.topics.values(), default=0.0)
        return 1 - likeliest if topic == "other" else self.topics[topic]


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights of one engine."""

    version: str
    outputs: Mapping[str, tuple[str, ...]]
    """The labels of each head, in the order of the columns."""
    bias: tuple[float, ...]
    rows: Mapping[str, tuple[float, ...]]
    """Feature → its weight for each column."""
    block: Block
    trust: float
    """How loud the tone of plain sentences speaks beside the sentiment of mentions."""
    warmth: float
    """Divides the logits of the sentiment, so that its probabilities are honest."""
    thresholds: Mapping[str, Any]
    """From which probability on a label is given."""

    def read(self, features: Features, text: str, vector: bytes | None) -> Reading:
        """Return the probabilities of all heads for one mention."""
        sums = self._sums(features, text, vector)
        if STARLESS in features:
            return self._reading(sums, starless=True)
        words = self._reading(self._without_stars(sums, features), starless=True)
        return replace(self._reading(sums, starless=False), words=words)

    def _reading(self, sums: list[float], *, starless: bool) -> Reading:
        logits = self._cut(sums)
        severity = _shares(logits["severity"])
        return Reading(
            sentiment=self._toned(logits) if starless else self._shared("sentiment", logits),
            intent=self._shared("intent", logits),
            severity=tuple(accumulate(reversed(severity)))[::-1],
            topics=self._each("topics", logits),
            signals=self._each("signals", logits),
        )

    def _sums(self, features: Features, text: str, vector: bytes | None) -> list[float]:
        """Return the logits of all columns."""
        sums = list(self.bias)
        for name, value in features.items():
            row = self.rows.get(name)
            if row:
                sums = [sum_ + value * weight for sum_, weight in zip(sums, row, strict=True)]
        for column, value in enumerate(self.block(text, vector)):
            sums[column] += value
        return sums

    def _without_stars(self, sums: list[float], features: Features) -> list[float]:
        """Return the logits that the words alone would give."""
        given = next(name for name in features if name.startswith("stars:"))
        old, new = self.rows[given], self.rows[STARLESS]
        return [sum_ - row + other for sum_, row, other in zip(sums, old, new, strict=True)]

    def _cut(self, sums: list[float]) -> dict[str, list[float]]:
        """Return the logits by head."""
        cut: dict[str, list[float]] = {}
        start = 0
        for head, labels in self.outputs.items():
            cut[head] = sums[start : start + len(labels)]
            start += len(labels)
        return cut

    def _toned(self, logits: Mapping[str, list[float]]) -> dict[Any, float]:
        """Fade between two experts: for what mentions imply, and for what plain sentences say.

        The second counts the more, the plainer a text speaks.
        """
        plain = self._each("literal", logits)["literal"]
        tone = self.trust * logits["tone"][0]
        pairs = zip(logits["sentiment"], (-tone, 0.0, tone), strict=True)
        toned = [(1 - plain) * implied + plain * said for implied, said in pairs]
        return self._shared("sentiment", {"sentiment": toned})

    def _shared(self, head: str, logits: Mapping[str, list[float]]) -> dict[Any, float]:
        """Return the shares of labels of which one is true."""
        warmth = self.warmth if head == "sentiment" else 1.0
        shares = _shares([each / warmth for each in logits[head]])
        return dict(zip(self.outputs[head], shares, strict=True))

    def _each(self, head: str, logits: Mapping[str, list[float]]) -> dict[Any, float]:
        """Return the probabilities of labels that may all be true."""
        found = [1 / (1 + exp(-x)) if x > _NEVER else 0.0 for x in logits[head]]
        return dict(zip(self.outputs[head], found, strict=True))


@cache
def load(engine: EngineName) -> Heads:
    """Return the heads of an engine, from the file in this package."""
    raw = json.loads((files(__package__) / "weights" / f"{engine}.json").read_text("utf-8"))
    return Heads(
        version=raw["version"],
        outputs={head: tuple(labels) for head, labels in raw["heads"].items()},
        bias=tuple(raw["bias"]),
        rows={name: tuple(row) for name, row in raw["features"].items()},
        block=_BLOCKS[engine](raw["block"]["numbers"], raw["block"]["scales"]),
        trust=raw["trust"],
        warmth=raw["warmth"],
        thresholds=raw["thresholds"],
    )


def _vectors(packed: str, scales: Sequence[float]) -> Block:
    """Multiply a sentence vector with a matrix that has a row for each of its numbers."""

    @cache
    def matrix() -> NDArray[np.int32]:
        import numpy as np

        numbers = np.frombuffer(unpack_numbers(packed), np.int8)
        return numbers.reshape(-1, len(scales)).astype(np.int32)

    def block(text: str, vector: bytes | None) -> list[float]:
        import numpy as np

        del text
        if vector is None:
            raise ValueError("the full engine needs the vector of the text")
        whole = np.frombuffer(vector, np.int8).astype(np.int32) @ matrix()
        return [int(sum_) * scale for sum_, scale in zip(whole, scales, strict=True)]

    return block


def _table(packed: str, scales: Sequence[float]) -> Block:
    """Add up the rows of the words that a text holds; the first columns only have some."""
    table = Table(packed, scales)

    def block(text: str, vector: bytes | None) -> list[float]:
        del vector
        return table.sums(*buckets(text))

    return block


_BLOCKS = {"full": _vectors, "light": _table}


def _shares(logits: Sequence[float]) -> list[float]:
    top = max(logits)
    powers = [exp(each - top) for each in logits]
    whole = sum(powers)
    return [power / whole for power in powers]
