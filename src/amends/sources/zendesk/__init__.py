"""Zendesk: tickets with their state, and what customers said of the help they got (token)."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Pause, Texts  # noqa: TC001
from amends.models import Batch, Json  # noqa: TC001
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.paging import oldest_first
from amends.sources.zendesk.api import Api
from amends.sources.zendesk.reading import Account, Slices, changed_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk
    from amends.sources.paging.reader import Ask

_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LATE = timedelta(hours=1)
"""How late a change may show up in the search."""
_CHANGED_MIND = timedelta(days=7)
"""How long a customer may take to change a rating: nothing tells of that."""


class Zendesk(Source):
    """The tickets that came or changed: the first message of each, and whose turn it is.

    A ticket counts as answered when Zendesk says that the customer's turn has come or the matter
    is over (pending, solved, closed), as unanswered when it is yours (new, open); “on hold” leaves
    it as it was. Tickets are letters: no stranger sees them.
    """

    EXAMPLE: ClassVar[str] = """\
type: zendesk
subdomain: lipa-coffee          # lipa-coffee.zendesk.com
email: anna@lipa.example        # whose token it is; leave it out for an OAuth token
token: env:ZENDESK_TOKEN
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.0
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"token"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="key",
        gets="All tickets with their state, and with `ratings: true` the comments that customers "
        "leave when they rate the help they got; deleted tickets are noticed.",
        lacks="What is written in a ticket after its first message; with `access: agent` also that "
        "a ticket was deleted.",
        cost="Part of your Zendesk plan.",
        quota="10 exports or 100 searches a minute for the whole account; a usual day takes a few.",
        window="The first run reads what changed in the last 90 days (`days:`).",
        checked="facts",
        key=(
            "Ask an administrator of your Zendesk; only administrators may export tickets.",
            "In the Admin Center open Apps and integrations › APIs › Zendesk API.",
            "Under Settings switch “Token access” on, then “Add API token” and copy it.",
            "Write its owner's address as `email:`, and keep the token where `token:` points to.",
            "With the token of an agent who is no administrator set `access: agent`.",
        ),
        unconfirmed=(
            "How the export marks deleted tickets: those with status “deleted” are taken as gone.",
            "Whether the search for agents tells the names of customers.",
            "That an export may be asked for in smaller pages, as programs at work do.",
        ),
        address="https://developer.zendesk.com/api-reference/ticketing/ticket-management/"
        "incremental_exports/",
    )

    type: Literal["zendesk"] = "zendesk"
    subdomain: str = Field(description="The first part of your address: lipa of lipa.zendesk.com.")
    email: str | None = Field(
        None,
        pattern=r"^[^@\s/:]+@[^@\s/:]+$",
        description="Whose API token it is; leave it out for an OAuth access token.",
    )
    token: SecretRef = Field(description="The API token, or an OAuth access token.")
    access: Literal["admin", "agent"] = Field(
        "admin", description="`agent`: the token's owner is no administrator; reads by search."
    )
    query: str | None = Field(
        None, description="With `access: agent`: further words of Zendesk's search: `tags:review`."
    )
    tags: Texts = Field((), description="Only tickets with one of these tags.")
    without_tags: Texts = Field((), description="No tickets with one of these tags.")
    ratings: bool = Field(
        default=False, description="`true` reads the comments of satisfaction ratings (admins)."
    )
    days: int = Field(90, ge=1, le=3650, description="How many days back the first run reads.")
    interval: Pause | None = Field(
        6,
        description="Seconds between requests: Zendesk takes ten exports a minute, but a hundred "
        "searches: with `access: agent` 1.",
    )

    @model_validator(mode="before")
    @classmethod
    def _pace(cls, given: Any) -> Any:
        searches = isinstance(given, dict) and given.get("access") == "agent"
        return {"interval": 1, **given} if searches else given

    @field_validator("subdomain")
    @classmethod
    def _first_part(cls, value: str) -> str:
        """Understand the address of any page of the account."""
        host = re.sub(r"^https?://", "", value.strip().lower()).partition("/")[0]
        found = host.removesuffix(".zendesk.com")
        if not _SUBDOMAIN.fullmatch(found):
            raise ValueError("must be the first part of your address: lipa of lipa.zendesk.com")
        return found

    @model_validator(mode="after")
    def _fits_the_access(self) -> Self:
        if self.query and self.access == "admin":
            raise ValueError("the `query:` works with `access: agent` only; try `tags:`")
        if self.query and re.search(r"\btype:", self.query):
            raise ValueError("the `query:` must not hold `type:`, tickets are searched anyway")
        if self.ratings and self.access == "agent":
            raise ValueError("`ratings:` are for administrators: leave out `access: agent`")
        return self

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield what changed since the bookmark: tickets, then ratings if they are wanted."""
        account = Account(Api(ctx, self.subdomain, self.email, self.token), ctx.now, self.days)
        lists: dict[str, Walk] = {"tickets": partial(self._tickets, ctx, account)}
        if self.ratings:
            lists["ratings"] = partial(self._ratings, ctx, account)
        yield from one_after_another(ctx, bookmark, lists, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Return who the token belongs to, with which role, and what is left of the minute."""
        return Api(ctx, self.subdomain, self.email, self.token).probed(self.access)

    def _tickets(
        self, ctx: FetchContext, account: Account, bookmark: Json, room: int
    ) -> Iterator[Batch]:
        tags = (self.tags, self.without_tags)
        ask: Ask = partial(changed_tickets, account, tags)
        if self.access == "agent":
            ask = Slices(account, partial(account.searched, self.query, tags), _LATE)
        return oldest_first(ctx, bookmark, ask, room=room)

    def _ratings(
        self, ctx: FetchContext, account: Account, bookmark: Json, room: int
    ) -> Iterator[Batch]:
        ask = Slices(account, account.ratings, _CHANGED_MIND)
        return oldest_first(ctx, bookmark, ask, room=room)
