"""Fit the heads: matrices from examples, logistic regressions, thresholds, whole numbers.

Every head is a logistic regression on scaled inputs; the scales are folded into the weights, so
that the program multiplies what it sees as it is.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from amends.languages.grams import BUCKETS, buckets
from amends.models.vocabulary import Intent, Signal, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus import Example

    from amends.scoring.assess import Look

Weights = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Bias, weights of the features, weights of the block; columns are outputs."""
FOLDS = 4
STRENGTH = 0.01
"""Inverse strength of the regularisation."""
SENTIMENT = ("negative", "neutral", "positive")
TOPICS = tuple(topic for topic in get_args(Topic) if topic != "other")
UNLABELLED = frozenset(
    {"viral", "gone_quiet", "wronged_before", "lost_fan", "silenced", "private_chance"}
)
"""Signals of the moment and the history, or of cues alone."""
SIGNALS = tuple(signal for signal in get_args(Signal) if signal not in UNLABELLED)
HEADS = {
    "tone": ("positive",),
    "sentiment": SENTIMENT,
    "intent": get_args(Intent),
    "literal": ("literal",),
    "severity": ("0", "1", "2", "3", "4"),
    "topics": TOPICS,
    "signals": SIGNALS,
}
"""In the order of their columns; the light engine's table of words serves the first three."""
TABLED = ("tone", "sentiment", "intent")
LOUD = 3.0
"""How much less a feature with a name is regularised than a number of a vector."""
GRAMS = 8.0
TRUST = {"full": 2.0, "light": 1.0}
"""How loud the tone of plain sentences speaks beside the sentiment of mentions."""
LEANING = {"full": 1.0, "light": -1.0}
"""Where it is open how plainly a text speaks: above 0, it is taken for plain, as most are.

The light engine hears words alone, and hears them better in mentions.
"""
PLAIN = {"full": (3e-4, 2.0), "light": (1e-2, 1.0)}
"""Regularisation and loudness of features for the tone of plain sentences.

Sentence vectors want much of the first: little of them is about tone.
"""
SHARES = {"plain": 1.0, "witty": 0.2, "mention": 1.0}
"""What an example counts for in the head of the sentiment."""


@dataclass(frozen=True)
class Data:
    """All examples as numbers; rows are examples."""

    examples: Sequence[Example]
    names: tuple[str, ...]
    features: np.ndarray
    block: np.ndarray | csr_matrix
    """Sentence vectors, or hashed words."""
    folds: np.ndarray
    """The fold that each example belongs to; alike ones share it."""

    def where(self, *kinds: str) -> np.ndarray:
        """Return which examples are of these kinds."""
        return np.array([example.kind in kinds for example in self.examples])

    def labels(self, name: str) -> np.ndarray:
        """Return one label of all examples."""
        return np.array([getattr(example, name) for example in self.examples])

    def holds(self, name: str, label: str) -> np.ndarray:
        """Return for which examples a list of labels holds this one."""
        return np.array([label in getattr(example, name) for example in self.examples])

    @property
    def engine(self) -> str:
        """Return which engine's block this is."""
        return "light" if isinstance(self.block, csr_matrix) else "full"

    @property
    def starless(self) -> np.ndarray:
        """Return which examples have no stars."""
        return self.features[:, self.names.index("stars:none")] > 0


@dataclass
class Fit:
    """Weights of all columns, in the units of the program."""

    bias: np.ndarray
    features: np.ndarray
    block: np.ndarray

    def logits(self, data: Data, rows: np.ndarray) -> np.ndarray:
        """Return the outputs for some examples."""
        return self.bias + data.features[rows] @ self.features + data.block[rows] @ self.block


