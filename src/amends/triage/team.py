"""Colleagues as people name them: by a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def colleague(team: Iterable[str], said: str) -> str:
    """Return the one colleague whose name begins like this; else what was said."""
    wanted = said.strip().casefold()
    found = [name for name in team if name.casefold().startswith(wanted)]
    exact = [name for name in found if name.casefold() == wanted]
    return (exact or found)[0] if wanted and len(exact or found) == 1 else said.strip()
