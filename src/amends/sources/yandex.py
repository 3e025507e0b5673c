"""The partner API of Yandex Market: a token in a header, questions by POST, pages by token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer
from amends.sources.answers import read_object
from amends.sources.values import inside, line, objects

if TYPE_CHECKING:
    from amends.http import Response
    from amends.models import Json
    from amends.sources.contract import FetchContext

WHOSE = "Yandex Market"
API = "https://api.partner.market.yandex.ru"


class Market:
    """The requests that carry one token."""

    def __init__(self, ctx: FetchContext, key: str) -> None:
        self.ctx = ctx
        self._headers = {"api-key": key}

    def cabinets(self) -> dict[str, str]:
        """Return the names of the cabinets by their numbers; a token is made in one of them."""
        answer = self.ctx.http.get(f"{API}/v2/campaigns", headers=self._headers)
        shops = objects(_sound(answer).get("campaigns"))
        return {
            number: line(inside(shop, "business", "name")) or "?"
            for shop in shops
            if (number := line(inside(shop, "business", "id")))
        }

    def read(self, path: str, limit: int, token: Json, question: Json) -> dict[str, Any]:
        """Ask for a page; it is a POST that only reads."""
        params = {"limit": limit, "pageToken": token if isinstance(token, str) else None}
        answer = self.ctx.http.request(
            "POST",
            f"{API}/v2/businesses/{path}",
            params=params,
            headers=self._headers,
            json=question,
            repeatable=True,
        )
        result = _sound(answer).get("result")
        return result if isinstance(result, dict) else {}


def following(result: dict[str, Any]) -> str | None:
    """Return the token of the next page, None after the last one."""
    token = inside(result, "paging", "nextPageToken") or None
    if token is None or (isinstance(token, str) and token.isascii() and token.isprintable()):
        return token
    raise BadAnswer(f"{WHOSE}: the token of the next page is none")


def _sound(answer: Response) -> dict[str, Any]:
    """Return an answer that does not call itself an error; those come with status 200, too."""
    found = read_object(answer, WHOSE)
    if found.get("status") == "ERROR":
        raise BadAnswer(f"{WHOSE}: the answer calls itself an error")
    return found
