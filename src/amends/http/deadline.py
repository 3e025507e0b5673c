"""How long one source may take in one run."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _never() -> float:
    return float("-inf")


@dataclass(frozen=True, slots=True)
class _Wait:
    """A wait that is not over."""

    since: float
    moved: Callable[[], float]


class Deadline:
    """The total time of one source, running from the moment it is made.

    It stands still while other sources are served at the same host, however long the queue is. A
    host that answers nobody is waited for at most as long again: one that hangs takes nothing from
    the time of its neighbours, a crowd of them cannot hold a run for ever.

    `gone`: seconds of it that are over already when it is made.
    """

    def __init__(
        self, seconds: float, clock: Callable[[], float] = time.monotonic, *, gone: float = 0
    ) -> None:
        self.seconds = seconds
        self._clock = clock
        self._begun = clock()
        self._end = self._begun + seconds - gone
        self._forgiven = seconds
        self._wait: _Wait | None = None

    @property
    def age(self) -> float:
        """Seconds since it was made, whether it ran or stood still."""
        return self._clock() - self._begun

    @property
    def left(self) -> float:
        """Seconds that remain, never negative."""
        return self.left_with(0)

    def left_with(self, grace: float) -> float:
        """Seconds that remain if the end came `grace` seconds later."""
        waited, _ = self._waited()
        return max(0.0, self._end + waited + grace - self._clock())

    @property
    def patience(self) -> float:
        """Seconds that a wait for others may last until nothing would remain."""
        _, in_vain = self._waited()
        return self.left + max(0.0, self._forgiven - in_vain)

    @contextmanager
    def standing_still(self, moved: Callable[[], float] = _never) -> Iterator[None]:
        """Stop the time, as far as it is forgiven.

        `moved`: when the queue in which it waits last moved on.
        """
        self._wait = _Wait(self._clock(), moved)
        try:
            yield
        finally:
            waited, in_vain = self._waited()
            self._end += waited  # first: another thread looks at what is left
            self._wait = None
            self._forgiven -= in_vain

    def _waited(self) -> tuple[float, float]:
        """Return for how long it stands still, and how much of that is to be forgiven."""
        wait = self._wait
        if wait is None:
            return 0.0, 0.0
        now = self._clock()
        in_vain = now - max(wait.since, min(now, wait.moved()))
        excess = max(0.0, in_vain - self._forgiven)
        return now - wait.since - excess, in_vain - excess

    @property
    def expired(self) -> bool:
        """Whether nothing remains."""
        return self.left <= 0
