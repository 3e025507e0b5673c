"""From the outputs for texts that a fit has not seen: honest probabilities, thresholds, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from learn import HEADS, SIGNALS, TOPICS, TRUST, softmax, warmth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from learn import Data, Fit

FALSE_ALARMS = 0.02
"""Of what is harmless, at most this share may be called serious."""
SERIOUS, CALM = 3, 1
BINS = 10
FEWEST = 40
"""Examples of a language below which no figure is given for it."""


class Verdicts:
    """What cross-validation says of one engine; about mentions unless a method says otherwise."""

    def __init__(self, data: Data, logits: np.ndarray) -> None:
        self.data, self.rows = data, data.where("mention")
        self.logits = logits
        self.intent = _places(data.labels("intent")[self.rows], HEADS["intent"])
        self.severity = data.labels("severity")[self.rows]
        self.sentiment = data.labels("sentiment")[self.rows] + 1
        toned = self.rows | data.where("plain")
        self.warmth = warmth(self._toned(toned), data.labels("sentiment")[toned] + 1)
        self.divisors = {
            "intent": warmth(self._head("intent"), self.intent),
            "severity": warmth(self._head("severity"), self.severity),
        }
        self.harm = np.cumsum(self._shares("severity")[:, ::-1], axis=1)[:, ::-1]
        """At column n: the probability that the harm is n or worse."""
        self.thresholds = {
            "severity": [0.0, 0.5, 0.5, self._alarm(), 0.5],
            "topics": self._topic_threshold(),
            "signals": {name: self._signal_threshold(i) for i, name in enumerate(SIGNALS)},
        }

    def cool(self, fit: Fit) -> None:
        """Divide the weights of a fit so that its probabilities are honest."""
        for head, divisor in self.divisors.items():
            columns = _columns(head)
            fit.bias[columns] /= divisor
            fit.features[:, columns] /= divisor
            fit.block[:, columns] /= divisor

    def measure(self) -> dict[str, object]:
        """Return the figures of the card, for all languages together and one by one."""
        languages = self.data.labels("language")[self.rows]
        figures = {"all": self._figures(np.ones(len(languages), bool))}
        for language in sorted(set(languages)):
            of_it = languages == language
            if of_it.sum() >= FEWEST:
                figures[str(language)] = self._figures(of_it)
        return figures

    def _figures(self, of: np.ndarray) -> dict[str, float]:
        tone, intent = softmax(self._toned(self.rows) / self.warmth)[of], self._shares("intent")[of]
        level, truth = self.levels()[of], self.severity[of]
        mine = self._topics(self.thresholds["topics"])[of]
        theirs = self._wanted("topics", TOPICS)[of]
        grave, calm = truth > SERIOUS, truth <= CALM
        return {
            "mentions": int(of.sum()),
            "sentiment": _rate(tone.argmax(1) == self.sentiment[of]),
            "sentiment calibration error": calibration_error(tone, self.sentiment[of]),
            "intent": _rate(intent.argmax(1) == self.intent[of]),
            "intent calibration error": calibration_error(intent, self.intent[of]),
            "severity exact": _rate(level == truth),
            "severity within one": _rate(abs(level - truth) <= 1),
            "critical found": _rate(level[grave] >= SERIOUS),
            "false alarms": _rate(level[calm] >= SERIOUS),
            "severity calibration error": calibration_error(self._shares("severity")[of], truth),
            "topics F1": f1(mine, theirs),
            "signals F1": f1(self._signals()[of], self._wanted("signals", SIGNALS)[of]),
        }

    def levels(self) -> np.ndarray:
        """Return the severity that the thresholds give."""
        passed = self.harm >= np.array(self.thresholds["severity"])
        return (passed * np.arange(passed.shape[1])).max(axis=1)

    def _head(self, head: str) -> np.ndarray:
        return self.logits[self.rows][:, _columns(head)]

    def _shares(self, head: str) -> np.ndarray:
        return softmax(self._head(head) / self.divisors[head])

    def _toned(self, rows: np.ndarray) -> np.ndarray:
        """Fade one expert for the sentiment into the other as the program does."""
        plain = probability(self.logits[:, _columns("literal")]) * self.data.starless[:, None]
        tone = TRUST[self.data.engine] * self.logits[:, _columns("tone")] * [-1, 0, 1]
        return ((1 - plain) * self.logits[:, _columns("sentiment")] + plain * tone)[rows]

    def _alarm(self) -> float:
        """Return from which probability on harm is called serious."""
        calm = np.sort(self.harm[self.severity <= CALM, SERIOUS])
        return round(float(np.quantile(calm, 1 - FALSE_ALARMS)), 3)

    def _topics(self, threshold: float) -> np.ndarray:
        return probability(self._head("topics")) >= threshold

    def _topic_threshold(self) -> float:
        wanted = self._wanted("topics", TOPICS)
        return max(
            np.arange(0.15, 0.6, 0.01).round(2).tolist(),
            key=lambda threshold: f1(self._topics(threshold), wanted),
        )

    def _signal_threshold(self, column: int) -> float:
        found = probability(self._head("signals"))[:, column]
        wanted = self._wanted("signals", SIGNALS)[:, column]
        return max(
            np.arange(0.3, 0.8, 0.01).round(2).tolist(),
            key=lambda threshold: f1(found >= threshold, wanted),
        )

    def _signals(self) -> np.ndarray:
        least = np.array(list(self.thresholds["signals"].values()))
        return probability(self._head("signals")) >= least

    def _wanted(self, name: str, labels: tuple[str, ...]) -> np.ndarray:
        return np.array([self.data.holds(name, label)[self.rows] for label in labels]).T


def calibration_error(shares: np.ndarray, truth: np.ndarray) -> float:
    """Return how far confidence and being right lie apart, on average (ECE, ten bins)."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps: Mapping[int, float] = {
        each: abs(sure[bins == each].mean() - right[bins == each].mean()) for each in set(bins)
    }
    return round(float(sum(gaps[each] for each in bins) / len(bins)), 3)


def f1(found: np.ndarray, wanted: np.ndarray) -> float:
    """Return the micro-averaged F1 of two tables of yes and no."""
    both = (found & wanted).sum()
    return round(float(2 * both / max(1, found.sum() + wanted.sum())), 3)


def probability(logits: np.ndarray) -> np.ndarray:
    """Return the logistic function of each number."""
    return 1 / (1 + np.exp(-logits))


def _columns(head: str) -> slice:
    start = 0
    for name, labels in HEADS.items():
        if name == head:
            return slice(start, start + len(labels))
        start += len(labels)
    raise KeyError(head)


def _places(labels: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    place = {name: index for index, name in enumerate(names)}
    return np.array([place[label] for label in labels])


def _rate(hits: np.ndarray) -> float:
    return round(float(hits.mean()), 3) if len(hits) else 0.0
