"""`amends inbox` on 100,000 mentions (5,000 open) against 1,000 (all open), whole processes.

The claim: at most 1.5 times as long. Run: python benchmarks/inbox_size.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from made_up import fill

RUNS = 15


def main() -> None:
    """Print the median of each and the median of the ratios, pair by pair."""
    with tempfile.TemporaryDirectory() as folder:
        small = fill(Path(folder) / "small", 1_000, 1_000)
        large = fill(Path(folder) / "large", 100_000, 5_000)
        for config in (small, large):
            took(config)
        pairs = [(took(small), took(large)) for _ in range(RUNS)]
    ratios = [after / before for before, after in pairs]
    print(f"1,000 mentions, all open     {median(a for a, _ in pairs) * 1000:7.0f} ms")
    print(f"100,000 mentions, 5,000 open {median(b for _, b in pairs) * 1000:7.0f} ms")
    print(f"ratio {median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f}; claim: 1.5)")


def took(config: Path) -> float:
    """Return the seconds of one whole process."""
    start = time.perf_counter()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "amends",
            "--config",
            str(config),
            "--now",
            "2026-11-20T08:00",
            "--width",
            "100",
            "inbox",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
