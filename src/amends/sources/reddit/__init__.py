"""Reddit: posts and comments about you, by the API (an app that Reddit must approve first)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator

from amends import __version__
from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Texts  # noqa: TC001
from amends.errors import BadRequest
from amends.models import Batch, Json
from amends.sources.auth import Consent
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.queries import advice, telling
from amends.sources.reddit.api import AUTHORIZE, Api, client
from amends.sources.reddit.lists import LONGEST_QUERY, Lists, again, queries
from amends.sources.values import inside, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk

SCOPES = "identity read privatemessages"
_SUBREDDIT = re.compile(r"(?:^|/r/|^r/)([A-Za-z0-9_]{2,24})/?$")
_USER = re.compile(r"[A-Za-z0-9_-]{2,24}")


class Reddit(Source):
    """Posts that a search finds, the comments under them, and comments that name your account.

    A search finds posts only; for comments elsewhere name the few `subreddits` that matter, of
    which all new comments are looked through. Without a login what is public is read; after
    `amends sources login NAME` also comments that name your account, and your own answers are
    known as yours.

    **Without an approved app use `type: feed`** with the address
    `https://www.reddit.com/search.rss?q=%22Lipa+Coffee%22&sort=new`: it needs no key and brings the
    same posts, without votes and numbers of comments.
    """

    EXAMPLE: ClassVar[str] = """\
type: reddit
user: lipa_coffee               # the account that the app belongs to
client_id: x1Yz2aBcD3eFgH
client_secret: env:REDDIT_SECRET
subreddits: [Sofia, espresso]   # optional: only there, and their comments too
"""
    NEEDS_KEY: ClassVar[bool] = True
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.4
    KEEP_GONE: ClassVar[int | None] = 1
    TERMS: ClassVar[str] = (
        "https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki"
    )
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"client_secret", "user"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="key",
        gets="Posts that name you, with votes and comments; all comments of subreddits that you "
        "choose, as far as they name you; comments that name your account (after a login).",
        lacks="Comments in other subreddits; followers and views, which Reddit does not tell; what "
        "stands behind “more comments” in threads of hundreds; private messages; that something "
        "was deleted more than a week later, unless it spreads.",
        cost="Nothing for personal use; for businesses Reddit's terms ask for an agreement of "
        "their own.",
        quota="100 requests a minute for each app, counted over ten minutes. A run takes one for "
        "each list, and one for each post with comments.",
        window="The last year, and the newest 1,000 of each list.",
        checked="facts",
        key=(
            "Reddit gives keys only to apps that it has approved (since November 2025).",
            "Ask for approval first: look for Reddit's “Responsible Builder Policy”.",
            "That takes time and may be refused: until then `amends init` writes its feed.",
            "Then open https://www.reddit.com/prefs/apps → create another app → “web app”.",
            "Give it the redirect address `http://localhost:8723/amends`.",
            "The id stands under the app's name (`client_id`), the secret beside “secret”.",
            "For comments that name your account log in: `amends sources login NAME`.",
        ),
        unconfirmed=(
            "That an app of a small business is approved, and on which conditions.",
            "That the search understands OR between names.",
            "That Reddit is content with `keep:` for what users delete after we stopped looking.",
        ),
        address="https://www.reddit.com/dev/api/",
    )

    type: Literal["reddit"] = "reddit"
    user: str = Field(
        description="The Reddit account that the app belongs to; Reddit wants it told."
    )
    client_id: str = Field(
        pattern=r"^[\w-]{10,40}$", description="The app's id, which stands under its name."
    )
    client_secret: SecretRef = Field(description="Secret reference to the app's secret: `env:` …")
    subreddits: Texts = Field(
        (),
        max_length=20,
        description="Search only there, and look through all their new comments; none: everywhere.",
    )
    comments: bool = Field(
        default=True, description="`false` reads no comments under the posts that were found."
    )
    query: str | None = Field(
        None,
        min_length=2,
        max_length=LONGEST_QUERY,
        description='Search for this instead of the names in `watch:`: `"lipa coffee" OR липа`; '
        "kept is what matches `watch:`.",
    )

    @field_validator("user")
    @classmethod
    def _is_an_account(cls, value: str) -> str:
        name = value.strip().rstrip("/").rpartition("/")[2]
        if not _USER.fullmatch(name):
            raise ValueError("must be the name of an account, as in u/NAME")
        return name

    @field_validator("subreddits")
    @classmethod
    def _are_subreddits(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        found = [_SUBREDDIT.search(value.strip()) for value in values]
        if not all(found):
            raise ValueError("must be names of subreddits, as in https://www.reddit.com/r/NAME")
        return tuple(dict.fromkeys(each[1] for each in found if each))

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield what each search finds, then comments of the subreddits, then mentions of us."""
        api = self._api(ctx)
        wanted = self._wanted(ctx)
        if not wanted:
            raise BadRequest(
                "there are no words to search for",
                hint=advice(ctx.watch)
                or "Give the names of your business in `watch:`, or `query:`.",
            )
        reader = Lists(api, ctx.watch, self._own(api), with_comments=self.comments)
        lists: dict[str, Walk] = {
            f"{place or ''} {query}".strip(): partial(reader.search, query, place)
            for place in self.subreddits or (None,)
            for query in wanted
        }
        lists |= {f"r/{place}": partial(reader.comments, place) for place in self.subreddits}
        if api.logged_in:
            lists["mentions"] = reader.mentions
        batches = one_after_another(ctx, bookmark, lists, room=self.max_items)
        yield from batches if self.query else telling(ctx.watch, bookmark, batches)

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield posts and comments as they stand now; gone is what Reddit says was taken away."""
        for page in again(self._api(ctx), ids):
            yield Batch(page.mentions, page.gone_ids, None, page.skipped)

    def probe(self, ctx: FetchContext) -> str:
        """Say as whom we read, and how many requests are left."""
        api = self._api(ctx)
        own = self._own(api)
        api.get("r/all/new", limit=1)
        who = f"logged in as u/{own}" if own else "as an app, not logged in: no mentions of you"
        return f"{who}; {api.quota}"

    def consent(self, ctx: FetchContext) -> Consent:
        """Ask to read in the name of an account: its mentions are nobody else's business."""
        app = client(self.client_id, ctx.secret(self.client_secret))
        extra = {"duration": "permanent"}
        return Consent(app, AUTHORIZE, SCOPES, extra, redirect="http://localhost:8723/amends")

    def _api(self, ctx: FetchContext) -> Api:
        agent = f"script:{self.client_id}:v{__version__} (by /u/{self.user})"
        return Api(ctx, client(self.client_id, ctx.secret(self.client_secret)), agent)

    def _wanted(self, ctx: FetchContext) -> tuple[str, ...]:
        return (self.query,) if self.query else queries(ctx.watch)

    def _own(self, api: Api) -> str | None:
        """Return the name of the account that has logged in."""
        return line(inside(api.get("api/v1/me"), "name")) if api.logged_in else None
