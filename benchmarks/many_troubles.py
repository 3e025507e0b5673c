"""200 sources in one run, some slow, some broken in ten ways, some that never end.

The claim: fetching ends within the cap of the slowest source and a second to notice it, whatever
the others do, and every trouble is named in one line. Each source has an address of its own, so
none waits for a host. `amends check` as a whole is measured, too, with either engine: what is new
is encoded while the slow ones are awaited, so that little is left to do afterwards.
Run: python benchmarks/many_troubles.py
"""

from __future__ import annotations

import random
import socketserver
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from amends import config as configuration
from amends.languages import words
from amends.outputs import screens
from amends.triage import business, checking

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES, CAP = 200, 8
ITEM = "<item><title>t</title><guid>{0}</guid><description>Cold soup {0}</description></item>"
KINDS = ("500", "503", "404", "410", "401", "html", "empty", "loop", "cut", "hang", "drip")
"""What is wrong with one in forty each; the others answer after up to half a second."""
SHOWN = 200
"""Characters of a line that are printed here."""


def main() -> None:
    """Print how long the runs took beside the cap, and the line of each trouble."""
    with troublesome_servers() as port:
        fetch(port)
        for engine in ("light", "full"):
            check(port, engine)


def fetch(port: int) -> None:
    """Fetch from all, without what comes before and after that."""
    with tempfile.TemporaryDirectory() as folder:
        loaded = configuration.load(write_config(Path(folder), port, "light"))
        with business.opened(loaded, datetime.now(UTC)) as opened:
            begun, cpu = time.perf_counter(), time.process_time()
            fetched = checking.run(opened, "fetch")
            took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        lines = screens.runs(fetched.runs, words("en"), opened.now, only_bad=True)
    print(*(str(line)[:SHOWN] for line in lines), sep="\n")
    outcomes = Counter(run.outcome for run in fetched.runs)
    print(", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()))
    report(f"{SOURCES} sources fetched", took, cpu)
    assert len(fetched.runs) == SOURCES


def check(port: int, engine: str) -> None:
    """Run the whole command twice: all is new, then nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_config(Path(folder), port, engine)
        command = [sys.executable, "-m", "amends", "--config", str(path), "check"]
        for what in ("all new", "nothing new"):
            begun, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
            took, after = time.perf_counter() - begun, getrusage(RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            report(f"amends check, engine {engine}, {what}", took, cpu)


def report(what: str, took: float, cpu: float) -> None:
    """Print one measurement."""
    print(f"{what}: {took:.1f} s, {took / CAP:.2f} of the cap of {CAP} s; CPU {cpu:.1f} s")


def kind_of(number: int) -> str:
    """Return what is wrong with a source; nothing for most."""
    dice = random.Random(number)
    return dice.choice(KINDS) if dice.random() < len(KINDS) / 40 else "good"


def write_config(folder: Path, port: int, engine: str) -> Path:
    """Write a configuration with a source on each of the addresses 127.0.0.1, 127.0.0.2 …"""
    lines = ["version: 1", "business: {name: Lipa}", f"scoring: {{engine: {engine}}}", "sources:"]
    lines += [
        f"  s{n}: {{type: feed, max_seconds: {CAP}, url: 'http://127.0.0.{n + 1}:{port}/{n}'}}"
        for n in range(SOURCES)
    ]
    path = folder / "config.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@contextmanager
def troublesome_servers() -> Iterator[int]:
    """Serve on all addresses in a process of its own; its port."""
    ready: Queue[int] = Queue()
    server = Process(target=serve, args=(ready,), daemon=True)
    server.start()
    try:
        yield ready.get()
    finally:
        server.terminate()


def serve(ready: Queue[int]) -> None:
    """Answer on every address, for ever."""
    port = 0
    for n in range(SOURCES):
        server = Nameless((f"127.0.0.{n + 1}", port), Trouble)
        port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
    ready.put(port)
    Event().wait()


class Nameless(ThreadingHTTPServer):
    """A server that does not look up what it is called."""

    def server_bind(self) -> None:
        """Leave out the name, which may take as long as a whole run."""
        socketserver.TCPServer.server_bind(self)
        self.server_port = self.server_address[1]

    def handle_error(self, *_: Any) -> None:
        """Say nothing where somebody hung up."""


class Trouble(BaseHTTPRequestHandler):
    """A feed for each path, or what is wrong with it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Wait as long as this source takes, then answer."""
        number = int(self.path.strip("/"))
        kind = kind_of(number)
        time.sleep(random.Random(number).uniform(0, 0.5))
        if kind == "hang":
            time.sleep(600)
        feed = f"<rss version='2.0'><channel><title>f</title>{ITEM.format(number)}</channel></rss>"
        body = {"html": "<!doctype html><p>Just a moment", "empty": ""}.get(kind, feed).encode()
        self.send_response(int(kind) if kind.isdigit() else 302 if kind == "loop" else 200)
        if kind == "loop":
            self.send_header("location", self.path)
        more = 1000 if kind in {"cut", "drip"} else 0
        self.send_header("content-type", "text/html" if kind == "html" else "application/rss+xml")
        self.send_header("content-length", str(len(body) + more))
        self.end_headers()
        self.wfile.write(body)
        if kind == "cut":
            self.close_connection = True
        while kind == "drip":
            self.wfile.write(b" ")
            time.sleep(0.5)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    main()
