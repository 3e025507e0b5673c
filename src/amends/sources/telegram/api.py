"""Asking the Bot API of Telegram: the token stands in the address, refusals say what to do."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpStatus, Throttled
from amends.sources.answers import error_object, read_object
from amends.sources.failures import explained
from amends.sources.values import body, count, inside

if TYPE_CHECKING:
    from amends.errors import SourceError
    from amends.models import Json
    from amends.sources.contract import FetchContext

WHOSE = "Telegram"
API = "https://api.telegram.org"
_TOKEN = re.compile(r"(\d{3,20}):[A-Za-z0-9_-]{20,100}")
_OWN_BOT = "or give amends a bot of its own: write /newbot to @BotFather"
_NEW_TOKEN = "Write /mybots to @BotFather, choose the bot, “API Token”, and put that one there."  # noqa: S105
_WEBHOOK = (
    "If nothing needs that any more, take it away: open https://api.telegram.org/bot…/deleteWebhook"
    f" in a browser, with the token in place of the dots; {_OWN_BOT}."
)


class Bot:
    """One bot, for as long as one reading."""

    def __init__(self, ctx: FetchContext, token: str) -> None:
        found = _TOKEN.fullmatch(token)
        if not found:
            raise AuthFailed("what `token:` names is no token of a bot", hint=_NEW_TOKEN)
        self.id = found[1]
        """The bot's own number, which its token begins with."""
        self._ctx = ctx
        self._address = f"{API}/bot{token}"

    def ask(self, method: str, **params: Json) -> Any:
        """Return the result of a method that may be called twice; refusals are explained."""
        with explained(self._meaning):
            response = self._ctx.http.request(
                "POST", f"{self._address}/{method}", json=params, repeatable=True
            )
            answer = read_object(response, WHOSE)
            if answer.get("ok") is not True:
                raise HttpStatus(
                    f"{WHOSE} refused {method}",
                    status=count(answer.get("error_code")) or Status.BAD_GATEWAY,
                    body=response.body,
                )
        return answer.get("result")

    def listed(self, method: str, **params: Json) -> list[Json]:
        """Return the list that a method gives."""
        found = self.ask(method, **params)
        if isinstance(found, list):
            return found
        raise BadAnswer(f"{WHOSE}: the answer holds no list")

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        told = error_object(error)
        if error.status in {Status.UNAUTHORIZED, Status.NOT_FOUND}:
            return AuthFailed(f"{WHOSE} knows no bot with this token", hint=_NEW_TOKEN)
        if error.status == Status.CONFLICT:
            return taken("webhook" in body(told.get("description")).lower())
        seconds = count(inside(told, "parameters", "retry_after"))
        if error.status == Status.TOO_MANY_REQUESTS and seconds:
            until = self._ctx.now + timedelta(seconds=min(seconds, 86_400))
            return Throttled(f"{WHOSE} asks to wait {seconds} seconds", until=until)
        return None


def taken(by_webhook: bool) -> BadRequest:  # noqa: FBT001 — which of the two it is
    """Return what is wrong where somebody else receives the messages of the bot."""
    if by_webhook:
        said = "the messages of this bot go to another program, by a webhook"
        return BadRequest(said, hint=_WEBHOOK)
    return BadRequest(
        "another program is asking for the messages of this bot at the same time",
        hint=f"Stop the other one (perhaps a second amends), {_OWN_BOT}.",
    )
