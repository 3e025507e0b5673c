"""How well the lint tells replies that may be sent from those that must not.

    python benchmarks/lint.py [--by labels|engine|both] [--markdown] [--wrong]

The labelled replies and their mentions lie under AMENDS_SHARED or ../shared and are no part of
this repository. Only errors count, warnings don't; replies in languages that have no `lint.yaml`
are left out. `labels` takes intent and playbook of the mention as labelled, `engine` as the light
engine reads them.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from amends.config import load
from amends.languages import names, read
from amends.models import Assessment, Case, Language
from amends.replies.lint import check
from amends.replies.platforms import platform
from amends.scoring.assess import assess, engine
from amends.scoring.situation import situation
from measures import share
from order import NOW, mention_of
from readings import SHARED, gold, lines
from tables import Tables, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.models import Mention
    from amends.models.lint import Finding
    from amends.models.vocabulary import Playbook

HERE = Path(__file__).parent
WARNINGS = frozenset(
    "curt blames_staff reveals_staff blames_third_party unreachable_promise".split()
)
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A labelled reply and what the lint says of it."""

    row: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def wanted(self) -> set[str]:
        return set(self.row["faults"]) - WARNINGS

    @property
    def found(self) -> set[str]:
        return {each.rule for each in self.findings if each.level == "error"}


def main() -> None:
    """Print the tables that the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--by", choices=("labels", "engine", "both"), default="both")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    parser.add_argument("--wrong", action="store_true", help="print what was judged wrongly")
    options = parser.parse_args()
    show = Tables(markdown=options.markdown)
    replies = list(labelled())
    if not replies:
        show.line(f"skipped: there are no labelled replies under {SHARED / 'gold'}")
        return
    for by in ("labels", "engine") if options.by == "both" else (options.by,):
        checked = judged(replies, by)
        report(checked, by, show)
        if options.wrong:
            mistakes(checked, show)
    speed([row["reply"] for row in replies], show)


def labelled() -> Iterable[dict[str, Any]]:
    """Yield the labelled replies in the languages that have words for the lint."""
    spoken = {code for code in names() if read(code, "lint")}
    for path in sorted(SHARED.glob("gold/dev*_replies.jsonl")):
        yield from (row for row in lines(path) if row["lang"] in spoken)


def judged(replies: Sequence[dict[str, Any]], by: str) -> list[Checked]:
    """Check every reply with its mention."""
    rows = {row["id"]: row for row in gold()}
    config = load(HERE / "policy.yaml").config
    checked = []
    for reply in replies:
        row = rows[reply["mention_id"]]
        mention = mention_of(row)
        assessment, playbook = known(row, mention, by)
        verdict = check(
            reply["reply"],
            mention=mention,
            assessment=assessment,
            playbook=playbook,
            platform=platform(mention.source_type),
            config=config,
        )
        checked.append(Checked(reply, verdict.findings))
    return checked


def known(row: dict[str, Any], mention: Mention, by: str) -> tuple[Assessment, Playbook]:
    """Return what is said of the mention: by its labels, or by the light engine."""
    if by == "labels":
        language = Language(row["lang"], 1.0)
        topics, severity = tuple(row["topics"]), row["severity"]
        found = Assessment(language, intent=row["intent"], topics=topics, severity=severity)
        return found, row["playbook"]
    found = assess(mention, by=engine("light"))
    return found, situation(Case(row["id"], mention, assessment=found), NOW).playbook


def report(checked: Sequence[Checked], by: str, show: Tables) -> None:
    """Print good ones passed, faulty ones caught, and each fault."""
    show.line(f"\nlint, mentions by {by}")
    rows = [summary("all", checked, show)]
    rows += [
        summary(code, own, show)
        for code in sorted({each.row["lang"] for each in checked})
        if (own := [each for each in checked if each.row["lang"] == code])
    ]
    head = ("language", "n", "good passed", "faulty caught", "precision", "recall", "F1")
    show.table(f"Replies, mentions by {by}", head, rows)
    faults = sorted({fault for each in checked for fault in each.wanted | each.found})
    single = [
        (fault, *figures([(each.wanted & {fault}, each.found & {fault}) for each in checked]))
        for fault in faults
    ]
    head = ("fault", "labelled", "found", "right", "precision", "recall", "F1")
    show.table(f"Faults, mentions by {by}", head, single)


def summary(name: str, checked: Sequence[Checked], show: Tables) -> tuple[str, ...]:
    """Return one row: of all replies, or of those in one language."""
    good = share([not each.found for each in checked if not each.wanted])
    caught = share([bool(each.wanted & each.found) for each in checked if each.wanted])
    pooled = figures([(each.wanted, each.found) for each in checked])[3:]
    return name, str(len(checked)), show.measured(good)[0], show.measured(caught)[0], *pooled


def figures(pairs: Sequence[tuple[set[str], set[str]]]) -> tuple[str, ...]:
    """Return counts, precision, recall and F1."""
    wanted = sum(len(one) for one, _ in pairs)
    found = sum(len(other) for _, other in pairs)
    hits = sum(len(one & other) for one, other in pairs)
    shares = (hits / (found or 1), hits / (wanted or 1), 2 * hits / ((found + wanted) or 1))
    return str(wanted), str(found), str(hits), *map(short, shares)


def mistakes(checked: Sequence[Checked], show: Tables) -> None:
    """Print the replies that were judged wrongly."""
    for each in checked:
        if each.wanted != each.found:
            missed, wrong = sorted(each.wanted - each.found), sorted(each.found - each.wanted)
            show.line(f"\n{each.row['mention_id']} {each.row['lang']}: -{missed} +{wrong}")
            show.line(each.row["reply"])


def speed(texts: Sequence[str], show: Tables) -> None:
    """Print the time that 1,000 characters take."""
    text = " ".join(texts)
    pieces = [text[start : start + 1_000] for start in range(0, len(text) - 1_000, 1_000)]
    times = []
    for _ in range(ROUNDS):
        for piece in pieces:
            start = perf_counter()
            check(piece)
            times.append(perf_counter() - start)
    times.sort()
    middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    show.line(f"\n1,000 characters: median {1000 * middle:.1f} ms, 95 % {1000 * late:.1f} ms")


if __name__ == "__main__":
    main()
