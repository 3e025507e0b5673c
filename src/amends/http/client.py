"""What sources ask through: redirects, retries and politeness around single exchanges."""

from __future__ import annotations

import json as jsonlib
import threading
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode, urlsplit

from amends.errors import HttpBadRedirect, HttpTimeout, HttpUnreachable
from amends.http.answer import Response, Validators
from amends.http.masking import mask
from amends.http.redirects import PERMANENT, REDIRECTS, Ask, checked, next_hop
from amends.http.retry import date_of, refusal, retrying
from amends.http.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.config.model import HttpConfig
    from amends.http.deadline import Deadline
    from amends.http.wire import Answer, Transport, Wire
    from amends.models import Json

_MOST_REDIRECTS = 10
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""Unless the caller knows better only these are tried again: nothing may be sent twice."""


def _now() -> datetime:
    return datetime.now(UTC)


class Http:
    """All requests of one run: shared connections, and one request at a time for each host.

    Safe to use from many threads. Nothing is imported or opened before the first request.
    `transport`, `sleep`, `clock`, `wall` and `random` are for tests.
    """

    def __init__(
        self,
        config: HttpConfig,
        *,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = _now,
        random: Random | None = None,
    ) -> None:
        self.config = config
        self.sleep = sleep
        self.wall = wall
        self.random = random or Random()  # noqa: S311 — spreads retries, guards nothing
        self.turns = Turns(sleep, clock)
        self._ahead: dict[str, timedelta] = {}
        self._transport = transport
        self._wire: Wire | None = None
        self._opening = threading.Lock()
        self.heard = False
        """Whether any server has answered."""

    def source(self, deadline: Deadline, interval: float | None = None) -> SourceHttp:
        """Lend requests to one source: all of them together end with its deadline.

        `interval`: seconds between requests to one host, if not the configured ones.
        """
        return SourceHttp(self, deadline, self.config.interval if interval is None else interval)

    def wire(self) -> Wire:
        """Return the connections, made at the first call."""
        with self._opening:
            if self._wire is None:
                from amends.http.wire import Wire

                self._wire = Wire(self.config, self._transport)
            return self._wire

    @property
    def ahead(self) -> timedelta | None:
        """How far this machine's clock is ahead of the servers; None: none has told.

        Where they differ the one nearest to ours is believed: one wrong clock is rather theirs.
        """
        return min(self._ahead.values(), key=abs, default=None)

    def compare_clocks(self, host: str, headers: Mapping[str, str]) -> None:
        """Note that a server answered, and what time it is there."""
        self.heard = True
        if (theirs := date_of(headers)) is not None:
            self._ahead[host] = self.wall() - theirs

    def close(self) -> None:
        """Close all connections."""
        if self._wire is not None:
            self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SourceHttp:
    """The requests of one source, within its deadline and its host's interval."""

    def __init__(self, http: Http, deadline: Deadline, interval: float) -> None:
        self.deadline = deadline
        self._http = http
        self._interval = interval

    @property
    def time_is_up(self) -> bool:
        """Whether another request to the same host would come after the source's time."""
        return self.deadline.left <= self._interval

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        validators: Validators | None = None,
    ) -> Response:
        """Fetch `url`; see `request`."""
        return self.request(
            "GET", url, params=params, headers=headers, auth=auth, validators=validators
        )

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        validators: Validators | None = None,
        json: Json = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        repeatable: bool | None = None,
    ) -> Response:
        """Return a 2xx answer, or the 304 to `validators`; everything else raises `HttpError`.

        `params` are added to those of the URL, without the ones that are None. `json`, `form` or
        `content` is the body. What is `repeatable` (by default what the method calls idempotent;
        say so for a POST that only reads) is tried again after 420, 429, 5xx, timeouts and broken
        connections.
        """
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if json is not None:
            content = jsonlib.dumps(json).encode()
            sent.setdefault("content-type", "application/json")
        elif form is not None:
            content = urlencode(form).encode()
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
        sent |= (validators or Validators()).headers()
        ask = Ask(method.upper(), _with_params(url, params), sent, auth, content)
        safe = ask.method in _IDEMPOTENT if repeatable is None else repeatable
        return self._persist(ask, repeatable=safe)

    def _persist(self, ask: Ask, *, repeatable: bool) -> Response:
        from amends.http.wire import transient

        http = self._http
        http.wire()  # what is wrong here stays wrong, however often it is tried
        attempts = retrying(
            1 + http.config.retries if repeatable else 1,
            self.deadline,
            least=self._interval,
            again=transient,
            sleep=http.sleep,
            wall=http.wall,
            random=http.random,
        )
        return attempts(self._follow, ask)

    def _follow(self, ask: Ask) -> Response:
        """Go where redirects lead. Hops need no pause: they are one request of several steps."""
        answer = self._exchange(ask, self._interval)
        seen = {(ask.method, ask.url)}
        moved = True
        while answer.status in REDIRECTS:
            moved = moved and answer.status in PERMANENT
            hop = next_hop(ask, answer.status, answer.headers.get("location"))
            if (hop.method, hop.url) in seen:
                raise HttpBadRedirect(f"{mask(ask.url)}: redirects in a circle")
            if len(seen) > _MOST_REDIRECTS:
                raise HttpBadRedirect(
                    f"{mask(ask.url)}: redirects more than {_MOST_REDIRECTS} times"
                )
            seen.add((hop.method, hop.url))
            ask = hop
            answer = self._exchange(ask, 0)
        return self._judged(ask, answer, moved=moved and len(seen) > 1)

    def _exchange(self, ask: Ask, pause: float) -> Answer:
        http = self._http
        host = urlsplit(ask.url).hostname or ""
        try:
            with http.turns.turn(host, pause, self.deadline):
                answer = http.wire().exchange(ask, self.deadline)
        except TimeoutError:
            said = f"{mask(ask.url)}: the turn at this host would come after the source's time"
            hint = "Other sources read at the same host: give it more `max_seconds`."
            raise HttpTimeout(said, hint=hint) from None
        http.compare_clocks(host, answer.headers)
        return answer

    def _judged(self, ask: Ask, answer: Answer, *, moved: bool) -> Response:
        response = Response(
            status=answer.status,
            url=ask.url,
            moved_to=ask.url if moved else None,
            headers=answer.headers,
            body=answer.body,
            validators=Validators.from_headers(answer.headers),
        )
        if response.not_modified or 200 <= answer.status < 300:  # noqa: PLR2004
            return response
        raise refusal(answer.status, answer.headers, answer.body, ask.url, self._http.wall())


def _with_params(url: str, params: Mapping[str, Any] | None) -> str:
    try:
        parts = checked(url)
    except ValueError as error:
        raise HttpUnreachable(f"{mask(url)}: {error}") from error
    given = {name: value for name, value in (params or {}).items() if value is not None}
    if not given:
        return url
    query = "&".join(filter(None, [parts.query, urlencode(given, doseq=True)]))
    return parts._replace(query=query).geturl()
