"""Mastodon: posts with a tag on any servers; mentions of you and a search with a token."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import one_or_many
from amends.models import Batch, Json  # noqa: TC001
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.mastodon.reading import Reader, again, once
from amends.sources.mastodon.server import Server, address_of
from amends.sources.mastodon.timeline import Timeline
from amends.sources.queries import names, telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk


def _tag(text: str) -> str:
    """Return a tag without its `#`, also from the address of its page."""
    path = unquote(urlsplit(text).path) if "://" in text else text
    tag = path.rstrip("/").rpartition("/")[2].strip().lstrip("#").removesuffix(".rss")
    if not re.fullmatch(r"[\w·]{1,200}", tag) or tag.isdecimal():
        raise ValueError(f"must be a tag, one word such as LipaCoffee: {text[:60]!r} is none")
    return tag


_Many = BeforeValidator(one_or_many, json_schema_input_type=str | tuple[str, ...])
_Servers = Annotated[tuple[Annotated[str, AfterValidator(address_of)], ...], _Many]
_Tags = Annotated[tuple[Annotated[str, AfterValidator(_tag)], ...], _Many]


class Mastodon(Source):
    """Posts with your tags on the servers you name; with a token also mentions of you and a search.

    A server knows only what has reached it, and only its own count of likes: name the server of
    your own account first, then large ones. A post that several of them show is read once. Boosts
    count as the post that was boosted. A content warning becomes the title.

    With a token your own posts are known as yours, and the posts that they answer as answered;
    private messages to you are read too (`extra.visibility`), those of others never. Of the search,
    each name in `watch:` is asked for by itself; it finds only what its authors allow to be found,
    and on many small servers nothing at all: `amends doctor` says whether yours searches.
    """

    EXAMPLE: ClassVar[str] = """\
type: mastodon
servers: [mastodon.social]      # that of your account first; any others that people use
tags: [LipaCoffee]
token: env:MASTODON_TOKEN       # optional: mentions of you, your answers, and the search
"""
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.4
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"token"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="Posts with your tags; with a token also who mentions or quotes you, privately too, "
        "your answers, and what a search for your names finds.",
        lacks="A server shows what has reached it, and counts the likes and boosts that it knows; "
        "the search leaves out everybody who did not agree to be found; that a post was deleted is "
        "noticed where it was written on a server you name: for a week, and as long as it spreads.",
        cost="Free.",
        quota="300 requests in five minutes; a run takes two for each tag and server.",
        checked="facts",
        window="The first run reads the 200 newest posts of each tag, and what the search finds "
        "of the last 90 days.",
        key=(
            "Without a token tags are read: nothing to do, unless your server keeps visitors out.",
            "Log in on your server and open Preferences → Development → New application.",
            "Type `amends` as its name and tick the scope `read` only.",
            "Open the application and copy “Your access token” into the place that `token:` names.",
        ),
        unconfirmed=(
            "How servers of other software (Pleroma, GoToSocial, Pixelfed …) differ in detail.",
            "How long after its publication a post of another server may still arrive.",
        ),
        address="https://docs.joinmastodon.org/methods/timelines/",
    )

    type: Literal["mastodon"] = "mastodon"
    servers: _Servers = Field(
        min_length=1,
        description="Servers to look at, such as mastodon.social; that of your account first.",
    )
    tags: _Tags = Field((), description="Tags to read, such as LipaCoffee; case does not count.")
    token: SecretRef | None = Field(
        None, description="Access token of your account on the first server, scope `read`."
    )
    filter: bool = Field(
        default=False,
        description="`true` keeps of the tags only what also matches `watch:`; otherwise the tag "
        "stands for your name.",
    )

    @model_validator(mode="after")
    def _something_to_read(self) -> Self:
        if not self.tags and not self.token:
            raise ValueError("needs `tags:` to read, or the `token:` of an account, or both")
        return self

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per page: the search, mentions, own posts, then each tag."""
        batches = one_after_another(ctx, bookmark, self._lists(ctx), room=self.max_items)
        yield from once(telling(ctx.watch, bookmark, batches) if self.token else batches)

    def probe(self, ctx: FetchContext) -> str:
        """Say who we are, whether the search works, which tags can be read, what is left."""
        servers = self._servers(ctx)
        told = [Reader(servers[0]).account()] if self.token else []
        if self.tags:
            told += [_seen(server, self.tags[0]) for server in servers]
        return "; ".join(told)

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these posts as they are now.

        Where one was written on a server of ours, it is asked there, and one that it no longer
        knows is gone. For others the first server is asked, if there is a token.
        """
        return again(self._servers(ctx), ids)

    def _servers(self, ctx: FetchContext) -> list[Server]:
        """Return the servers; only the first one gets the token."""
        token = ctx.secret(self.token) if self.token else None
        first, *others = dict.fromkeys(self.servers)
        return [Server(ctx, first, token), *(Server(ctx, other) for other in others)]

    def _lists(self, ctx: FetchContext) -> dict[str, Walk]:
        servers = self._servers(ctx)
        home = Reader.of(servers[0])
        lists = _of_ours(home) if home.me else {}
        for server in servers:
            reader = Reader(server, home.me, home.known_as)
            for tag in dict.fromkeys(map(str.casefold, self.tags)):
                read = partial(reader.tagged, tag, whole_watch=self.filter)
                lists[f"{server.host} #{tag}"] = Timeline(server, _path(tag), read).walk
        return lists


def _of_ours(home: Reader) -> dict[str, Walk]:
    """Return what an account can read at its own server: the search, mentions, its own posts."""
    server = home.server
    lists: dict[str, Walk] = {
        f"search {name}": partial(home.search, name) for name in names(server.ctx.watch)
    }
    # A stranger's private message counts as filtered, until its user says otherwise (since 4.3).
    mentions = {"types[]": home.told_of, "include_filtered": "true"}
    told = Timeline(server, "/api/v1/notifications", home.notified, mentions)
    path = f"/api/v1/accounts/{quote(home.me or '', safe='')}/statuses"
    own = Timeline(server, path, home.own, {"exclude_reblogs": "true"})
    return lists | {"mentions": told.walk, "own posts": own.walk}


def _path(tag: str) -> str:
    return f"/api/v1/timelines/tag/{quote(tag, safe='')}"


def _seen(server: Server, tag: str) -> str:
    response = server.get(_path(tag), {"limit": 1})
    return f"{server.host}: #{tag} can be read{server.quota(response)}"
