"""One run at a time: a lock that a killed process cannot leave behind, and who holds it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from amends.errors import StoreLocked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@contextmanager
def run_lock(database: Path, command: str, now: datetime) -> Iterator[None]:
    """Hold the run lock of a database; raise `StoreLocked` naming its holder if it is taken.

    The kernel gives the lock back when its process ends, however it ends; the note beside it only
    says who it was.
    """
    from filelock import FileLock, Timeout

    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(_beside(database, ".lock"), blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreLocked(
            f"another run is under way: {holder(database) or 'its process is not known'}",
            hint="Wait until it has finished, or stop it.",
        ) from None
    note = _beside(database, ".lock.json")
    try:
        note.write_text(
            json.dumps({"pid": os.getpid(), "command": command, "since": now.isoformat()}),
            encoding="utf-8",
        )
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def holder(database: Path) -> str | None:
    """Say which process holds the run lock: `amends check (process 4711, since 08:00)`."""
    try:
        note = json.loads(_beside(database, ".lock.json").read_text(encoding="utf-8"))
        return f"amends {note['command']} (process {note['pid']}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)
