"""What it means when no token is given, and what to do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import AuthFailed
from amends.sources.values import line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TOLERATED = timedelta(minutes=2)
"""How far two clocks may be apart; Google and Apple allow some minutes."""
AGAIN = "Log in again: amends sources login NAME"
STALE_CODE = "The answer of the browser is too old, or was used already. " + AGAIN
_STEPS = {
    "invalid_grant": "The login has ended: taken back, expired, or not used for too long. " + AGAIN,
    "invalid_client": "Check the client id and its secret: do both belong to the same program?",
    "unauthorized_client": "The platform does not let this program ask like this: look at how it is"
    " registered there.",
    "invalid_scope": "The platform does not give this program the right that it asks for: look at"
    " its permissions there.",
    "access_denied": "It was not allowed. Whoever logs in has to agree: amends sources login NAME",
    "redirect_uri_mismatch": "The address to come back to has to be registered at the platform.",
}
"""By the codes of RFC 6749 (4.1.2.1, 5.2) and Google's own for addresses."""
_UNKNOWN = "Check the keys in config.yaml, and whether this program is still registered there."


def refused(
    whose: str, code: Any, hints: Mapping[str, str], clock: str | None = None
) -> AuthFailed:
    """Say why `whose` platform gave no token, as far as its code tells.

    `hints` by code go before our own; a wrong `clock` before both, for a refused statement.
    """
    known = line(code) or ""
    hint = {**_STEPS, **hints}.get(known)
    named = f" ({known})" if hint else ""
    if clock and known == "invalid_grant":
        hint = clock
    return AuthFailed(f"{whose}: no access was given{named}", hint=hint or _UNKNOWN)


def wrong_clock(now: datetime, headers: Mapping[str, str]) -> str | None:
    """Say by how much this machine's clock is off, going by the `Date` of an answer.

    None if it is right, or nobody knows: not every server says what time it is.
    """
    from amends.http.retry import date_of

    theirs = date_of(headers)
    off = now - theirs if theirs else timedelta(0)
    if abs(off) < TOLERATED:
        return None
    minutes, way = round(abs(off).total_seconds() / 60), "ahead" if off > timedelta(0) else "behind"
    return f"The clock of this machine is {minutes} minutes {way}: set it right, then try again."
