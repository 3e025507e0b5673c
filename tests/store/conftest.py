"""A store for every test, and what may stand in it."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.models import Batch, Mention
from amends.store import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "a.db", now=NOW) as opened:
        yield opened


@pytest.fixture
def soups(store):
    """Three mentions, numbered 1 to 3."""
    found = [
        Mention(text=f"Cold soup {n}", external_id=str(n), source="g", source_type="file")
        for n in range(3)
    ]
    store.save("g", "file", "f1", Batch(tuple(found)), baseline=timedelta(days=30), now=NOW)
