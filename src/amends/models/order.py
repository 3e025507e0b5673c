"""Orders that people gave by mail: "done k7f2", and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

OrderOutcome = Literal["done", "already", "changed", "refused", "stranger"]
"""Obeyed; nothing was left to do; the code does not fit what is there now; it may not become that;
the sender is none of ours."""


class Order(NamedTuple):
    """One mail that asked for something, looked at once."""

    name: str
    """What it is about: a mention (`k7f2`) or a promise (`f5`)."""
    who: str
    """The colleague who sent it; of a stranger the address."""
    outcome: OrderOutcome
    why: str | None = None
    """What kept it from being obeyed, in English as all errors."""


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What a run found in the mailbox; empty where none is configured."""

    orders: tuple[Order, ...] = ()
    error: str | None = None
    """Why the mailbox could not be read; its orders wait for the next run."""
    hint: str | None = None

    @property
    def done(self) -> tuple[str, ...]:
        """The names of what was marked."""
        return tuple(dict.fromkeys(each.name for each in self.orders if each.outcome == "done"))

    @property
    def refused(self) -> tuple[Order, ...]:
        """What somebody should know of: mails that were not obeyed and not needless."""
        return tuple(each for each in self.orders if each.outcome not in {"done", "already"})


NOTHING_OBEYED = Obeyed()
