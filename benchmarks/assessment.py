"""How right the assessment is, on labelled mentions kept beside the repository, and how fast.

    python benchmarks/assessment.py [FILE.jsonl …]

Without arguments it reads `gold/dev.jsonl` under AMENDS_SHARED or ../shared. The table at the end
shows the same measures for each first-class language: a change of cues must not help one at the
cost of another.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

from amends.languages.data import FIRST_CLASS
from amends.models import Mention, Rating
from amends.scoring.assess import SCORER, assess

SHARED = Path(os.environ.get("AMENDS_SHARED", Path(__file__).parents[2] / "shared"))
SIGNS = {"positive": 1, "neutral": 0, "negative": -1, "mixed": 0}


def mention_of(row):
    rating = row.get("rating")
    return Mention(
        text=row["text"],
        title=row.get("title"),
        rating=Rating(rating) if rating is not None else None,
    )


def sentiment_right(row, found):
    sign = SIGNS[found.sentiment.label]
    if found.sentiment.label == "mixed" and row["sentiment"] == 1:
        return found.sentiment.score >= 0
    return sign == row["sentiment"]


def judge(row, found):
    """Yield (measure, hit) pairs; a measure without a case for this row is left out."""
    if row["text"].strip():
        yield "language", found.language.code == row["lang"]
    yield "sentiment", sentiment_right(row, found)
    yield "intent", found.intent == row["intent"]
    yield "severity exact", found.severity == row["severity"]
    yield "severity within 1", abs(found.severity - row["severity"]) <= 1
    yield "first topic", found.topics[0] == row["topics"][0]
    if row["severity"] == 4:
        yield "critical found", found.severity == 4
    else:
        yield "no false alarm", found.severity < 4


def topics_f1(rows, results):
    both = mine = theirs = 0
    for row, found in zip(rows, results, strict=True):
        wanted, got = set(row["topics"]) - {"other"}, set(found.topics) - {"other"}
        both, mine, theirs = both + len(wanted & got), mine + len(got), theirs + len(wanted)
    return 2 * both / (mine + theirs) if both else 0.0


def signals_f1(rows, results):
    both = mine = theirs = 0
    for row, found in zip(rows, results, strict=True):
        wanted = set(row.get("urgency_reasons", row.get("signals", []))) - {"viral"}
        got = set(found.signals)
        both, mine, theirs = both + len(wanted & got), mine + len(got), theirs + len(wanted)
    return 2 * both / (mine + theirs) if both else 0.0


def table(rows):
    results = [assess(mention_of(row)) for row in rows]
    hits = defaultdict(list)
    by_language = defaultdict(lambda: defaultdict(list))
    for row, found in zip(rows, results, strict=True):
        for measure, hit in judge(row, found):
            hits[measure].append(hit)
            by_language[row["lang"]][measure].append(hit)
    print(f"scorer {SCORER}, {len(rows)} mentions")
    for measure, values in hits.items():
        print(f"  {measure:18} {sum(values) / len(values):.3f}  ({sum(values)}/{len(values)})")
    print(f"  {'topics F1':18} {topics_f1(rows, results):.3f}")
    print(f"  {'signals F1':18} {signals_f1(rows, results):.3f}")
    detected = {code: found["language"] for code, found in sorted(by_language.items())}
    print("  languages:", *(f"{k} {sum(v)}/{len(v)}" for k, v in detected.items()))
    print(" " * 20, *(f"{code:>9}" for code in FIRST_CLASS))
    for measure in hits:
        cells = (by_language[code][measure] for code in FIRST_CLASS)
        print(f"  {measure:18}", *(f"{sum(cell):>5}/{len(cell):<3}" for cell in cells))
    return results


def speed(rows):
    twenty = [" ".join(row["text"].split()[:20]) for row in rows if row["text"].strip()] * 10
    for name, rating in (("with stars", Rating(2)), ("without stars", None)):
        started = time.process_time()
        for text in twenty:
            assess(Mention(text=text, rating=rating))
        rate = len(twenty) / (time.process_time() - started)
        print(f"  {name:18} {rate:,.0f} assessments a second of CPU, at most 20 words each")


def main():
    files = [Path(name) for name in sys.argv[1:]] or [SHARED / "gold" / "dev.jsonl"]
    if not all(file.is_file() for file in files):
        print(f"skipped: there is no {files[0]}")
        return
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    table(rows)
    speed(rows)


if __name__ == "__main__":
    main()
