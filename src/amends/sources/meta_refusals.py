"""What Meta's Graph API means by an error: its codes, whatever the HTTP status.

The table is that of developers.facebook.com/docs/graph-api/guides/error-handling. Meta's words are
foreign text: only codes are taken from them, and names of permissions that we know.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from amends.errors import (
    AuthFailed,
    BadRequest,
    Blocked,
    HttpStatus,
    SourceError,
    Throttled,
    Unreachable,
)
from amends.sources.answers import error_object
from amends.sources.values import body, count, inside, objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

TRANSIENT = frozenset({1, 2})
THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
"""App, user, Page, app limit, custom; the 80000s are those of business use cases."""
TOKEN = frozenset({102, 190})
PERMISSION = frozenset({3, 10, *range(200, 300)})
RATINGS_ARE_GONE = 12
BAD_PARAMETER = 100
BLOCKED = 368
_WHY_NO_TOKEN = {
    458: "the app was removed from the account",
    459: "Facebook wants to see you first",
    460: "the password was changed",
    463: "the login has run out",
    467: "the login is not valid any more",
}
_FIRST = {459: "Open https://www.facebook.com and do what it asks. Then: "}
Given = Literal["login", "config", "paste"]
"""Where a token came from: kept by a login, named in config.yaml, or pasted just now."""
ANEW: Mapping[Given, str] = MappingProxyType(
    {
        "login": "amends sources login NAME",
        "config": "put it where `access_token:` in config.yaml says",
        "paste": "amends sources login NAME",
    }
)
"""What to do with a new token."""
_NO_TOKEN: Mapping[Given, str] = MappingProxyType(
    {
        "login": f"Log in again: {ANEW['login']}",
        "config": f"Get a new token, and {ANEW['config']}.",
        "paste": f"Generate it anew and copy it whole: {ANEW['paste']}",
    }
)
_PERMISSIONS = re.compile(
    r"\b(?:pages_(?:show_list|read_engagement|read_user_content|manage_engagement|manage_metadata)"
    r"|instagram_(?:basic|manage_comments)|business_management)\b"
)
_LONGEST_WAIT = timedelta(days=2)
USAGE = "x-business-use-case-usage"


def refusal(
    error: HttpStatus, now: datetime, needs: Iterable[str], given: Given = "login"
) -> SourceError | None:
    """Return what an error means and what to do; None if no code says it.

    `needs`: the permissions without which nothing can be read. `given`: where the token came from.
    """
    told = inside(error_object(error), "error")
    code, subcode = count(inside(told, "code")), count(inside(told, "error_subcode"))
    if code is None:
        return None
    if code in TOKEN:
        return _no_token(subcode or 0, given)
    if code in PERMISSION:
        return _not_allowed(body(inside(told, "message")), needs, given)
    if code in THROTTLED:
        return Throttled("Meta: too many requests for now", until=free_again(error, now))
    if code in TRANSIENT or inside(told, "is_transient") is True:
        return Unreachable("Meta has trouble that passes", hint="The next run tries again.")
    return _by_code(code, given)


def _no_token(subcode: int, given: Given) -> AuthFailed:
    why = _WHY_NO_TOKEN.get(subcode)
    unknown = (
        "Meta does not take this token" if given == "paste" else "Meta: the token is not valid"
    )
    return AuthFailed(
        f"Meta: {why}" if why else unknown, hint=_FIRST.get(subcode, "") + _NO_TOKEN[given]
    )


def _by_code(code: int, given: Given) -> SourceError | None:
    if code == RATINGS_ARE_GONE:
        return BadRequest(
            "Meta does not give ratings and recommendations of Pages away any more",
            hint="No key changes that: read them on the Page itself.",
        )
    if code == BAD_PARAMETER:
        return BadRequest(
            "Meta: nothing there that this token may see",
            hint=f"Is it the Page of this token? Otherwise get its own, and: {ANEW[given]}",
        )
    if code == BLOCKED:
        hint = "Look at https://www.facebook.com/support for what it says about it."
        return Blocked("Meta has blocked this for a while", hint=hint)
    return None


def _not_allowed(words: str, needs: Iterable[str], given: Given) -> AuthFailed:
    missing = sorted(set(_PERMISSIONS.findall(words))) or list(needs)
    names = ", ".join(missing)
    return AuthFailed(
        f"Meta: a permission is missing ({names})",
        hint=f"In https://developers.facebook.com/tools/explorer add {names} to a new token, then: "
        f"{ANEW[given]}",
    )


def free_again(error: HttpStatus, now: datetime) -> datetime | None:
    """Return when Meta lets us ask again, as far as it says so (in minutes)."""
    waits = (count(each.get("estimated_time_to_regain_access")) for each in usage(error.headers))
    longest = max((minutes for minutes in waits if minutes), default=None)
    if longest is None:
        return getattr(error, "until", None)
    return now + min(timedelta(minutes=min(longest, 10_000)), _LONGEST_WAIT)


def usage(headers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what has been used up, one object per business and kind of use; percent."""
    try:
        told = json.loads(headers.get(USAGE, ""))
    except (ValueError, RecursionError):
        return []
    lists = told.values() if isinstance(told, dict) else ()
    return [each for listed in lists for each in objects(listed)]
