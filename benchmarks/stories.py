"""Attaching 5,000 new mentions to the stories of 100,000 stored ones.

The claims: it is linear (twice as many new ones take about twice as long, ten times as many stored
ones hardly longer), and looking when there is nothing new takes no time. Among the new ones are
comments under stored posts, quotations of them and a storm of 1,000 comments under one post.
Run: python benchmarks/stories.py
"""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from amends.models import Batch, Mention
from amends.scoring.assess import assess, engine
from amends.triage import business as businesses
from amends.triage.stories import attach_stories, stories
from made_up import NOW, fill, mention

if TYPE_CHECKING:
    from amends.triage.business import Business

NEW, STORED = 5_000, 100_000
STORM = 1_000


def main() -> None:
    """Print what the first look at all, the new ones and nothing new take: CPU seconds."""
    for stored in (STORED // 10, STORED):
        with tempfile.TemporaryDirectory() as folder:
            config = fill(Path(folder) / "shop", stored, 5_000)
            with businesses.opened(businesses.load(config), NOW) as business:
                measure(business, stored)


def measure(business: Business, stored: int) -> None:
    """Measure one store."""
    size = business.store.path.stat().st_size
    first = took(business)
    traces = business.store.path.stat().st_size - size
    print(f"{stored:7,} stored, looked at for the first time {first:6.2f} s")
    print(f"        their traces {traces / 1e6:6.1f} MB beside {size / 1e6:.1f} MB")
    rng = random.Random(11)
    for part in range(2):
        numbers = range(stored + part * NEW // 2, stored + (part + 1) * NEW // 2)
        put(business, [new(number, stored, rng) for number in numbers])
        print(f"        {len(numbers):,} new ones {took(business):6.2f} s")
    print(f"        nothing new {took(business) * 1000:6.1f} ms")
    found = stories(business)
    print(f"        {len(found)} stories, the largest of {max(each.size for each in found):,}")


def new(number: int, stored: int, rng: random.Random) -> Mention:
    """Return a new mention: a fifth under the same post, a fifth under any, a fifth quoting."""
    made = mention(number, rng)
    target = rng.randrange(stored)
    share = number % 5
    if share == 0:
        return replace(made, kind="comment", parent_id="77", text="Me too")
    if share == 1:
        return replace(made, kind="comment", parent_id=str(target))
    if share == 2:
        quoted = mention(target, random.Random(target)).text
        return replace(made, text=f"Somebody wrote: {quoted}. What do you say?")
    return made


def put(business: Business, mentions: list[Mention]) -> None:
    """Store and assess mentions."""
    light = engine("light")
    batch = Batch(tuple(mentions))
    business.store.save("shop", "file", "f", batch, baseline=timedelta(days=90), now=NOW)
    business.store.put_assessments(
        (unread.number, unread.revision, assess(unread.mention, by=light))
        for unread in business.store.unassessed(light.version)
    )


def took(business: Business) -> float:
    """Return the CPU seconds of attaching what is new."""
    start = time.process_time()
    attach_stories(business)
    return time.process_time() - start


if __name__ == "__main__":
    main()
