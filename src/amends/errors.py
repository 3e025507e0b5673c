"""Every error that amends raises on purpose, and the exit code of each.

AmendsError                     1   a bug, unless a subclass says otherwise
├── UsageError                  2   the command line asks for something that cannot be
│   └── UnknownId               2   no mention has that id
├── ConfigError                 3   config.yaml: every problem at once
├── HttpError                   4   what went wrong between us and a server
│   ├── HttpStatus              4   an answer that is neither success nor "not modified"
│   ├── HttpThrottled           4   420, 429 or 503, even after the retries; `until` if told
│   ├── HttpTimeout             4   no answer, or not the whole answer, before the deadline
│   ├── HttpUnreachable         4   no connection, no such host, TLS refused, cut off
│   ├── HttpTooLarge            4   more bytes than the cap, counted after decompression
│   └── HttpBadRedirect         4   a loop, too many hops, or another scheme
├── SourceError                 4   why a source did not end well; `outcome` names it
│   ├── Throttled               4   asked to wait; `until` says how long, if it was told
│   ├── AuthFailed              4   the credentials were refused
│   ├── NeedsPayment            4   the platform wants a paid plan
│   ├── Blocked                 4   a bot wall or a ban
│   ├── Gone                    4   the address is gone for good (410)
│   ├── BadAnswer               4   the answer is not what was asked for
│   ├── BadRequest              4   the source refuses our options
│   └── Unreachable             4   no answer at all
├── ModelError                  4   the language model gave no text; a draft goes on without it
├── MailboxError                4   a mailbox cannot be read over IMAP; `why` says how it failed
├── InputError                  4   a file or a pipe holds rows that cannot be read
├── StoreError                  5   the database
│   ├── StoreLocked             5   another process holds it: says which
│   ├── StoreDamaged            5   not a database, or a broken one
│   ├── StoreNewer              5   written by a newer amends
│   ├── StoreReadOnly           5   may not be written
│   ├── StoreConflict           5   somebody else changed the same: says who and what
│   └── StoreFull               5   no room left on the disk
├── DeliveryError               6   a mail or a notification was not delivered
└── LintFailed                  7   a reply must not be sent as it is
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


class AmendsError(Exception):
    """Something went wrong; `message` says what and where, `hint` what to do about it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def code(self) -> str:
        """The class as a stable word for scripts: `UnknownId` is `unknown_id`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class UsageError(AmendsError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class UnknownId(UsageError):  # noqa: N818 — the words of the user, not of the language
    """No mention has that id."""


class ConfigError(AmendsError):
    """The configuration has problems; all of them are listed, each with its place."""

    exit_code = 3

    def __init__(self, problems: Sequence[str], *, hint: str | None = None) -> None:
        super().__init__("\n".join(problems), hint=hint)
        self.problems = tuple(problems)


class HttpError(AmendsError):
    """Something went wrong between us and a server; sources turn it into a `SourceError`."""

    exit_code = 4


class HttpStatus(HttpError):  # noqa: N818
    """The server answered with a status that is neither success nor "not modified"."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        bot_wall: bool = False,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.bot_wall = bot_wall
        self.body = body
        """The first kilobytes of the answer, for sources whose errors are explained there."""
        self.headers = headers or {}
        """Lower-case names: what is left of a quota, when it starts anew, the server's clock."""


class HttpThrottled(HttpStatus):
    """420, 429 or 503 even after the retries; `until` is the moment the server named, if any."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        until: datetime | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, status=status, body=body, headers=headers)
        self.until = until


class HttpTimeout(HttpError):  # noqa: N818
    """No answer, or not the whole answer, before the deadline."""


class HttpUnreachable(HttpError):  # noqa: N818
    """No connection, no such host, TLS refused, or cut off in the middle."""

    def __init__(
        self, message: str, *, hint: str | None = None, unfound: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.unfound = unfound
        """The host, where there was no way to it at all: no name, no route."""


class HttpTooLarge(HttpError):  # noqa: N818
    """More bytes than the cap, counted after decompression."""


class HttpBadRedirect(HttpError):  # noqa: N818
    """A redirect loop, too many hops, or a hop to another scheme."""


class SourceError(AmendsError):
    """A source did not end well; `outcome` is the word that the run log and JSON carry."""

    exit_code = 4
    outcome: ClassVar[str] = "failed"

    def __init__(
        self, message: str, *, hint: str | None = None, until: datetime | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.until = until


class Throttled(SourceError):  # noqa: N818
    """The source asked us to wait; `until` says how long, if it was told."""

    outcome = "throttled"


class AuthFailed(SourceError):  # noqa: N818
    """The source refused the credentials."""

    outcome = "auth"


class NeedsPayment(SourceError):  # noqa: N818
    """The platform wants a paid plan for this."""

    outcome = "payment"


class Blocked(SourceError):  # noqa: N818
    """The source keeps programs out: a bot wall or a ban."""

    outcome = "blocked"


class Gone(SourceError):  # noqa: N818
    """The address is gone for good (410): it is not asked again until the options change."""

    outcome = "gone"


class BadAnswer(SourceError):  # noqa: N818
    """The answer is not what was asked for: HTML instead of a feed, cut short, another shape."""


class BadRequest(SourceError):  # noqa: N818
    """The source refuses our options: the configuration needs a change."""


class Unreachable(SourceError):  # noqa: N818
    """The source did not answer at all."""

    def __init__(
        self, message: str, *, hint: str | None = None, unfound: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.unfound = unfound
        """The host, where there was no way to it at all: perhaps there is no internet."""


class ModelError(AmendsError):
    """The language model gave no text that can be used; drafts fall back to our own phrases."""

    exit_code = 4


class MailboxError(AmendsError):
    """A mailbox cannot be read over IMAP; whoever asked knows what to do about it."""

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        why: Literal["login", "folder", "unreachable", "late", "cut", "busy", "answer"] = "answer",
        said: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.why = why
        self.said = said
        """What the server said, on one short line: foreign words, not part of the message."""


class InputError(AmendsError):
    """A file or a pipe cannot be read, or holds rows that cannot."""

    exit_code = 4


class StoreError(AmendsError):
    """The database cannot do what was asked."""

    exit_code = 5


class StoreLocked(StoreError):  # noqa: N818
    """Another process holds the database; the message says which."""


class StoreDamaged(StoreError):  # noqa: N818
    """The file is not a database of ours, or a broken one."""


class StoreNewer(StoreError):  # noqa: N818
    """The database was written by a newer amends."""


class StoreReadOnly(StoreError):  # noqa: N818
    """The database may not be written."""


class StoreConflict(StoreError):  # noqa: N818
    """Somebody else changed what was to be changed; nothing was."""


class StoreFull(StoreError):  # noqa: N818
    """There is no room left on the disk."""


class DeliveryError(AmendsError):
    """A mail or a notification was not delivered."""

    exit_code = 6


class LintFailed(AmendsError):  # noqa: N818
    """A reply must not be sent as it is."""

    exit_code = 7
