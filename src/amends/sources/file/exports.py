"""Exports that a file may be: whose columns it has decides what type its mentions are.

A shape is `documented` where the platform itself names these columns. The others are what people
say of files that we have not seen: their columns are shown, and confirmed by asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def _columns(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


EXPORTS = (
    Export(
        "Google Business Profile",
        "google_business",
        _columns("star rating, create time, update time, reviewer display name"),
    ),
    Export(
        "App Store Connect",
        "app_store_connect",
        _columns("attributes rating, attributes reviewer nickname, attributes created date"),
    ),
    Export(
        "Trustpilot", "trustpilot", _columns("stars, consumer display name, created at, language")
    ),
    Export(
        "Judge.me", "judgeme", _columns("curated, product handle, reviewer name, created at, body")
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
