"""Bluesky: who mentions, answers or quotes you, and a search for your names (app password)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef, keeps_secrets
from amends.models import Batch, Json  # noqa: TC001
from amends.sources.addresses import pasted
from amends.sources.bluesky.reading import Reader
from amends.sources.bluesky.session import Session, quota
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.queries import names, quoted, telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk

ENTRANCE = "https://bsky.social"


class Bluesky(Source):
    """What concerns your account, and what a search for each name in `watch:` finds.

    Your own posts are known as yours, and the posts that they answer as answered. A post carries
    its links whole, the address of the post that it quotes (`extra.quotes`), and the descriptions
    of its pictures. Posts that moderators call spam are left out and counted.

    The session is kept beside config.yaml (`logins/`), like a login, since Bluesky limits how often
    one may begin; it is renewed in every run and never holds your password.
    """

    EXAMPLE: ClassVar[str] = """\
type: bluesky
handle: lipa.example            # your account, as on your profile
password: env:BLUESKY_PASSWORD  # an app password, never the main one
"""
    NEEDS_KEY: ClassVar[bool] = True
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.4
    TERMS: ClassVar[str] = "https://docs.bsky.app/docs/support/developer-guidelines"
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"password"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="key",
        gets="Mentions of you, answers to you, quotes of your posts, and public posts that hold "
        "your names, with likes, reposts, answers and followers; your own answers with them.",
        lacks="The search may leave out what moderators hide; a post that was deleted is noticed "
        "in its first week, and for as long as it spreads.",
        cost="Free.",
        quota="3,000 requests in five minutes; a run takes five to ten. Bluesky wants its search "
        "used for people, so run it every ten minutes at most.",
        checked="spec",
        window="The first run reads the last 90 days.",
        key=(
            "Log in at bsky.app with the account of your business.",
            "Open Settings → Privacy and security → App passwords → Add App Password.",
            "Type `amends` as its name, leave “Allow access to your direct messages” unticked.",
            "Copy the password, which is shown once, into the place that `password:` names.",
        ),
        unconfirmed=(
            "Whether the search of every server but bsky.social answers its users.",
            "How the live search treats endings of words; what it misses cannot be seen.",
        ),
        address="https://docs.bsky.app/docs/api/app-bsky-feed-search-posts",
    )

    type: Literal["bluesky"] = "bluesky"
    handle: str = Field(description="Your handle, such as lipa.bsky.social, or your DID.")
    password: SecretRef = Field(description="An app password of that account.")
    host: str = Field(
        ENTRANCE, description="Where your account logs in, if that is not bsky.social."
    )
    search: bool = Field(default=True, description="`false` reads only what concerns your account.")

    @field_validator("handle")
    @classmethod
    def _bare_handle(cls, value: str) -> str:
        """Understand `@lipa.example` and the address of the profile."""
        bare = value.strip().rpartition("/profile/")[2].partition("/")[0].lstrip("@")
        if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]+|did:[a-z]+:[\w.:%-]+", bare):
            raise ValueError("must be your handle, such as lipa.bsky.social")
        return bare if bare.startswith("did:") else bare.lower()

    @field_validator("host")
    @classmethod
    def _bare_host(cls, value: str) -> str:
        parts = pasted(value)
        if parts is None or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
            raise ValueError("must be the address of a server, such as https://bsky.social")
        if not keeps_secrets(parts.geturl()):
            raise ValueError("would send the password unprotected: write https://")
        return f"{parts.scheme}://{parts.netloc}"

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per page: the search for each name, notifications, own posts."""
        reader = Reader(self._session(ctx))
        sought = names(ctx.watch) if self.search else ()
        lists: dict[str, Walk] = {f"search {name}": partial(reader.search, name) for name in sought}
        lists |= {"notifications": reader.notifications, "own posts": reader.own}
        batches = one_after_another(ctx, bookmark, lists, room=self.max_items)
        yield from telling(ctx.watch, bookmark, batches) if self.search else batches

    def probe(self, ctx: FetchContext) -> str:
        """Try the password; say whose account it is, whether the search answers, what is left."""
        session = self._session(ctx)
        session.try_password()
        sought = next(iter(names(ctx.watch)), self.handle)
        params = {"q": quoted(sought), "limit": 1}
        response = session.response("app.bsky.feed.searchPosts", params)
        return f"Bluesky: logged in as @{self.handle}, the search answers{quota(response)}"

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these posts as they are now, 25 at a time, and those that Bluesky cannot find."""
        return Reader(self._session(ctx)).again(ids)

    def _session(self, ctx: FetchContext) -> Session:
        return Session(ctx, self.host, self.handle, lambda: ctx.secret(self.password))
