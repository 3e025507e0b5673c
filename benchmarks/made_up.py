"""Stores and sources full of invented mentions, for the other benchmarks."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from amends.models import Author, Batch, Mention, Rating, Reach
from amends.store import Store

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CONFIG = """\
version: 1
business: {name: Benchmark}
sources:
  shop: {type: file, path: "*.csv"}
"""
_WORDS = (
    "the parcel came late and broken nobody answered my mail twice the soup was cold great cake "
    "lovely staff waited forty minutes charged twice refund please never again thank you friendly"
).split()


def mention(number: int, rng: random.Random) -> Mention:
    """Return the n-th invented mention."""
    return Mention(
        text=" ".join(rng.choices(_WORDS, k=rng.randint(4, 40))),
        external_id=str(number),
        source="shop",
        source_type="file",
        author=Author(id=f"a{rng.randint(0, 20_000)}", name=f"Customer {number}"),
        published_at=NOW - timedelta(minutes=rng.randint(1, 40_000)),
        rating=Rating(rng.randint(1, 5)),
        reach=Reach(likes=rng.randint(0, 50) if rng.random() < 0.3 else None),
    )


def fill(folder: Path, total: int, still_open: int) -> Path:
    """Make a store of `total` mentions of which `still_open` are open; return its config file."""
    from amends.scoring.assess import assess, engine

    light = engine("light")
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    rng = random.Random(7)
    with Store(folder / "amends.db", now=NOW) as store:
        for start in range(0, total, 5000):
            numbers = range(start, min(start + 5000, total))
            batch = Batch(tuple(mention(number, rng) for number in numbers))
            store.save("shop", "file", "f", batch, baseline=timedelta(days=90), now=NOW)
            store.put_assessments(
                (unread.number, unread.revision, assess(unread.mention, by=light))
                for unread in store.unassessed(light.version)
            )
        store.entry.enqueue(
            [
                (row.number, NOW + timedelta(hours=rng.randint(-200, 40)), None)
                for row in store.entry.admissible()
            ],
            NOW,
        )
        store._database.run(  # noqa: SLF001 — deciding 95,000 times one by one takes minutes
            "UPDATE handling SET status = 'closed' WHERE mention > ?", (still_open,)
        )
    return config
