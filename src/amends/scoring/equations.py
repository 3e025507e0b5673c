"""Linear equations of a symmetric matrix: with numpy where there is one, else in plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

Numbers = list[float]


class Equations(Protocol):
    """A symmetric matrix A, and (share · A + ridge) factorised once for many right sides."""

    def times(self, columns: Sequence[Numbers]) -> list[Numbers]:
        """Return A times each column."""
        ...

    def solved(self, columns: Sequence[Numbers]) -> list[Numbers]:
        """Return what (share · A + ridge) makes each column of."""
        ...


def equations(matrix: Sequence[Numbers], share: float, ridge: float) -> Equations:
    """Prepare the equations; in plain Python some hundred rows take seconds."""
    try:
        import numpy as np
    except ImportError:
        return Plain(matrix, root(matrix, share, ridge))
    whole = np.array(matrix)
    return Quick(whole, np.linalg.inv(share * whole + ridge * np.eye(len(whole))))


@dataclass(frozen=True, slots=True)
class Quick:
    """By numpy."""

    matrix: Any
    inverse: Any

    def times(self, columns: Sequence[Numbers]) -> list[Numbers]:
        """See `Equations`."""
        found: list[Numbers] = (columns @ self.matrix).tolist()
        return found

    def solved(self, columns: Sequence[Numbers]) -> list[Numbers]:
        """See `Equations`."""
        found: list[Numbers] = (columns @ self.inverse).tolist()
        return found


@dataclass(frozen=True, slots=True)
class Plain:
    """By a Cholesky factor, row by row."""

    matrix: Sequence[Numbers]
    root: Sequence[Numbers]

    def times(self, columns: Sequence[Numbers]) -> list[Numbers]:
        """See `Equations`."""
        return [[sum(map(mul, row, column)) for row in self.matrix] for column in columns]

    def solved(self, columns: Sequence[Numbers]) -> list[Numbers]:
        """See `Equations`."""
        return [self._solved(column) for column in columns]

    def _solved(self, right: Numbers) -> Numbers:
        half: Numbers = []
        for row, value in zip(self.root, right, strict=True):
            half.append((value - sum(map(mul, row, half))) / row[-1])
        for at in range(len(half) - 1, -1, -1):
            row = self.root[at]
            half[at] /= row[-1]
            share = half[at]
            half[:at] = [value - share * each for value, each in zip(half, row[:at], strict=False)]
        return half


def root(matrix: Sequence[Numbers], share: float, ridge: float) -> list[Numbers]:
    """Return the Cholesky factor of share · matrix + ridge, row by row."""
    rows: list[Numbers] = []
    for place, line in enumerate(matrix):
        row: Numbers = []
        for value, other in zip(line, rows, strict=False):
            row.append((share * value - sum(map(mul, row, other))) / other[-1])
        rest = share * line[place] + ridge - sum(map(mul, row, row))
        rows.append([*row, sqrt(rest)])
    return rows
