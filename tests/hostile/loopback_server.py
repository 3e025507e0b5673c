"""A loopback server that answers each path as a bad day would have it."""

from __future__ import annotations

import gzip
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

FEED = (
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Отзывы</title>"
    + "".join(
        f"<item><guid>g{n}</guid><description>Суп был холодный, раз номер {n}</description>"
        "<pubDate>Thu, 19 Nov 2026 10:00:00 +0000</pubDate></item>"
        for n in range(5)
    )
    + "</channel></rss>"
).encode()


@dataclass(frozen=True)
class Answer:
    """One answer, byte for byte: `promised` is the Content-Length if it is a lie."""

    status: int = 200
    body: bytes = FEED
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    pause: float = 0
    """Seconds between bytes."""


def redirect(target: str) -> Answer:
    return Answer(302, b"", {"Location": target})


ANSWERS = {
    "good": Answer(headers={"ETag": '"v1"'}),
    "html": Answer(body=b"<!doctype html><title>Just a moment</title>"),
    "truncated": Answer(promised=len(FEED) * 2),
    "cut_in_an_entry": Answer(body=FEED[: len(FEED) // 2]),
    "bomb": Answer(
        body=gzip.compress(FEED[:-16] + b" " * 3_000_000 + FEED[-16:]),
        headers={"Content-Encoding": "gzip"},
    ),
    "huge": Answer(body=FEED[:-16] + b" " * 300_000 + FEED[-16:]),
    "no_gzip": Answer(headers={"Content-Encoding": "gzip"}),
    "loop": redirect("/loop"),
    "to_disk": redirect("file:///etc/passwd"),
    "to_nowhere": redirect("http://[bad"),
    "invalid_xml": Answer(body=b"<rss><channel><item><title>a & b</titel></item>"),
    "not_xml": Answer(body=b"\x00\x01\x02 nothing that anybody could read"),
    "wrong_charset": Answer(headers={"Content-Type": "text/xml; charset=koi8-r"}),
    "no_such_charset": Answer(headers={"Content-Type": "text/xml; charset=klingon"}),
    "empty": Answer(body=b""),
    "busy_seconds": Answer(429, b"", {"Retry-After": "120"}),
    "busy_date": Answer(503, b"", {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}),
    "busy": Answer(429, b"slow down"),
    "unauthorised": Answer(401, b"who are you"),
    "payment": Answer(402, b"pay"),
    "wall": Answer(403, b"", {"cf-mitigated": "challenge"}),
    "missing": Answer(404, b"<html>"),
    "gone": Answer(410, b""),
    "broken": Answer(500, b"<html>oops"),
    "drip": Answer(pause=0.2),
    "json": Answer(body=b'{"error": "no such feed"}'),
    "deep": Answer(body=b'{"items":' + b"[" * 100_000),
    "entities": Answer(
        body=b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
        + b"]><rss version='2.0'><channel><title>&i;</title></channel></rss>"
    ),
}


class Server:
    """Serves `answers`; notes which paths were asked for."""

    def __init__(self) -> None:
        self.answers = dict(ANSWERS)
        self.asked: Counter[str] = Counter()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.block_on_close = False
        Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/{path}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path = self.path.strip("/")
                server.asked[path] += 1
                answer = server.answers.get(path, Answer(404, b""))
                tag = answer.headers.get("ETag")
                if tag and self.headers.get("If-None-Match") == tag:
                    answer = Answer(304, b"", answer.headers)
                self._send(answer)

            def _send(self, answer):
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                length = len(answer.body) if answer.promised is None else answer.promised
                self.send_header("Content-Length", str(length))
                self.send_header("Connection", "close")
                self.end_headers()
                size = 1 if answer.pause else len(answer.body) or 1
                for start in range(0, len(answer.body), size):
                    self.wfile.write(answer.body[start : start + size])
                    self.wfile.flush()
                    time.sleep(answer.pause)
                self.close_connection = True

            def handle(self):
                try:
                    super().handle()
                except OSError:  # the client has had enough
                    self.close_connection = True

            def log_message(self, *_):
                pass

        return Handler


def nobody_there() -> str:
    """Return an address at which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}/"
