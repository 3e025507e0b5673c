"""A reply that was checked: with its faults marked on a screen, or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from amends.outputs.json import verdict as verdict_as_json
from amends.outputs.layout import indented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.lint import Finding, Verdict

_STYLES = {"error": "bold red", "warning": "yellow"}
_INDENT = 2


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Return `amends.lint/1`; it has no clock, the same text gives the same bytes."""
    return {
        "schema": "amends.lint/1",
        **verdict_as_json(verdict),
        "readings": [asdict(reading) for reading in verdict.readings],
    }


def screen(text: str, verdict: Verdict, words: Words) -> Iterator[RenderableType]:
    """Draw the text with its faults marked and numbered, then each with its reason."""
    yield marked(text, verdict.findings)
    for number, finding in enumerate(verdict.findings, start=1):
        yield Text()
        yield _head(number, finding, words)
        yield indented(Text(finding.because), _INDENT)
        yield indented(Text(f"→ {finding.suggestion}"), _INDENT)
    if verdict.readings:
        yield Text()
        yield Text(words.say("lint.how"), "bold")
    for reading in verdict.readings:
        quote = f"“{_harmless(reading.quote)}” " if reading.quote else ""
        yield indented(Text.assemble((quote, "italic"), reading.text), _INDENT)
    yield Text()
    yield _sum(verdict, words)


def marked(text: str, findings: tuple[Finding, ...]) -> Text:
    """Return the text with the spans of the findings coloured, faults over doubts."""
    drawn = Text(_harmless(text))
    for finding in sorted(findings, key=lambda each: each.level == "error"):
        drawn.stylize(f"{_STYLES[finding.level]} underline", finding.start, finding.end)
    return drawn


def _harmless(text: str) -> str:
    """Put a mark for each character that a terminal would obey, so that spans still fit."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)


def _head(number: int, finding: Finding, words: Words) -> Text:
    level = words.say(f"lint.level.{finding.level}")
    head = Text.assemble((f"{number} {level}: ", _STYLES[finding.level]), (finding.rule, "bold"))
    quote = _harmless(finding.quote).replace("\n", " ")
    return head.append(f"  “{quote}”", "italic") if quote else head


def _sum(verdict: Verdict, words: Words) -> Text:
    errors = sum(finding.level == "error" for finding in verdict.findings)
    doubts = len(verdict.findings) - errors
    said = words.say("lint.errors", n=errors) if errors else words.say("lint.ok")
    if doubts:
        said += f" {words.say('lint.warnings', n=doubts)}"
    return Text(said, "red" if errors else "green")
