"""One request out, one answer in, every failure in our own words.

This module alone imports the HTTP library; a successor with the same interface is one line here.
"""

from __future__ import annotations

import errno
import logging
import socket
import ssl
import zlib
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpx

from amends import __version__
from amends.errors import HttpError, HttpStatus, HttpTimeout, HttpTooLarge, HttpUnreachable
from amends.http.inflate import ACCEPTED, inflate
from amends.http.masking import mask
from amends.http.network import guard, keeping
from amends.http.redirects import REDIRECTS
from amends.http.retry import may_pass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amends.config.model import HttpConfig
    from amends.http.deadline import Deadline
    from amends.http.redirects import Ask

Transport = httpx.BaseTransport
"""What carries requests; tests hand in `httpx.MockTransport`."""
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError, EOFError, ValueError, zlib.error)
_PASSING = (
    httpx.TimeoutException,
    httpx.NetworkError,
    httpx.RemoteProtocolError,
    httpx.ProxyError,
    OSError,
    EOFError,
)
_BROKEN = (
    ("disconnected", "closed the connection without an answer"),
    ("closed connection", "the connection was closed too early"),
)
_NOT_HTTP = "does not speak HTTP as it should"
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLError, "no secure connection could be made"),
    (socket.gaierror, "no such host, or the name lookup failed"),
    (httpx.ProxyError, "the proxy refuses"),
    (httpx.InvalidURL, "no web address"),
    (httpx.LocalProtocolError, "a header holds characters that cannot be sent"),
    (UnicodeError, "an address or a header holds characters that cannot be sent"),
    (EOFError, "the compressed data ends early"),
    (zlib.error, "the compressed data is damaged"),
    (ValueError, "the answer came in a form that was not asked for"),
)
_NO_ROUTE = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH}
_NO_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
"""How OpenSSL calls bytes that are no TLS, by its version."""
_PLAIN = "It seems to have no https: if that is meant to be, begin the address with http://"
_NO_PROXY = dict.fromkeys(("all://127.0.0.1", "all://localhost", "all://[::1]"))
"""What is meant for this machine never goes through a proxy that the environment names."""
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
"""One host has one connection at a time; a hundred hosts that hang keep nobody from another one."""
_FIRST_WORDS = 8192
"""Bytes kept of an answer that is an error."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one request, before redirects and statuses are judged."""

    status: int
    headers: Mapping[str, str]
    """Lower-case names, values as Latin-1: every byte survives."""
    body: bytes
    """Decompressed; of an error the first kilobytes, of a redirect nothing."""


class _NoCookies(CookieJar):
    """Sources share one client; none is to be recognised by what another one was given."""

    def extract_cookies(self, *_: Any) -> None:
        """Forget them."""


