"""VK: posts and comments on all open walls that name you, and all that is said on your own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Pause  # noqa: TC001
from amends.errors import BadRequest
from amends.models import Batch, Json
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.queries import advice, names, telling, words
from amends.sources.values import count, line, objects
from amends.sources.vk.api import Vk
from amends.sources.vk.own import Wall, goods
from amends.sources.vk.posts import parse, parse_comments, people_of
from amends.sources.vk.search import FIELDS, Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk

__all__ = ["VK", "parse", "parse_comments", "people_of"]

_GROUP = re.compile(
    r"(?:https?://)?(?:m\.)?(?:vk\.com/|vk\.ru/)?@?([A-Za-z][\w.]{1,60})/?(?:\?.*)?"
)
_NUMBER = re.compile(r"(?:club|public|event|-)?(\d{1,15})")
_BY_ID = 100
_POST = re.compile(r"-?\d{1,15}_\d{1,15}")


class VK(Source):
    """The search of VK for each of your names, and the wall of your own community.

    Each spelling in `watch:` is searched for by itself, Cyrillic and Latin; what was found is
    filtered by all its words. On the own wall nothing is filtered: what the community itself wrote
    there counts as your answers, comments that were deleted are gone.
    """

    EXAMPLE: ClassVar[str] = """\
type: vk
token: env:VK_SERVICE_TOKEN
group: lipa_coffee         # your own community, if you have one: vk.com/lipa_coffee
"""
    NEEDS_KEY: ClassVar[bool] = True
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.6
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"token", "market_token", "server"})
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets=(
            "Posts and comments on open walls that name you, with likes, reposts, comments, views"
            " and the author's followers; posts of visitors and all comments on your own wall, with"
            " your answers."
        ),
        lacks=(
            "Closed walls, private messages, comments that the search does not show. Comments under"
            " goods need `market_token:`, the token of a person, which VK gives to few new apps."
        ),
        cost="Free.",
        quota="1000 searches a day and 5000 readings of a wall; 3 requests a second.",
        checked="spec",
        window="The newest 1000 results of a search; then it goes on before the oldest of them.",
        key=(
            "Open https://dev.vk.com with the account of the business, and create an app.",
            "Copy the service token from the settings of the app to where `token:` says.",
            "A community's own token will not do: it is refused for searches.",
        ),
        unconfirmed=(
            "That a service token of a new app may still use newsfeed.search and wall.getComments.",
            "To which apps VK gives a token with the right `market`, for comments under goods.",
            "How many requests a second a service token may make, and what a day may have.",
            "Whether api.vk.com answers from your country: `server: api.vk.ru` is the other way.",
        ),
        address="https://dev.vk.com/method/newsfeed.search",
    )

    type: Literal["vk"] = "vk"
    token: SecretRef = Field(description="The service token of your app.")
    group: str | None = Field(None, description="Your own community: its short name or address.")
    market_token: SecretRef | None = Field(
        None,
        description="The token of a person with the right `market`: comments under the goods of "
        "`group:` are read, too.",
    )
    query: str | None = Field(
        None,
        min_length=2,
        max_length=200,
        description="Search for this instead of the names in `watch:`; kept is what matches "
        "`watch:`.",
    )
    days: int = Field(
        14, ge=1, le=90, description="So far back the first search looks, and each time the wall."
    )
    interval: Pause | None = Field(
        0.4, description="Seconds between requests to the host: VK takes three a second."
    )
    server: Literal["api.vk.com", "api.vk.ru"] = Field(
        "api.vk.com", description="`api.vk.ru` where the other one cannot be reached."
    )

    @field_validator("group")
    @classmethod
    def _short_name(cls, given: str | None) -> str | None:
        if given is None:
            return None
        name = _GROUP.fullmatch(given.strip())
        number = _NUMBER.fullmatch(name[1] if name else given.strip())
        if number:
            return f"club{number[1]}"
        if not name:
            raise ValueError("must be the name in the address: lipa_coffee for vk.com/lipa_coffee")
        return name[1]

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield the own wall, the comments under each of its posts, then each search."""
        vk = self._vk(ctx)
        lists: dict[str, Walk] = {}
        own = None
        if self.group:
            number = _NUMBER.fullmatch(self.group)
            wall = Wall(ctx, vk, self.group, self.days, -int(number[1]) if number else None)
            lists |= wall.lists()
            own = wall.owner
        if self.market_token and self.group:
            person = Vk(ctx, ctx.secret(self.market_token), self.server)
            lists |= goods(ctx, person, own)
        for term in self._terms(ctx):
            search = Search(ctx, vk, term, self.days, own)
            lists[f"search {term}"] = search.walk
        batches = one_after_another(ctx, bookmark, lists, room=self.max_items)
        yield from batches if self.query else telling(ctx.watch, bookmark, batches)

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these posts as they are now; a comment cannot be asked for by its id alone."""
        asked = [each for each in ids if _POST.fullmatch(each)][:_BY_ID]
        if not asked:
            return
        answer = self._vk(ctx).ask("wall.getById", posts=",".join(asked), extended=1, fields=FIELDS)
        read = parse(answer.get("items"), people_of(answer), ctx.now)
        yield Batch(read.mentions, read.gone_ids, None, read.skipped)

    def probe(self, ctx: FetchContext) -> str:
        """Say how many posts each search finds, and that the own wall can be read."""
        vk = self._vk(ctx)
        since = int((ctx.now - timedelta(days=self.days)).timestamp())
        said = []
        for term in self._terms(ctx):
            found = vk.ask("newsfeed.search", q=term, count=1, start_time=since)
            said.append(
                f"“{term}” {count(found.get('total_count')) or count(found.get('count')) or 0}"
            )
        text = f"posts of {self.days} days: {', '.join(said)}"
        if not self.group:
            return text
        wall = vk.ask("wall.get", domain=self.group, count=1, extended=1)
        name = next((line(each.get("name")) for each in objects(wall.get("groups"))), None)
        return f"{name or self.group}: {count(wall.get('count')) or 0} posts; {text}"

    def _vk(self, ctx: FetchContext) -> Vk:
        return Vk(ctx, ctx.secret(self.token), self.server)

    def _terms(self, ctx: FetchContext) -> tuple[str, ...]:
        found = (self.query,) if self.query else tuple(map(words, names(ctx.watch)))
        if not found and not self.group:
            hint = (
                "Put the names of your business into `watch:`, or name your community as `group:`."
            )
            raise BadRequest("there is nothing to search for", hint=advice(ctx.watch) or hint)
        return found
