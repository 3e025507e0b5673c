"""What is left to do outside before a source that needs a key can be switched on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Errand:
    """One source that is switched off until somebody has been to its platform."""

    name: str
    kind: str
    """Its type."""
    secrets: tuple[str, ...]
    """Where its secrets are looked for: `env:TRIPADVISOR_KEY`."""
    examples: tuple[str, ...]
    """Options that show an example in place of what only the owner knows."""
    logs_in: bool
    """Whether it reads after `amends sources login`."""
