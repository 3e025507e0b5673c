"""Whether drafts could be sent: for all labelled mentions, by their labels and as the engine reads.

    python benchmarks/drafts.py [--by labels|engine|both] [--markdown] [--wrong]

A draft has to pass the lint without an error, be in the language of the mention, fit its platform,
refer to something this customer said, and resemble no other draft. The mentions lie under
AMENDS_SHARED or ../shared and are no part of this repository; one neutral policy serves them all.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

import order
from amends import languages
from amends.config import load
from amends.replies import Wish, compose, lint, platform
from amends.scoring.assess import assess_all, engine
from amends.scoring.situation import situation
from readings import SHARED, gold
from tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.config import Config
    from amends.models import Case, Draft
    from amends.models.vocabulary import Playbook

POLICY = Path(__file__).parent / "policy.yaml"
ALIKE = 0.8
STEM = 5
LONG_WORD = 4
OFF_PAGE = ("ja", "ar")
"""Languages of the labelled mentions in which no replies are written."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A labelled mention and what is suggested."""

    row: dict[str, Any]
    case: Case
    playbook: Playbook
    draft: Draft
    seconds: float

    @property
    def text(self) -> str:
        """The reply, empty where none is due."""
        return self.draft.text or ""

    def errors(self, config: Config) -> list[str]:
        """Return the rules that it breaks."""
        verdict = lint.check(
            self.text,
            mention=self.case.mention,
            assessment=self.case.assessment,
            playbook=self.playbook,
            platform=platform(self.case.mention.source_type),
            language=self.draft.language,
            config=config,
        )
        return [found.rule for found in verdict.findings if found.level == "error"]

    def in_language(self) -> bool:
        """Whether it is in the language of the mention; in our own where that is not written."""
        wanted = self.draft.language
        same = wanted == self.row["lang"] or self.row["lang"] in OFF_PAGE or not self.row["text"]
        return same and languages.detect(self.text, expected=(wanted,)).code == wanted

    def specific(self) -> bool | None:
        """Whether it names one of the specifics or quotes the text; None where there are none."""
        if not self.row["specifics"]:
            return None
        return _quotes(self.row["text"], self.text) or any(
            len(_stems(each) & _stems(self.text)) * 2 >= len(_stems(each)) > 0
            for each in self.row["specifics"]
        )


def main() -> None:
    """Print the tables that the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--by", choices=("labels", "engine", "both"), default="both")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    parser.add_argument("--wrong", action="store_true", help="print what falls short")
    options = parser.parse_args()
    show = Tables(markdown=options.markdown)
    rows = gold()
    if not rows:
        show.line(f"skipped: there are no labelled mentions under {SHARED / 'gold'}")
        return
    config = load(POLICY).config
    chosen = ("labels", "engine") if options.by == "both" else (options.by,)
    made = {by: list(drafted(rows, config, by)) for by in chosen}
    show.table("Drafts", ("measure", *chosen), measures(made, config))
    show.line(f"most alike within a language: {alike(made[chosen[0]])}")
    for by in chosen if options.wrong else ():
        report(made[by], config, by, show)


def drafted(rows: Sequence[dict[str, Any]], config: Config, by: str) -> Iterator[Drafted]:
    """Yield a draft for every mention that wants an answer."""
    mentions = [order.mention_of(row) for row in rows]
    places = order.rank(rows, assess_all(mentions, by=engine("auto")))
    for row in rows:
        case = places[row["id"]].case
        book = situation(case, order.NOW).playbook
        if by == "labels":
            case, book = labelled(case, row), row["playbook"]
        start = perf_counter()
        draft = compose(case, config, Wish(book), now=order.NOW)
        if draft.text:
            yield Drafted(row, case, book, draft, perf_counter() - start)


def labelled(case: Case, row: dict[str, Any]) -> Case:
    """Return the case as a perfect reader would have assessed it; its cues are the engine's."""
    true = {"intent": row["intent"], "severity": row["severity"], "topics": tuple(row["topics"])}
    none = type(case.assessment.confidence)()
    return replace(case, assessment=replace(case.assessment, **true, confidence=none))


def measures(made: dict[str, list[Drafted]], config: Config) -> Iterator[tuple[str, ...]]:
    """Yield each measure, with a column for each way of reading."""
    columns = made.values()
    yield "drafts", *(str(len(each)) for each in columns)
    yield (
        "pass the lint without an error",
        *(_share([not one.errors(config) for one in each]) for each in columns),
    )
    yield (
        "in the right language",
        *(_share([one.in_language() for one in each]) for each in columns),
    )
    yield (
        "fit the platform",
        *(_share([platform(one.row["source"]).fits(one.text) for one in each]) for each in columns),
    )
    yield (
        "name a specific or quote the text",
        *(_share([hit for one in each if (hit := one.specific()) is not None]) for each in columns),
    )
    yield "milliseconds: median, 95 %, longest", *(_times(each) for each in columns)


def alike(made: Sequence[Drafted]) -> str:
    """Return the two drafts of one language that are most like each other."""
    found = max(
        (fuzz.ratio(one.text, other.text) / 100, one.row["id"], other.row["id"])
        for one, other in combinations(made, 2)
        if one.draft.language == other.draft.language
    )
    return f"{found[0]:.2f} ({found[1]}, {found[2]}; bar {ALIKE})"


def report(made: Sequence[Drafted], config: Config, by: str, show: Tables) -> None:
    """Print every draft that falls short, and why."""
    for one in made:
        short = [*one.errors(config)]
        short += [] if one.in_language() else ["language"]
        short += ["no specific"] if one.specific() is False else []
        if short:
            show.line(f"\n{by} {one.row['id']} {one.row['lang']} {one.playbook}: {short}")
            show.line(f"  > {one.row['text']}\n  {one.text}")


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / max(1, len(hits)):.3f} ({sum(hits)}/{len(hits)})"


def _times(made: Sequence[Drafted]) -> str:
    taken = sorted(one.seconds * 1000 for one in made)
    return f"{taken[len(taken) // 2]:.1f}, {taken[int(len(taken) * 0.95)]:.1f}, {taken[-1]:.1f}"


def _stems(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {word[:STEM] for word in words if len(word) >= LONG_WORD or word.isdigit()}


def _quotes(text: str, draft: str) -> bool:
    said = " ".join(text.casefold().split())
    quoted = re.findall(r"[“„«»”‚‘]([^“„«»”‚‘]{4,90})[“”«»’‘]", draft)
    return any(" ".join(each.casefold().split()) in said for each in quoted)


if __name__ == "__main__":
    main()
