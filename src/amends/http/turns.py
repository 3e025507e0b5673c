"""Politeness: one request at a time for each host, with a pause between them, over all threads."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amends.http.deadline import Deadline


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_since: float | None = None
    answered: float = float("-inf")
    """When it last did, whatever it said."""


class Turns:
    """Who may talk to which host, and when."""

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._sleep = sleep
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, name: str, pause: float, deadline: Deadline) -> Iterator[None]:
        """Hold the host, `pause` seconds after its last answer.

        Raises `TimeoutError` at once if the turn cannot come before the deadline.
        """
        with self._guard:
            host = self._hosts.setdefault(name, _Host())
        with deadline.standing_still(lambda: host.answered):
            _acquire(host.lock, deadline)
        try:
            self._rest(host, pause, deadline)
            try:
                yield
                host.answered = self._clock()
            finally:
                host.free_since = self._clock()
        finally:
            host.lock.release()

    def _rest(self, host: _Host, pause: float, deadline: Deadline) -> None:
        if host.free_since is None:
            return
        wait = host.free_since + pause - self._clock()
        if wait > deadline.left:
            raise TimeoutError
        if wait > 0:
            self._sleep(wait)


def _acquire(lock: threading.Lock, deadline: Deadline) -> None:
    """Wait while there is hope: patience grows with each that is served before."""
    while not lock.acquire(timeout=min(deadline.patience, threading.TIMEOUT_MAX)):
        if deadline.patience <= 0:
            raise TimeoutError
