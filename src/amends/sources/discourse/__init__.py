"""Discourse: what people write about you in a forum, or all of your own forum (no key needed)."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Texts  # noqa: TC001
from amends.errors import BadRequest
from amends.models import Batch, Json
from amends.sources.addresses import pasted
from amends.sources.contract import FetchContext, Source
from amends.sources.discourse.api import Forum
from amends.sources.discourse.posts import Reader, Team
from amends.sources.discourse.walks import Walks
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.queries import advice, names, telling
from amends.sources.values import inside, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk

_PAGES = re.compile(
    r"/(?:latest|new|unread|top|hot|posts|categories|c|t|p|u|g|tags?|search|about|faq|login|badges)"
    r"(?:[./].*)?$"
)
_CATEGORY = re.compile(r"(?:^|/)(\d{1,9})(?:/l/\w+)?/?$")


class Discourse(Source):
    """Posts of one forum, the newest first, of which those that match `watch:` are kept.

    In a forum of your own write `filter: false`: there all is about you. `team:` names those who
    answer for you, `staff: true` counts administrators and moderators among them. What a post
    quotes is left out of its text. `search: true` asks the forum's search instead of reading all
    posts, for forums with thousands of posts a day: of each topic it shows one post only, the
    newest that names you.
    """

    EXAMPLE: ClassVar[str] = """\
type: discourse
forum: https://forum.example.org
team: [lipa_ivana]              # who answers for you there
"""
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.4
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="Posts that name you, or all posts of your own forum, with likes, answers, readers, "
        "views of topics, and what your team answered.",
        lacks="Private messages; categories that visitors may not see, unless you have a key; that "
        "a post was deleted shows only for those that are asked for again.",
        cost="Free.",
        quota="200 requests a minute for each internet address, as the software comes; 60 with a "
        "key of an administrator. A quiet day takes one or two.",
        window="The first run reads the last `days:` (30); later ones read one day again.",
        checked="facts",
        key=(
            "Nothing is needed where visitors may read.",
            "Elsewhere ask an administrator for an API key (Admin → API) to read with as one user.",
            "Write that user's name into `user`, and where the key is kept into `key`.",
        ),
        unconfirmed=(
            "That older versions hide nothing while their fifty newest posts are all private.",
            "That the number 2 stands for a like on every forum.",
        ),
        address="https://docs.discourse.org/",
    )

    type: Literal["discourse"] = "discourse"
    forum: str = Field(description="Address of the forum, as the browser shows it.")
    filter: bool = Field(
        default=True, description="`false` keeps every post, as in a forum of your own."
    )
    search: bool = Field(
        default=False, description="`true` asks the forum's search instead of reading all posts."
    )
    categories: Texts = Field(
        (), description="Only these categories: their numbers, the 12 in /c/support/12."
    )
    team: Texts = Field((), description="User names of those who answer for you there.")
    staff: bool = Field(
        default=False, description="`true`: administrators and moderators answer for you."
    )
    days: int = Field(30, ge=1, le=3650, description="How many days back the first run reads.")
    user: str | None = Field(None, description="The user that the key belongs to.")
    key: SecretRef | None = Field(None, description="An API key; without one as a visitor.")

    @field_validator("forum")
    @classmethod
    def _is_a_forum(cls, value: str) -> str:
        """Take the forum out of the address of any of its pages."""
        parts = pasted(value)
        if parts is None or "." not in (parts.hostname or "") or "@" in parts.netloc:
            raise ValueError("must be the address of a forum, such as https://forum.example.org")
        return f"{parts.scheme}://{parts.netloc}{_PAGES.sub('', parts.path).rstrip('/')}"

    @field_validator("categories")
    @classmethod
    def _are_numbers(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        found = [_CATEGORY.search(value.strip()) for value in values]
        if not all(found):
            raise ValueError("must be the numbers of categories: the 12 in /c/support/12")
        return tuple(each[1] for each in found if each)

    @model_validator(mode="after")
    def _both_and_safe(self) -> Self:
        if (self.user is None) != (self.key is None):
            raise ValueError("needs `user` and `key` together, or neither")
        if self.key and not self.forum.startswith("https://"):
            raise ValueError("would send the key unprotected: write https:// in `forum`")
        if self.search and not self.filter:
            raise ValueError("must not have `filter: false` beside `search: true`")
        return self

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield posts, the newest first; with `search` those found for each name in turn."""
        walks = self._walks(ctx, self._team())
        lists: dict[str, Walk] = {"posts": walks.newest}
        if self.search:
            lists = {term: partial(walks.found, term) for term in names(ctx.watch)}
        if not lists:
            raise BadRequest(
                "there are no words to search for",
                hint=advice(ctx.watch)
                or "Give the names of your business in `watch:`, or take `search: true` out.",
            )
        batches = one_after_another(ctx, bookmark, lists, room=self.max_items)
        yield from telling(ctx.watch, bookmark, batches) if self.search else batches

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield posts as they stand now, one by one; what the forum says is gone."""
        walks = self._walks(ctx, Team())
        for post_id in filter(str.isdecimal, ids):
            if ctx.http.time_is_up:
                return
            read = walks.again(post_id)
            yield Batch(read.theirs, read.gone, None, read.skipped)

    def probe(self, ctx: FetchContext) -> str:
        """Say which forum it is and how fresh its newest post is."""
        walks = self._walks(ctx, self._team())
        page = next(walks.newest(None, 1))
        about = walks.forum.get("site/basic-info.json")
        name = line(inside(about, "title")) or self.forum
        newest = max(
            (each.published_at for each in page.mentions if each.published_at), default=None
        )
        fresh = f"newest of you {newest:%Y-%m-%d}" if newest else "none of its newest is about you"
        who = f"as {self.user}" if self.key else "as a visitor"
        return f"{name}: {fresh} (read {who})"

    def _team(self) -> Team:
        return Team(frozenset(name.lstrip("@").casefold() for name in self.team), self.staff)

    def _walks(self, ctx: FetchContext, team: Team) -> Walks:
        key = (ctx.secret(self.key), self.user) if self.key and self.user else None
        return Walks(
            Forum(ctx, self.forum, key),
            Reader(self.forum, team, ctx.now),
            ctx.watch if self.filter else None,
            frozenset(self.categories),
            ctx.now - timedelta(days=self.days),
        )
