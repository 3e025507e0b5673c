"""The place on this machine where a browser comes back to after a consent (RFC 8252, 7.3)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from queue import Empty, SimpleQueue
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
"""Never another one: whoever shares the network must not get to see the code."""
_NAMES = {HOST, "localhost"}
_PATIENCE = 10
"""Seconds for one request; browsers open connections in advance and say nothing on them."""
_PAGE = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8"><title>amends</title>'
    "<p>{text}</p></html>"
)
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Connection": "close",
}


def is_here(redirect: str) -> bool:
    """Whether a browser that is sent to this address comes back to this machine."""
    parts = urlsplit(redirect)
    return parts.scheme == "http" and parts.hostname in _NAMES


@dataclass(frozen=True, slots=True)
class Pages:
    """What a person reads in the browser."""

    language: str
    thanks: str
    stray: str
    """For an answer that nobody waits for."""

    def draw(self, text: str) -> bytes:
        """Return a text as a page."""
        return _PAGE.format(language=escape(self.language), text=escape(text)).encode()


class Loopback:
    """Waits for the one request that is an answer; all others are turned away.

    `redirect` is the whole address with its port, `arrived` waits for the answer. Raises
    `UsageError` where the port is taken.
    """

    def __init__(self, redirect: str, pages: Pages) -> None:
        parts = urlsplit(redirect)
        self._answers: SimpleQueue[str] = SimpleQueue()
        self._pages = pages
        self._thread: Thread | None = None
        try:
            self._server = _Server((HOST, parts.port or 0), partial(_Visitor, self))
        except OSError as error:
            raise UsageError(
                f"the browser cannot come back to {redirect}: {(error.strerror or 'no').lower()}",
                hint="Another program holds that port: end it, then try again.",
            ) from None
        self.host = f"{parts.hostname}:{self._server.server_address[1]}"
        self.path = parts.path or "/"
        self.redirect = f"http://{self.host}{parts.path}"
        self._accepts: Callable[[str], bool] = lambda _: False

    def listen(self, accepts: Callable[[str], bool]) -> Self:
        """Begin to listen for an address that `accepts`."""
        self._accepts = accepts
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread:  # or it would wait for ever
            self._server.shutdown()
        self._server.server_close()

    def arrived(self, seconds: float) -> str | None:
        """Wait that long for the answer; None: it has not come yet."""
        try:
            return self._answers.get(timeout=seconds)
        except Empty:
            return None

    def judge(self, host: str, target: str) -> tuple[HTTPStatus, bytes]:
        """Return what is said to a visitor; what they brought is kept if it is the answer."""
        if urlsplit(f"//{host}").hostname not in _NAMES or urlsplit(target).path != self.path:
            return HTTPStatus.NOT_FOUND, b""
        address = f"http://{self.host}{target}"
        if not self._accepts(address):
            return HTTPStatus.BAD_REQUEST, self._pages.draw(self._pages.stray)
        self._answers.put(address)
        return HTTPStatus.OK, self._pages.draw(self._pages.thanks)


class _Server(ThreadingTCPServer):
    allow_reuse_address = os.name != "nt"  # there two programs would share the port
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Say nothing: a browser that hangs up is no error, and a trace might hold the code."""


class _Visitor(BaseHTTPRequestHandler):
    timeout = _PATIENCE

    def __init__(self, place: Loopback, *whom: Any) -> None:
        self._place = place
        super().__init__(*whom)

    def do_GET(self) -> None:
        """Answer a browser."""
        try:
            status, page = self._place.judge(self.headers.get("Host", ""), self.path)
        except ValueError:  # not even an address
            status, page = HTTPStatus.BAD_REQUEST, b""
        self.send_response_only(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(page))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Write nothing down: the code stands in the address."""
