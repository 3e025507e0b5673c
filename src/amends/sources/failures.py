"""The one place where a server's failure becomes a source's."""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus as Status
from typing import TYPE_CHECKING

from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    Blocked,
    Gone,
    HttpBadRedirect,
    HttpStatus,
    HttpThrottled,
    HttpTooLarge,
    HttpUnreachable,
    NeedsPayment,
    SourceError,
    Throttled,
    Unreachable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amends.errors import HttpError

_BY_STATUS: dict[int, tuple[type[SourceError], str | None]] = {
    Status.UNAUTHORIZED: (AuthFailed, "Check the user name, the password or the key."),
    Status.FORBIDDEN: (AuthFailed, "Check whether these credentials may read this."),
    Status.PAYMENT_REQUIRED: (NeedsPayment, "The platform wants a paid plan for this."),
    Status.NOT_FOUND: (BadRequest, "Nothing is there: check the address in config.yaml."),
    Status.REQUEST_TIMEOUT: (Unreachable, None),
    Status.GONE: (Gone, "It was taken away for good: remove the source or give a new address."),
    Status.TOO_EARLY: (Unreachable, None),
    420: (Throttled, None),
    Status.TOO_MANY_REQUESTS: (Throttled, None),
    Status.UNAVAILABLE_FOR_LEGAL_REASONS: (Blocked, None),
}


def from_http(error: HttpError) -> SourceError:
    """Say the same as a `SourceError`; a source that knows more about its server says it first."""
    if isinstance(error, HttpThrottled):
        return Throttled(error.message, hint=error.hint, until=error.until)
    if isinstance(error, HttpStatus):
        return _from_status(error)
    if isinstance(error, HttpUnreachable):
        return Unreachable(error.message, hint=error.hint, unfound=error.unfound)
    kind = BadAnswer if isinstance(error, HttpTooLarge | HttpBadRedirect) else Unreachable
    return kind(error.message, hint=error.hint)


@contextmanager
def explained(meaning: Callable[[HttpStatus], SourceError | None]) -> Iterator[None]:
    """Let what a platform refuses say what it means there; None: the same as everywhere."""
    try:
        yield
    except HttpStatus as error:
        meant = None if error.bot_wall else meaning(error)
        if meant is None:
            raise
        raise meant from error


def _from_status(error: HttpStatus) -> SourceError:
    if error.bot_wall:
        hint = "The site keeps programs out; nothing in config.yaml changes that."
        return Blocked(error.message, hint=error.hint or hint)
    kind, hint_or_none = _BY_STATUS.get(error.status, (_by_class(error.status), None))
    return kind(error.message, hint=error.hint or hint_or_none)


def _by_class(status: int) -> type[SourceError]:
    if status >= Status.INTERNAL_SERVER_ERROR:
        return Unreachable
    return BadRequest if status >= Status.BAD_REQUEST else BadAnswer
