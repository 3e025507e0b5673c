"""What a source is: options that can be checked without I/O, and `fetch`.

Third parties implement exactly this and register in the entry-point group `amends.sources.v1`.
Within v1 the contract may gain attributes, never lose one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from amends.config.values import Hours, Pause, Seconds, StorageRule  # noqa: TC001 — read by pydantic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from amends.config.model import Watch
    from amends.http import Deadline, SourceHttp
    from amends.models import Batch, Json
    from amends.models.window import Storefront
    from amends.sources.auth import Consent, Pasted
    from amends.sources.guide import Guide


class Login(Protocol):
    """What a person's consent has left for one source; kept outside the database."""

    def read(self) -> str | None:
        """Return the refresh token, or whatever the source logs in with; None: never logged in."""
        ...

    def renew(self, token: str) -> None:
        """Keep the token that has replaced it, for platforms that give a new one each time."""
        ...


class _NoLogin:
    def read(self) -> str | None:
        return None

    def renew(self, token: str) -> None:
        """Forget it: nobody has logged in."""


NO_LOGIN: Login = _NoLogin()


@dataclass(frozen=True, slots=True)
class FetchContext:
    """What a run lends to a source: never the store, never the clock."""

    http: SourceHttp
    """Requests within this source's deadline and its host's interval."""
    now: datetime
    deadline: Deadline
    watch: Watch
    """The words a mention must hold; without any, the names of the business count as `any`."""
    secret: Callable[[str], str]
    """Resolves a secret reference: `env:NAME`, `file:PATH`, `command:…`, `keyring:a/b`."""
    login: Login = NO_LOGIN
    """What `amends sources login NAME` has left for this source."""
    notes: dict[str, Json] = field(default_factory=dict)
    """What `fetch` leaves for `refetch`, which has no bookmark, in the same run."""


class Source(BaseModel):
    """One configured place to read from; its fields are its options.

    A subclass narrows `type` to its name (`type: Literal["feed"] = "feed"`), gives an `EXAMPLE`
    (its options in YAML, as they stand under the name of a source) and implements `fetch`.
    Building one does no I/O. The first line of its module's docstring is its line in
    `amends sources types`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    EXAMPLE: ClassVar[str]
    NEEDS_KEY: ClassVar[bool] = False
    CAN_REPLY: ClassVar[bool] = False
    SOCIAL: ClassVar[bool] = False
    """Whether people expect an answer as fast as on a social network."""
    VISIBILITY: ClassVar[float] = 0.5
    """How many strangers see it, 0 (a private letter) to 1 (what the next customer reads)."""
    KEEP: ClassVar[str] = "full"
    """The platform's own terms on storing: `full`, a number of days, `none`."""
    KEEP_GONE: ClassVar[int | None] = None
    """Days for which its terms let the words of a deleted post stay once the deletion was noticed;
    None: as long as those of any other."""
    TERMS: ClassVar[str] = ""
    """The platform's own page on what may be stored, for the docs."""
    GUIDE: ClassVar[Guide | None] = None
    """What a user must know before configuring it; our own sources all have one."""
    CONFIRMS: ClassVar[bool] = False
    """Whether a batch must be stored before the next one is asked for: the platform forgets what it
    has given, or takes money for it."""
    KNOWS_OURS: ClassVar[bool] = False
    """Whether it tells by itself what our team wrote (`Batch.own`), and better than a name does:
    anybody can write a mail in our name."""
    COSMETIC: ClassVar[frozenset[str]] = frozenset()
    """Names of the options that do not decide what is read (beside the common ones)."""

    type: str = Field(description="The kind of source.")
    enabled: bool = Field(default=True, description="`false` keeps the entry but skips it.")
    place: str | None = Field(None, description="The branch its mentions belong to.")
    language: str | None = Field(None, description="Usual language of its mentions (ISO 639-1).")
    interval: Pause | None = Field(None, description="Seconds between requests to the host.")
    max_items: int = Field(
        1000, ge=1, le=1_000_000, description="At most so many mentions in one run."
    )
    max_seconds: Seconds = Field(60, description="At most so long in one run.")
    keep: StorageRule | None = Field(
        None, description="`full`, a number of days, or `none`: shown, never stored."
    )
    sla: Hours | None = Field(None, description="Hours until the first answer is due.")

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per page since `bookmark` (None at the first run).

        A batch that comes after `max_items` mentions, or the second one after the deadline, is
        dropped and the run ends `partial`: a source that stops by itself and says `more` loses
        nothing and saves the request.

        Raises `SourceError` (or lets `HttpError` through, which is mapped to it).
        """
        raise NotImplementedError

    def settings(self) -> dict[str, Any]:
        """The options that decide what is read; a change of theirs drops the bookmark."""
        common = set(Source.model_fields) - {"type"}
        return self.model_dump(mode="json", exclude=common | self.COSMETIC)


@runtime_checkable
class Probes(Protocol):
    """A source that can be tried without reading it all."""

    def probe(self, ctx: FetchContext) -> str:
        """Return one line about what was found: whose account, how much is left of the quota.

        Raises `SourceError` (or lets `HttpError` through) with the exact next step as its hint.
        """
        ...


@runtime_checkable
class LogsIn(Protocol):
    """A source that reads with a person's consent."""

    def consent(self, ctx: FetchContext) -> Consent | Pasted:
        """Return what to ask for and where; raises `ConfigError` where a secret is missing.

        `Consent` sends a person to their browser; `Pasted` asks for a token from the platform's
        pages, where no browser can come back.
        """
        ...


@runtime_checkable
class Refetches(Protocol):
    """A source that can ask again for single mentions."""

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these mentions as they are now, and the ids that are gone."""
        ...


@runtime_checkable
class ShowsWindow(Protocol):
    """A source that knows which reviews of a place strangers see first."""

    def storefronts(self, ctx: FetchContext) -> Iterator[Storefront]:
        """Yield our own place, then its neighbours; nothing of it is stored.

        Raises `SourceError` (or lets `HttpError` through); what was yielded before is shown.
        """
        ...
