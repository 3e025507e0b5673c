"""What Apple's refusals mean and ask for, and what is left of the hour's requests."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from amends.errors import AuthFailed, SourceError, Throttled
from amends.sources.answers import error_object
from amends.sources.auth import wrong_clock
from amends.sources.values import count, line, objects

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.errors import HttpStatus

WHOSE = "App Store Connect"
_UNSIGNED = "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"


def refused(error: HttpStatus, now: datetime) -> SourceError | None:
    """Return what a refusal means, None if it means here what it means everywhere.

    Apple asks to tell errors apart by status and code, never by their words.
    """
    match error.status:
        case HTTPStatus.UNAUTHORIZED:
            return AuthFailed(f"{WHOSE} does not accept the key", hint=_why_not(error, now))
        case HTTPStatus.FORBIDDEN:
            return AuthFailed(f"{WHOSE}: the key may not read reviews", hint=_forbidden(error))
        case HTTPStatus.TOO_MANY_REQUESTS:
            return _throttled(error, now)
        case _:
            return None


def _why_not(error: HttpStatus, now: datetime) -> str:
    return wrong_clock(now, error.headers) or (
        "Compare with Users and Access → Integrations: `key_id` is that of this .p8 file, `issuer` "
        "that of your team (none for an individual key), and the key was not revoked."
    )


def _forbidden(error: HttpStatus) -> str:
    codes = {line(each.get("code")) for each in objects(error_object(error).get("errors"))}
    if _UNSIGNED in codes:
        return "The account holder has to accept Apple's new agreement: developer.apple.com/account"
    return "Give the key the role Customer Support (or App Manager) and access to this app."


def _limits(headers: Mapping[str, str]) -> dict[str, int]:
    """Read `X-Rate-Limit: user-hour-lim:3500;user-hour-rem:500;` (identifying-rate-limits)."""
    pairs = (part.partition(":") for part in headers.get("x-rate-limit", "").split(";"))
    read = {name.strip(): count(value.strip()) for name, _, value in pairs}
    return {name: value for name, value in read.items() if value is not None}


def left(headers: Mapping[str, str]) -> str:
    """Return what is left of this hour, behind a comma; nothing where Apple does not say."""
    limits = _limits(headers)
    left, of = limits.get("user-hour-rem"), limits.get("user-hour-lim")
    return "" if left is None or of is None else f", {left:,} of {of:,} requests left this hour"


def _throttled(error: HttpStatus, now: datetime) -> SourceError | None:
    """A used-up hour rolls: it does not come back in seconds, as a short burst's limit does."""
    if _limits(error.headers).get("user-hour-rem") != 0:
        return None
    return Throttled(
        f"{WHOSE}: the requests of this hour are used up",
        hint="Does another program use the same key? Give this one its own.",
        until=getattr(error, "until", None) or now + timedelta(hours=1),
    )
