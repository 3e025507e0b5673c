"""`amends check`, killed with SIGKILL at a random moment, again and again.

The claim: after the next whole run no mention is lost and none doubled, the database is intact,
everything is assessed and in the queue, nobody holds the run lock, every bookmark is true.
Run: python benchmarks/kill_minus_nine.py [ROUNDS]
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

ROUNDS, ROWS, ENTRIES, PAGES = 100, 2000, 60, 3
EQUAL = 25
"""Every so many rows there is one that is like the others of its kind."""
PAUSE = 0.04
"""Seconds before each page of one feed, and between the pieces of the other."""
COMMAND = ["-m", "amends", "--now", "2026-11-20T08:00", "check", "--json"]
_CONFIG = """\
version: 1
business: {{name: Killed, languages: [en]}}
http: {{interval: 0}}
scoring: {{engine: {engine}}}
sources:
  export: {{type: file, path: export.jsonl}}
  paged: {{type: feed, url: "http://127.0.0.1:{port}/1.json"}}
  slow: {{type: feed, url: "http://127.0.0.1:{port}/slow.xml"}}
"""
_WORDS = "the parcel came late and broken nobody answered great cake lovely staff charged twice"


def main() -> None:
    """Kill as often as asked and print what was found."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    rng = random.Random()
    with tempfile.TemporaryDirectory() as folder, Town(Path(folder), ROWS) as town:
        whole = town.time_of_a_whole_run()
        killed, faults, stored = 0, [], []
        start = time.perf_counter()
        for _ in range(rounds):
            killed += town.killed_after(rng.uniform(0.1, 1) * whole)
            stored.append(town.stored())
            faults += town.faults_after_a_whole_run()
            town.forget()
        took = time.perf_counter() - start
    cut = sum(1 for count in stored if 0 < count < town.expected)
    print(
        f"{rounds} rounds in {took:.0f} s, a whole run takes {whole:.2f} s; {killed} killed, "
        f"{cut} of them between the first and the last of {town.expected:,} mentions; "
        f"faults: {len(faults)}"
    )
    for fault in faults:
        print(f"  {fault}")
    sys.exit(1 if faults else 0)


