"""X (Twitter): posts of the last 7 days that name you, with their reach; every post costs money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import LanguageCodes  # noqa: TC001
from amends.models import Batch, Json
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.x.api import Api
from amends.sources.x.budget import Budget, heard
from amends.sources.x.posts import (
    ID,
    edited_since,
    gone,
    number_of_people,
    number_of_posts,
    parse,
)
from amends.sources.x.query import query_for
from amends.sources.x.walk import PAGE, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["X", "parse"]


class X(Source):
    """What the recent search finds for the names in `watch:`, filtered again by all its words.

    X takes money for every post that is read, and for its author; a run reads no more than
    `max_items` and than is left of `budget:`. X demands that copies of posts which were deleted, or
    became private, are removed: while a post is young and spreads it is asked for again, and its
    words go a day after it was missed; for the rest set `keep:`. `amends sources test` reads a
    page, up to 100 posts, `amends doctor` none.
    """

    EXAMPLE: ClassVar[str] = """\
type: x
token: env:X_BEARER_TOKEN
budget: 5                  # dollars a month
"""
    NEEDS_KEY: ClassVar[bool] = True
    CONFIRMS: ClassVar[bool] = True
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.6
    KEEP_GONE: ClassVar[int | None] = 1
    TERMS: ClassVar[str] = "https://developer.x.com/en/more/developer-terms/agreement-and-policy"
    COSMETIC: ClassVar[frozenset[str]] = frozenset(
        {"token", "budget", "price", "author_price", "fields"}
    )
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="paid",
        gets=(
            "Public posts and replies that name you, with likes, reposts, quotes, replies, views"
            " and the author's followers; edits; that a spreading post was deleted."
        ),
        lacks=(
            "Posts older than 7 days, reposts without words, protected accounts. A reply is only"
            " allowed where the author has mentioned you (since February 2026). Names in `watch:`"
            " with a `*`, and those that one search has no room for, are left out, which is told"
            " once. X knows no endings and no other script: write the"
            " forms of your names, and of the words in `context`, out."
        ),
        cost=(
            "A post is $0.005 and its author $0.010, paid in advance (as of 2026), and in its first"
            " week each is looked at three times more: 100 mentions a month are about $6."
            " `authors: no` saves two thirds."
        ),
        quota="450 requests in 15 minutes; a run takes one for every 100 posts.",
        checked="spec",
        window="7 days.",
        key=(
            "Sign in to https://console.x.com, create a project and an app, and buy credits.",
            "Set a spending limit there, too: other programs of the app cost money as well.",
            "Copy the bearer token (your app → Keys and tokens) to where `token:` says.",
        ),
        unconfirmed=(
            "Whether X takes `tweet.fields` or `post.fields` today: both are tried.",
            "Under the new names: whether the versions of an edited post are told unasked.",
            "What X charges for what is asked for twice: a post once a day, as it says.",
            "How soon X's own count holds what was read; what a run reads counts here at once.",
        ),
        address="https://docs.x.com/x-api/posts/search/introduction",
    )

    type: Literal["x"] = "x"
    token: SecretRef = Field(description="The bearer token of the app.")
    budget: float = Field(5, ge=0, le=100_000, description="At most so many dollars a month (UTC).")
    price: float = Field(0.005, ge=0, le=10, description="Dollars for each post that is read.")
    author_price: float = Field(0.01, ge=0, le=10, description="Dollars for each author.")
    authors: bool = Field(
        default=True, description="`false` saves money: no names, handles and followers."
    )
    query: str | None = Field(
        None,
        min_length=2,
        max_length=4096,
        description="Search for this, in X's own language, instead of the names in `watch:`; kept "
        "is what matches `watch:`.",
    )
    languages: LanguageCodes = Field(
        (), description="Only posts in these languages, as X takes them: en, ru; none: all."
    )
    fields: Literal["auto", "tweet", "post"] = Field(
        "auto", description="How X calls its fields; `auto` finds out."
    )

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield a batch per page of what is newer than the newest post of the last whole walk.

        The bookmark also keeps what this month has cost. A walk that was cut short goes on where it
        stopped, so nothing is paid for twice.
        """
        kept: dict[str, Any] = bookmark if isinstance(bookmark, dict) else {}
        yield from Walk(self, ctx, kept).batches()

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these posts as they are now, and those that are gone, as far as the budget goes.

        Half of what is left of it is kept for new posts. How much this month has cost X itself
        says; where it does not, nothing is asked for.
        """
        api, budget = self.api(ctx), self.money(ctx)
        budget.go_on(ctx.notes)  # X may not have counted yet what this run has read
        if heard(api, budget) is None:
            return
        asked = [each for each in ids if ID.fullmatch(each)][: min(PAGE, budget.left // 2)]
        if not asked:
            return
        answer = self._looked_up(api, asked)
        yield Batch((), gone(answer), None)
        budget.spend(number_of_posts(answer), number_of_people(answer))
        later = edited_since(answer)[: budget.left]
        answers = [answer, self._looked_up(api, list(later))] if later else [answer]
        found = {each.external_id: each for told in answers for each in parse(told, ctx.now)[0]}
        yield Batch(tuple(found.values()))

    def probe(self, ctx: FetchContext) -> str:
        """Say what is spent of the budget, as X counts it, and what a run may cost at most.

        No post is read for that.
        """
        budget = self.money(ctx)
        counted = budget.hear(self.api(ctx).usage())
        run = min(self.max_items, budget.left)
        sent = self.query or query_for(ctx.watch, self.languages)
        said = budget.said() if counted is not None else "X does not say what is spent"
        posts = "" if counted is None else f" ({counted} posts, as X counts)"
        return f"{said}{posts}; a run reads at most {run} posts for {budget.cost(run)}: {sent}"

    def _looked_up(self, api: Api, ids: list[str]) -> dict[str, Any]:
        return api.posts("tweets", authors=self.authors, ids=",".join(ids))

    def api(self, ctx: FetchContext, names: Json = None) -> Api:
        """Return how to ask, under the names of fields that worked the last time."""
        fixed = self.fields != "auto"
        known = self.fields if fixed else "post" if names == "post" else "tweet"
        return Api(ctx, ctx.secret(self.token), known, fixed=fixed)

    def money(self, ctx: FetchContext) -> Budget:
        """Return what this month may cost, before anything of it is spent."""
        return Budget.of(ctx.now, self.budget, self.price, self.author_price if self.authors else 0)
