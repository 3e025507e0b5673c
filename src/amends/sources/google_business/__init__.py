"""Google reviews: all of your own verified locations, with your replies (needs a login)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Texts  # noqa: TC001
from amends.errors import AuthFailed, BadAnswer, HttpStatus
from amends.models import Batch, Json, Skipped
from amends.sources.auth import Bearer, Consent, google, refreshed
from amends.sources.contract import FetchContext, Source
from amends.sources.google import AUTHORIZE, asking
from amends.sources.google_business.directory import accounts, chosen, folded, locations
from amends.sources.google_business.guide import GUIDE, HINTS
from amends.sources.google_business.reviews import mention_of, parse
from amends.sources.lists import one_after_another
from amends.sources.paging import Page, changed, newest_first
from amends.sources.values import inside, line, moment_of_epoch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.models import Mention
    from amends.sources.auth import OAuthClient
    from amends.sources.google import Ask
    from amends.sources.google_business.directory import Location
    from amends.sources.guide import Guide
    from amends.sources.lists import Walk

SCOPE = "https://www.googleapis.com/auth/business.manage"
V4 = "https://mybusiness.googleapis.com/v4"
PAGE = 50
"""The most reviews of one answer; the newest change comes first unless asked otherwise."""
_RECENT = timedelta(days=30)
"""So far back each run looks again: nothing says that a reply moves a review to the top."""
_FAR = timedelta(days=180)
"""So far back it looks now and then, for replies to old reviews that were given elsewhere."""
_NOW_AND_THEN = timedelta(days=7)
_NOT_READABLE = frozenset({Status.FORBIDDEN, Status.NOT_FOUND})
"""What Google answers for the reviews of a location that is not verified."""


class GoogleBusiness(Source):
    """The reviews of your own locations, as the owner or a manager of the profile sees them.

    A review counts as answered once Google shows the reply; one that waits or was turned down does
    not. A review that was deleted vanishes without a word: only asking for it by itself tells.

    Google's terms let programs store what this API gives for 30 days (“Content storage” in
    developers.google.com/my-business/content/policies). `keep: 30` follows them: then the words
    go, while stars, dates and what you decided stay. It is no rule of the type, since it would
    also reach what you exported yourself and imported under this name.
    """

    EXAMPLE: ClassVar[str] = """\