@dataclass
class Town:
    """A file of `rows` mentions and two feeds that are slow, and what a run must make of them."""

    folder: Path
    rows: int
    engine: str = "auto"

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        config = _CONFIG.format(port=self._server.server_port, engine=self.engine)
        (self.folder / "config.yaml").write_text(config, encoding="utf-8")
        with (self.folder / "export.jsonl").open("w", encoding="utf-8") as export:
            export.writelines(f"{json.dumps(_row(number))}\n" for number in range(self.rows))
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def expected(self) -> int:
        """How many mentions there are in all sources."""
        return self.rows + 2 * ENTRIES

    @property
    def database(self) -> Path:
        return self.folder / "amends.db"

    def start(self, *before: str) -> subprocess.Popen[bytes]:
        """Start a run; `before` is a program that starts it, with its options."""
        return subprocess.Popen(
            [*before, sys.executable, *COMMAND],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def killed_after(self, seconds: float) -> bool:
        """Run and kill; return whether it was still running."""
        run = self.start()
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
        run.communicate()
        return run.returncode == -signal.SIGKILL

    def time_of_a_whole_run(self) -> float:
        """Run from nothing to the end, forget it, and return the seconds."""
        begin = time.perf_counter()
        faults = self.faults_after_a_whole_run()
        took = time.perf_counter() - begin
        if faults:
            raise RuntimeError(faults)
        self.forget()
        return took

    def forget(self) -> None:
        """Remove the database and what lies beside it."""
        for path in self.folder.glob("amends.db*"):
            path.unlink()

    def stored(self) -> int:
        """Count what a killed run has left, from a copy: reading would tidy the real one up."""
        with tempfile.TemporaryDirectory() as folder:
            for path in self.folder.glob("amends.db*"):
                shutil.copy(path, folder)
            connection = sqlite3.connect(Path(folder) / "amends.db")
            try:
                return connection.execute("SELECT count(*) FROM mentions").fetchone()[0]
            except sqlite3.OperationalError:  # killed before there was a table
                return 0
            finally:
                connection.close()

    def faults_after_a_whole_run(self) -> list[str]:
        """Run to the end and return what is not as it must be."""
        run = self.start()
        out, err = run.communicate()
        if run.returncode:
            return [f"exit {run.returncode}: {err.decode()[-300:]}"]
        outcomes = {each["name"]: each["outcome"] for each in json.loads(out)["sources"]}
        bad = [f"{name} {word}" for name, word in outcomes.items() if word not in _WELL]
        left = [path.name for path in self.folder.glob("amends.db.lock.json")]
        return bad + left + self._faults_of_the_database()

    def _faults_of_the_database(self) -> list[str]:
        connection = sqlite3.connect(self.database)
        try:
            found = {name: connection.execute(sql).fetchone()[0] for name, sql in _CHECKS.items()}
            marks = dict(connection.execute("SELECT source, value FROM bookmarks"))
        finally:
            connection.close()
        due = dict.fromkeys(_CHECKS, 0) | {
            "integrity": "ok",
            "mentions": self.expected,
            "different": self.expected - (self.rows - 1) // EQUAL,
        }
        faults = [f"{name}: {found[name]}" for name in due if found[name] != due[name]]
        return faults + self._false_bookmarks(
            {name: json.loads(mark) for name, mark in marks.items()}
        )

    def _false_bookmarks(self, marks: dict[str, Any]) -> list[str]:
        export = self.folder / "export.jsonl"
        read = marks.get("export") or {}
        stamp = read.get("files", {}).get(str(export), {})
        whole = {
            "export": stamp.get("size") == export.stat().st_size and not read["walk"],
            "paged": "digest" in (marks.get("paged") or {}),
            "slow": "digest" in (marks.get("slow") or {}),
        }
        return [
            f"bookmark of {name}: {marks.get(name)}" for name, true in whole.items() if not true
        ]


_WELL = {"ok", "unchanged"}
_CHECKS = {
    "integrity": "PRAGMA integrity_check",
    "foreign keys": "SELECT count(*) FROM pragma_foreign_key_check",
    "mentions": "SELECT count(*) FROM mentions",
    "different": "SELECT count(DISTINCT text) FROM mentions",
    "not assessed": "SELECT count(*) FROM mentions m LEFT JOIN assessments a"
    " ON a.mention = m.number AND a.revision = m.revision WHERE a.mention IS NULL",
    "not queued": "SELECT count(*) FROM mentions m LEFT JOIN handling h"
    " ON h.mention = m.number WHERE h.queued_at IS NULL OR h.reply_due_at IS NULL",
    "edited": "SELECT count(*) FROM revisions",
}


def _text(kind: str, number: int) -> str:
    words = _WORDS.split()
    turned = words[number % len(words) :] + words[: number % len(words)]
    return f"{kind} {number}: {' '.join(turned)}"


def _row(number: int) -> dict[str, Any]:
    """Return a row; every second one has an id of its own, the others get one from their words.

    Some are equal in everything, as ratings without a word are: they must stay as many as they are.
    """
    if number % EQUAL == 0:
        return {"text": "Ok", "rating": 5}
    row: dict[str, Any] = {
        "text": _text("Row", number),
        "rating": 1 + number % 5,
        "author": {"name": f"Customer {number % 300}"},
        "published_at": f"2026-11-{1 + number % 19:02}T08:00:00Z",
    }
    return row | ({"external_id": f"row-{number}"} if number % 2 else {})


class _Slow(BaseHTTPRequestHandler):
    """One feed in pages that come late, one whose only page comes in pieces."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/slow.xml":
            self._answer(_rss(), pieces=8)
            return
        page = int(self.path.strip("/").removesuffix(".json"))
        time.sleep(PAUSE)
        self._answer(_json_feed(page, f"http://{self.headers['Host']}"), pieces=1)

    def _answer(self, body: bytes, *, pieces: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        size = -(-len(body) // pieces)
        for start in range(0, len(body), size):
            time.sleep(PAUSE if pieces > 1 else 0)
            self.wfile.write(body[start : start + size])
            self.wfile.flush()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:  # the other side was killed
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _rss() -> bytes:
    items = "".join(
        f"<item><guid>slow-{n}</guid><description>{_text('Slow', n)}</description>"
        "<pubDate>Thu, 19 Nov 2026 08:00:00 GMT</pubDate></item>"
        for n in range(ENTRIES)
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


def _json_feed(page: int, base: str) -> bytes:
    size = ENTRIES // PAGES
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "t",
        "items": [
            {
                "id": f"paged-{n}",
                "content_text": _text("Paged", n),
                "date_published": "2026-11-18T08:00:00Z",
            }
            for n in range((page - 1) * size, page * size)
        ],
    }
    if page < PAGES:
        feed["next_url"] = f"{base}/{page + 1}.json"
    return json.dumps(feed).encode()


if __name__ == "__main__":
    main()
