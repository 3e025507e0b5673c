"""How long a digest takes, by the number of mentions: drafts are made for five, however many wait.

    python benchmarks/digest.py

CPU seconds after start-up, and how many times those of the store before it, which is a tenth as
large; `gather` is what a run of cron needs to see that nothing is due.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from amends.config import load
from amends.languages import words
from amends.outputs import digest_text
from amends.triage import business as triage
from amends.triage import digesting
from made_up import NOW, fill

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = ((1_000, 50), (10_000, 500), (100_000, 5_000))
"""Mentions, and how many of them are open."""
LIMIT = 0.5
"""Seconds for the largest."""
TRIES = 5
"""The best of so many: what else the machine does is no part of the claim."""


def main() -> None:
    """Print a line for each size."""
    whole = 0.0
    print("mentions   open   digest   gather     text  ratio")
    for total, still_open in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            smaller = whole
            whole, gather, text = measured(fill(Path(folder) / "shop", total, still_open))
        ratio = f"× {whole / smaller:4.1f}" if smaller else ""
        print(
            f"{total:>8,} {still_open:>6,} {whole:>7.3f}s {gather:>7.3f}s {text:>7.3f}s {ratio:>6}",
            flush=True,
        )
    print(f"the largest {'keeps' if whole < LIMIT else 'BREAKS'} the limit of {LIMIT} s")


def measured(config: Path) -> tuple[float, float, float]:
    """Return the seconds of the whole digest, of what it is made of, and of its text."""
    said = words("en")
    with triage.opened(load(config), NOW) as business:
        made = digesting.digest(business, said)  # phrases and weights are read once
        return (
            _fastest(partial(digesting.digest, business, said)),
            _fastest(partial(digesting.gather, business, said, digesting.EVERYTHING)),
            _fastest(partial(digest_text.text, made, said)),
        )


def _fastest(work: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(TRIES):
        begun = process_time()
        work()
        best = min(best, process_time() - begun)
    return best


if __name__ == "__main__":
    main()
