"""How long one source may take in one run."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Deadline:
    """The total time of one source, running from the moment it is made.

    It stands still while another source is served at the same host, for at most as long again:
    one that hangs takes nothing from the time of its neighbours, a crowd of them cannot hold a
    run for ever.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds
        self._forgiven = seconds
        self._waiting_since: float | None = None

    @property
    def left(self) -> float:
        """Seconds that remain, never negative."""
        return self.left_with(0)

    def left_with(self, grace: float) -> float:
        """Seconds that remain if the end came `grace` seconds later."""
        return max(0.0, self._end + self._standing() + grace - self._clock())

    @property
    def spent(self) -> float:
        """Seconds that it has used of its time."""
        return self.seconds - self.left

    @property
    def patience(self) -> float:
        """Seconds that a wait for others may last until nothing would remain."""
        return self.left + self._forgiven

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Stop the time, as far as it is forgiven."""
        self._waiting_since = self._clock()
        try:
            yield
        finally:
            waited = self._standing()
            self._waiting_since = None
            self._end += waited
            self._forgiven -= waited

    def _standing(self) -> float:
        since = self._waiting_since
        return 0.0 if since is None else min(self._forgiven, self._clock() - since)

    @property
    def expired(self) -> bool:
        """Whether nothing remains."""
        return self.left <= 0
