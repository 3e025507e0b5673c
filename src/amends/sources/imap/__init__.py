"""A mailbox: mails of customers, Google Alerts, and platforms' mails about new reviews (IMAP)."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from amends.config.mail import Security  # noqa: TC001 — pydantic reads the annotations
from amends.config.secrets import THIS_MACHINE, SecretRef
from amends.config.values import Texts  # noqa: TC001
from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    ConfigError,
    MailboxError,
    SourceError,
    Throttled,
    Unreachable,
)
from amends.imap import Credentials, Session
from amends.models import Batch, Json
from amends.sources.contract import FetchContext, Source
from amends.sources.imap import notices
from amends.sources.imap.folders import folder_names
from amends.sources.imap.guide import GUIDE
from amends.sources.imap.logins import Auth, access_token, consent, refused_hint
from amends.sources.imap.notices import Notice  # noqa: TC001 — pydantic reads them
from amends.sources.imap.reading import Reader
from amends.sources.imap.senders import Senders  # noqa: TC001
from amends.sources.imap.sorting import Rules
from amends.sources.paging import oldest_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.auth import Consent
    from amends.sources.guide import Guide

_KINDS: dict[str, type[SourceError]] = {
    "login": AuthFailed,
    "folder": BadRequest,
    "busy": Throttled,
    "answer": BadAnswer,
}
"""How a mailbox failed, as the outcome of a source; all else is `Unreachable`."""
_MOST_UNKNOWN = 3


class Imap(Source):
    r"""The mails of one mailbox, the oldest first; none is marked, moved or deleted.

    A mention is what a person wrote, without quotations and signatures. What platforms and Google
    Alerts tell of becomes a mention of that platform. Your own mails answer those of customers:
    name the folder of what you sent, by its name or by its use (`\Sent`).
    """

    EXAMPLE: ClassVar[str] = """\
type: imap
host: imap.example.org
user: hello@lipa.example
password: env:MAIL_PASSWORD
folders: [INBOX, \\Sent]     # optional: yours are read as answers
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.0
    KNOWS_OURS: ClassVar[bool] = True
    GUIDE: ClassVar[Guide | None] = GUIDE
    COSMETIC: ClassVar[frozenset[str]] = frozenset(
        {"port", "security", "password", "auth", "client_id", "client_secret"}
    )

    type: Literal["imap"] = "imap"
    host: str = Field(description="IMAP server of your mail provider.")
    port: int | None = Field(
        None, ge=1, le=65535, description="Default: 993 for tls, 143 otherwise."
    )
    security: Security = Field("tls", description="How the connection is encrypted.")
    user: str = Field(description="Name to log in with, as a rule your address.")
    password: SecretRef | None = Field(
        None, description="The password, at most providers an app password."
    )
    auth: Auth = Field(
        "password", description="`google` or `microsoft`: with `amends sources login`."
    )
    client_id: str | None = Field(None, description="Of your OAuth app, for these two.")
    client_secret: SecretRef | None = Field(None, description="Its secret, if it has one.")
    folders: Texts = Field(
        ("INBOX",), min_length=1, description="Folders to read, by name or by use: `\\Sent`."
    )
    since: int = Field(
        30, ge=1, le=36_500, description="Days that the first reading of a folder goes back."
    )
    include: Senders = Field((), description="Only mails of these addresses or domains.")
    exclude: Senders = Field((), description="No mails of these addresses or domains.")
    notifications: dict[str, Notice] = Field(
        {}, description="How to read the mails of further platforms, by the type of the mentions."
    )

    @field_validator("host")
    @classmethod
    def _is_a_host(cls, value: str) -> str:
        if "/" in value or "@" in value or not value.strip():
            raise ValueError("must be the name of a server, such as imap.example.org")
        return value.strip()

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        if self.security == "none" and self.host not in THIS_MACHINE:
            raise ValueError(
                "would send the password in the open: security must be starttls or tls"
            )
        if self.auth == "password" and not self.password:
            raise ValueError("needs `password:`, or `auth: google` or `auth: microsoft`")
        if self.auth != "password" and not self.client_id:
            raise ValueError(f"`auth: {self.auth}` needs `client_id:`")
        if self.auth == "google" and not self.client_secret:
            raise ValueError("`auth: google` needs `client_secret:`")
        return self

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per pack of mails; nothing where no mail is new.

        Where the time is over before all is read, the next run goes on; that is no failure. A
        folder that is not there is told after the others have been read.
        """
        kept = None
        with self._session(ctx) as session:
            reader = self._reader(ctx, session)
            try:
                for batch in oldest_first(ctx, bookmark, reader.ask, room=self.max_items):
                    found = batch.mentions or batch.skipped or batch.filtered or batch.own
                    if found or batch.bookmark != bookmark:
                        kept = batch.bookmark
                        yield batch
                if reader.missing:
                    raise reader.missing[0]
            except MailboxError as error:
                if error.why != "late" or kept is None:
                    raise
                yield Batch(bookmark=kept, more=True)

    def probe(self, ctx: FetchContext) -> str:
        """Return how many mails lie there, and whose notices among the newest are not understood.

        Raises what a fetch would raise.
        """
        with self._session(ctx) as session:
            reader = self._reader(ctx, session)
            sizes, unknown = reader.sizes(), reader.not_understood()[:_MOST_UNKNOWN]
        told = f"; not understood: {'; '.join(unknown)}" if unknown else ""
        return f"{self.user}: {', '.join(sizes)}{told}"

    def consent(self, ctx: FetchContext) -> Consent:
        """Return what to ask for; raises `ConfigError` for a mailbox with a password."""
        if self.auth == "password" or not self.client_id:
            raise ConfigError(
                ["this mailbox is opened with a password: there is nothing to log in to"],
                hint="For Gmail or Microsoft: auth: google or auth: microsoft.",
            )
        return consent(self.auth, self.client_id, self._secret(ctx))

    def _secret(self, ctx: FetchContext) -> str | None:
        return ctx.secret(self.client_secret) if self.client_secret else None

    def _credentials(self, ctx: FetchContext) -> Credentials:
        if self.auth != "password" and self.client_id:
            token = access_token(ctx, self.auth, self.client_id, self._secret(ctx))
            return Credentials(self.user, token, token=True)
        return Credentials(self.user, ctx.secret(self.password or ""))

    def _reader(self, ctx: FetchContext, session: Session) -> Reader:
        rules = Rules(
            own=self.user.casefold() if "@" in self.user else "",
            include=self.include,
            exclude=self.exclude,
            notices=(*self.notifications.items(), *notices.known().items()),
            now=ctx.now,
        )
        since = (ctx.now - timedelta(days=self.since)).date()
        return Reader(session, lambda: ctx.deadline.left, self.folders, since, rules)

    @contextmanager
    def _session(self, ctx: FetchContext) -> Iterator[Session]:
        """Open the mailbox; what goes wrong says what to do."""
        with Session(self, self._credentials(ctx)) as session:
            try:
                yield session
            except MailboxError as error:
                kind = _KINDS.get(error.why, Unreachable)
                raise kind(error.message, hint=self._hint(ctx, session, error)) from None

    def _hint(self, ctx: FetchContext, session: Session, error: MailboxError) -> str | None:
        if error.hint:
            return error.hint
        if error.why == "login":
            return refused_hint(self.auth, self.host)
        if error.why == "unreachable" or (error.why == "answer" and not session.met):
            return "Check host, port and security: they are those of your mail program."
        if error.why != "folder":
            return None
        try:
            there = session.do(folder_names, ctx.deadline.left)
        except MailboxError:
            return None
        return f"There are: {', '.join(there)}." if there else None
