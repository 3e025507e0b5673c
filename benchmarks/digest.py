"""How long a digest takes, by the number of mentions: drafts are made for five, however many wait.

    python benchmarks/digest.py

Text and JSON of `amends digest` after start-up, in seconds and in ratios to the smallest store.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter

from made_up import NOW, fill

from amends.config import load
from amends.languages import words
from amends.outputs import digest_json, digest_text
from amends.triage import business as triage
from amends.triage import digesting

SIZES = ((1_000, 50), (10_000, 500), (100_000, 5_000))
"""Mentions, and how many of them are open."""
LIMIT = 0.5
"""Seconds for the largest."""
TRIES = 3


def main() -> None:
    """Print a line for each size."""
    first = 0.0
    print("mentions   open   digest  gather    text    json  ratio")
    for total, still_open in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            config = load(fill(Path(folder) / "shop", total, still_open))
            with triage.opened(config, NOW) as business:
                digesting.digest(business, words("en"))  # phrases and weights are read once
                digest, made = _timed(lambda: digesting.digest(business, words("en")))
                bare, _ = _timed(
                    lambda: digesting.gather(business, words("en"), digesting.EVERYTHING)
                )
            text, _ = _timed(lambda: digest_text.text(made, words("en")))
            json, _ = _timed(lambda: digest_json.as_json(made))
        first = first or digest
        print(
            f"{total:>9,} {still_open:>6,} {digest:>7.3f}s {bare:>8.3f}s {text:>6.3f}s {json:>6.3f}s"
            f" {digest / first:>6.1f}"
        )
    print(f"the largest {'keeps' if digest < LIMIT else 'BREAKS'} the limit of {LIMIT} s")


def _timed(work):
    """Return the best of some tries, and what came of it."""
    best, made = float("inf"), None
    for _ in range(TRIES):
        begun = perf_counter()
        made = work()
        best = min(best, perf_counter() - begun)
    return best, made


if __name__ == "__main__":
    main()
