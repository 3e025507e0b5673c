"""A loopback server that speaks the chat API, and misbehaves on request."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


def chat(text: Any, **choice: Any) -> bytes:
    """Return the body of a good answer with this text."""
    said = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps({"id": "x", "choices": [said | choice]}).encode()


@dataclass
class Answer:
    """One answer, byte for byte."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0
    """Seconds between bytes."""
    endless: bool = False
    """The body comes again and again, without a length."""


class ModelServer:
    """Gives `answer` to everything; keeps what it was asked."""

    def __init__(self) -> None:
        self.answer = Answer(chat("Fine."))
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._http = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"model": self})
        )
        self._http.daemon_threads = True
        self._http.block_on_close = False
        Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def says(self, text: Any, **choice: Any) -> None:
        self.answer = Answer(chat(text, **choice))

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: ModelServer

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self.model.asked.append({"path": self.path} | json.loads(self.rfile.read(length)))
        self.model.headers.append({name.lower(): it for name, it in self.headers.items()})
        self._send(self.model.answer)

    def do_GET(self):
        self.model.asked.append({"path": self.path})
        self._send(self.model.answer)

    def _send(self, answer):
        self.close_connection = True
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not answer.endless:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(OSError):  # the client has had enough
            self._body(answer)
            while answer.endless:
                self._body(answer)

    def _body(self, answer):
        size = 1 if answer.pause else len(answer.body) or 1
        for start in range(0, len(answer.body), size):
            self.wfile.write(answer.body[start : start + size])
            self.wfile.flush()
            time.sleep(answer.pause)

    def log_message(self, *_):
        pass
