"""The mentions that carry all labels: what each engine gets right, by measure and language."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import order
from amends.languages.data import FIRST_CLASS
from amends.models.vocabulary import NOTICED_SIGNALS
from measures import Figure, macro_f1, micro_f1, share
from readings import gold, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from amends.models import Assessment
    from amends.models.listing import Ranked
    from readings import Reader
    from tables import Tables

    Judgement = Callable[["Judged"], bool | None]

SIGNS = {"positive": 1, "neutral": 0, "mixed": 0, "negative": -1}
CALM, SERIOUS, CRITICAL = 1, 3, 4
NEAR = 0.1
"""How far the light engine may lie behind the full one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled mention and what one engine made of it."""

    row: dict[str, Any]
    ranked: Ranked

    @property
    def found(self) -> Assessment:
        """What was said of the text."""
        return self.ranked.case.assessment

    @property
    def tones(self) -> tuple[int, int]:
        """The labelled tone and the one found."""
        return self.row["sentiment"], SIGNS[self.found.sentiment.label]

    @property
    def signals(self) -> set[str]:
        """What was found in the text, the reach and the history, as far as the labels know it."""
        late = {"waiting"} - set(self.found.signals)
        return set(self.ranked.situation.signals) - late - set(NOTICED_SIGNALS)


ByEngine = dict[str, list[Judged]]


def judged(reader: Reader) -> ByEngine:
    """Return all labelled mentions as each engine sees them; empty where there are none."""
    labelled = gold()
    if not labelled:
        return {}
    found = reader.read([order.mention_of(row) for row in labelled])
    return {
        name: [Judged(row, place) for row, place in zip(labelled, places.values(), strict=True)]
        for name, assessments in found.items()
        if (places := order.rank(labelled, assessments))
    }


@dataclass(frozen=True, slots=True)
class Measure:
    """A question to every judged mention: right, wrong, or (None) not to be asked."""

    name: str
    short: str
    right: Judgement
    bar: float | None = None
    at_most: bool = False
    light_bar: float | None = None
    """Where the light engine has a bar of its own, on the first-class languages."""

    def of(self, items: Sequence[Judged]) -> Figure | None:
        """Return the share."""
        return share([hit for each in items if (hit := self.right(each)) is not None])


def _off(each: Judged) -> int:
    return abs(each.found.severity - each.row["severity"])


def _critical(each: Judged) -> bool | None:
    return each.found.severity >= SERIOUS if each.row["severity"] == CRITICAL else None


def _false_alarm(each: Judged) -> bool | None:
    return each.found.severity >= SERIOUS if each.row["severity"] <= CALM else None


def _language(each: Judged) -> bool | None:
    return each.found.language.code == each.row["lang"] if each.row["text"].strip() else None


def _playbook(each: Judged) -> bool:
    return each.ranked.situation.playbook == each.row["playbook"]


MEASURES = (
    Measure("intent", "intent", lambda each: each.found.intent == each.row["intent"], 0.90),
    Measure("playbook", "playbook", _playbook, 0.90),
    Measure("sentiment", "sentiment", lambda each: each.tones[0] == each.tones[1]),
    Measure("severity within one level", "sev. ±1", lambda each: _off(each) <= 1, 0.95),
    Measure("severity exact", "sev. exact", lambda each: _off(each) == 0),
    Measure("critical put at 3–4", "critical", _critical, 0.97, light_bar=0.90),
    Measure("calm (0–1) put at 3–4", "false al.", _false_alarm, 0.03, at_most=True),
    Measure("language", "language", _language, 0.98),
)


def _topics(items: Sequence[Judged], without: str = "") -> Figure | None:
    return micro_f1(
        [
            (set(each.row["topics"]) - {without}, set(each.found.topics) - {without})
            for each in items
        ]
    )


SCORES: tuple[tuple[str, float | None, Callable[[Sequence[Judged]], Figure | None]], ...] = (
    ("sentiment macro-F1", 0.88, lambda items: macro_f1([each.tones for each in items])),
    ("topics micro-F1", 0.70, _topics),
    ("topics micro-F1 without “other”", None, lambda items: _topics(items, "other")),
    (
        "signals micro-F1",
        None,
        lambda items: micro_f1(
            [(set(each.row["urgency_reasons"]), each.signals) for each in items]
        ),
    ),
)
"""What is no share of the mentions."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure with its bar."""

    name: str
    figure: Figure | None
    bar: float | None = None
    at_most: bool = False
    light_bar: float | None = None

    def mark(self, bar: float | None) -> str:
        """Say whether a bar holds; nothing where there is none."""
        if bar is None or self.figure is None:
            return ""
        return self.figure.mark(bar, at_most=self.at_most)


