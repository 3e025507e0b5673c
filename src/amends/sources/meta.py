"""Meta's Graph API: how Facebook and Instagram are asked, with the token of a Page.

The token travels in a header. Pages of a list are followed by their cursor alone, since the
address of the next page may carry the token.
"""

from __future__ import annotations

from datetime import timedelta
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.errors import AuthFailed, BadAnswer, BadRequest, ConfigError, HttpStatus
from amends.models import Item
from amends.sources.answers import all_pages, error_object, read_object
from amends.sources.auth import Pasted
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
from amends.sources.meta_refusals import ANEW, BAD_PARAMETER, refusal, usage
from amends.sources.paging import newest_first
from amends.sources.values import count, inside, line, objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amends.http import Response
    from amends.models import Json
    from amends.sources.lists import Walk
    from amends.sources.meta_refusals import Given
    from amends.sources.paging.reader import Ask

BASE = "https://graph.facebook.com/v26.0"
"""A version is always named, or that of the app's first day answers."""
LIST = 100
"""The most that a page of a list may hold."""
_TITLE = 80
"""Characters of a post by which people know it again."""
_CURSORS = frozenset({"after", "until", "__paging_token"})
"""What of the address of a next page says where it begins; the rest of it may be secret."""


class Graph:
    """Asks with one token, for as long as one reading."""

    def __init__(
        self,
        ctx: FetchContext,
        token: str,
        *,
        needs: tuple[str, ...] = (),
        app_secret: str | None = None,
        given: Given = "login",
    ) -> None:
        self._ctx = ctx
        self._token = token
        self._needs = needs
        self._given = given
        self._proof = {} if app_secret is None else {"appsecret_proof": proof(token, app_secret)}

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Return what stands at a path; refusals are explained."""
        return read_object(self.response(path, **params), "Meta")

    def response(self, path: str, **params: Any) -> Response:
        """Ask. A cursor that Meta does not know any more stays the status that it is."""
        stale = not _CURSORS.isdisjoint(params)
        with explained(
            lambda error: None if stale and _refused_cursor(error) else self._say(error)
        ):
            response = self._ctx.http.get(
                f"{BASE}/{path}",
                params=params | self._proof,
                headers={"authorization": f"Bearer {self._token}"},
            )
            if "error" in read_object(response, "Meta"):
                raise HttpStatus(
                    "Meta answered with an error",
                    status=response.status,
                    body=response.body,
                    headers=response.headers,
                )
        return response

    def page(
        self, path: str, cursor: Json = None, **params: Any
    ) -> tuple[list[dict[str, Any]], dict[str, str] | None]:
        """Return the objects of one page of a list, and the cursor of the next one."""
        answer = self.get(path, **params, **_known(cursor))
        if not isinstance(answer.get("data"), list):
            raise BadAnswer("Meta: the answer holds no list")
        return objects(answer["data"]), onward(answer.get("paging"))

    def all(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Return the objects of a list that is short enough to be read whole."""
        return all_pages(lambda cursor: self.page(path, cursor, **params), "Meta")

    def _say(self, error: HttpStatus) -> Any:
        return refusal(error, self._ctx.now, self._needs, self._given)


def onward(paging: Json) -> dict[str, str] | None:
    """Return the cursor of the next page; None: there is none, however short this one was."""
    address = inside(paging, "next")
    if not isinstance(address, str):
        return None
    after = line(inside(paging, "cursors", "after"))
    try:
        found = {"after": after} if after else dict(parse_qsl(urlsplit(address).query))
    except ValueError:
        found = {}
    return _known(found) or None


def _known(cursor: Json) -> dict[str, str]:
    given = cursor if isinstance(cursor, dict) else {}
    return {
        name: value for name, value in given.items() if name in _CURSORS and isinstance(value, str)
    }


def _refused_cursor(error: HttpStatus) -> bool:
    return bool(inside(error_object(error), "error", "code") == BAD_PARAMETER)


def newest(ctx: FetchContext, ask: Ask, overlap: timedelta) -> Walk:
    """Return how to read a list that has the newest on top."""
    return lambda kept, room: newest_first(ctx, kept, ask, room=room, overlap=overlap)


def proof(token: str, app_secret: str) -> str:
    """Return what shows that a token is used by its own app."""
    import hmac

    return hmac.new(app_secret.encode(), token.encode(), "sha256").hexdigest()


_EXTEND = (
    "Open https://developers.facebook.com/tools/debug/accesstoken with it, press “Extend Access "
    "Token”, and take the new token."
)


