"""Several things done at the same time, when none may hold up the others."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = TypeVar("Value")


def abreast(jobs: Mapping[str, Callable[[], Value]], seconds: float) -> dict[str, Value]:
    """Do each job in a thread of its own; return what came of those that ended in time.

    A job does not raise. One that is late goes on unheard and keeps no command from ending.
    """
    from amends.http import Deadline

    arrivals: SimpleQueue[tuple[str, Value]] = SimpleQueue()
    for name, job in jobs.items():
        Thread(target=_do, args=(name, job, arrivals), daemon=True).start()
    deadline = Deadline(seconds)
    done: dict[str, Value] = {}
    while len(done) < len(jobs):
        try:
            name, value = arrivals.get(timeout=deadline.left)
        except Empty:
            break
        done[name] = value
    return done


def _do(name: str, job: Callable[[], Value], arrivals: SimpleQueue[tuple[str, Value]]) -> None:
    arrivals.put((name, job()))
