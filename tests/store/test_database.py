"""What can be wrong with the file: one clear line each, and nothing lost."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amends.errors import StoreDamaged, StoreError, StoreLocked, StoreNewer, StoreReadOnly
from amends.store import Store, database, run_lock
from amends.store.migrations import APPLICATION_ID, MIGRATIONS

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "a.db"


def test_a_fresh_file_is_for_its_owner_alone(path):
    with Store(path, now=NOW):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_shared_file_is_for_the_group(path):
    with Store(path, now=NOW, mode=0o660):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_who_may_share_the_file_may_lock_it(path):
    with Store(path, now=NOW, mode=0o660), run_lock(path, "check", NOW):
        for name in ("a.db.lock", "a.db.lock.json"):
            assert stat.S_IMODE(path.with_name(name).stat().st_mode) == 0o660


def test_it_knows_its_own_version(path):
    with Store(path, now=NOW):
        pass
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert raw.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    raw.close()


def test_a_newer_file_is_refused(path):
    with Store(path, now=NOW):
        pass
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreNewer, match="newer amends"):
        Store(path, now=NOW)


def test_a_database_of_another_program_is_left_alone(path):
    path.parent.mkdir()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="another program"):
        Store(path, now=NOW)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(path):
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(StoreDamaged, match="not a database"):
        Store(path, now=NOW)
    assert path.read_bytes().startswith(b"Dear diary")


def test_a_damaged_file_says_so(path):
    with Store(path, now=NOW):
        pass
    content = bytearray(path.read_bytes())
    content[100:4000] = b"\xff" * 3900
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        Store(path, now=NOW).sources.known()


def test_a_folder_where_the_file_should_be(path):
    path.mkdir(parents=True)
    with pytest.raises(StoreError, match=r"a\.db"):
        Store(path, now=NOW)


@pytest.fixture
def held(path, monkeypatch):
    """A database that another connection is writing to."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0)
    with Store(path, now=NOW):
        pass
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield path
    other.close()


def test_a_lock_names_its_holder(held):
    note = held.with_name("a.db.lock.json")
    with Store(held, now=NOW) as store, run_lock(held, "check", NOW):
        note.write_text(note.read_text().replace(f'"pid": {os.getpid()}', '"pid": 1'))
        with pytest.raises(
            StoreLocked,
            match=r"locked by amends check \(process \d+, since 2026-11-20 08:00:00 UTC\)",
        ):
            store.entry.enqueue([], NOW)


def test_a_run_never_blames_itself(held):
    with (
        Store(held, now=NOW) as store,
        run_lock(held, "check", NOW),
        pytest.raises(StoreLocked, match="locked by another program"),
    ):
        store.entry.enqueue([], NOW)


@pytest.mark.parametrize("note", ['{"pid": 1, "command": "check", "since": "x"}', "[]", "odd"])
def test_what_a_killed_run_left_behind_is_not_believed(held, note):
    held.with_name("a.db.lock.json").write_text(note)
    with (
        Store(held, now=NOW) as store,
        pytest.raises(StoreLocked, match="locked by another program"),
    ):
        store.entry.enqueue([], NOW)
    with run_lock(held, "check", NOW):
        pass


def test_a_note_that_cannot_be_written_stops_no_run(path):
    path.parent.mkdir()
    path.with_name("a.db.lock.json").mkdir()
    with run_lock(path, "check", NOW), pytest.raises(StoreLocked), run_lock(path, "fetch", NOW):
        pass


def test_a_lock_that_cannot_be_made_is_an_error_of_the_store(path):
    path.parent.mkdir()
    path.with_name("a.db.lock").mkdir()
    with pytest.raises(StoreError, match=r"a\.db\.lock"), run_lock(path, "check", NOW):
        pass


def test_a_second_run_is_refused_and_told_who_runs(path):
    with (
        run_lock(path, "check", NOW),
        pytest.raises(StoreLocked, match="check"),
        run_lock(path, "fetch", NOW),
    ):
        pass
    with run_lock(path, "fetch", NOW):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc/mounts")
def test_a_network_file_system_is_refused(path, monkeypatch):
    kinds = {line.split()[2] for line in Path("/proc/mounts").read_text("utf-8").splitlines()}
    monkeypatch.setattr(database, "NETWORK_FILE_SYSTEMS", kinds)
    with pytest.raises(StoreError, match="network file system"):
        Store(path, now=NOW)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_IOERR_WRITE, "full"),
        (sqlite3.SQLITE_IOERR_SHMSIZE, "full"),
        (sqlite3.SQLITE_IOERR_READ, "disk does not read"),
        (sqlite3.SQLITE_READONLY, "may not be written"),
        (sqlite3.SQLITE_CANTOPEN, "may not be written"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
        (sqlite3.SQLITE_ERROR, "boom"),
    ],
)
def test_what_sqlite_says_in_words(path, code, expected):
    error = sqlite3.OperationalError("boom")
    error.sqlite_errorcode = code
    assert expected in database._in_words(error, path).message


def test_a_broken_migration_leaves_no_trace(path, monkeypatch):
    with Store(path, now=NOW):
        pass

    def broken(connection, now):
        connection.execute("CREATE TABLE half (x INTEGER) STRICT")
        raise ValueError(now)

    monkeypatch.setattr(database, "MIGRATIONS", [*MIGRATIONS, broken])
    with pytest.raises(ValueError):
        Store(path, now=NOW)
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert not raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchone()
    raw.close()


def test_before_a_migration_there_is_a_copy(path, monkeypatch):
    with Store(path, now=NOW):
        pass

    def more(connection, now):
        del now
        connection.execute("CREATE TABLE more (x INTEGER) STRICT")

    monkeypatch.setattr(database, "MIGRATIONS", [*MIGRATIONS, more])
    with Store(path, now=NOW) as store:
        assert store.sources.known() == {}
    assert path.with_name(f"a.db.v{len(MIGRATIONS)}.bak").exists()


def test_read_only(path, monkeypatch):
    with Store(path, now=NOW):
        pass

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(database, "_create", refuse)
    with pytest.raises(StoreReadOnly, match="may not be written"):
        Store(path, now=NOW)
