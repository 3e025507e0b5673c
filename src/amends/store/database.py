"""The connection: opening, pragmas, transactions, and SQLite's errors in words for people."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.errors import StoreDamaged, StoreError, StoreLocked, StoreNewer, StoreReadOnly
from amends.store.migrations import APPLICATION_ID, MIGRATIONS
from amends.store.refusals import from_system, full, read_only
from amends.store.runlock import holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process's short write."""

_NO_ROOM = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
)
"""SQLite says IOERR_WRITE at a quota, IOERR_SHMSIZE where its index of the log has no room."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})
"""SQLite's locks do not hold there (https://sqlite.org/howtocorrupt.html §2.1)."""


class Database:
    """One SQLite file, opened, migrated and spoken to; errors come out as `StoreError`."""

    def __init__(
        self, path: Path, *, mode: int = 0o600, now: datetime, read_only: bool = False
    ) -> None:
        self.path = path
        _refuse_network(path)
        if read_only:
            _refuse_absent(path)
        with _plain_errors(path):
            if not read_only:
                _create(path, mode)
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro" if read_only else path,
                timeout=BUSY_TIMEOUT,
                isolation_level=None,
                uri=read_only,
            )
        try:
            with _plain_errors(path):
                self._prepare(now, read_only=read_only)
        except StoreReadOnly as error:
            self._connection.close()
            raise _unreadable(path) if read_only else error from None
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, now: datetime, *, read_only: bool) -> None:
        connection = self._connection
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # off in many builds: words would stay
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        _refuse_foreign(connection, self.path, version)
        if version < len(MIGRATIONS) and read_only:
            raise StoreError(
                f"{self.path} was written by an older amends",
                hint="amends check brings it up to date.",
            )
        if version < len(MIGRATIONS):
            connection.execute("PRAGMA journal_mode = WAL")
            self._migrate(version, now)
        connection.execute("PRAGMA synchronous = NORMAL")

    def _migrate(self, version: int, now: datetime) -> None:
        """Apply the missing steps, each in one transaction together with its number."""
        if version:
            self.backup(self.path.with_name(f"{self.path.name}.v{version}.bak"))
        for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
            with self.transaction():
                if self._connection.execute("PRAGMA user_version").fetchone()[0] >= number:
                    continue  # another process was quicker
                step(self._connection, now)
                self._connection.execute(f"PRAGMA user_version = {number}")
                self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def backup(self, target: Path) -> None:
        """Copy the whole database to `target` through SQLite's backup API."""
        with _plain_errors(target):
            _create(target, self.path.stat().st_mode & 0o777)
            copy = sqlite3.connect(target)
            try:
                self._connection.backup(copy)
            finally:
                copy.close()

    def sound(self, seconds: float) -> bool | None:
        """Say whether the file is whole; None where that is not found out within `seconds`."""
        from time import monotonic

        end = monotonic() + seconds
        self._connection.set_progress_handler(lambda: monotonic() > end, 10_000)
        try:
            found = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            return False if error.sqlite_errorcode & 0xFF in _DAMAGED else None
        finally:
            self._connection.set_progress_handler(None, 0)
        return bool(found[0] == "ok")

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._connection.close()

    def rows(self, sql: str, args: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Run one statement and return all its rows."""
        with _plain_errors(self.path):
            return self._connection.execute(sql, args).fetchall()

    def named(self, sql: str, args: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """Run one statement and return all its rows, with their columns by name."""
        with _plain_errors(self.path):
            cursor = self._connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, args).fetchall()

    def row(self, sql: str, args: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Run one statement and return its first row, or None."""
        with _plain_errors(self.path):
            return self._connection.execute(sql, args).fetchone()

    def run(self, sql: str, args: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement that changes something and return how many rows it changed."""
        with _plain_errors(self.path):
            return self._connection.execute(sql, args).rowcount

    def run_many(self, sql: str, args: Iterable[Sequence[Any] | dict[str, Any]]) -> None:
        """Run one statement for each of `args`."""
        with _plain_errors(self.path):
            self._connection.executemany(sql, args)

    @property
    def in_transaction(self) -> bool:
        """Whether what is written now may still be taken back."""
        return self._connection.in_transaction

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock for a short block: all of it happens, or nothing.

        Inside another one it is a part of that.
        """
        if self._connection.in_transaction:
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a full disk may have rolled it back already
                with suppress(sqlite3.Error):  # what went wrong first is what counts
                    self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let a block do all it does, and take all of it back at its end."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if self._connection.in_transaction:  # a full disk may have rolled it back already
                self.run("ROLLBACK")


def _create(path: Path, mode: int) -> None:
    """Make the file with its mode at once: a database of customers is never world-readable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, mode))
        path.chmod(mode)


def _refuse_absent(path: Path) -> None:
    """Raise where there is nothing to read, or nobody may look."""
    try:
        found = path.exists()
    except OSError:
        raise _unreadable(path) from None
    if not found:
        raise StoreError(f"there is no database at {path} yet", hint="amends check makes it.")


def _unreadable(path: Path) -> StoreError:
    """Say that this user may not read: beside a file in use lies an index of its log."""
    return StoreError(
        f"{path} cannot be read by this user: ask as the one who runs amends check",
        hint="The probe needs the same rights as the daily run.",
    )


def _refuse_foreign(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Raise unless the file is empty or one of ours that we understand."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if application != APPLICATION_ID and (version or tables):
        raise StoreDamaged(
            f"{path} is a database of another program",
            hint="Name another file under store: path: in config.yaml.",
        )
    if version > len(MIGRATIONS):
        raise StoreNewer(
            f"{path} was written by a newer amends (schema {version}, this one knows "
            f"{len(MIGRATIONS)})",
            hint="Update amends: pip install --upgrade amends",
        )


def _refuse_network(path: Path) -> None:
    """Raise if the file would lie on a network file system, where locks do not hold."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    target = path.absolute()
    best: tuple[int, str] = (0, "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, where, kind, *_ = line.split(" ")
        mount = where.replace("\\040", " ")
        if target.is_relative_to(mount):
            best = max(best, (len(mount), kind))
    if best[1] in NETWORK_FILE_SYSTEMS:
        raise StoreError(
            f"{path} lies on a network file system ({best[1]}), where a database gets damaged",
            hint="Name a file on a local disk under store: path: in config.yaml.",
        )


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into one line for people."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(error, path) from error
    except OSError as error:
        raise from_system(error, path) from error


def _in_words(error: sqlite3.Error, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreLocked(
            f"{path} is locked by {holder(path) or 'another program'}",
            hint="Try again when it has finished.",
        )
    if primary in _DAMAGED:
        return StoreDamaged(
            f"{path} is not a database, or it is damaged ({error})",
            hint=f"Put a backup in its place; {path.name}.v*.bak beside it are copies of ours.",
        )
    if primary in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}:
        return read_only(path, error)
    if code in _NO_ROOM:
        return full(path)
    if primary == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{path}: the disk does not read or write as it should ({error})",
            hint="What was stored before is still there; look after the disk.",
        )
    return StoreError(f"{path}: {error}")
