"""How a mention was read and placed, below its sheet. Yields what a console prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from amends.languages import language, names
from amends.models.correction import said_of, uncorrected
from amends.models.explanation import TEXT
from amends.models.vocabulary import SEVERITY_NAMES
from amends.outputs.corrected import named
from amends.outputs.layout import LABEL, beside, indented, labelled
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import Assessment
    from amends.models.explanation import Arithmetic, Explanation, Ground, Pull, Said, Spoke
    from amends.models.listing import Ranked
    from amends.models.vocabulary import Label

CERTAIN, LIKELY = 0.9, 0.65
"""From which confidence on something is said to be so."""
MOST = 99
"""Per cent: more is never said of what was only read."""
_COLUMN = 9
"""Cells of a column of figures."""


def explain(made: Explanation, item: Ranked, words: Words) -> Iterator[RenderableType]:
    """Draw how one mention was read, and how its priority adds up."""
    yield Text("")
    yield Text(words.say("explain.read"), "bold")
    yield from _labels(made, item.case.assessment, words)
    for said in made.said:
        yield indented(_meaning(said, words), 2)
    yield from _caveats(item, words)
    yield _engine(item.case.assessment, words)
    if made.intent is None:
        yield Text(words.say("explain.stale"), "yellow")
    yield Text("")
    yield from _sum(made.arithmetic, words)


def sure(confidence: float, words: Words) -> str:
    """Say a confidence in words and per cent: `almost certain (93 %)`."""
    if not confidence:
        return words.say("sure.unknown")
    level = "certain" if confidence >= CERTAIN else "likely" if confidence >= LIKELY else "guess"
    return f"{words.say(f'sure.{level}')} ({min(MOST, confidence * 100):.0f} %)"


def _labels(made: Explanation, found: Assessment, words: Words) -> Iterator[RenderableType]:
    """Draw each label with its confidence and with what spoke for it."""
    language_said = _by_you(found, "language", words) or _language(found, made.spoke, words)
    yield labelled(words.say("explain.language"), language_said)
    mood = f"{words.say(f'sentiment.{found.sentiment.label}')} {found.sentiment.score:+.2f}"
    certain = sure(found.sentiment.confidence, words)
    known = found.sentiment.confidence > 0
    read = f"{mood} · {certain}" if known else certain
    yield labelled(words.say("explain.mood"), _by_you(found, "sentiment", words) or read)
    intent = (words.say(f"intent.{found.intent}"), found.confidence.intent)
    severity = (words.say(f"severity.{found.severity_name}"), found.confidence.severity)
    rows: tuple[tuple[Label, tuple[str, float], Ground | None], ...] = (
        ("intent", intent, made.intent),
        ("severity", severity, made.severity),
    )
    for key, (label, confidence), ground in rows:
        read = _by_you(found, key, words) or _label(label, confidence, ground, words)
        yield labelled(words.say(f"explain.{key}"), read)
        yield from _pulls(ground, found.engine, words)
    topics = _by_you(found, "topics", words) or _topics(found, words)
    yield labelled(words.say("show.topics"), topics)
    if found.signals:
        signals = (words.say(f"signal.{signal}") for signal in found.signals)
        yield labelled(words.say("show.signals"), ", ".join(signals))
    if made.said:
        yield Text(words.say("show.quotes"), "bold")


def _by_you(found: Assessment, label: Label, words: Words) -> str | None:
    """Say what a person said of a label, and the scorer; None where nobody said anything."""
    if label not in found.corrected:
        return None
    machine = named(label, said_of(uncorrected(found), label), words)
    said = words.say("explain.you_said", machine=machine)
    return f"{named(label, said_of(found, label), words)} · {said}"


def _language(found: Assessment, spoke: Spoke, words: Words) -> str:
    code = found.language.code
    said = [f"{code} ({language(code).name})" if code in names() else code]
    said.append(sure(found.language.confidence, words))
    if spoke.words:
        said.append(words.say("explain.by_words", words=", ".join(spoke.words)))
    if spoke.source:
        said.append(words.say("explain.by_source"))
    if spoke.expected:
        said.append(words.say("explain.by_customers"))
    return " · ".join(said)


def _label(label: str, confidence: float, ground: Ground | None, words: Words) -> str:
    said = [label, sure(confidence, words)]
    if ground and ground.by != "heads":
        said.append(words.say(f"ground.{ground.by}"))
    return " · ".join(said)


def _pulls(ground: Ground | None, engine: str, words: Words) -> Iterator[RenderableType]:
    """Draw what spoke for a label; figures of the weights, so that they can be compared."""
    for pull in ground.pulls if ground else ():
        yield beside(Text(f"{'':<{LABEL}} {pull.points:>+6.1f} "), _feature(pull, engine, words))


def _feature(pull: Pull, engine: str, words: Words) -> str:
    """Name a feature; one that is newer than the messages by its own name."""
    if pull.quote:
        return f"«{single_line(pull.quote)}»"
    kind, _, name = pull.feature.partition(":")
    if kind == "stars" and name.isdigit():
        return words.say("reason.negativity.stars", n=int(name))
    named = {TEXT: f"text_{engine}", "stars": "no_stars"}.get(kind, name)
    return words.say(f"feature.{named}") if words.has(f"feature.{named}") else pull.feature


def _topics(found: Assessment, words: Words) -> str:
    confidences = found.confidence.topics or (0.0,) * len(found.topics)
    return ", ".join(
        f"{words.say(f'topic.{topic}')}: {sure(confidence, words)}"
        if topic != "other"
        else words.say("topic.other")
        for topic, confidence in zip(found.topics, confidences, strict=False)
    )


def _meaning(said: Said, words: Words) -> Text:
    """Say what words mean: which side they are on, how grave they are, what they are about."""
    means = [words.say(f"cue.{said.side}")]
    if said.severity:
        means.append(words.say(f"severity.{SEVERITY_NAMES[said.severity]}"))
    if said.intent:
        means.append(words.say(f"intent.{said.intent}"))
    if said.doubt:
        means.append(words.say(f"doubt.{said.doubt}"))
    about = [f"topic.{topic}" for topic in said.topics]
    about += [f"signal.{signal}" for signal in said.signals]
    named = dict.fromkeys(words.say(key) for key in about)
    means += [", ".join(named)] if named else []
    quotes = " ".join(f"«{single_line(quote)}»" for quote in said.quotes)
    return Text.assemble((quotes, "bold"), f"  {' · '.join(means)}")


def _caveats(item: Ranked, words: Words) -> Iterator[RenderableType]:
    """Draw the doubts, which are no verdict, and what the flags mean."""
    doubts = [words.say(f"doubt.{doubt}") for doubt in item.case.assessment.doubts]
    if doubts:
        said = f"{' · '.join(doubts)} ({words.say('explain.no_verdict')})"
        yield labelled(words.say("explain.doubts"), said)
    for number, flag in enumerate(item.situation.flags):
        said = f"{words.say(f'flag.{flag}')}: {words.say(f'why.{flag}')}"
        yield labelled("" if number else words.say("explain.flags"), said)


def _engine(found: Assessment, words: Words) -> RenderableType:
    version = words.say("explain.version", version=found.scorer)
    said = f"{words.say(f'explain.{found.engine}')}; {version}"
    return labelled(words.say("explain.engine"), said)


def _sum(sums: Arithmetic, words: Words) -> Iterator[RenderableType]:
    """Draw the arithmetic of the priority as a table, and the rule that it follows."""
    named = [(words.say(f"factor.{term.factor}"), term) for term in sums.terms]
    floor, total = words.say("explain.floor"), words.say("explain.sum")
    ceiling = words.say("explain.ceiling", ceiling=f"{sums.ceiling:g}")
    width = 2 + max(map(cell_len, (floor, total, ceiling, *(name for name, _ in named))))
    columns = [words.say(f"explain.{name}") for name in ("strength", "weight", "points")]
    yield Text(words.say("explain.adds_up", score=f"{sums.score:g}"), "bold")
    yield Text(_row("", columns, width), "dim")
    yield Text(_row(floor, ["", "", f"{sums.floor:+.1f}"], width))
    for name, term in named:
        figures = [f"{term.strength:.2f}", f"{term.weight * 100:.0f} %", f"{term.points:+.1f}"]
        yield Text(_row(name, figures, width), "" if term.points else "dim")
    lowered = f"{sums.lowered:+.1f}" if sums.lowered else ""
    yield Text(_row(ceiling, ["", "", lowered], width))
    if sums.ruled:
        yield Text(_row(words.say("factor.rule"), ["", "", f"{sums.ruled:+.1f}"], width))
    yield Text(_row(total, ["", "", f"{sums.score:.1f}"], width), "bold")
    yield Text(words.say("explain.formula", room=f"{100 - sums.floor:g}"), "dim")


def _row(name: str, figures: Sequence[str], width: int) -> str:
    return f"  {name:<{width}}" + "".join(f"{figure:>{_COLUMN}}" for figure in figures)
