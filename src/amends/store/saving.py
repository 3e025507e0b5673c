"""One batch, one transaction: what customers wrote, what we wrote there, what is gone, how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.moments import micros
from amends.store import mentions, own_replies, shown_replies, sources
from amends.store.joining import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from amends.models import Batch, Mention
    from amends.store.database import Database
    from amends.store.mentions import Saved


def save(
    database: Database,
    source: str,
    source_type: str,
    fingerprint: str,
    batch: Batch,
    *,
    baseline: timedelta,
    now: datetime,
    live: bool = True,
) -> Saved:
    """Store what a source showed, and its bookmark; `live` unless it read a copy of some day."""
    with database.transaction():
        since = micros(sources.first_read_at(database, source, now) - baseline)
        batch = joined(database, source, batch)
        told = shown_replies.carried(database, source, batch.mentions)
        saved = mentions.save(database, told, baseline=since, now=now, live=live)
        own_replies.save(database, source, batch.own, batch.gone_ids, customers=told, now=now)
        saved.gone.extend(mentions.mark_gone(database, source, batch.gone_ids, now))
        sources.set_bookmark(database, source, source_type, fingerprint, batch.bookmark, now)
    return saved


def add(
    database: Database,
    source: str,
    source_type: str,
    found: Sequence[Mention],
    own: Sequence[Mention],
    *,
    baseline: timedelta | None,
    now: datetime,
) -> Saved:
    """Store what no source showed: nothing is gone, and no bookmark moves."""
    with database.transaction():
        first = sources.first_read_at(database, source, now)
        sources.note_first_read(database, source, source_type, now)
        since = 0 if baseline is None else micros(first - baseline)
        told = shown_replies.carried(database, source, found)
        saved = mentions.save(database, told, baseline=since, now=now, live=False)
        own_replies.save(database, source, own, (), customers=told, now=now)
    return saved