class Wire:
    """The connections of one run; may be used by many threads at once."""

    def __init__(self, config: HttpConfig, transport: Transport | None = None) -> None:
        # httpx logs every address at level INFO, secrets and all.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._config = config
        try:
            self._client = httpx.Client(
                transport=transport,
                mounts=_NO_PROXY,
                limits=_LIMITS,
                cookies=_NoCookies(),
                headers={"user-agent": user_agent(config.contact), "accept-encoding": ACCEPTED},
                event_hooks={"response": [_keep_location]},
            )
        except (*_FAILURES, ImportError) as error:
            raise HttpUnreachable(
                "the proxy or the certificates that the environment names cannot be used",
                hint="Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
            ) from error
        for each in (self._client._transport, *self._client._mounts.values()):  # noqa: SLF001
            guard(each)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def exchange(self, ask: Ask, deadline: Deadline) -> Answer:
        """Send one request and read its answer; raises `HttpError`, whatever happens."""
        body = bytearray()
        response = None
        try:
            with keeping(deadline):
                response = self._send(ask, deadline)
                headers = _headers(response)
                self._read(response, headers, body, deadline)
        except _FAILURES as error:
            begun = response is not None
            raise self._failure(error, ask, deadline, begun=begun) from error
        finally:
            if response is not None:
                response.close()
        return Answer(response.status_code, headers, bytes(body))

    def _send(self, ask: Ask, deadline: Deadline) -> httpx.Response:
        if deadline.expired:
            raise TimeoutError
        timeout = httpx.Timeout(self._config.read_timeout, connect=self._config.connect_timeout)
        request = self._client.build_request(
            ask.method,
            ask.url,
            headers=dict(ask.headers),
            content=ask.content,
            timeout=timeout,
        )
        return self._client.send(request, auth=ask.auth, stream=True)

    def _read(
        self,
        response: httpx.Response,
        headers: Mapping[str, str],
        body: bytearray,
        deadline: Deadline,
    ) -> None:
        if response.status_code in REDIRECTS:
            return
        # Not iter_bytes(): httpx inflates a whole chunk at once, to a thousand times its size.
        chunks = inflate(
            cast("Iterable[bytes]", response.stream), headers.get("content-encoding", "")
        )
        if response.is_error:
            with suppress(*_FAILURES):  # the status says enough
                for chunk in chunks:
                    body += chunk[: _FIRST_WORDS - len(body)]
                    if len(body) >= _FIRST_WORDS:
                        return
            return
        for chunk in chunks:
            body += chunk
            if len(body) > self._config.max_bytes:
                raise HttpTooLarge(
                    f"{mask(str(response.url))}: more than {self._config.max_bytes:,} bytes"
                )
            if deadline.expired:
                raise TimeoutError

    def _failure(self, error: Exception, ask: Ask, deadline: Deadline, *, begun: bool) -> HttpError:
        """Word an error; `begun`: whether it met an answer on its way."""
        late = isinstance(error, (TimeoutError, httpx.TimeoutException))
        what = self._lateness(error, deadline) if late else _reason(error)
        if begun and not isinstance(error, (ValueError, zlib.error)):
            what = f"cut off: {what}"
        said = f"{mask(ask.url)}: {what}"
        if late:
            return HttpTimeout(said)
        unfound = urlsplit(ask.url).hostname if _lost(error) else None
        return HttpUnreachable(said, hint=_PLAIN if _plain(error) else None, unfound=unfound)

    def _lateness(self, error: Exception, deadline: Deadline) -> str:
        if deadline.expired:
            return f"not finished within its {deadline.seconds:g} s"
        if isinstance(error, httpx.ConnectTimeout):
            return f"no connection within {self._config.connect_timeout:g} s"
        return f"not a byte for {self._config.read_timeout:g} s"


def transient(error: BaseException) -> bool:
    """Whether the same request may well succeed a little later."""
    if isinstance(error, HttpStatus):
        return not error.bot_wall and may_pass(error.status)
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return False
    if isinstance(cause, socket.gaierror):
        return cause.errno == socket.EAI_AGAIN
    return isinstance(error, HttpError) and isinstance(cause, _PASSING)


def user_agent(contact: str | None) -> str:
    """Say who asks and, if the owner wants it, whom to write to."""
    words = contact or "reads customer feedback once a day"
    plain = "".join(char for char in words if char.isascii() and char.isprintable())
    return f"amends/{__version__} (+{plain.strip('()')})"


def _keep_location(response: httpx.Response) -> None:
    """Hide the target of a redirect: httpx reads it even if told not to follow, and may fail."""
    if response.status_code in REDIRECTS and "location" in response.headers:
        response.headers.encoding = "latin-1"
        response.extensions["location"] = response.headers.pop("location")


def _headers(response: httpx.Response) -> dict[str, str]:
    response.headers.encoding = "latin-1"
    headers = dict(response.headers.items())
    if "location" in response.extensions:
        headers["location"] = response.extensions["location"]
    return headers


def _plain(error: Exception) -> bool:
    """Whether the server answered the greeting of TLS with plain HTTP, so it seems."""
    return isinstance(error, ssl.SSLError) and getattr(error, "reason", None) in _NO_TLS


def _lost(error: Exception) -> bool:
    """Whether no way led to the host: it has no name here, or no route goes there."""
    no_route = isinstance(error, OSError) and error.errno in _NO_ROUTE
    return no_route or isinstance(error, socket.gaierror)


def _reason(error: Exception) -> str:
    """Say it for an owner; foreign text is left out, it may hold our secrets or theirs."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid ({error.verify_message})"
    if isinstance(error, httpx.RemoteProtocolError):
        return next((words for sign, words in _BROKEN if sign in str(error)), _NOT_HTTP)
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words
    text = error.strerror if isinstance(error, OSError) else None
    return text.lower() if text else "the connection failed"
