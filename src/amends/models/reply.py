"""A suggested reply: labelled parts, and what it promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from amends.models.lint import Verdict
    from amends.models.vocabulary import PartName, Playbook

Purpose = Literal["answer", "hold", "again", "done", "late", "all_right", "phone"]
"""What a reply is for: the first answer; read and being checked; the next round; done; late with
what was promised; asking whether all is well; a call."""


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled part of a draft."""

    part: PartName
    text: str
    meaning: str | None = None
    """The same phrase in the language of the interface; None where it is not known."""
    based_on: str | None = None
    """What in the mention or the configuration it rests on."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something the reply promises: what, who keeps it, until when."""

    what: str
    who: str
    by: date


@dataclass(frozen=True, slots=True)
class Length:
    """How much of a platform's room a reply takes."""

    platform: str
    used: int
    limit: int
    unit: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A suggested reply; `parts` is empty for `no_reply`, and `because` says why."""

    playbook: Playbook
    language: str
    parts: tuple[Part, ...] = ()
    promises: tuple[Promise, ...] = ()
    needs_approval: bool = False
    fallback_language: bool = False
    """The mention's language is not one we can write; this is the business's own."""
    because: str | None = None
    purpose: Purpose = "answer"
    variant: int = 1
    """Which wording it is; greater than the one asked for if earlier replies were too alike."""
    length: Length | None = None
    """None where the platform sets no limit."""
    unsaid: bool = False
    """What the owner said happened is not in it: another language, or too long, or not public."""
    unreviewed: bool = False
    """No native speaker has read the phrases of this language yet."""
    model: str | None = None
    """The language model that worded it; None: our own phrases."""
    model_refused: str | None = None
    """Why the text of the language model that was asked for is not used."""
    refused: str | None = None
    """Why the platform refused our last reply, empty without a reason; None: it did not."""
    lint: Verdict | None = None

    @property
    def text(self) -> str | None:
        """The whole reply as it would be pasted; None when there is nothing to send."""
        return " ".join(part.text for part in self.parts) if self.parts else None
