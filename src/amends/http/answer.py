"""What a source gets back: the answer, and what to ask with next time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models import Json


def _sendable(value: object) -> str | None:
    """Return a header value that can go back exactly as it came, else None."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return None
    return value.strip() or None


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next GET conditional: both are sent back exactly as they came."""

    etag: str | None = None
    last_modified: str | None = None

    def to_json(self) -> dict[str, str]:
        """Return what a bookmark keeps: only what there is."""
        pairs = {"etag": self.etag, "last_modified": self.last_modified}
        return {name: value for name, value in pairs.items() if value}

    @classmethod
    def from_json(cls, value: Json) -> Validators:
        """Read a bookmark's part; anything odd counts as nothing, and the answer comes whole."""
        if not isinstance(value, dict):
            return cls()
        return cls(_sendable(value.get("etag")), _sendable(value.get("last_modified")))

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> Validators:
        """Take them from an answer's headers (lower-case names)."""
        return cls(_sendable(headers.get("etag")), _sendable(headers.get("last-modified")))

    def headers(self) -> dict[str, str]:
        """Return the headers of a conditional request (RFC 9110, section 13.1)."""
        pairs = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer: 2xx, or 304 to a conditional request."""

    status: int
    url: str
    """Where the answer came from in the end. For code: its secrets are not masked."""
    moved_to: str | None
    """That address, if every redirect on the way was a permanent one (301, 308)."""
    headers: Mapping[str, str]
    """Lower-case names; the values of a repeated one are joined by commas."""
    body: bytes
    """Decompressed."""
    validators: Validators

    @property
    def not_modified(self) -> bool:
        """Whether nothing has changed since the validators were given."""
        return self.status == HTTPStatus.NOT_MODIFIED

    def json(self) -> Json:
        """Read the body as JSON; raises `ValueError` with a short text where it is not."""
        try:
            return json.loads(self.body)
        except json.JSONDecodeError as error:
            text = f"not JSON: line {error.lineno}, column {error.colno}"
            raise ValueError(text) from None
        except (ValueError, RecursionError):  # undecodable bytes, endless digits, deep nesting
            raise ValueError("not JSON that can be read") from None
