"""A run that is killed anywhere loses nothing and repeats nothing."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys

import pytest

ROWS = 200


@pytest.fixture(scope="module")
def town(kill_minus_nine, tmp_path_factory):
    with kill_minus_nine.Town(tmp_path_factory.mktemp("town"), ROWS, "light") as town:
        yield town


@pytest.fixture(autouse=True)
def from_nothing(town):
    town.forget()


def test_kill_minus_nine_at_random_moments(town):
    whole = town.time_of_a_whole_run()
    killed = 0
    for _ in range(3):
        town.forget()
        killed += town.killed_after(random.uniform(0.3, 0.95) * whole)
        assert town.faults_after_a_whole_run() == []
    assert killed


def test_a_run_killed_again_and_again_comes_to_the_end(town):
    for seconds in (0.4, 0.6):
        town.killed_after(seconds)
    assert town.faults_after_a_whole_run() == []


def _strace_works() -> bool:
    if not shutil.which("strace"):
        return False
    tried = subprocess.run(
        ["strace", "-o", "/dev/null", "-e", "trace=pwrite64", "true"],
        check=False,
        capture_output=True,
    )
    return tried.returncode == 0


@pytest.mark.skipif(sys.platform != "linux" or not _strace_works(), reason="needs strace")
@pytest.mark.parametrize("write", [30, 300])
def test_killed_at_the_nth_write(town, write):
    inject = f"inject=pwrite64:signal=KILL:when={write}"
    run = town.start("strace", "-f", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", inject)
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    assert town.faults_after_a_whole_run() == []


def test_the_check_itself_can_fail(town, kill_minus_nine):
    assert town.faults_after_a_whole_run() == []
    connection = kill_minus_nine.sqlite3.connect(town.database)
    connection.executescript(
        "PRAGMA foreign_keys = OFF; DELETE FROM assessments WHERE mention < 5;"
        "DELETE FROM mentions WHERE number = 7; UPDATE bookmarks SET value = 'null'"
    )
    connection.close()
    found = {fault.split(":")[0] for fault in town._faults_of_the_database()}
    assert found >= {"mentions", "not assessed", "foreign keys", "bookmark of slow"}
