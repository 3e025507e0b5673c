"""When each source of a run begins, and until when it is read.

No more than `http.workers` begin at once. One that has not ended after a moment waits for its
server rather than for us, and no longer keeps others from beginning; the more sources there are,
the shorter the moment, so that all have begun in the first part of the run. Those whose time would
last the longest are all stopped together: the run ends within the longest `max_seconds` of its
sources, however many of them hang. Only waiting for others at one host comes on top
(`http/deadline.py`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amends.http import Deadline

MOMENT = 0.3
"""Seconds after which a source no longer keeps others from beginning, at most."""
FIRST_PART = 0.25
"""The part of a run's time in which all its sources begin: the last one has the other three."""
MOST = 250
"""Sources that are read at the same time at most, the slow ones included.

Where more than that hang they begin as others end, and the run takes longer.
"""


class Pace:
    """The time of one run over sources that may take `caps` seconds each."""

    def __init__(
        self, caps: Sequence[float], workers: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._workers = workers
        self._longest = max(caps, default=0.0)
        self._end = clock() + self._longest
        share = FIRST_PART * self._longest * workers / max(1, len(caps))
        self._moment = min(MOMENT, share)

    def deadline(self, cap: float) -> Deadline:
        """Return the time of a source that begins now and may take `cap` seconds."""
        from amends.http import Deadline

        late = cap - (self._end - self._clock())
        return Deadline(cap, self._clock, gone=min(max(0.0, late), FIRST_PART * cap))

    def wait(self, active: Sequence[Deadline]) -> float:
        """Return in how many seconds another source may begin beside these; 0: now.

        Infinite where there are too many: one of them has to end.
        """
        if len(active) >= MOST:
            return float("inf")
        young = sorted(each.age for each in active if each.age < self._moment)
        return self._moment - young[-self._workers] if len(young) >= self._workers else 0.0
