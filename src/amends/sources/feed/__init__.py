"""RSS, Atom and JSON feeds: blogs, news alerts, forums, Reddit, YouTube, WordPress comments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from amends.config.model import Watch
from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.errors import AuthFailed, BadAnswer, Blocked, Gone, HttpStatus
from amends.http import without_user
from amends.models import Batch
from amends.models.vocabulary import Kind  # noqa: TC001
from amends.sources.contract import FetchContext, Source
from amends.sources.feed.addresses import belongs, same_server, storable, with_user
from amends.sources.feed.progress import Progress, mark
from amends.sources.feed.stories import Stories
from amends.sources.guide import Guide
from amends.sources.watch import fingerprint, sifted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.http import Response, Validators
    from amends.models import Json, Mention, Skipped
    from amends.sources.feed.document import Document

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
)
_NOT_FOUND = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_RARELY = {"interval": 65, "max_seconds": 200}
"""Reddit answers about one feed a minute to one address (since June 2026), so several of them take
turns."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Feed(Source):
    """A feed of any format and any site.

    A feed that answers 410, or a JSON Feed that calls itself expired, ends as `Gone`: the run
    notes that and does not ask again until the options change. A feed that has nothing new ends
    without a batch: by ETag and Last-Modified where the server knows them (Google Alerts does
    not), else by the digest of the body.
    """

    EXAMPLE: ClassVar[str] = """\
type: feed
url: https://blog.example.org/comments/feed/
"""
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="Whatever a site offers as RSS, Atom or JSON Feed: comments, posts, news, alerts.",
        lacks="Stars, your answers, and edits of what has left the feed.",
        cost="Free.",
        quota="None known. Reddit answers about one feed a minute: each further one of its feeds "
        "makes the run a minute longer.",
        window="What the feed still lists, often the newest 10 to 50.",
        checked="real server",
    )
    VISIBILITY: ClassVar[float] = 0.4
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"auth_user", "auth_password"})

    type: Literal["feed"] = "feed"
    url: str = Field(description="Address of the feed; it is masked wherever it is shown.")
    kind: Kind | None = Field(
        None,
        description="What its entries are: `article`, `post`, `comment` … By default comments for"
        " comment feeds, posts for Reddit, Mastodon, YouTube and phpBB, else articles.",
    )
    filter: bool = Field(
        default=False,
        description="`true` keeps only what matches `watch:`, for feeds that bring everything.",
    )
    auth_user: str | None = Field(None, description="User name for HTTP authentication.")
    auth_password: SecretRef | None = Field(None, description="Secret reference: `env:` …")

    @model_validator(mode="before")
    @classmethod
    def _as_rarely_as_the_site_wants(cls, given: Any) -> Any:
        told = isinstance(given, dict) and belongs(given.get("url"), "reddit.com")
        return _RARELY | given if told else given

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            named = parts.scheme.lower() in {"http", "https"} and parts.hostname
        except ValueError:
            named = None
        if not named:
            raise ValueError("must be an address that begins with http:// or https://")
        return url

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch with the entries of the feed, or none if nothing has changed."""
        before = self._progress(bookmark, ctx.watch)
        answer = self._ask(ctx, before)
        digest = sha256(answer.body).hexdigest()
        if answer.not_modified or digest == before.digest:
            return
        document, ended = self._read(ctx, answer)
        stories = Stories(before.stories)
        document = replace(document, mentions=stories.told_once(document.mentions)).identified()
        reached = replace(
            before,
            stories=tuple(stories.to_json()),
            validators=answer.validators.to_json(),
            digest=digest,
            moved_to=self._remembered(answer.moved_to or before.moved_to),
        )
        more = False
        for batch in self._batch(document, *self._wanted(document, ctx.watch), reached):
            yield batch
            more = batch.more
        if ended and not more:
            raise Gone("the feed says that nothing will follow", hint="Remove this source.")

    def _progress(self, bookmark: Json, watch: Watch) -> Progress:
        kept = Progress.read(bookmark)
        words = fingerprint(watch) if self.filter else None
        return kept if words == kept.watch else replace(kept.unfinished(), watch=words)

    def _ask(self, ctx: FetchContext, before: Progress) -> Response:
        """Ask where permanent redirects led; if nothing is there any more, where we were told."""
        from amends.http import Validators

        validators = Validators.from_json(before.validators)
        moved_to = self._remembered(before.moved_to)
        try:
            return self._get(ctx, moved_to or self.url, validators)
        except HttpStatus as error:
            if moved_to and error.status in _NOT_FOUND:
                return self._get(ctx, self.url, None)
            raise

    def _get(self, ctx: FetchContext, url: str, validators: Validators | None) -> Response:
        try:
            return ctx.http.get(
                with_user(url, self.url),
                headers={"Accept": ACCEPT},
                auth=self._auth(ctx),
                validators=validators,
            )
        except HttpStatus as error:
            refused = self._refused(error)
            if refused is None:
                raise
            raise refused from error

    def _auth(self, ctx: FetchContext) -> tuple[str, str] | None:
        if self.auth_user is None or self.auth_password is None:
            return None
        return self.auth_user, ctx.secret(self.auth_password)

    def _refused(self, error: HttpStatus) -> AuthFailed | Blocked | None:
        """Without credentials a refusal means something else than wrong credentials."""
        if self.auth_user is not None or error.bot_wall:
            return None
        if error.status == HTTPStatus.UNAUTHORIZED:
            return AuthFailed(error.message, hint="Set `auth_user` and `auth_password`.")
        if error.status == HTTPStatus.FORBIDDEN:
            hint = "If it opens in a browser, the site keeps programs out."
            return Blocked(error.message, hint=hint)
        return None

    def _remembered(self, moved_to: str | None) -> str | None:
        """Return what the bookmark keeps; a password never follows a feed to another host."""
        if moved_to is None or (self.auth_user and not same_server(moved_to, self.url)):
            return None
        return storable(moved_to)

    def _read(self, ctx: FetchContext, answer: Response) -> tuple[Document, bool]:
        """Return the entries, and whether the publisher says that none will follow."""
        from amends.sources.feed import jsonfeed, xml

        url = without_user(answer.url)
        if not jsonfeed.looks_like_json(answer.body):
            return xml.parse(answer.body, answer.headers, url, ctx.now), False
        try:
            feed = answer.json()
        except ValueError as error:
            raise BadAnswer(f"the feed cannot be read: {error}") from error
        document = jsonfeed.pages(feed, url, ctx.now, lambda page: self._get(ctx, page, None))
        return document, jsonfeed.expired(feed)

    def _wanted(
        self, document: Document, watch: Watch
    ) -> tuple[list[Mention], tuple[Skipped, ...]]:
        """Return the mentions that the options ask for, the newest first, and the others."""
        words = watch if self.filter else Watch()
        kept, dropped = sifted(document.mentions, words, lambda each: f"{each.title}\n{each.text}")
        wanted = (
            replace(
                mention,
                kind=self.kind or mention.kind,
                language=self.language or mention.language,
            )
            for mention in kept
        )
        newest_first = sorted(wanted, key=lambda each: each.published_at or _NEVER, reverse=True)
        return newest_first, dropped

    def _batch(
        self,
        document: Document,
        wanted: list[Mention],
        dropped: tuple[Skipped, ...],
        reached: Progress,
    ) -> Iterator[Batch]:
        """Yield what this run may take; a longer feed goes on where this run ends."""
        taken = set(reached.taken)
        pending = [mention for mention in wanted if mark(mention) not in taken]
        if taken and not pending:
            return
        now, later = pending[: self.max_items], pending[self.max_items :]
        complete = document.whole and not later
        after = reached if complete else reached.unfinished()
        after = replace(after, taken=self._all_taken(wanted, later))
        yield Batch(
            tuple(now),
            (),
            after.to_json(),
            document.skipped,
            more=not complete,
            filtered=len(dropped),
            dropped=dropped,
        )

    def _all_taken(self, wanted: list[Mention], later: list[Mention]) -> tuple[str, ...]:
        """Remember single entries only where the feed is longer than one run may take."""
        if len(wanted) <= self.max_items:
            return ()
        left = set(map(mark, later))
        return tuple(found for found in map(mark, wanted) if found not in left)
