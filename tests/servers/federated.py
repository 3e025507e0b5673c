"""Servers of social networks on loopback, and an owner's folder in which the real command runs."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import httpx

START = 90
"""Seconds in which a server must answer."""


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Process:
    """A server of ours: started with its output in a file, stopped by its id."""

    def __init__(self, command, folder, **environment) -> None:
        self.log = folder / f"{command[0].rpartition('/')[2]}.log"
        with self.log.open("w") as log:
            self.running = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **environment}
            )

    def wait(self, ready) -> None:
        """Wait until `ready()` is true."""
        end = time.monotonic() + START
        while not ready():
            assert self.running.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        self.running.terminate()
        try:
            self.running.wait(10)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


def answers(address) -> bool:
    """Whether somebody answers there."""
    try:
        httpx.get(address, timeout=2)
    except httpx.HTTPError:
        return False
    return True


class Business:
    """A configuration, and what a run of the real command leaves there."""

    def __init__(self, folder, secret, watch, **options) -> None:
        self.folder = folder
        config = {
            "business": {"name": "Lipa Coffee"},
            "scoring": {"engine": "light"},
            "watch": watch,
            "sources": {"mine": {**options, "interval": 0}},
        }
        (folder / "config.yaml").write_text(json.dumps(config))
        (folder / "secret").write_text(secret)
        (folder / "secret").chmod(0o600)

    def amends(self, *words) -> str:
        """Run a command; return what it prints."""
        command = [sys.executable, "-m", "amends", "--config", "config.yaml", *words]
        ran = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        self.code = ran.returncode
        assert "Traceback" not in ran.stderr, ran.stderr
        return ran.stdout + ran.stderr

    def check(self) -> str:
        """Run `amends check`; return its first line."""
        printed = self.amends("check")
        assert self.code == 0, printed
        return printed.splitlines()[0]

    def rows(self, table="mentions"):
        """Return what is stored, by the ids of the platform."""
        with closing(sqlite3.connect(self.folder / "amends.db")) as database:
            database.row_factory = sqlite3.Row
            return {row["external_id"]: row for row in database.execute(f"SELECT * FROM {table}")}

    def again(self, source, ids):
        """Ask a source for single posts, as a run does for those that spread."""
        from datetime import UTC, datetime

        from amends.config.model import HttpConfig, Watch
        from amends.http import Deadline, Http
        from amends.sources import FetchContext

        deadline = Deadline(60)
        with Http(HttpConfig(interval=0)) as http:
            lent = FetchContext(
                http.source(deadline, 0), datetime.now(UTC), deadline, Watch(),
                lambda _: (self.folder / "secret").read_text(),
            )  # fmt: skip
            return list(source.refetch(lent, tuple(ids)))
