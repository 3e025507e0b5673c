"""One run at a time: a lock that a killed process cannot leave behind, and who holds it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.errors import StoreLocked
from amends.store.refusals import from_system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from filelock import FileLock


@contextmanager
def run_lock(database: Path, command: str, now: datetime) -> Iterator[None]:
    """Hold the run lock of a database; raise `StoreLocked` naming its holder if it is taken.

    The kernel gives the lock back when its process ends, however it ends; the note beside it only
    says who it was.
    """
    lock = _lock(database)
    try:
        taken = not _free(lock)
    except OSError as error:
        raise from_system(error, _beside(database, ".lock")) from error
    if taken:
        raise StoreLocked(
            f"another run is under way: {_said(_note(database)) or 'its process is not known'}",
            hint="Wait until it has finished, or stop it.",
        )
    note = _beside(database, ".lock.json")
    since = f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    try:
        with suppress(OSError):  # it only tells who it is; a full disk stops the run elsewhere
            note.write_text(
                json.dumps({"pid": os.getpid(), "command": command, "since": since}),
                encoding="utf-8",
            )
            note.chmod(_mode(database))
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def holder(database: Path) -> str | None:
    """Say which other process runs: `amends check (process 4711, since …)`; None if none does.

    A note that a killed process left behind counts for nothing: nobody holds its lock.
    """
    note = _note(database)
    if note is None or note["pid"] == os.getpid():
        return None
    lock = _lock(database)
    try:
        free = _free(lock)
    except OSError:
        return None
    if free:
        lock.release()
    return None if free else _said(note)


def _lock(database: Path) -> FileLock:
    from filelock import FileLock

    return FileLock(_beside(database, ".lock"), blocking=False, mode=_mode(database))


def _mode(database: Path) -> int:
    """Return the mode of the database: who may share it may lock it."""
    try:
        return database.stat().st_mode & 0o777
    except OSError:
        return 0o600


def _free(lock: FileLock) -> bool:
    """Take the lock if it is free; whoever calls gives it back."""
    from filelock import Timeout

    try:
        Path(lock.lock_file).parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        return False
    return True


def _note(database: Path) -> dict[str, Any] | None:
    try:
        note = json.loads(_beside(database, ".lock.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) and note.keys() >= {"pid", "command", "since"} else None


def _said(note: dict[str, Any] | None) -> str | None:
    if note is None:
        return None
    return f"amends {note['command']} (process {note['pid']}, since {note['since']})"


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)