class MetaSource(Source):
    """What the sources of Facebook and Instagram have in common."""

    NEEDS_KEY: ClassVar[bool] = True
    SOCIAL: ClassVar[bool] = True
    NEEDS: ClassVar[tuple[str, ...]] = ()
    """The permissions without which nothing can be read."""
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"access_token", "app_id", "app_secret"})

    page: str | None = Field(
        None,
        pattern=r"^[0-9]{1,30}$",
        description="The id of your Page, where the login has several.",
    )
    days: int = Field(30, ge=1, le=365, description="Posts of so many days are looked through.")
    access_token: SecretRef | None = Field(
        None, description="A token of the Page, if `amends sources login` is not used."
    )
    app_id: str | None = Field(
        None, pattern=r"^[0-9]{1,30}$", description="The id of your Meta app."
    )
    app_secret: SecretRef | None = Field(
        None, description="Its secret: it lets a login last, and proves who asks."
    )

    def graph(self, ctx: FetchContext) -> Graph:
        """Return how to ask with the token of the Page."""
        token = ctx.secret(self.access_token) if self.access_token else ctx.login.read()
        if token is None:
            raise AuthFailed(
                "nobody has logged in to Meta yet", hint="Log in first: amends sources login NAME"
            )
        secret, given = self._secret(ctx), self._given
        return Graph(ctx, token, needs=self.NEEDS, app_secret=secret, given=given)

    def me(self, graph: Graph, fields: str) -> dict[str, Any]:
        """Return the Page that the token belongs to; raises `AuthFailed` for another one."""
        found = graph.get("me", fields=fields)
        if line(found.get("id")) is None:
            raise BadAnswer("Meta: the Page has no id")
        if self.page and line(found.get("id")) != self.page:
            raise AuthFailed(
                f"the token does not belong to the Page {self.page}",
                hint=f"It is a person's token. With that of the Page: {ANEW[self._given]}",
            )
        return found

    def since(self, ctx: FetchContext) -> int:
        """Return where the posts begin that are looked through; seconds since 1970."""
        return int((ctx.now - timedelta(days=self.days)).timestamp())

    def consent(self, _ctx: FetchContext) -> Pasted:
        """Return how to obtain a token, and what becomes of it."""
        if self.access_token:
            raise ConfigError(
                ["`access_token:` in config.yaml would be used instead of this login"],
                hint="Take it out and log in, or put a new token where it says.",
            )
        steps = (
            "Open https://developers.facebook.com/tools/explorer and choose your app.",
            f"Choose “Get User Access Token” and tick {', '.join(self.NEEDS)}.",
            "Press “Generate Access Token”, agree, and choose the Page of the business.",
            *(() if self.app_id and self.app_secret else (_EXTEND,)),
            "Paste the token here.",
        )
        return Pasted(steps, self._kept)

    def _kept(self, ctx: FetchContext, pasted: str) -> str:
        """Turn the token of a person into that of their Page, which lasts."""
        secret = self._secret(ctx)
        if self.app_id and secret:
            pasted = _lasting(ctx, self.app_id, secret, pasted)
        graph = Graph(ctx, pasted, needs=self.NEEDS, app_secret=secret, given="paste")
        try:
            pages = list(graph.all("me/accounts", fields="id,name,access_token", limit=LIST))
        except BadRequest:  # a Page has no accounts: it is the token of a Page already
            self.me(graph, "id,name")
            return pasted
        return _token_of(pages, self.page)

    @property
    def _given(self) -> Given:
        return "config" if self.access_token else "login"

    def _secret(self, ctx: FetchContext) -> str | None:
        return ctx.secret(self.app_secret) if self.app_secret else None


def _lasting(ctx: FetchContext, app_id: str, app_secret: str, token: str) -> str:
    """Exchange a token of an hour or two for one of two months."""
    params = {
        "grant_type": "fb_exchange_token",
        "client_id": app_id,
        "client_secret": app_secret,
        "fb_exchange_token": token,
    }
    with explained(lambda error: refusal(error, ctx.now, (), "paste")):
        answer = read_object(ctx.http.get(f"{BASE}/oauth/access_token", params=params), "Meta")
    found = answer.get("access_token")
    if isinstance(found, str) and found:
        return found
    raise BadAnswer("Meta: no token came for the one that was pasted")


def _token_of(pages: list[dict[str, Any]], wanted: str | None) -> str:
    """Return the token of the Page; raises `AuthFailed` where it is not clear which one it is."""
    known = {line(page.get("id")): page for page in pages}
    chosen = known.get(wanted) if wanted else pages[0] if len(pages) == 1 else None
    token = inside(chosen, "access_token")
    if isinstance(token, str) and token:
        return token
    names = ", ".join(f"{line(page.get('name')) or '?'} ({of_id})" for of_id, page in known.items())
    if not names:
        hint = "Generate it anew, and choose the Page of the business where Facebook asks for it."
        raise AuthFailed("the login sees no Page", hint=hint)
    raise AuthFailed(
        f"the login sees these Pages: {names}", hint="Put the number of yours behind `page:`."
    )


def about(node: Mapping[str, Any], words: str) -> Item:
    """Return the post that something stands under, by the beginning of its words."""
    text = line(node.get(words))
    return Item(line(node.get("id")), shorten(text, _TITLE, placeholder="…") if text else None)


def used_up(headers: Mapping[str, str]) -> str:
    """Return how much of Meta's limit is used up, for `probe`; nothing where it is not told."""
    shares = [count(each.get("call_count")) or 0 for each in usage(headers)]
    return f"; {max(shares)} % of what Meta allows is used up" if shares else ""
