"""As a process among others: pipes, signals, cron, a second run beside the first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loopback_server import Answer

AMENDS = [sys.executable, "-m", "amends"]


@pytest.fixture
def slow(shop, server):
    """A shop whose only source would take an hour."""
    server.answers["slow"] = Answer(pause=0.5)
    (shop.folder / "config.yaml").write_text(
        f"version: 1\nsources: {{slow: {{type: feed, url: '{server.url('slow')}'}}}}\n"
    )
    return shop


@pytest.fixture
def started(slow, server):
    """A check that waits for its source."""
    # Tests in the background may run with Ctrl-C ignored, which a process hands on to its children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(
        [*AMENDS, "check"], cwd=slow.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    signal.signal(signal.SIGINT, before)
    limit = time.monotonic() + 20
    while not server.asked and time.monotonic() < limit:
        time.sleep(0.01)
    yield run
    run.kill()
    run.communicate()


def run(shop, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*AMENDS, *arguments],
        cwd=shop.folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=30,
        **{"stdin": subprocess.DEVNULL} | options,
    )


def goes_on(slow, server) -> None:
    server.answers["slow"] = server.answers["good"]
    done = run(slow, "check", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["sources"][0]["new"] == 5


def test_ctrl_c(started, slow, server):
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=10)
    assert started.returncode == 130
    assert (out, err) == (b"", b"")
    goes_on(slow, server)


def test_terminated(started, slow, server):
    started.terminate()
    _, err = started.communicate(timeout=10)
    assert started.returncode == -signal.SIGTERM
    assert err == b""
    goes_on(slow, server)


def test_two_checks_at_once(started, slow):
    second = run(slow, "check")
    assert (second.returncode, second.stdout) == (5, "")
    said = second.stderr.splitlines()[0]
    assert f"another run is under way: amends check (process {started.pid}, since 20" in said
    assert run(slow, "inbox").returncode == 0  # looking is free


@pytest.mark.parametrize("command", ["export", "--width 80 inbox --all", "export --format csv"])
def test_a_reader_that_has_seen_enough(shop, command):
    shop.mentions = [
        {"external_id": str(n), "text": f"Review {n}, " + "lovely " * 40} for n in range(300)
    ]
    shop.write()
    shop.configure("scoring: {engine: light}\n")
    shop.run("check")
    with subprocess.Popen(
        [*AMENDS, *command.split()], cwd=shop.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as writer:
        assert writer.stdout.readline()
        writer.stdout.close()
        err = writer.stderr.read()
    assert (writer.returncode, err) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout(shop):
    shop.run("check")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*AMENDS, "inbox"], cwd=shop.folder, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == b"the system refuses: No space left on device"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_started_without_standard_streams(shop, closed):
    script = f'exec "$@" {closed}'
    command = ["sh", "-c", script, "sh", *AMENDS, "--now", shop.now, "check"]
    done = subprocess.run(command, cwd=shop.folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def in_cron(shop, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run as cron would: hardly a variable, no home, no terminal, another folder."""
    config = str(shop.folder / "config.yaml")
    return subprocess.run(
        [*AMENDS, "--config", config, "--now", shop.now, *arguments],
        cwd="/",
        env={"HOME": "/nonexistent", "LOGNAME": "x", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
        | {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_cron(shop):
    shop.mentions[0]["author"] = {"name": "Олга Петрова 🙂"}
    shop.write()
    well = in_cron(shop, "check", "--quiet")
    assert (well.returncode, well.stdout, well.stderr) == (0, b"", b"")
    assert "Олга Петрова 🙂" in in_cron(shop, "inbox").stdout.decode()
    (shop.folder / "google.jsonl").unlink()
    bad = in_cron(shop, "check", "--quiet")
    assert (bad.returncode, bad.stderr) == (4, b"")
    assert b"NOT READ  google: failed" in bad.stdout
