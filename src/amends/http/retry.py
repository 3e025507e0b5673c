"""When to try again, how long to wait before, and what a refusal says."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from amends.errors import HttpStatus, HttpThrottled
from amends.http.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from tenacity import RetryCallState, Retrying

    from amends.http.deadline import Deadline

_LONGEST_WAIT = 60.0
"""Seconds; whoever asks for more is left alone until the next run."""
_FARTHEST = timedelta(days=7)
"""Who asks for more is asked again after that: a wrong date silences no source for years."""
_CALM_DOWN = 420
"""What Yandex Market says for 429 (its OpenAPI: `ApiLimitErrorResponse`)."""
_TOO_MANY = frozenset({_CALM_DOWN, 429})
_BUSY = _TOO_MANY | {503}
_QUOTAS = ("x-ratelimit", "x-rate-limit", "ratelimit")
"""How servers begin the names of the headers that tell of their quotas."""
_EPOCH = 1_000_000_000
"""Smaller numbers are seconds from now."""


def retrying(
    tries: int,
    deadline: Deadline,
    *,
    least: float,
    again: Callable[[BaseException], bool],
    sleep: Callable[[float], None],
    wall: Callable[[], datetime],
    random: Random,
) -> Retrying:
    """Make up to `tries` attempts while `again` says so, within the deadline.

    The pause doubles from about a second, with jitter so that clients do not come back all at
    once, and is `least` seconds long; a server that names a moment gets it, unless it is too late
    to be worth waiting for.
    """
    from tenacity import Retrying, retry_if_exception

    def pause(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        until = getattr(error, "until", None)
        asked: float = (until - wall()).total_seconds() if until else 0.0
        return max(asked, least, random.uniform(0.5, 1) * 2.0 ** (state.attempt_number - 1))

    def enough(state: RetryCallState) -> bool:
        patience = min(_LONGEST_WAIT, deadline.left)
        return state.attempt_number >= tries or state.upcoming_sleep > patience

    return Retrying(
        retry=retry_if_exception(again),
        wait=pause,
        stop=enough,
        sleep=sleep,
        reraise=True,
    )


def refusal(
    status: int, headers: Mapping[str, str], body: bytes, url: str, now: datetime
) -> HttpStatus:
    """Say what an answer other than 2xx and 304 means."""
    said = f"{mask(url)}: answered {status} {_phrase(status)}".rstrip()
    if headers.get("cf-mitigated", "").strip().lower() == "challenge":
        said = f"{mask(url)}: a bot wall wants a human being ({status})"
        return HttpStatus(said, status=status, bot_wall=True, body=body, headers=headers)
    until = retry_after(headers, now)
    if until is None and status in _TOO_MANY:
        until = quota_anew(headers, now)
    if status in _BUSY or (until and may_pass(status)):
        when = f", asks to wait until {until:%Y-%m-%d %H:%M:%S} UTC" if until else ""
        return HttpThrottled(said + when, status=status, until=until, body=body, headers=headers)
    return HttpStatus(said, status=status, body=body, headers=headers)


def may_pass(status: int) -> bool:
    """Whether the same request may well be answered a little later."""
    return status in {_CALM_DOWN, HTTPStatus.TOO_MANY_REQUESTS} or 500 <= status < 600  # noqa: PLR2004


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Read Retry-After, in seconds or as a date (RFC 9110, section 10.2.3); None if it is odd."""
    value = headers.get("retry-after", "").strip()
    try:
        until = now + timedelta(seconds=_seconds(value))
    except ValueError:
        until = _moment(value) or now
    except OverflowError:
        until = now + _FARTHEST
    asked = max(now, min(until, now + _FARTHEST))
    return asked.astimezone(UTC) if asked > now else None


def quota_anew(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when a used up quota starts anew, by our clock: the server's may differ, see `Date`.

    The servers give ISO 8601 (Mastodon), seconds since 1970 (Bluesky, GitHub, X) or from now
    (Reddit). None where they say nothing, or that something is left.
    """
    name = next((each for each in _QUOTAS if f"{each}-reset" in headers), None)
    if name is None or headers.get(f"{name}-remaining", "0").strip() not in {"0", "0.0"}:
        return None
    theirs = date_of(headers) or now
    try:
        wait = _reset(headers[f"{name}-reset"].strip(), theirs) - theirs
    except (ValueError, OverflowError, OSError):
        return None
    return now + min(wait, _FARTHEST) if wait > timedelta(0) else None


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """Return what time it is for the server; None if it does not say, or a cache answers for it.

    RFC 9110, section 6.6.1; an answer with an Age was written earlier.
    """
    return None if "age" in headers else _moment(headers.get("date", ""))


def _reset(value: str, now: datetime) -> datetime:
    try:
        seconds = _seconds(value)
    except ValueError:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if seconds >= _EPOCH:
        return datetime.fromtimestamp(seconds, UTC)
    return now + timedelta(seconds=seconds)


def _seconds(value: str) -> float:
    seconds = float(value)
    if not math.isfinite(seconds):
        raise ValueError("not a number of seconds")
    return seconds


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
