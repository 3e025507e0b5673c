"""What `amends doctor` finds: a message, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Literal["ok", "note", "problem"]
    what: str
    """What was looked at: its message below `doctor.what.`."""
    found: str | None = None
    """Key of the message that says how it is."""
    detail: str = ""
    """More about it, in nobody's language: a path, a version, the text of an error."""
    hint: str | None = None
    """A command to type, or what an error advises (in English, as all errors)."""
    exit_code: int = 0
    args: Mapping[str, Any] = field(default_factory=dict)
    """The fields of the messages."""
