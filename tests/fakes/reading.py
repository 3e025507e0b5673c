"""What a source has read, as tests look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models import Batch, Mention


def mentions(batches: Iterable[Batch]) -> list[Mention]:
    """Return all mentions, in their order."""
    return [mention for batch in batches for mention in batch.mentions]


def ids(batches: Iterable[Batch]) -> list[str]:
    """Return the ids of all mentions, in their order."""
    return [mention.external_id for mention in mentions(batches)]


def by_id(batches: Iterable[Batch]) -> dict[str, Mention]:
    """Return each mention under its id; of one that came twice, the later."""
    return {mention.external_id: mention for mention in mentions(batches)}
