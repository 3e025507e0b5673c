"""The report over 1,000, 10,000 and 100,000 mentions: CPU seconds after start-up, and their ratios.

The claims: less than 3 s over 100,000 mentions in both periods together, and linear: ten times as
many take about ten times as long. The mentions are those of `year.py`, with their answers,
promises, edits and remedies; half a year is compared with the half before it. Reading
alone is measured with the collector on, which a report switches off.
Run: python benchmarks/report.py
"""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from amends.outputs.report_json import report as as_json
from amends.triage import business as businesses
from amends.triage import reporting
from year import NOW, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.models.report import Report
    from amends.triage.business import Business

SIZES = (1_000, 10_000, 100_000)
HALF_A_YEAR = timedelta(days=182)
LIMIT = 3.0
"""Seconds for the largest."""
TIMES = 3
"""The best of so many: what else the machine does is no part of the claim."""


def main() -> None:
    """Print what each size takes, and how many times the seconds of the one before it."""
    before = 0.0
    print("mentions   report  reading     JSON  ratio")
    for total in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            config = fill(Path(folder), total)
            with businesses.opened(businesses.load(config), NOW) as business:
                before = measure(business, total, before)
    print(f"the largest {'keeps' if before < LIMIT else 'BREAKS'} the limit of {LIMIT:g} s")


def measure(business: Business, total: int, before: float) -> float:
    """Measure one store; return the seconds of the whole report."""
    since = NOW - HALF_A_YEAR
    store = business.store.figures
    read = took(lambda: store.between(since - HALF_A_YEAR, NOW))
    made: list[Report] = []
    whole = took(lambda: made.append(reporting.report(business, since)))
    written = took(lambda: as_json(made[-1]))
    ratio = f"× {whole / before:4.1f}" if before else ""
    print(
        f"{total:>8,} {whole:>7.3f}s {read:>7.3f}s {written:>7.3f}s {ratio:>6}",
        flush=True,
    )
    return whole


def took(work: Callable[[], object]) -> float:
    """Return the CPU seconds of some work, at its quickest."""
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


if __name__ == "__main__":
    main()