type: google_business      # then: amends sources login NAME
client_id: 000000000000-example.apps.googleusercontent.com
client_secret: env:GOOGLE_CLIENT_SECRET
keep: 30                   # days: Google's terms for what this API gives
places:                    # optional: what you call the locations
  Café Lipa Oborishte: oborishte
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 1.0
    GUIDE: ClassVar[Guide | None] = GUIDE
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"client_id", "client_secret", "refresh_token"})

    type: Literal["google_business"] = "google_business"
    client_id: str = Field(
        description="Of your OAuth client: it ends in .apps.googleusercontent.com."
    )
    client_secret: SecretRef = Field(description="The secret of that client.")
    refresh_token: SecretRef | None = Field(
        None, description="A refresh token from elsewhere; `amends sources login` needs none."
    )
    account: Texts = Field((), description="Only these accounts, by name or number.")
    locations: Texts = Field((), description="Only these, by name, store code or id; else all.")
    places: dict[str, str] = Field(
        {}, description="What you call a location, by its name, store code or id at Google."
    )

    @field_validator("client_id")
    @classmethod
    def _is_a_client(cls, value: str) -> str:
        if not re.fullmatch(r"[\w.-]+\.apps\.googleusercontent\.com", value.strip()):
            raise ValueError("must be the client ID, which ends in .apps.googleusercontent.com")
        return value.strip()

    @field_validator("account", "locations", "places")
    @classmethod
    def _no_addresses(cls, names: Any) -> Any:
        if any("://" in name for name in names):
            raise ValueError(
                "must be the name that Google shows, the store code or the id, not a web address"
            )
        return names

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per location and page, down to the newest change of the last run."""
        ask = self._asking(ctx)
        there = locations(ask, accounts(ask, self.account))
        found, unknown = chosen(there, self.locations)
        closed: list[tuple[Location, HttpStatus]] = []
        walks = {each.id: self._reading(ctx, ask, each, closed) for each in found}
        failed, kept = None, bookmark
        try:
            for batch in one_after_another(ctx, bookmark, walks, room=self.max_items):
                kept = batch.bookmark
                yield batch
        except HttpStatus as error:
            failed = error
        yield from self._left_out(closed, unknown, kept, everything=len(closed) == len(found))
        if failed:
            raise failed

    def _reading(
        self,
        ctx: FetchContext,
        ask: Ask,
        location: Location,
        closed: list[tuple[Location, HttpStatus]],
    ) -> Walk:
        """Return the walk over one location; one that may not be read is put aside."""

        def read(kept: Json, room: int) -> Iterator[Batch]:
            try:
                yield from self._walk(ctx, ask, location, kept, room)
            except HttpStatus as error:
                if error.status not in _NOT_READABLE:
                    raise
                closed.append((location, error))

        return read

    def _walk(
        self, ctx: FetchContext, ask: Ask, location: Location, kept: Json, room: int
    ) -> Iterator[Batch]:
        """Read one location; once a week further back than usual."""
        known = kept if isinstance(kept, dict) else {}
        last = moment_of_epoch(known.get("far"))
        far = last is None or not ctx.now - _NOW_AND_THEN < last <= ctx.now
        place = self._place_of(location)

        def page(cursor: Json) -> Page:
            answer = ask(
                f"{V4}/{location.path}/reviews", {"pageSize": PAGE, "pageToken": line(cursor)}
            )
            mentions, skipped = parse(answer, location, place, ctx.now)
            return Page(mentions, skipped, next=line(answer.get("nextPageToken")))

        when = int((ctx.now if last is None or far else last).timestamp())
        overlap = _FAR if far else _RECENT
        for batch in newest_first(ctx, known, page, room=room, when=changed, overlap=overlap):
            yield replace(batch, bookmark=batch.bookmark | {"far": when})

    def _left_out(
        self,
        closed: Sequence[tuple[Location, HttpStatus]],
        unknown: tuple[Skipped, ...],
        kept: Json,
        *,
        everything: bool,
    ) -> Iterator[Batch]:
        """Tell of what could not be read, as far as that is not to be expected.

        Raises the error where nothing could.
        """
        if everything and closed:
            raise closed[-1][1]
        told = tuple(
            Skipped(location.name, "Google does not show its reviews: is it still verified?")
            for location, error in closed
            if error.status in _NOT_READABLE
            and (location.verified or self.locations or inside(kept, location.id))
        )
        if told or unknown:
            yield Batch((), (), kept, told + unknown)

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these reviews as they are now, and those that were deleted.

        Google answers the same for a review that is gone and for a location that may not be read
        any more: only where the location still answers a review is gone.
        """
        ask = self._asking(ctx)
        there = {each.id: each for each in locations(ask, accounts(ask, self.account))}
        answering: dict[str, bool] = {}
        for external_id in ids:
            parts = external_id.split("/")
            location = there.get(parts[1]) if len(parts) == 4 else None  # noqa: PLR2004
            if ctx.deadline.expired:
                return
            if location is None:
                continue
            mention = self._again(ctx, ask, location, parts[3])
            if mention:
                yield Batch((mention,))
                continue
            if location.id not in answering:
                answering[location.id] = _answers(ask, location)
            if answering[location.id]:
                yield Batch(gone_ids=(external_id,))

    def _again(
        self, ctx: FetchContext, ask: Ask, location: Location, review: str
    ) -> Mention | None:
        """Return a review as it is now, None if it is not there."""
        try:
            answer = ask(f"{V4}/{location.path}/reviews/{review}", {})
        except HttpStatus as error:
            if error.status == Status.NOT_FOUND:
                return None
            raise
        mention = mention_of(answer, location, self._place_of(location), ctx.now)
        if mention is None:
            raise BadAnswer("Google: a review without an id")
        return mention

    def probe(self, ctx: FetchContext) -> str:
        """Return how many accounts and locations the login sees, and which are not verified."""
        ask = self._asking(ctx)
        seen = accounts(ask, self.account)
        found, unknown = chosen(locations(ask, seen), self.locations)
        verified = [location for location in found if location.verified]
        for location in verified[:1]:  # the reviews are behind an API of their own
            ask(f"{V4}/{location.path}/reviews", {"pageSize": 1})
        names = ", ".join(location.name for location in verified) or "none that is verified"
        left = len(found) - len(verified)
        return (
            f"{_counted(len(seen), 'account')}, {_counted(len(found), 'location')}: {names}"
            + (f"; {left} not verified" if left else "")
            + "".join(f"; {each.where}: {each.why}" for each in unknown)
        )

    def consent(self, ctx: FetchContext) -> Consent:
        """Return what the owner is asked to agree to; Google gives a new token each time."""
        return Consent(
            self._client(ctx),
            AUTHORIZE,
            SCOPE,
            {"access_type": "offline", "prompt": "consent"},
        )

    def _client(self, ctx: FetchContext) -> OAuthClient:
        return google(self.client_id, ctx.secret(self.client_secret))

    def _asking(self, ctx: FetchContext) -> Ask:
        def token() -> str:
            kept = ctx.login.read()
            if kept is None and self.refresh_token:
                kept = ctx.secret(self.refresh_token)
            if kept is None:
                raise AuthFailed(
                    "nobody has logged in to Google yet", hint="amends sources login NAME"
                )
            return refreshed(ctx, self._client(ctx), kept)

        return asking(Bearer(ctx, token), HINTS)

    def _place_of(self, location: Location) -> str | None:
        """Return what the owner calls it; the run knows the aliases of the places."""
        for name, place in self.places.items():
            if folded(name) & location.called:
                return place
        return None if self.place else location.name


def _answers(ask: Ask, location: Location) -> bool:
    """Whether the reviews of a location can be read at all."""
    try:
        ask(f"{V4}/{location.path}/reviews", {"pageSize": 1})
    except HttpStatus as error:
        if error.status in _NOT_READABLE:
            return False
        raise
    return True


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