def lines(items: Sequence[Judged]) -> list[Line]:
    """Return every measure of these mentions."""
    shares = [
        Line(each.name, each.of(items), each.bar, each.at_most, each.light_bar) for each in MEASURES
    ]
    return shares + [Line(name, score(items), bar) for name, bar, score in SCORES]


def _pairs(items: Sequence[Judged]) -> Line:
    places = {each.row["id"]: each.ranked for each in items}
    known = [pair for pair in pairs() if pair["first"] in places and pair["second"] in places]
    right = [order.in_order(pair, places) for pair in known]
    return Line("pairs in the right order", share(right), 0.96)


def report(found: ByEngine, show: Tables) -> None:
    """Print the mentions of all languages together, then language by language."""
    _against_bars(found, show)
    if len(found) > 1:
        _light_against_full(found, show)
    for name, items in found.items():
        _by_language(name, items, show)


def _against_bars(found: ByEngine, show: Tables) -> None:
    tables = [[*lines(items), _pairs(items)] for items in found.values()]
    total = max(map(len, found.values()))
    head = ["measure", "bar", *(cell for name in found for cell in (name, "95 %", ""))]
    rows = []
    for same in zip(*tables, strict=True):
        bar = same[0].bar
        sign = "≤" if same[0].at_most else "≥"
        cells = (cell for line in same for cell in (*show.measured(line.figure), line.mark(bar)))
        rows.append((same[0].name, "" if bar is None else f"{sign} {bar:.2f}", *cells))
    show.table(f"{total} labelled mentions, all languages", head, rows)


def _light_against_full(found: ByEngine, show: Tables) -> None:
    of_five = [
        lines([each for each in found[name] if each.row["lang"] in FIRST_CLASS])
        for name in ("full", "light")
    ]
    rows = []
    for full, light in zip(*of_five, strict=True):
        bar = full.light_bar or _near(full)
        difference = light.figure.value - full.figure.value if light.figure and full.figure else 0
        shown = show.measured(full.figure)[0], *show.measured(light.figure)
        rows.append(
            (full.name, *shown, f"{difference:+.3f}", f"{bar:.3f}" if bar else "", light.mark(bar))
        )
    head = ("measure", "full", "light", "95 %", "difference", "bar", "")
    show.table(f"The light engine beside the full one: {', '.join(FIRST_CLASS)}", head, rows)


def _near(full: Line) -> float | None:
    if full.figure is None:
        return None
    return full.figure.value + (NEAR if full.at_most else -NEAR)


def _by_language(name: str, items: Sequence[Judged], show: Tables) -> None:
    spoken = {each.row["lang"] for each in items}
    ordered = [*(code for code in FIRST_CLASS if code in spoken), *sorted(spoken - {*FIRST_CLASS})]
    rows = []
    for code in ordered:
        own = [each for each in items if each.row["lang"] == code]
        counts = (figure.counts if (figure := each.of(own)) else "–" for each in MEASURES)
        rows.append((code, str(len(own)), *counts, show.measured(_topics(own))[0]))
    head = ("language", "n", *(each.short for each in MEASURES), "topics F1")
    show.table(f"Labelled mentions by language, {name} engine", head, rows)


def confidences(found: ByEngine) -> Iterator[tuple[str, str, list[tuple[float, bool]]]]:
    """Yield engine, label, and each confidence with whether the label was right."""
    for name, items in found.items():
        sure = [(each, each.found, each.found.confidence) for each in items]
        tones = [(said.sentiment.confidence, len({*each.tones}) == 1) for each, said, _ in sure]
        yield name, "sentiment", tones
        yield (
            name,
            "intent",
            [(by.intent, said.intent == each.row["intent"]) for each, said, by in sure],
        )
        yield name, "severity", [(by.severity, _off(each) == 0) for each, _, by in sure]
        topics = (
            (one, topic in each.row["topics"])
            for each, said, by in sure
            for topic, one in zip(said.topics, by.topics, strict=True)
            if topic != "other"
        )
        yield name, "topics", list(topics)
    for items in list(found.values())[:1]:
        asked = [each for each in items if each.row["text"].strip()]
        sure = [(each.found.language.confidence, bool(_language(each))) for each in asked]
        yield "any", "language", sure


def rows(found: ByEngine) -> Iterator[dict[str, Any]]:
    """Yield every judged mention, for people to read."""
    for name, items in found.items():
        for each in items:
            yield {
                "set": "gold",
                "engine": name,
                "wrong": [one.name for one in MEASURES if one.right(each) is one.at_most],
                "gold": each.row,
                "found": plain(each.found),
                "playbook": each.ranked.situation.playbook,
                "priority": each.ranked.priority.score,
            }


def plain(found: Assessment) -> dict[str, Any]:
    """Return an assessment as it can be written down, without its vector."""
    return asdict(replace(found, vector=None))
