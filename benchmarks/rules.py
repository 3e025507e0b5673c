"""`amends inbox` with 200 rules against none: 100,000 mentions, 5,000 open, whole processes.

The claim: at most 1.5 times as long. Also how long the rules themselves take, once per change of
them, in `amends check`. Run: python benchmarks/rules.py
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

from amends.config import load
from amends.triage import business, ruling
from inbox_size import took
from made_up import NOW, fill

RULES = 200
RUNS = 15
_WORDS = "parcel broken mail soup cake staff minutes charged refund friendly".split()


def main() -> None:
    """Print the median of each and the median of the ratios, pair by pair."""
    with tempfile.TemporaryDirectory() as folder:
        without = fill(Path(folder) / "without", 100_000, 5_000)
        ruled = Path(shutil.copytree(without.parent, Path(folder) / "ruled")) / without.name
        with ruled.open("a", encoding="utf-8") as file:
            file.write("rules:\n" + "".join(map(rule, range(RULES))))
        first, changed = applied(ruled)
        again, _ = applied(ruled)
        for config in (without, ruled):
            took(config)
        pairs = [(took(without), took(ruled)) for _ in range(RUNS)]
    ratios = [after / before for before, after in pairs]
    print(f"{RULES} rules on 5,000 open mentions {first:7.2f} s ({changed} changed)")
    print(f"again, nothing new             {again:7.2f} s")
    print(f"inbox without rules            {median(a for a, _ in pairs) * 1000:7.0f} ms")
    print(f"inbox with {RULES} rules           {median(b for _, b in pairs) * 1000:7.0f} ms")
    print(f"ratio {median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f}; claim: 1.5)")


def rule(number: int) -> str:
    """Return the n-th rule: some search words, some look at figures, some at people."""
    word, other = _WORDS[number % 10], _WORDS[number // 10 % 10]
    when = (
        f"{{text: '{word} {other}', stars: 1-2, text_none: \"never again\"}}",
        f'{{author: "Customer {number}*", kind: review}}',
        f"{{text: ['\"{word} {other}\"', {other}*], severity: 0-2, sentiment: negative}}",
        f'{{stars: 4+, reach: "<={number}", intent: [praise, mixed], topic: [food, staff]}}',
    )[number % 4]
    return (
        f"  rule {number}: {{when: {when}, then: {{tag: t{number % 7}, priority: {number % 5}}}}}\n"
    )


def applied(config: Path) -> tuple[float, int]:
    """Apply the rules; return the seconds and how many mentions they changed."""
    start = time.perf_counter()
    with business.opened(load(config), NOW) as opened:
        changed = ruling.apply_rules(opened)
    return time.perf_counter() - start, changed


if __name__ == "__main__":
    main()
