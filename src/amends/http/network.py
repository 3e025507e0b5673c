"""Put the deadline under an HTTP library whose own timeouts start anew with every received byte."""

from __future__ import annotations

import queue
import socket
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.http.deadline import Deadline

_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
"""A connection is kept alive over several sources, so the deadline cannot be a part of it."""


@contextmanager
def keeping(deadline: Deadline) -> Iterator[None]:
    """Bound all that this thread does on guarded connections; late reads are `TimeoutError`."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


def guard(transport: Any) -> None:
    """Slip the deadline under an httpx transport.

    httpcore takes a network backend, but httpx 0.28 has no argument that hands one on, hence the
    private attributes; `tests/http/test_http_network.py` fails if they go.
    """
    pool = getattr(transport, "_pool", None)
    if pool is not None:  # a fake transport has none
        pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001 — see above


def _time_left(timeout: float | None) -> float | None:
    deadline = _current.get()
    if deadline is None:
        return timeout
    left = deadline.left
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left if timeout is None else min(timeout, left)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Let the system's own error through: httpcore's wrapping keeps less of it."""
    try:
        yield
    except Exception as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise


def _addresses(host: str, port: int, timeout: float | None) -> list[str]:
    """Look a name up within `timeout` seconds; the system's own call knows no limit."""
    answer: queue.SimpleQueue[list[Any] | OSError | UnicodeError] = queue.SimpleQueue()

    def look() -> None:
        try:
            answer.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=look, daemon=True, name=f"look up {host}").start()
    try:
        found = answer.get(timeout=timeout)
    except queue.Empty:
        raise TimeoutError("the name was not found in time") from None
    if isinstance(found, Exception):
        raise found
    return [entry[4][0] for entry in found]


class _Backend:
    """httpcore's way to the network, each step within the deadline."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **options: Any
    ) -> _Stream:
        """Try the addresses of a host one after the other."""
        failed: Exception = OSError("the name has no address")
        for address in _addresses(host, port, _time_left(timeout)):
            try:
                with _in_plain_words():
                    stream = self._inner.connect_tcp(
                        address, port, timeout=_time_left(timeout), **options
                    )
                return _Stream(stream)
            except OSError as error:
                failed = error
        raise failed


class _Stream:
    """A connection whose every step is bounded by what is left of the deadline."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _in_plain_words():
            received: bytes = self._inner.read(max_bytes, timeout=_time_left(timeout))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # httpcore wants its own error here: a server may answer before it has heard us out.
        self._inner.write(buffer, timeout=_time_left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> _Stream:
        with _in_plain_words():
            secured = self._inner.start_tls(ssl_context, server_hostname, _time_left(timeout))
        return _Stream(secured)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
