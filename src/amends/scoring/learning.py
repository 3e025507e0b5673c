"""Learning from corrections: a small step away from the shipped weights, fitted in the dual.

A logistic regression whose prior is that the shipped heads are right: a ridge around them. There
are a few hundred examples and thousands of inputs, so it is solved for the examples. Each step
minimises a quadratic bound of the loss (Böhning 1992, Ann. Inst. Statist. Math. 44, 197-200): one
factorisation serves all steps and all heads.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import TYPE_CHECKING

from amends.scoring.equations import equations
from amends.scoring.lessons import Lesson, add, shares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.scoring.equations import Equations
    from amends.scoring.lessons import Head, Inputs, Numbers

RIDGE = 1.0
"""How much a step away from the shipped weights costs."""
CURVATURE = 0.5
"""No loss of a softmax curves more."""
STEPS = 6
NAMED, BLOCK = 0.3, 1.0
"""How loud the named features and the text as a whole are, beside the bias."""
_LEAST = 1e-6
_UNHEARD = 0.01
"""A word that weighs less is not kept."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one head should have said of all examples."""

    labels: tuple[str, ...]
    shipped: Sequence[Numbers]
    """For each example, the logits that the shipped heads give."""
    truth: Sequence[Numbers]
    """For each example, 1 for each label that is true."""
    counts: Sequence[float]
    """How much each example counts, at most 1."""


class Examples:
    """Mentions to learn from, and how much each pair of them has in common."""

    def __init__(self, heard: Sequence[Inputs]) -> None:
        """Compare all with all: with a few hundred, in about a second."""
        self.heard = heard
        self._mean, self._scale = _middle([each.vector for each in heard])
        self._centred = [self._centre(each.vector) for each in heard]
        self.likeness = [[self._alike(i, j) for j in range(i + 1)] for i in range(len(heard))]
        for i, row in enumerate(self.likeness):
            row.extend(self.likeness[j][i] for j in range(i + 1, len(heard)))

    def fit(self, rows: Sequence[int], wanted: Mapping[Head, Wanted]) -> dict[Head, Lesson]:
        """Learn each head from some of the examples."""
        alike = [[self.likeness[i][j] for j in rows] for i in rows]
        system = equations(alike, CURVATURE, RIDGE)
        return {
            head: self._lesson(rows, _dual(system, each, rows), each)
            for head, each in wanted.items()
        }

    def _lesson(self, rows: Sequence[int], dual: Sequence[Numbers], wanted: Wanted) -> Lesson:
        """Turn weights of examples into weights of inputs; `dual` has a list for each label."""
        named: dict[str, Numbers] = {}
        words: dict[str, Numbers] = {}
        many = len(wanted.labels)
        for place, row in enumerate(rows):
            pulls, heard = [each[place] for each in dual], self.heard[row]
            for name, value in heard.named.items():
                add(named.setdefault(name, [0.0] * many), NAMED * value, pulls)
            for word in heard.words:
                add(words.setdefault(str(word), [0.0] * many), BLOCK * heard.loudness, pulls)
        vector = tuple(self._direction(rows, pulls) for pulls in dual)
        bias = [sum(each) for each in dual]
        if self._mean:
            bias = [b - sum(map(mul, v, self._mean)) for b, v in zip(bias, vector, strict=True)]
        return Lesson(
            labels=wanted.labels,
            bias=_rounded(bias),
            named={name: _rounded(each) for name, each in sorted(named.items())},
            vector=tuple(map(_rounded, vector)) if self._mean else (),
            words={
                word: _rounded(each)
                for word, each in sorted(words.items())
                if max(map(abs, each)) >= _UNHEARD
            },
        )

    def _direction(self, rows: Sequence[int], pulls: Numbers) -> Numbers:
        """Return the weights of a vector's numbers for one label."""
        sums = [0.0] * len(self._mean)
        for row, share in zip(rows, pulls, strict=True):
            if abs(share) > _LEAST:
                sums = [a + share * b for a, b in zip(sums, self._centred[row], strict=True)]
        return [each * BLOCK * self._scale for each in sums]

    def _alike(self, i: int, j: int) -> float:
        """Return the product of the inputs of two examples, the bias included."""
        a, b = self.heard[i], self.heard[j]
        small, large = sorted((a.named, b.named), key=len)
        named: float = sum(value * large.get(name, 0.0) for name, value in small.items())
        shared = float(len(a.words & b.words)) * a.loudness * b.loudness
        shared += sum(map(mul, self._centred[i], self._centred[j]))
        return 1.0 + NAMED * named + BLOCK * float(shared)

    def _centre(self, vector: Sequence[int]) -> Numbers:
        pairs = zip(vector, self._mean, strict=True)
        return [(number - mean) * self._scale for number, mean in pairs]


def _dual(system: Equations, wanted: Wanted, rows: Sequence[int]) -> list[Numbers]:
    """Return for each label how much each example pulls towards it."""
    dual = [[0.0] * len(rows) for _ in wanted.labels]
    for _ in range(STEPS):
        moved = system.times(dual)
        gaps = [
            _gap(wanted, row, steps)
            for row, steps in zip(rows, zip(*moved, strict=True), strict=True)
        ]
        right = [
            [gap + CURVATURE * step for gap, step in zip(of_label, steps, strict=True)]
            for of_label, steps in zip(zip(*gaps, strict=True), moved, strict=True)
        ]
        dual = system.solved(right)
    return dual


def _gap(wanted: Wanted, row: int, steps: Sequence[float]) -> Numbers:
    """Return truth minus probability for one example, as much as it counts."""
    logits = [a + b for a, b in zip(wanted.shipped[row], steps, strict=True)]
    count, truth = wanted.counts[row], wanted.truth[row]
    return [count * (true - share) for true, share in zip(truth, shares(logits), strict=True)]


def _middle(vectors: Sequence[Sequence[int]]) -> tuple[Numbers, float]:
    """Return the mean of vectors, and what makes their distances from it about one."""
    if not vectors or not vectors[0]:
        return [], 0.0
    mean = [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]
    spread = sum(
        sum((number - middle) ** 2 for number, middle in zip(vector, mean, strict=True))
        for vector in vectors
    )
    return mean, sqrt(len(vectors) / spread) if spread else 0.0


def _rounded(numbers: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(f"{number:.5g}") for number in numbers)
