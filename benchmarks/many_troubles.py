"""200 sources in one run, some slow, some broken in ten ways, some that never end.

The claim: the run ends within the cap of the slowest source and a little, whatever the others do,
and every trouble has one line. Each source has an address of its own, so none waits for a host.
Run: python benchmarks/many_troubles.py
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Event, Process, Queue
from pathlib import Path
from threading import Thread
from typing import Any

from amends import config as configuration
from amends.languages import words
from amends.outputs import screens
from amends.triage import business, checking

SOURCES, CAP = 200, 8
ITEM = "<item><title>t</title><guid>{0}</guid><description>Cold soup {0}</description></item>"
KINDS = ("500", "503", "404", "410", "401", "html", "empty", "loop", "cut", "hang", "drip")
"""What is wrong with one in twelve each; the others answer after up to half a second."""


def main() -> None:
    """Print how long the run took beside the cap, and the line of each trouble."""
    ready: Queue[int] = Queue()
    stop = Event()
    server = Process(target=serve, args=(ready, stop), daemon=True)
    server.start()
    port = ready.get()
    with tempfile.TemporaryDirectory() as folder:
        loaded = configuration.load(write_config(Path(folder), port))
        with business.opened(loaded, datetime.now(UTC)) as opened:
            begun = time.perf_counter()
            fetched = checking.run(opened, "fetch")
            took = time.perf_counter() - begun
        lines = [str(line) for line in screens.runs(fetched.runs, words("en"), opened.now)]
    stop.set()
    server.terminate()
    outcomes = Counter(run.outcome for run in fetched.runs)
    print(*lines[:12], "…", sep="\n")
    print(", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()))
    print(f"{SOURCES} sources: {took:.1f} s, {took / CAP:.2f} of the cap of {CAP} s")
    assert len(fetched.runs) == SOURCES


def kind_of(number: int) -> str:
    """Return what is wrong with a source; nothing for most."""
    dice = random.Random(number)
    return dice.choice(KINDS) if dice.random() < len(KINDS) / 40 else "good"


def write_config(folder: Path, port: int) -> Path:
    """Write a configuration with a source on each of the addresses 127.0.0.1, 127.0.0.2 …"""
    lines = ["version: 1", "business: {name: Lipa}", "scoring: {engine: light}", "sources:"]
    lines += [
        f"  s{n}: {{type: feed, max_seconds: {CAP}, url: 'http://127.0.0.{n + 1}:{port}/{n}'}}"
        for n in range(SOURCES)
    ]
    path = folder / "config.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def serve(ready: Queue[int], stop: Any) -> None:
    """Answer on every address."""
    port = 0
    for n in range(SOURCES):
        server = ThreadingHTTPServer((f"127.0.0.{n + 1}", port), Trouble)
        port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
    ready.put(port)
    stop.wait()


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
