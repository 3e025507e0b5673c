"""GitHub: issues, comments and discussions of a repository; a search elsewhere (no key needed)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.models import Batch, Json  # noqa: TC001
from amends.sources.contract import FetchContext, Source
from amends.sources.github.api import Api
from amends.sources.github.changes import Repository
from amends.sources.github.discussions import read_discussions
from amends.sources.github.issues import Reader
from amends.sources.github.search import LONGEST_QUERY, read_search, searched
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk

_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?[\w.-]+\.\w+(?::\d+)?/", re.IGNORECASE)
_NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")


class GitHub(Source):
    """What people write in one repository, and issues elsewhere that match a search.

    Who may write to the repository (owner, member of the organisation, collaborator) is the team:
    what they write answers the others. Programs are left out. An issue that somebody without such
    rights answered for you counts as unanswered.
    """

    EXAMPLE: ClassVar[str] = """\
type: github
repository: lipa-coffee/till    # owner/name, as in its address
token: env:GITHUB_TOKEN         # optional: discussions, private ones, 5,000 requests an hour
"""
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.4
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="Issues and all comments on them with their edits, discussions (with a token), and "
        "issues in other repositories that match `query:`.",
        lacks="Code reviews; of a discussion all but the newest 50 comments and the newest 20 "
        "replies to each. Nothing says that something was deleted.",
        cost="Free.",
        quota="60 requests an hour without a token, shared by everybody behind your internet "
        "address; 5,000 with one. A quiet day takes two requests.",
        window="The first run reads what changed in the last 90 days (`days:`).",
        checked="facts",
        key=(
            "Without a token public issues are read: nothing to do.",
            "For discussions or a private repository open github.com/settings/tokens.",
            "There choose “Fine-grained tokens”, then “Generate new token”.",
            "Let it see the one repository, with “Issues: read” and “Discussions: read” only.",
            "Keep it where `token:` points to, for example in the variable `GITHUB_TOKEN`.",
        ),
        unconfirmed=(
            "Whether a new comment always counts as a change of its discussion.",
            "What exactly GitHub answers when discussions are switched off.",
        ),
        address="https://docs.github.com/rest/issues/issues",
    )

    type: Literal["github"] = "github"
    repository: str | None = Field(
        None, description="The repository as in its address: `owner/name`."
    )
    query: str | None = Field(
        None,
        min_length=2,
        max_length=LONGEST_QUERY,
        description='Search for issues elsewhere, as on GitHub: `"Lipa Coffee" in:title,body`; '
        "kept is what also matches `watch:`.",
    )
    token: SecretRef | None = Field(
        None, description="A personal access token; without one only public issues, 60 an hour."
    )
    issues: bool = Field(default=True, description="`false` leaves issues and comments out.")
    pull_requests: bool = Field(default=False, description="`true` reads pull requests as well.")
    discussions: bool = Field(
        default=True, description="`false` leaves discussions out; they need a token anyway."
    )
    days: int = Field(90, ge=1, le=3650, description="How many days back the first run reads.")
    host: str = Field(
        "github.com", description="Your own GitHub Enterprise server: `git.example.com`."
    )

    @field_validator("repository")
    @classmethod
    def _owner_and_name(cls, value: str | None) -> str | None:
        """Understand the address of the repository and of any page below it."""
        if value is None:
            return None
        path = _ADDRESS.sub("", value.strip()).strip("/")
        names = "/".join(path.split("/")[:2]).removesuffix(".git")
        if not _NAMES.fullmatch(names):
            raise ValueError("must be owner/name, as in the address https://github.com/owner/name")
        return names

    @field_validator("host")
    @classmethod
    def _bare_host(cls, value: str) -> str:
        host = re.sub(r"^https?://", "", value.strip().lower()).partition("/")[0]
        if not re.fullmatch(r"[a-z0-9.-]+(?::\d{1,5})?", host):
            raise ValueError("must be the name of a server, such as git.example.com")
        return "github.com" if host in {"www.github.com", "api.github.com"} else host

    @model_validator(mode="after")
    def _something_to_read(self) -> Self:
        if not self.repository and not self.query:
            raise ValueError("needs a `repository:` (owner/name) or a `query:` to search for")
        if not (self.query or self.issues or (self.discussions and self.token)):
            raise ValueError("has nothing to read: discussions need a `token:`")
        if self.query and len(self._search_query()) > LONGEST_QUERY:
            raise ValueError("the `query:` is too long for GitHub, which takes 256 characters")
        return self

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield what changed since the bookmark: issues, comments, discussions, then the search."""
        api = Api(ctx, self.host, self.token)
        lists = self._lists(ctx, api)
        yield from one_after_another(ctx, bookmark, lists, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Return what the repository is called and what is left of the quota."""
        api = Api(ctx, self.host, self.token)
        if not self.repository:
            return api.quota(api.get("rate_limit"))
        told = Repository(self.repository).probed(api, issues=self.issues)
        unread = self.discussions and not self.token
        return told + ("; discussions are not read without one" if unread else "")

    def _lists(self, ctx: FetchContext, api: Api) -> dict[str, Walk]:
        lists: dict[str, Walk] = {}
        if self.repository and self.issues:
            place = Repository(self.repository, pull_requests=self.pull_requests)
            reader = Reader(ctx, api, place, self.days)
            lists |= {"comments": reader.comments, "issues": reader.issues}
        if self.repository and self.discussions and self.token:
            lists["discussions"] = partial(
                read_discussions, ctx, api, Repository(self.repository), self.days
            )
        if self.query:
            lists["search"] = partial(read_search, ctx, api, self._search_query(), self.days)
        return lists

    def _search_query(self) -> str:
        return searched(self.query or "", self.repository)
