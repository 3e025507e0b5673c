"""How often people overruled the scorer, and what it learnt from that: screens and JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from amends.models.evaluation import FEW
from amends.models.vocabulary import SEVERITY_NAMES
from amends.outputs.json import envelope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.languages import Words
    from amends.models.evaluation import Evaluation, Lesson, Row
    from amends.models.vocabulary import Label

NAMES: dict[Label, str] = {
    "sentiment": "explain.mood",
    "intent": "explain.intent",
    "severity": "explain.severity",
    "topics": "show.topics",
    "language": "explain.language",
}
"""Label → the message that names it."""
_LANGUAGE, _LABEL, _SHARE = 5, 14, 14


def named(label: Label, value: str | None, words: Words) -> str:
    """Return what is said of a label, in words for people; a dash where nothing was."""
    if not value:
        return "–"
    if label == "topics":
        return ", ".join(words.say(f"topic.{topic}") for topic in value.split(","))
    if label == "severity":
        return words.say(f"severity.{SEVERITY_NAMES[int(value)]}")
    return value if label == "language" else words.say(f"{label}.{value}")


def evaluation(found: Evaluation, words: Words) -> Iterator[Text]:
    """Draw how often the scorer was overruled, by language and label."""
    if not found.seen:
        yield Text(words.say("teach.none"))
        return
    yield Text(words.say("teach.seen", n=found.seen))
    if not found.rows:
        yield Text(words.say("teach.never"))
        return
    yield Text("")
    yield Text(words.say("teach.overruled"), "bold")
    yield from (_row(row, words) for row in found.rows)
    yield Text("")
    yield Text(words.say("teach.confused"), "bold")
    for each in found.confusions:
        machine, person = (named(each.label, said, words) for said in (each.machine, each.person))
        label = f"{words.say(NAMES[each.label]):<{_LABEL}}"
        yield Text(f"  {each.count:>4}  {label} {machine} → {person}")


def evaluation_json(found: Evaluation) -> dict[str, Any]:
    """Return `amends.score_eval/1`."""
    return envelope("score_eval", found.at) | {
        "seen": found.seen,
        "items": [asdict(row) | {"few": row.seen < FEW} for row in found.rows],
        "confusions": [asdict(each) for each in found.confusions],
    }


def lesson(found: Lesson, words: Words) -> Iterator[Text]:
    """Draw what was tried, what came of it, and what is kept."""
    for trial in found.trials:
        said = words.say(
            f"teach.{trial.verdict}",
            n=trial.examples or trial.corrections,
            wanted=trial.wanted,
            before=f"{trial.before * 100:.1f}",
            after=f"{trial.after * 100:.1f}",
            error=f"{trial.error * 100:.1f}",
            fixed=trial.fixed,
            broken=trial.broken,
        )
        style = "green" if trial.verdict == "kept" else ""
        yield Text.assemble((f"{words.say(NAMES[trial.label]):<{_LABEL}}", "bold"), (said, style))
    if found.critical:
        before, after = found.found_before, found.found_after
        yield Text(words.say("teach.critical", n=found.critical, before=before, after=after))
    outcome = "nothing" if found.version is None else "stored" if found.stored else "would"
    yield Text(words.say(f"teach.{outcome}"))


def lesson_json(found: Lesson, now: datetime) -> dict[str, Any]:
    """Return `amends.score_learn/1`."""
    return envelope("score_learn", now) | {
        "items": [
            {
                "label": trial.label,
                "verdict": trial.verdict,
                "corrections": trial.corrections,
                "wanted": trial.wanted,
                "examples": trial.examples,
                "before": round(trial.before, 4),
                "after": round(trial.after, 4),
                "error": round(trial.error, 4),
                "fixed": trial.fixed,
                "broken": trial.broken,
            }
            for trial in found.trials
        ],
        "critical": {
            "examples": found.critical,
            "before": found.found_before,
            "after": found.found_after,
        },
        "scorer": found.version,
        "stored": found.stored,
    }


def _row(row: Row, words: Words) -> Text:
    share = words.say("teach.share", corrected=row.corrected, seen=row.seen)
    rate = f"{100 * row.corrected / row.seen:.0f} %"
    if row.seen < FEW:
        rate = f"({rate}: {words.say('teach.small')})"
    head = f"  {row.language:<{_LANGUAGE}} {words.say(NAMES[row.label]):<{_LABEL}}"
    return Text(f"{head} {share:>{_SHARE}}  {rate}")
