"""Asking VK: the token in the form, answers in `response`, refusals with status 200."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import AuthFailed, BadAnswer, BadRequest, Blocked, Throttled, Unreachable
from amends.sources.answers import read_object
from amends.sources.values import count, inside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.errors import SourceError
    from amends.models import Json
    from amends.sources.contract import FetchContext

WHOSE = "VK"
VERSION = "5.199"
"""Answers keep the shape of the version that is asked for."""
COMMENTS_CLOSED = frozenset({212, 1407})
_BUSY = frozenset({1, 10, 32, 36, 43})
_PASSING = frozenset({1, 6, 10})
"""Asked again, after the pause that lies between any two requests to a host."""
_TRIES = 3
_TOKEN = frozenset({2, 4, 5, 7, 11, 15, 16, 20, 21, 24, 25, 27, 28, 37, 38, 42})
_NOT_TO_BE_SEEN = frozenset({18, 19, 30, 104, 113, 125, 200, 201, 203, 204})
_PERSON_WANTED = frozenset({14, 17})
"""A captcha, or a confirmation on a page of VK."""
_PAUSES: Mapping[int, timedelta | None] = {6: None, 9: timedelta(hours=1), 29: timedelta(hours=12)}
"""Too many a second; the same thing too often; as much as a day may have."""
_SERVICE = "VK wants the service token here: dev.vk.com → your app → Settings → Service token."
_HINTS = {
    5: "Take the token anew: dev.vk.com → your app → Settings → Service token.",
    15: "This wall or these comments are not open to this token; is the community public?",
    27: f"A community's token may not do this. {_SERVICE}",
    28: "The service token may not do this; comments under goods need a token of a person.",
}


class Vk:
    """The requests that carry one token."""

    def __init__(self, ctx: FetchContext, token: str, server: str) -> None:
        self._ctx = ctx
        self._token = token
        self._server = server

    def ask(self, method: str, **params: Json) -> dict[str, Any]:
        """Return the `response` of a method that only reads; refusals are explained."""
        given = {name: str(value) for name, value in params.items() if value is not None}
        answer, code = self._answer(method, given)
        for _ in range(1, _TRIES):
            if code not in _PASSING or self._ctx.http.time_is_up:
                break
            answer, code = self._answer(method, given)
        if code in COMMENTS_CLOSED:
            return {}
        if code is not None:
            raise self._refusal(code, method)
        found = answer.get("response")
        if isinstance(found, dict):
            return found
        raise BadAnswer(f"{WHOSE}: the answer to {method} has no `response`")

    def _answer(self, method: str, given: dict[str, str]) -> tuple[dict[str, Any], int | None]:
        """Return what VK answers, and the number of the error where it is one."""
        response = self._ctx.http.request(
            "POST",
            f"https://{self._server}/method/{method}",
            form={**given, "v": VERSION, "access_token": self._token},
            repeatable=True,
        )
        answer = read_object(response, WHOSE)
        failed = "error" in answer
        return answer, count(inside(answer, "error", "error_code")) or 0 if failed else None

    def _refusal(self, code: int, method: str) -> SourceError:
        """Return what a code means; VK's own words repeat parameters, the token perhaps too."""
        said = f"{WHOSE} refused {method} (error {code})"
        if code in _PAUSES:
            pause = _PAUSES[code]
            return Throttled(f"{said}: too often", until=self._ctx.now + pause if pause else None)
        if code in _BUSY:
            return Unreachable(f"{said}: it cannot answer now")
        if code in _PERSON_WANTED:
            return _person_wanted(said, code)
        if code in _TOKEN:
            return AuthFailed(said, hint=_HINTS.get(code, _SERVICE))
        if code in _NOT_TO_BE_SEEN:
            hint = "Compare `group:` with its address at vk.com; it must be open to everybody."
            return BadRequest(f"{said}: deleted, closed or unknown", hint=hint)
        hint = "If config.yaml was not changed, VK has changed: please report the number."
        return BadRequest(said, hint=hint)


def _person_wanted(said: str, code: int) -> Blocked:
    if code == 14:  # noqa: PLR2004 — the number of VK's error
        hint = (
            "Run amends less often, or with a longer `interval:`; captchas stop after some hours."
        )
        return Blocked(f"{said}: it wants a captcha solved", hint=hint)
    hint = "Open vk.com in a browser with the account that owns the app, and confirm it there."
    return Blocked(f"{said}: it wants the account confirmed", hint=hint)
