"""What is wrong with a reply, and how it can be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["error", "warning"]
"""An error must not be sent; of a warning, a person decides."""
ReadingKind = Literal["admits", "precedent", "question"]
"""What it admits, which precedent it sets, what they will ask next."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a reply, and where it stands; the span counts code points."""

    rule: str
    level: Level
    start: int
    end: int
    quote: str
    """The words of the span; empty where something is missing."""
    because: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class HowRead:
    """One way in which readers may take the reply."""

    kind: ReadingKind
    quote: str
    """The words that it rests on; may be empty."""
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a reply gives: its faults in the order of the text, and how it can be read."""

    findings: tuple[Finding, ...] = ()
    readings: tuple[HowRead, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing forbids to send it."""
        return not any(finding.level == "error" for finding in self.findings)

    def strict(self) -> Verdict:
        """Return the same with every warning raised to an error."""
        raised = tuple(replace(finding, level="error") for finding in self.findings)
        return replace(self, findings=raised)
