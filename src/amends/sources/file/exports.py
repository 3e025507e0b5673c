"""Exports that a file may be: whose columns it has decides what type its mentions are.

A shape is `documented` where the platform itself names these columns. The others are what people
say of files that we have not seen: their columns are shown, and confirmed by asking.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.sources.values import original

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models import Mention
    from amends.models.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Export:
    """One shape; `type` is that of the source which reads the same platform."""

    name: str
    type: str
    columns: frozenset[str]
    """Names, as `columns.plain` gives them, that all have to be there."""
    documented: bool = True
    kind: Kind = "review"
    shows_replies: bool = False
    """Whether a review in which no reply stands has none."""
    google: bool = False
    """Whether it is Google's: a translation stands in the text, reasons are codes."""

    def read(self, made: Mention) -> Mention:
        """Return a mention as the source of the same platform would have read it."""
        reply = made.reply
        if self.google:
            text, extra = original(made.text)
            made = replace(made, text=text, extra={**made.extra, **extra})
            if reply:
                said, why = original(reply.text or "")[0] or None, reply.reason
                reason = why.replace("_", " ").lower() if why else None
                made = replace(made, reply=replace(reply, text=said, reason=reason))
        if self.shows_replies and reply is None and made.answered == "unknown":
            made = replace(made, answered="no")
        return made


def _columns(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


EXPORTS = (
    Export(
        "Google Business Profile",
        "google_business",
        _columns("star rating, create time, update time"),
        shows_replies=True,
        google=True,
    ),
    Export(
        "App Store Connect",
        "app_store_connect",
        _columns("attributes rating, attributes reviewer nickname, attributes created date"),
    ),
    Export(
        "Trustpilot",
        "trustpilot",
        _columns("stars, consumer display name, created at, language"),
        shows_replies=True,
    ),
    Export(
        "Judge.me", "judgeme", _columns("curated, product handle, reviewer name, created at, body")
    ),
    Export(
        "Judge.me (CSV)",
        "judgeme",
        _columns("curated, product handle, reviewer name, review date, body, rating"),
        documented=False,
    ),
    Export(
        "WooCommerce",
        "woocommerce",
        _columns("date created gmt, product id, reviewer, review, rating, verified"),
    ),
    Export(
        "WordPress",
        "wordpress",
        _columns("date gmt, author name, content rendered, post, parent"),
        kind="comment",
    ),
    Export(
        "Google Play report",
        "google_play",
        _columns("package name, star rating, review text, review link"),
        documented=False,
    ),
)


def recognised(columns: Iterable[str]) -> Export | None:
    """Return the export that has these columns (plain names) among its own, None if none has."""
    there = set(columns)
    return next((export for export in EXPORTS if export.columns <= there), None)
