"""Whatever is wrong with the database: one clear line, exit 5, nothing lost, the next run goes on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from amends.store import database, run_lock
from amends.store.migrations import MIGRATIONS

COMMANDS = (
    ["check"],
    ["check", "--quiet"],
    ["inbox"],
    ["export"],
    ["mark", "hmx6", "--assign", "x"],
)


@pytest.fixture
def path(shop):
    """The database of a shop that has been checked once."""
    assert shop.run("check").code == 0
    return shop.folder / "amends.db"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.05)


def refused(shop, arguments, said: str) -> None:
    result = shop.run(*arguments)
    assert (result.code, result.out) == (5, ""), arguments
    assert said in result.err.splitlines()[0]
    assert len(result.err.splitlines()) <= 2
    as_json = shop.run(*arguments, "--json") if arguments[0] in {"check", "inbox"} else None
    if as_json:
        assert (as_json.code, as_json.out) == (5, "")
        assert said in json.loads(as_json.err)["message"]


def one_more(shop) -> None:
    shop.mentions.append({"external_id": "more", "text": "One more, and friendly.", "rating": 4})
    shop.write()


def goes_on(shop) -> None:
    """The next run finds everything, once."""
    assert shop.run("check").code == 0
    assert sorted(shop.ids()) == sorted(
        {"hurt", "late", "nice"} | {m["external_id"] for m in shop.mentions}
    )


def test_locked_by_another_program(shop, path, impatient):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    one_more(shop)
    refused(shop, ["check"], "locked by another program")
    refused(shop, ["mark", next(iter(shop.ids().values())), "--assign", "x"], "locked by")
    assert len(shop.ids()) == 3  # reading goes on meanwhile
    other.execute("ROLLBACK")
    other.close()
    goes_on(shop)


def test_locked_for_reading_too(shop, path, impatient):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    for command in COMMANDS:
        refused(shop, command, "locked by another program")
    other.close()
    goes_on(shop)


def test_two_checks_at_once(shop, path):
    from datetime import UTC, datetime

    with run_lock(path, "check", datetime(2026, 11, 20, 6, tzinfo=UTC)):
        for command in (["check"], ["fetch"], ["score"], ["import", "google.jsonl"]):
            result = shop.run(*command)
            assert (result.code, result.out) == (5, "")
            assert (
                f"amends check (process {os.getpid()}, since 2026-11-20 06:00:00 UTC)" in result.err
            )
    goes_on(shop)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Dear diary, " * 400, "not a database"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "not a database"),
    ],
)
def test_no_database(shop, path, content, said):
    kept = path.read_bytes()
    path.write_bytes(content)
    for command in COMMANDS:
        refused(shop, command, said)
    assert path.read_bytes() == content
    path.write_bytes(kept)
    goes_on(shop)


def test_damaged_in_the_middle(shop, path):
    kept = path.read_bytes()
    torn = bytearray(kept)
    for start in range(4096, len(torn) - 4096, 4096):
        torn[start : start + 300] = b"\xff" * 300
    path.write_bytes(torn)
    for command in (["check"], ["inbox"]):
        refused(shop, command, "damaged")
    path.write_bytes(kept)
    goes_on(shop)


def test_cut_short(shop, path):
    kept = path.read_bytes()
    path.write_bytes(kept[: len(kept) // 2])
    refused(shop, ["check"], "damaged")
    path.write_bytes(kept)
    goes_on(shop)


def test_written_by_a_newer_amends(shop, path):
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    for command in COMMANDS:
        refused(shop, command, "written by a newer amends (schema 99")
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    raw.close()
    goes_on(shop)


def test_of_another_program(shop):
    path = shop.folder / "amends.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    before = path.read_bytes()
    refused(shop, ["check"], "a database of another program")
    assert path.read_bytes() == before


def test_an_empty_file_becomes_the_database(shop):
    (shop.folder / "amends.db").touch()
    goes_on(shop)


def test_a_folder_in_its_place(shop):
    (shop.folder / "amends.db").mkdir()
    refused(shop, ["check"], "may not be written")


def start(shop, *before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-m", "amends", "--now", shop.now, "check"],
        cwd=shop.folder,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def many(shop, path) -> int:
    """Give the next run more to store than the limit allows; return the limit."""
    shop.mentions += [
        {"external_id": f"n{n}", "text": f"{n}: cold soup, slow. " * 20, "rating": 2}
        for n in range(600)
    ]
    shop.write()
    return path.stat().st_size + 100_000


@pytest.mark.skipif(sys.platform == "win32", reason="needs ulimit")
def test_a_full_disk(shop, path):
    shop.configure("scoring: {engine: light}\n")
    blocks = many(shop, path) // 512
    done = start(shop, "sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")
    assert (done.returncode, done.stdout) == (5, "")
    assert "the disk or a quota is full" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert raw.execute("SELECT count(*) FROM mentions").fetchone()[0] >= 3
    raw.close()
    goes_on(shop)


def _may_mount() -> bool:
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    tried = subprocess.run(
        ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


@pytest.mark.skipif(not _may_mount(), reason="needs the right to mount")
@pytest.mark.parametrize(
    ("protect", "said"),
    [
        ("mount --bind . . && mount -o remount,ro,bind . && cd .", "amends.db"),
        (
            "mount --bind amends.db amends.db && mount -o remount,ro,bind amends.db",
            "amends.db may not be written",
        ),
    ],
    ids=["folder", "file"],
)
def test_read_only(shop, path, protect, said):
    before = path.read_bytes()
    one_more(shop)
    script = f'{protect}; cd "$OLDPWD/."; cd "{shop.folder}"; exec "$@"'
    done = start(shop, "unshare", "-m", "sh", "-c", script, "sh")
    assert (done.returncode, done.stdout) == (5, "")
    assert said in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before
    goes_on(shop)
