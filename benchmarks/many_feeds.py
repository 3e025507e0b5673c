"""100 feeds of 30 entries, each answering after 200 ms on its own loopback address.

The claim: fetched and stored in at most three times the ideal (feeds x 0.2 s / workers).
Run: python benchmarks/many_feeds.py
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Event, Process, Queue
from pathlib import Path
from threading import Thread
from typing import Any

from amends import config as configuration
from amends.triage import business, checking

FEEDS, ENTRIES, DELAY, WORKERS = 100, 30, 0.2, 8


def main() -> None:
    """Print the time of a first and a second run beside the ideal."""
    ready: Queue[int] = Queue()
    stop = Event()
    server = Process(target=serve, args=(ready, stop), daemon=True)
    server.start()
    port = ready.get()
    ideal = FEEDS * DELAY / WORKERS
    with tempfile.TemporaryDirectory() as folder:
        path = write_config(Path(folder), port)
        loaded = configuration.load(path)
        for run in ("first", "second"):
            with business.opened(loaded, datetime.now(UTC)) as opened:
                start = time.perf_counter()
                fetched = checking.run(opened, "fetch")
                took = time.perf_counter() - start
            new = sum(each.new for each in fetched.runs)
            outcomes = sorted({each.outcome for each in fetched.runs})
            print(
                f"{run:<6} {took:5.1f} s, {took / ideal:.2f} x the ideal of {ideal:.1f} s; "
                f"{new} new, outcomes: {', '.join(outcomes)}"
            )
    stop.set()
    server.join()


def write_config(folder: Path, port: int) -> Path:
    """Write a configuration with one feed on each of the addresses 127.0.0.1, 127.0.0.2 …"""
    light = "scoring: {engine: light}"  # what is measured is the fetching
    lines = ["version: 1", light, f"http: {{workers: {WORKERS}}}", "sources:"]
    lines += [
        f"  feed{n}: {{type: feed, url: 'http://127.0.0.{n + 1}:{port}/{n}'}}" for n in range(FEEDS)
    ]
    path = folder / "config.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def serve(ready: Queue[int], stop: Any) -> None:
    """Answer on every address with a feed for each path, after the delay."""
    port = 0
    for n in range(FEEDS):
        server = ThreadingHTTPServer((f"127.0.0.{n + 1}", port), Feed)
        port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
    ready.put(port)
    stop.wait()


class Feed(BaseHTTPRequestHandler):
    """One RSS feed a path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Wait, then answer."""
        time.sleep(DELAY)
        items = "".join(
            f"<item><guid>{self.path}-{n}</guid><title>Entry {n}</title>"
            f"<description>The {n}th thing that somebody says about {self.path}.</description>"
            "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>"
            for n in range(ENTRIES)
        )
        body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    main()
