"""A platform's fake behind a real socket on loopback, for whatever cannot be handed a transport."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

HOPS = {"connection", "content-length", "transfer-encoding", "date", "server"}
"""Headers that belong to one connection, and those that the server writes itself."""


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the platform, as if it had come to the platform's own host."""

    protocol_version = "HTTP/1.1"

    def respond(self):
        length = int(self.headers.get("content-length") or 0)
        request = httpx.Request(
            self.command,
            self.server.origin + self.path,
            headers=[item for item in self.headers.items() if item[0].lower() != "host"],
            content=self.rfile.read(length),
        )
        with self.server.turn:
            response = self.server.platform(request)
        self.send(response)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = respond  # noqa: N815 — their names

    def send(self, response):
        body = response.read()
        self.send_response(response.status_code)
        for name, value in response.headers.multi_items():
            if name.lower() not in HOPS:
                self.send_header(name, value)
        if "content-type" not in response.headers and body:
            self.send_header("content-type", "application/json")
        bodiless = self.command == "HEAD" or response.status_code == HTTPStatus.NOT_MODIFIED
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if not bodiless:
            self.wfile.write(body)

    def log_message(self, *_):
        """Tests print what they need themselves."""


class Server(ThreadingHTTPServer):
    """Answers one request at a time: a fake is no more careful than a list."""

    daemon_threads = True

    def __init__(self, platform, origin, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.platform, self.origin = platform, origin
        self.turn = threading.Lock()

    @property
    def address(self):
        """Where it is reached."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def served(platform, origin, port=0):
    """Serve a platform as `origin` (https://api.example.org) until the block ends."""
    with Server(platform, origin, port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(5)


class ByLoopback(httpx.BaseTransport):
    """Takes requests for some origins to other addresses, all others to a function.

    Paths and queries stay as they are; so does the header Host.
    """

    def __init__(self, addresses, others):
        self.addresses = {httpx.URL(origin).host: httpx.URL(to) for origin, to in addresses.items()}
        self.others = httpx.MockTransport(others)
        self.real = httpx.HTTPTransport()

    def handle_request(self, request):
        to = self.addresses.get(request.url.host)
        if to is None:
            return self.others.handle_request(request)
        url = request.url.copy_with(scheme=to.scheme, host=to.host, port=to.port)
        moved = httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream,
            extensions=request.extensions,
        )  # fmt: skip
        return self.real.handle_request(moved)

    def close(self):
        self.real.close()
