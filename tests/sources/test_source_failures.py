from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    Blocked,
    Gone,
    HttpBadRedirect,
    HttpError,
    HttpStatus,
    HttpThrottled,
    HttpTimeout,
    HttpTooLarge,
    HttpUnreachable,
    NeedsPayment,
    Throttled,
    Unreachable,
)
from amends.sources import from_http
from amends.sources.failures import explained


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (304, BadAnswer),
        (400, BadRequest),
        (401, AuthFailed),
        (402, NeedsPayment),
        (403, AuthFailed),
        (404, BadRequest),
        (408, Unreachable),
        (410, Gone),
        (418, BadRequest),
        (451, Blocked),
        (500, Unreachable),
        (521, Unreachable),
    ],
)
def test_a_status_says_what_kind_of_failure_it_is(status, kind):
    error = from_http(HttpStatus(f"x: answered {status}", status=status))
    assert type(error) is kind
    assert error.message == f"x: answered {status}"


def test_a_bot_wall_is_told_from_wrong_credentials():
    error = from_http(HttpStatus("x", status=403, bot_wall=True))
    assert type(error) is Blocked
    assert error.hint


def test_a_throttled_source_keeps_the_moment_it_was_told():
    until = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    error = from_http(HttpThrottled("x", status=429, until=until))
    assert (type(error), error.until) == (Throttled, until)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (HttpTimeout("x", hint="h"), Unreachable),
        (HttpUnreachable("x", hint="h"), Unreachable),
        (HttpTooLarge("x", hint="h"), BadAnswer),
        (HttpBadRedirect("x", hint="h"), BadAnswer),
        (HttpError("x", hint="h"), Unreachable),
    ],
)
def test_the_other_failures(error, kind):
    found = from_http(error)
    assert (type(found), found.message, found.hint) == (kind, "x", "h")


def test_a_refusal_means_what_the_platform_says_it_means():
    def refuse(**how):
        with explained(lambda error: Gone("moved out") if error.status == 403 else None):
            raise HttpStatus("no", **how)

    with pytest.raises(Gone, match="moved out"):
        refuse(status=403)
    with pytest.raises(HttpStatus):
        refuse(status=404)
    with pytest.raises(HttpStatus):
        refuse(status=403, bot_wall=True)
