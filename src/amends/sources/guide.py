"""What a new user must know about a platform before configuring it: generated docs, `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Checked = Literal["spec", "facts", "real server"]
"""What the source was tried against.

`spec`: every request and test payload is validated against the platform's own machine-readable
specification. `facts`: against a fake server written from its documentation. `real server`: the
platform's own software ran in the tests. No source has been tried against the live service.
"""
Effort = Literal["none", "key", "paid", "pulse"]
"""What it takes: nothing, a key of one's own, a paid plan; `pulse` shows a few excerpts only."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The facts of a platform, each a sentence for an owner; texts are Markdown of one line."""

    effort: Effort
    gets: str
    """What it brings: “All reviews of your verified locations, your replies with them.”"""
    lacks: str
    """What it does not: “Nothing says that a review was deleted.”"""
    cost: str
    quota: str
    checked: Checked
    window: str = ""
    """How far back it reaches: “only what was written or changed in the last 7 days”."""
    key: tuple[str, ...] = ()
    """How to obtain the key, step by step; empty where none is needed."""
    unconfirmed: tuple[str, ...] = ()
    """What could not be confirmed without the live service."""
    address: str = ""
    """The platform's own page about this API."""
