"""Texts of public sets that are clearly for or against: is the sign right, without any stars?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from amends.scoring.english import polarity_of
from gold import SIGNS, plain
from measures import Figure, balanced
from readings import bars, polar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.models import Assessment, Sentiment
    from readings import PolarSet, Reader
    from tables import Tables

TEXTBLOB = "TextBlob"
ITS_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Judged:
    """A set and what each engine makes of it."""

    set: PolarSet
    found: dict[str, list[Assessment]]

    def cells(self, name: str) -> list[list[float]]:
        """Return the points for each text, negative and positive ones apart."""
        points: dict[int, list[float]] = {-1: [], 1: []}
        for row, score in zip(self.set.rows, self._scores(name), strict=True):
            points[row["label"]].append(_points(score, row["label"]))
        return list(points.values())

    def _scores(self, name: str) -> list[float]:
        if name == TEXTBLOB:
            return [polarity_of(row["text"])[0] for row in self.set.rows]
        return [each.sentiment.score for each in self.found[name]]


def _points(score: float, label: int) -> float:
    return 0.5 if score == 0 else float(score * label > 0)


def judged(reader: Reader) -> list[Judged]:
    """Return all sets as each engine sees them; empty where there are none."""
    sets = list(polar())
    found = reader.read([mention for each in sets for mention in each.mentions()])
    together = []
    start = 0
    for each in sets:
        end = start + len(each.rows)
        together.append(Judged(each, {name: said[start:end] for name, said in found.items()}))
        start = end
    return together


def report(sets: Sequence[Judged], show: Tables) -> None:
    """Print the languages beside their bars, then every set."""
    engines = list(sets[0].found)
    asked = bars()
    head = ["language", "sets", "bar", "naive"]
    head += [cell for name in engines for cell in (name, "95 %", "")]
    rows = []
    for code, own in _by_language(sets):
        bar, naive = asked["bar"].get(code), asked["naive"].get(code)
        cells = [cell for name in engines for cell in _cells(_pooled(own, name), bar, show)]
        blob = show.measured(_pooled(own, TEXTBLOB))[0] if code == ITS_LANGUAGE else ""
        rows.append((code, str(len(own)), f"{bar:.2f}", f"{naive:.2f}", *cells, blob))
    title = "Polar accuracy without stars"
    show.table(f"{title} (mean of both classes and of all sets)", [*head, TEXTBLOB], rows)
    _each_set(sets, engines, show)


def _each_set(sets: Sequence[Judged], engines: Sequence[str], show: Tables) -> None:
    rows = []
    for each in sets:
        names = [*engines, TEXTBLOB] if each.set.language == ITS_LANGUAGE else engines
        cells = [cell for name in names for cell in show.measured(balanced(each.cells(name)))]
        blank = [""] * (2 * (len(engines) + 1) - len(cells))
        rows.append((each.set.language, each.set.name, *cells, *blank))
    head = ["language", "set", *(cell for name in (*engines, TEXTBLOB) for cell in (name, "95 %"))]
    show.table("Polar accuracy without stars, by set", head, rows)


def _by_language(sets: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    for code, own in groupby(sets, key=lambda each: each.set.language):
        yield code, list(own)


def _pooled(own: Sequence[Judged], name: str) -> Figure | None:
    return balanced([cell for each in own for cell in each.cells(name)])


def _cells(figure: Figure | None, bar: float, show: Tables) -> tuple[str, ...]:
    return (*show.measured(figure), figure.mark(bar) if figure else "")


def confidences(sets: Sequence[Judged]) -> Iterator[tuple[str, str, list[tuple[float, bool]]]]:
    """Yield engine, label, and each confidence with whether it was right."""
    for name in sets[0].found if sets else ():
        said = [
            (row["label"], found.sentiment)
            for each in sets
            for row, found in zip(each.set.rows, each.found[name], strict=True)
        ]
        signs = [(sign_confidence(tone), _points(tone.score, label) == 1) for label, tone in said]
        labels = [(tone.confidence, SIGNS[tone.label] == label) for label, tone in said]
        yield name, "sentiment of public texts", labels
        yield name, "the same, sign alone", signs
        languages = [
            (found.language.confidence, found.language.code == each.set.language)
            for each in sets
            for found in each.found[name]
        ]
    if sets:
        yield "any", "language of public texts", languages


def sign_confidence(tone: Sentiment) -> float:
    """Return how probable the found sign is, if the text is either for or against.

    That is what these sets ask: they leave out what is neutral.
    """
    if tone.label in {"positive", "negative"}:
        mine = tone.confidence
        other = mine - abs(tone.score)
    else:
        rest = 1 - tone.confidence
        mine, other = (rest + abs(tone.score)) / 2, (rest - abs(tone.score)) / 2
    return mine / (mine + other) if mine + other > 0 else 0.5


def rows(sets: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """Yield every judged text, for people to read."""
    for each in sets:
        for name, found in each.found.items():
            for row, said in zip(each.set.rows, found, strict=True):
                yield {
                    "set": f"{each.set.language}/{each.set.name}",
                    "engine": name,
                    "wrong": [] if _points(said.sentiment.score, row["label"]) == 1 else ["sign"],
                    "gold": row,
                    "found": plain(said),
                }
