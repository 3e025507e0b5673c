"""The part of config.yaml that says how mail leaves, and where answers to it arrive."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path  # noqa: TC003
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from amends.config.secrets import THIS_MACHINE, SecretRef
from amends.config.section import Section
from amends.config.values import Seconds, one_or_many
from amends.config.wording import shown

Security = Literal["starttls", "tls", "none"]
_SPEC = r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+"
_ADDRESS = re.compile(rf"{_SPEC}|[^<>@,;\x00-\x1f]*<{_SPEC}>")


def _mail_address(value: str) -> str:
    """Return an address as it is, with its name if it has one; raises ValueError."""
    if not _ADDRESS.fullmatch(value.strip()):
        raise ValueError(f"must be an address like ana@shop.example, not {shown(value)}")
    return value.strip()


def _time_of_day(value: Any) -> Any:
    """Read `8:00`; raises ValueError."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", value.strip()):
        raise ValueError(f"must be a time of day like 8:00, not {shown(value)}")
    return value.strip().zfill(5)


MailAddress = Annotated[str, AfterValidator(_mail_address)]
MailAddresses = Annotated[
    tuple[MailAddress, ...],
    BeforeValidator(one_or_many, json_schema_input_type=str | tuple[str, ...]),
]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day, json_schema_input_type=str)]


class Mailbox(Section):
    """Where your own answers to the summary arrive."""

    host: str = Field(description="IMAP server of your mail provider.")
    port: int | None = Field(
        None, ge=1, le=65535, description="Default: 993 for tls, 143 otherwise."
    )
    security: Security = Field("tls", description="How the connection is encrypted.")
    user: str = Field(description="Name to log in with.")
    password: SecretRef = Field(description="Where the password is kept, as for `mail.password`.")
    folder: str = Field("INBOX", description="Folder to look in; nothing else is read.")

    @model_validator(mode="after")
    def _password_travels_encrypted(self) -> Self:
        if self.security == "none" and self.host not in THIS_MACHINE:
            raise ValueError(
                "would send the password in the open: security must be starttls or tls"
            )
        return self


class Mail(Section):
    """How the summary is sent."""

    host: str = Field(description="Server of your mail provider for outgoing mail.")
    port: int | None = Field(
        None, ge=1, le=65535, description="Default: 587 for starttls, 465 for tls, 25 for none."
    )
    security: Security = Field("starttls", description="How the connection is encrypted.")
    user: str | None = Field(None, description="Name to log in with; none: no login.")
    password: SecretRef | None = Field(
        None, description="Where the password is kept: `env:`, `file:`, `command:` or `keyring:`."
    )
    sender: MailAddress | None = Field(
        None, alias="from", description="Sender's address; default `user`."
    )
    to: MailAddresses = Field((), description="Who gets the whole summary.")
    at: TimeOfDay | None = Field(
        None,
        description="From what time of the business's day on; none: with the first run of the day.",
    )
    after_failures: int = Field(
        3,
        ge=1,
        le=1000,
        description="A source is mentioned after so many failed runs in a row, then every so many.",
    )
    timeout: Seconds = Field(30, description="Seconds that the server may take for one step.")
    templates: Path | None = Field(
        None, description="Folder with templates of your own, which go before ours."
    )
    mailbox: Mailbox | None = Field(
        None, description="Where `done` mails arrive; none: the summary offers no such links."
    )

    @model_validator(mode="after")
    def _can_be_sent(self) -> Self:
        if self.user and self.security == "none" and self.host not in THIS_MACHINE:
            raise ValueError(
                "would send the password in the open: security must be starttls or tls"
            )
        if not self.sender and "@" not in (self.user or ""):
            raise ValueError("needs `from:`, the sender's address")
        return self

    @property
    def address(self) -> str:
        """The sender's address."""
        return self.sender or self.user or ""
