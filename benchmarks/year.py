"""A year of an invented bakery: three branches, five sources, six languages, the same each time.

It has what a report is to show: mornings and weekends; a week in March when a new courier crushed
cakes; long waits at the harbour until a second machine came in June, which helped; a till that was
exchanged in September, which did not; answers that took longer in summer; customers who raised
their stars after an answer, wrote again when none came, or left; promises kept, late and broken;
remedies; posts that went far; six alerts.
Run: python benchmarks/year.py FOLDER [MENTIONS], then amends --config FOLDER/config.yaml
--now 2026-11-20T08:00Z report
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from amends.store import Store
from year_handled import decide, save
from year_told import BEGAN, CONFIG, NOW, tell

__all__ = ["NOW", "fill"]


def fill(folder: Path, total: int = 10_000, seed: int = 7) -> Path:
    """Make the year of `total` mentions; return its configuration file."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    rng = random.Random(seed)
    told = [tell(number, rng) for number in range(total)]
    with Store(folder / "amends.db", now=BEGAN) as store:
        save(store, told)
        decide(store, told, rng)
    return config


if __name__ == "__main__":
    print(fill(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
