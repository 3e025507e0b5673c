"""The arithmetic of the benchmarks: shares with their intervals, F1, calibration."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Sequence

Item = TypeVar("Item")
SLACK = 1e-9
RESAMPLES = 400
BINS = 10
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number and how far it can be trusted."""

    value: float
    low: float
    high: float
    step: float = 0.0
    """What one item more or less changes."""
    counts: str = ""

    def mark(self, bar: float, *, at_most: bool = False) -> str:
        """Say whether a bar holds."""
        ahead = bar - self.value if at_most else self.value - bar
        if ahead >= -SLACK:
            return "held"
        return "within one" if ahead >= -self.step - SLACK else "missed"


def wilson(share: float, total: float, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    centre = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    whole = 1 + z * z / total
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def share(hits: Collection[bool]) -> Figure | None:
    """Return how many of the items are right; None where there is no item."""
    if not hits:
        return None
    right, total = sum(hits), len(hits)
    low, high = wilson(right / total, total)
    return Figure(right / total, low, high, 1 / total, f"{right}/{total}")


def balanced(cells: Sequence[Sequence[float]]) -> Figure | None:
    """Return the mean of the cells' means, each cell counting the same whatever its size.

    The interval is Wilson's for as many equal items as such a mean is worth (Kish).
    """
    cells = [cell for cell in cells if cell]
    if not cells:
        return None
    value = sum(sum(cell) / len(cell) for cell in cells) / len(cells)
    worth = len(cells) ** 2 / sum(1 / len(cell) for cell in cells)
    low, high = wilson(value, worth)
    return Figure(value, low, high, counts=str(sum(map(len, cells))))


def micro_f1(pairs: Sequence[tuple[set[str], set[str]]]) -> Figure | None:
    """Return the F1 of all labels of all items together; pairs of wanted and found labels."""
    counts = [(len(wanted & found), len(wanted) + len(found)) for wanted, found in pairs]
    labels = sum(both for _, both in counts)
    if not labels:
        return None
    hits, asked = sum(hit for hit, _ in counts), sum(len(wanted) for wanted, _ in pairs)

    def score(sample: Sequence[tuple[int, int]]) -> float:
        return 2 * sum(hit for hit, _ in sample) / max(1, sum(both for _, both in sample))

    low, high = resampled(counts, score)
    return Figure(score(counts), low, high, 2 / labels, f"{hits}/{asked}")


def macro_f1(pairs: Sequence[tuple[Hashable, Hashable]]) -> Figure | None:
    """Return the mean F1 of the classes; pairs of the wanted and the found class."""
    if not pairs:
        return None
    low, high = resampled(pairs, _macro)
    return Figure(_macro(pairs), low, high, 1 / len(pairs))


def _macro(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    classes = {wanted for wanted, _ in pairs}
    return sum(_f1(each, pairs) for each in classes) / len(classes)


def _f1(label: Hashable, pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    both = sum(wanted == found == label for wanted, found in pairs)
    return 2 * both / sum((wanted == label) + (found == label) for wanted, found in pairs)


def resampled(
    items: Sequence[Item], score: Callable[[Sequence[Item]], float]
) -> tuple[float, float]:
    """Return the 95 % interval of a score that is no share, by the bootstrap."""
    rng = random.Random(7)
    scores = sorted(score(rng.choices(items, k=len(items))) for _ in range(RESAMPLES))
    edge = round(0.025 * RESAMPLES)
    return scores[edge], scores[-edge - 1]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether confidence means what it says."""

    total: int
    confidence: float
    right: float
    error: float
    """ECE: how far confidence and being right lie apart, on average over ten bins."""
    sure: Figure | None
    """How many are right of those at 0.8 and above."""


def calibration(pairs: Sequence[tuple[float, bool]]) -> Calibration | None:
    """Compare confidences with what was right."""
    if not pairs:
        return None
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in pairs:
        bins.setdefault(min(int(sure * BINS), BINS - 1), []).append((sure, right))
    gaps = (abs(sum(sure - right for sure, right in each)) for each in bins.values())
    return Calibration(
        total=len(pairs),
        confidence=sum(sure for sure, _ in pairs) / len(pairs),
        right=sum(right for _, right in pairs) / len(pairs),
        error=sum(gaps) / len(pairs),
        sure=share([right for sure, right in pairs if sure >= SURE]),
    )
