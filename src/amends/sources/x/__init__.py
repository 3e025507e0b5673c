"""X (Twitter): posts of the last 7 days that name you, with their reach; every post costs money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import LanguageCodes  # noqa: TC001
from amends.errors import HttpStatus, SourceError
from amends.models import Batch, Json, Skipped
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.paging import Page, oldest_first
from amends.sources.values import count, inside, line, moment_of_epoch
from amends.sources.watch import sifted
from amends.sources.x.api import Api
from amends.sources.x.budget import SMALLEST, Budget
from amends.sources.x.posts import (
    ID,
    edited_since,
    gone,
    number_of_people,
    number_of_posts,
    parse,
    written_at,
)
from amends.sources.x.query import query_for

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["X", "parse"]

PAGE = 100
WINDOW = timedelta(days=7)
"""How far back the recent search reaches."""
_MARGIN = timedelta(minutes=1)
_SHOWN = 20
_LOST = (
    "the search of X reaches 7 days back, so what was written then is not found; a run at least"
    " every few days leaves no gap"
)


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
            " with a `*` are not searched for. X knows no endings and no other script: write the"
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
        walk = _Walk(self, ctx, kept)
        lost = _gap(moment_of_epoch(kept.get("read")), ctx.now - WINDOW)
        for batch in oldest_first(ctx, kept, walk.ask, room=self.max_items):
            under_way = inside(batch.bookmark, "page", "token") is not None
            more = batch.more or (under_way and walk.spent)
            known = batch.bookmark | walk.kept
            yield replace(batch, bookmark=known, skipped=lost + batch.skipped, more=more)
            lost = ()
            if more:
                return

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these posts as they are now, and those that are gone, as far as the budget goes.

        Half of what is left of it is kept for new posts. How much this month has cost X itself
        says; where it does not, nothing is asked for.
        """
        api, budget = self.api(ctx), self.money(ctx)
        if _heard(api, ctx, budget) is None:
            return
        asked = [each for each in ids if ID.fullmatch(each)][: min(PAGE, budget.left // 2)]
        if not asked:
            return
        answer = self._looked_up(api, asked)
        yield Batch((), gone(answer), None)
        later = edited_since(answer)
        answers = [answer] if not later else [answer, self._looked_up(api, list(later))]
        found = {each.external_id: each for told in answers for each in parse(told, ctx.now)[0]}
        yield Batch(tuple(found.values()))

    def probe(self, ctx: FetchContext) -> str:
        """Say what is spent of the budget, as X counts it, and what a run may cost at most.

        No post is read for that.
        """
        budget = self.money(ctx)
        counted = budget.hear(_usage(self.api(ctx), ctx))
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


class _Walk:
    """The search of one run, and what it costs."""

    def __init__(self, source: X, ctx: FetchContext, kept: dict[str, Any]) -> None:
        self._source = source
        self._ctx = ctx
        self._query = source.query or query_for(ctx.watch, source.languages)
        self._api = source.api(ctx, kept.get("names"))
        self._budget = source.money(ctx)
        self._budget.go_on(kept)
        _heard(self._api, ctx, self._budget)
        if self._budget.left < SMALLEST:
            raise self._budget.used_up()
        self._may_read = min(source.max_items, self._budget.left)
        self._read = count(kept.get("read"))
        self._fresh = False
        """Whether the walk under way began in this run."""

    @property
    def spent(self) -> bool:
        """Whether this run may read no more."""
        return self._may_read <= 0 or self._budget.left < SMALLEST

    @property
    def kept(self) -> dict[str, Json]:
        """What a bookmark holds besides the place in the search."""
        known = {"read": self._read, "names": self._api.names} | self._budget.to_json()
        return {key: value for key, value in known.items() if value is not None}

    def ask(self, cursor: Json) -> Page:
        """Return one page of a walk from the newest post down to the newest one known before."""
        since, token = line(inside(cursor, "since")), line(inside(cursor, "token"))
        began = count(inside(cursor, "began")) if token else None
        began = int(self._ctx.now.timestamp()) if began is None else began
        answer = self._search(since, token)
        top = line(inside(cursor, "top")) if token else None
        top = top or line(inside(answer, "meta", "newest_id")) or since
        onward = line(inside(answer, "meta", "next_token"))
        self._fresh = self._fresh or token is None
        mentions, skipped = parse(answer, self._ctx.now)
        kept, dropped = sifted(mentions, self._ctx.watch, lambda mention: mention.text)
        if onward is None:
            self._read = began
        following = {"since": since, "token": onward, "top": top, "began": began}
        return Page(
            kept,
            skipped,
            {"since": top} if onward is None else following,
            last=onward is None and self._fresh,
            filtered=len(dropped),
            dropped=dropped[:_SHOWN],
            asked=(self._query,),
        )

    def _search(self, since: str | None, token: str | None) -> dict[str, Any]:
        size = max(SMALLEST, min(PAGE, self._may_read))
        answer = self._api.posts(
            "tweets/search/recent",
            authors=self._source.authors,
            query=self._query,
            max_results=size,
            since_id=since if since and self._in_reach(since) else None,
            next_token=token,
        )
        posts = number_of_posts(answer)
        self._may_read -= posts
        self._budget.spend(posts, number_of_people(answer))
        return answer

    def _in_reach(self, since: str) -> bool:
        """Whether X takes a post as the beginning: its own id tells how old it is."""
        written = written_at(since) if ID.fullmatch(since) else None
        return written is not None and written > self._ctx.now - WINDOW + _MARGIN


def _heard(api: Api, ctx: FetchContext, budget: Budget) -> int | None:
    """Return how many posts X has counted this month; None: it does not say.

    What is wrong with the token the search will tell.
    """
    try:
        return budget.hear(_usage(api, ctx))
    except (HttpStatus, SourceError):
        return None


def _usage(api: Api, ctx: FetchContext) -> dict[str, Any]:
    days = ctx.now.astimezone(UTC).day
    return api.get("usage/tweets", **{"days": days, "usage.fields": "daily_project_usage"})


def _gap(read: datetime | None, reach: datetime) -> tuple[Skipped, ...]:
    """Return the time that the search does not reach any more, as something that was left out."""
    if read is None or read >= reach:
        return ()
    return (Skipped(f"{read:%Y-%m-%d %H:%M} to {reach:%Y-%m-%d %H:%M} UTC", _LOST),)
