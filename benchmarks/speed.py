"""How long the engines take, and how much memory."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from amends.models import Mention, Rating
from amends.scoring.assess import assess_all, engine
from amends.scoring.english import polarity_of
from readings import BATCH, gold, polar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tables import Tables

WORDS, LONG = 20, 100
ENGLISH = "en"
MOST = 4_000
ROUNDS = 4
"""The first one warms up and is not counted; no text comes twice."""
DAILY = 30
LOADED = hasattr(os, "getloadavg")
_CHILD = f"""
import json, sys
from amends.models import Mention
from amends.scoring.assess import assess_all, engine
by = engine("full")
mentions = [Mention(text=text) for text in json.load(sys.stdin)]
for start in range(0, len(mentions), {BATCH}):
    assess_all(mentions[start : start + {BATCH}], by=by)
try:  # what `resource` tells begins with the memory of the process that started this one
    status = open("/proc/self/status").read()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
except OSError:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


def report(show: Tables) -> None:
    """Print times and memory beside what is asked for."""
    english, others = texts(WORDS)
    if not others:
        show.line("skipped: there are no texts to measure the speed with")
        return
    rows = [*_light(english, others)]
    if engine("full").encoder:
        rows += [*_full(english, others), *_process(others)]
    busy = f", load {os.getloadavg()[0]:.1f} of {os.cpu_count()}" if LOADED else ""
    show.table(f"Speed, texts of {WORDS} words{busy}", ("what", "measured", "bar", ""), rows)


def texts(words: int) -> tuple[list[str], list[str]]:
    """Return English and other texts of just as many words, no text twice."""
    rows = [(row["lang"], row["text"]) for row in gold()]
    rows += [(each.language, row["text"]) for each in polar() for row in each.rows]
    cut: dict[str, bool] = {}
    for code, text in rows:
        found = text.split()
        if len(found) >= words:
            cut[" ".join(found[:words])] = code == ENGLISH
    mixed = list(cut)
    random.Random(7).shuffle(mixed)
    english, others = ([text for text in mixed if cut[text] is kind] for kind in (True, False))
    return english[:MOST], others[:MOST]


def _light(english: Sequence[str], others: Sequence[str]) -> list[tuple[str, ...]]:
    by = engine("light")

    def reading(stars: int | None) -> Callable[[str], object]:
        rating = None if stars is None else Rating(stars)
        return lambda text: assess_all([Mention(text=text, rating=rating)], by=by)

    return [
        _rate("light, not English, with stars", others, reading(2), 4_000),
        _rate("light, not English, without stars", others, reading(None), 4_000),
        _rate("light, English with TextBlob", english, reading(None), 2_500),
        _rate("TextBlob’s lexicon alone", english, polarity_of, None),
    ]


def _rate(
    name: str, sample: Sequence[str], read: Callable[[str], object], bar: int | None
) -> tuple[str, ...]:
    """Measure one core: CPU time, the median of the rounds."""
    rates = []
    for turn in range(ROUNDS):
        part = sample[turn::ROUNDS]
        started = time.process_time()
        for text in part:
            read(text)
        rates.append(len(part) / (time.process_time() - started))
    rate = median(rates[1:])
    asked = ("", "") if bar is None else (f"≥ {bar:,}", "held" if rate >= bar else "missed")
    return (name, f"{rate:,.0f}/s of CPU", *asked)


def _full(english: Sequence[str], others: Sequence[str]) -> list[tuple[str, ...]]:
    by = engine("full")
    mentions = [Mention(text=text) for text in (*english[: 2 * BATCH], *others[: 4 * BATCH])]
    assess_all(mentions[:1], by=by)
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(mentions), BATCH):
        assess_all(mentions[start : start + BATCH], by=by)
    rate = len(mentions) / (time.perf_counter() - wall)
    core = len(mentions) / (time.process_time() - cpu)
    mark = "held" if rate >= 25 else "missed"
    return [(f"full, {BATCH} at once", f"{rate:.0f}/s, {core:.0f}/s of CPU", "≥ 25", mark)]


def _process(others: Sequence[str]) -> list[tuple[str, ...]]:
    """Measure whole processes from their start, the middle one of three."""
    runs = sorted(_child(others[:DAILY])[0] for _ in range(3))
    seconds = median(runs)
    took = f"{seconds:.2f} s ({runs[0]:.2f} to {runs[-1]:.2f})"
    long = texts(LONG)
    _, memory = _child([*long[0], *long[1]][: 4 * BATCH] or others)
    start = (f"full, process with {DAILY} mentions", took, "< 2 s")
    held = "held" if seconds < 2 else "missed"
    light = "held" if memory < 300 else "missed"
    name = f"full, peak memory, {LONG} words"
    return [(*start, held), (name, f"{memory:.0f} MB", "< 300 MB", light)]


def _child(sample: Sequence[str]) -> tuple[float, float]:
    """Return seconds and megabytes of a process that reads these texts."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=json.dumps(list(sample)),
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - started, float(done.stdout)