def feature_matrix(looks: Sequence[Look]) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the names of all features that occur, and their values."""
    names = tuple(sorted({name for look in looks for name in look.features}))
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(looks), len(names)))
    for row, look in enumerate(looks):
        for name, value in look.features.items():
            matrix[row, column[name]] = value
    return names, matrix


def gram_matrix(texts: Sequence[str]) -> csr_matrix:
    """Return the hashed words of texts."""
    found = [buckets(text) for text in texts]
    rows = np.repeat(np.arange(len(texts)), [len(hashed) for hashed, _ in found])
    columns = np.concatenate([np.array(hashed, int) for hashed, _ in found])
    values = np.concatenate([np.full(len(hashed), weight) for hashed, weight in found])
    return csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS))


def fit_all(data: Data, chosen: np.ndarray) -> Fit:
    """Fit every head on the chosen examples."""
    return Fit(
        *(np.concatenate(columns, axis=-1) for columns in zip(*_fits(data, chosen), strict=True))
    )


def _fits(data: Data, chosen: np.ndarray) -> Iterator[Weights]:
    """Yield bias, weights of features and weights of the block for each head in order."""
    tone, plain = data.labels("sentiment"), data.where("plain")
    mention = chosen & data.where("mention")
    counts = np.array([SHARES[example.kind] for example in data.examples])
    strength, loud = PLAIN[data.engine]
    yield _one(data, chosen & plain & (tone != 0), tone > 0, strength=strength, loud=loud)
    yield _several(data, chosen, tone, [-1, 0, 1], counts)
    yield _several(data, mention, data.labels("intent"), HEADS["intent"])
    bare = data.starless & (mention | (chosen & plain))
    bias, named, block = _one(data, bare, plain, strength=1e-3, loud=1.0, table=False)
    yield bias + LEANING[data.engine], named, block
    yield _several(data, mention, data.labels("severity"), range(5), table=False)
    for name in ("topics", "signals"):
        for label in HEADS[name]:
            yield _one(data, mention, data.holds(name, label), table=False)


def _one(
    data: Data,
    rows: np.ndarray,
    truth: np.ndarray,
    *,
    strength: float = STRENGTH,
    loud: float = LOUD,
    table: bool = True,
) -> Weights:
    """Fit one yes-or-no column."""
    inputs = _Inputs(data, rows, loud, table=table)
    tabled = table and inputs.tabled
    solver = "liblinear" if tabled else "newton-cholesky"  # the quickest for sparse and for dense
    model = LogisticRegression(C=strength, solver=solver)
    model.fit(inputs.scaled(rows), truth[rows])
    return inputs.unscale(model.coef_, model.intercept_)


def _several(
    data: Data,
    rows: np.ndarray,
    truth: np.ndarray,
    labels: Sequence[object],
    counts: np.ndarray | None = None,
    *,
    table: bool = True,
) -> Weights:
    """Fit a column for each label, of which exactly one is true."""
    inputs = _Inputs(data, rows, LOUD, table=table)
    model = LogisticRegression(C=STRENGTH, max_iter=2000, tol=1e-3)
    model.fit(inputs.scaled(rows), truth[rows], None if counts is None else counts[rows])
    order = [list(model.classes_).index(label) for label in labels]
    return inputs.unscale(model.coef_[order], model.intercept_[order])


class _Inputs:
    """Features made louder and the block brought to one scale, and the way back."""

    def __init__(self, data: Data, rows: np.ndarray, loud: float, *, table: bool) -> None:
        self.data, self.loud = data, loud
        self.tabled = data.engine == "light"
        self.used = table or not self.tabled
        if self.tabled:
            self.mean, self.spread = np.zeros(BUCKETS), np.full(BUCKETS, 1 / GRAMS)
        else:
            self.mean, self.spread = data.block[rows].mean(0), data.block[rows].std(0)

    def scaled(self, rows: np.ndarray) -> np.ndarray | csr_matrix:
        """Return the inputs of a regression."""
        named = self.loud * self.data.features[rows]
        if not self.used:
            return named
        if self.tabled:
            return hstack([csr_matrix(named), GRAMS * self.data.block[rows]]).tocsr()
        return np.hstack([named, (self.data.block[rows] - self.mean) / self.spread])

    def unscale(self, weights: np.ndarray, bias: np.ndarray) -> Weights:
        """Return bias and weights for inputs as they are; columns are outputs."""
        named = self.data.features.shape[1]
        block = np.zeros((self.data.block.shape[1], len(weights)))
        if self.used:
            block = (weights[:, named:] / self.spread).T
        return bias - self.mean @ block, self.loud * weights[:, :named].T, block


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the shares of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def warmth(logits: np.ndarray, truth: np.ndarray) -> float:
    """Return by what to divide the logits so that the probabilities are honest.

    Temperature scaling (Guo et al. 2017): the value that makes the true labels likeliest.
    """

    def surprise(divisor: float) -> float:
        return -np.log(softmax(logits / divisor)[np.arange(len(truth)), truth] + 1e-12).mean()

    return float(minimize_scalar(surprise, bounds=(0.2, 5), method="bounded").x)


def whole_numbers(block: np.ndarray) -> tuple[list[float], str]:
    """Return a block as signed bytes with a scale for each column, packed into text."""
    scales = np.maximum(np.abs(block).max(axis=0), 1e-9) / 127
    numbers = np.rint(block / scales).astype(np.int8)
    packed = base64.b64encode(zlib.compress(numbers.tobytes(), 9)).decode()
    return [float(f"{scale:.6g}") for scale in scales], packed
