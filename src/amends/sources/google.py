"""Google's APIs: how they are asked, and what their refusals mean to an owner.

Google explains a refusal in one shape (cloud.google.com/apis/design/errors). Only its codes, the
names of APIs that we know and the number of the project are taken from it, never its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from amends.errors import AuthFailed, HttpStatus, NeedsPayment, SourceError, Throttled
from amends.sources.answers import all_pages, error_object, read_object
from amends.sources.values import inside, line, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amends.models import Json
    from amends.sources.auth import Bearer

    Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]
    """Returns the object that Google answers to an address and its parameters."""

AUTHORIZE = "https://accounts.google.com/o/oauth2/v2/auth"
_APIS = {
    "mybusinessaccountmanagement.googleapis.com": "My Business Account Management API",
    "mybusinessbusinessinformation.googleapis.com": "My Business Business Information API",
    "mybusiness.googleapis.com": "Google My Business API",
    "androidpublisher.googleapis.com": "Google Play Android Developer API",
    "places.googleapis.com": "Places API (New)",
    "youtube.googleapis.com": "YouTube Data API v3",
}
_NAMED_API = re.compile("|".join(map(re.escape, _APIS)))
_PROJECT = re.compile(r"project[ =/s]{1,3}([0-9]{5,20})(?![0-9])")
_CODE = re.compile(r"[A-Za-z][A-Za-z_]{2,59}")
_STATUS = {
    Status.UNAUTHORIZED: "UNAUTHENTICATED",
    Status.FORBIDDEN: "PERMISSION_DENIED",
    Status.NOT_FOUND: "NOT_FOUND",
    Status.TOO_MANY_REQUESTS: "RESOURCE_EXHAUSTED",
}
"""The code of google.rpc where the answer is not in its shape."""
_OFF = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
_TOO_FAST = frozenset(
    {"RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded",
     "dailyLimitExceeded", "RESOURCE_EXHAUSTED"}
)  # fmt: skip
_KEY = "Google Cloud console → APIs & Services → Credentials → the key: "
_BY_REASON: Mapping[str, tuple[type[SourceError], str, str]] = {
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (
        AuthFailed,
        "the login does not cover this",
        "Log in again and leave every box ticked: amends sources login NAME",
    ),
    "API_KEY_INVALID": (AuthFailed, "the key is not valid", f"{_KEY}copy it again."),
    "keyInvalid": (AuthFailed, "the key is not valid", f"{_KEY}copy it again."),
    "API_KEY_SERVICE_BLOCKED": (
        AuthFailed, "the key is not for this API", f"{_KEY}API restrictions → add this API."
    ),
    "API_KEY_HTTP_REFERRER_BLOCKED": (
        AuthFailed, "the key is for web sites only", f"{_KEY}Application restrictions → None."
    ),
    "API_KEY_IP_ADDRESS_BLOCKED": (
        AuthFailed, "the key is for other machines", f"{_KEY}add the address of this one."
    ),
    "BILLING_DISABLED": (
        NeedsPayment, "the project has no billing", "Google Cloud console → Billing → link one."
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the codes of a refusal say."""

    status: str
    """The code of google.rpc, such as PERMISSION_DENIED; empty if there is none."""
    reason: str = ""
    limit: str = ""
    """The quota that was used up, a number in digits: “0” was never any."""
    api: str | None = None
    """The host of the API that it names, if we know it."""
    project: str | None = None

    @classmethod
    def read(cls, error: HttpStatus) -> Refusal:
        """Read an answer of Google; anything else says no more than its HTTP status."""
        told = inside(error_object(error), "error")
        text = error.body.decode("utf-8", "replace")
        details = [each for each in objects(inside(told, "details")) if each.get("reason")]
        reasons = [each.get("reason") for each in (*details, *objects(inside(told, "errors")))]
        limits = [inside(each, "metadata", "quota_limit_value") for each in details]
        api, project = _NAMED_API.search(text), _PROJECT.search(text)
        by_http = next((code for at, code in _STATUS.items() if at == error.status), "")
        return cls(
            _code(inside(told, "status")) or by_http,
            next((code for each in reasons if (code := _code(each))), ""),
            next((found for each in limits if (found := line(each))), ""),
            api[0] if api else None,
            project[1] if project else None,
        )

    @property
    def off(self) -> bool:
        """Whether the API is not switched on in the project of the client."""
        return self.reason in _OFF


def asking(bearer: Bearer, hints: Mapping[str, str]) -> Ask:
    """Return how to ask with a token; refusals are explained, by `hints` too (see `meaning`)."""

    def ask(url: str, params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = bearer.get(url, params=params)
        except HttpStatus as error:
            raise meaning(error, urlsplit(url).hostname or "", hints) from None
        return read_object(answer, "Google")

    return ask


def meaning(error: HttpStatus, api: str, hints: Mapping[str, str]) -> HttpStatus | SourceError:
    """Return the error with the exact next step, as far as its codes tell.

    `api` is the host that was asked. `hints` say what a code of google.rpc means to the source
    that asks (`NOT_FOUND` …); `NO_QUOTA` is ours, for a project whose quota is zero. What no code
    explains stays the `HttpStatus` that it is.
    """
    found = Refusal.read(error)
    if found.off:
        return _switched_off(found.api or api, found.project)
    if found.limit == "0":
        said = "Google has given this project a quota of 0"
        return AuthFailed(said, hint=hints.get("NO_QUOTA"))
    if found.reason in _BY_REASON:
        kind, said, hint = _BY_REASON[found.reason]
        return kind(f"Google: {said}", hint=hint)
    hint_or_none = hints.get(found.status)
    too_fast = not _TOO_FAST.isdisjoint({found.reason, found.status})
    if error.status == Status.FORBIDDEN and too_fast:
        return Throttled(error.message, hint=hints.get("RESOURCE_EXHAUSTED"))
    error.hint = error.hint or hint_or_none
    return error


def pages(ask: Ask, url: str, params: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """Return the objects of a list that is short enough to be read whole: accounts, locations."""

    def page(token: Json) -> tuple[list[dict[str, Any]], Json]:
        answer = ask(url, {**params, "pageToken": token})
        return objects(answer.get(key)), line(answer.get("nextPageToken"))

    return all_pages(page, "Google")


def _switched_off(api: str, project: str | None) -> AuthFailed:
    name = _APIS.get(api, "API that is needed")
    where = f"https://console.developers.google.com/apis/api/{api}/overview"
    address = where + (f"?project={project}" if project else "")
    return AuthFailed(
        f"the {name} is not switched on in your Google Cloud project",
        hint=f"Open {address} → Enable, wait five minutes. If Google says that there is no such "
        "API, the project has no access to it yet.",
    )


def _code(value: Any) -> str:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""
