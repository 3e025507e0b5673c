"""What each sentence of a reply does: apologises, explains, offers, denies, and so on.

    logit = bias + Σ weight · feature + table of words            for each act

The weights are learnt from labelled sentences (`training/acts.py`); a sentence may do several
things at once, or nothing of the list.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING

from amends.languages.grams import Table
from amends.replies.lint.features import hashed, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.replies.lint.letter import Sentence

_NEVER = -30.0
"""A logit below which a probability is none."""
Acts = dict[str, float]
"""Act → how probable it is that the sentence does it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt."""

    version: str
    acts: tuple[str, ...]
    bias: tuple[float, ...]
    rows: Mapping[str, Sequence[float]]
    """Feature → its weight for each act."""
    table: Table
    """A few numbers for each word …"""
    mix: Sequence[Sequence[float]]
    """… and what each of them means for each act."""

    def read(self, sentence: Sentence) -> Acts:
        """Return the probabilities of all acts for one sentence."""
        sums = list(self.bias)
        for name, value in named(sentence).items():
            row = self.rows.get(name)
            if row:
                sums = [sum_ + value * weight for sum_, weight in zip(sums, row, strict=True)]
        for value, row in zip(self.table.sums(*hashed(sentence)), self.mix, strict=False):
            sums = [sum_ + value * weight for sum_, weight in zip(sums, row, strict=True)]
        return {
            act: 1 / (1 + exp(-sum_)) if sum_ > _NEVER else 0.0
            for act, sum_ in zip(self.acts, sums, strict=True)
        }


@cache
def load() -> Weights:
    """Return what was learnt, from the file of this room."""
    raw = json.loads((files("amends.replies") / "weights" / "acts.json").read_text("utf-8"))
    return Weights(
        version=raw["version"],
        acts=tuple(raw["acts"]),
        bias=tuple(raw["bias"]),
        rows=raw["features"],
        table=Table(raw["block"]["numbers"], raw["block"]["scales"]),
        mix=raw["mix"],
    )
