"""How often the queue puts the right one of two mentions first, on pairs kept beside it.

    python benchmarks/order.py [MENTIONS.jsonl PAIRS.jsonl]

Without arguments it reads `gold/dev.jsonl` and `gold/dev_pairs.jsonl` under AMENDS_SHARED or
../shared. Each pair is judged twice: with the labels of the mentions taken for the assessment,
which tries the rule of priority alone, and with what amends itself makes of the texts.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from math import sqrt
from pathlib import Path

from amends.config import Config
from amends.models import Assessment, Author, Mention, Rating, Reach, Sentiment
from amends.triage import passing
from amends.triage.business import policy

SHARED = Path(os.environ.get("AMENDS_SHARED", Path(__file__).parents[2] / "shared"))
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
KINDS = {"email": "email", "blog_rss": "article"}
REVIEWS = {
    *("google_business", "tripadvisor", "trustpilot", "yelp", "app_store", "google_play"),
}
LABELS = {1: "positive", 0: "neutral", -1: "negative"}


def mention_of(row):
    source = row["source"]
    return Mention(
        text=row["text"],
        title=row.get("title"),
        source=source,
        source_type=source,
        kind=KINDS.get(source, "review" if source in REVIEWS else "post"),
        author=Author(name=row["author"]["name"], followers=row["author"]["followers"]),
        published_at=NOW - timedelta(hours=row["created_hours_ago"]),
        rating=None if row["rating"] is None else Rating(row["rating"]),
        reach=Reach(**row["reach"]),
        answered="yes" if row["has_owner_reply"] else "no",
        author_previous_unanswered=row["author_previous_unanswered"],
    )


def labelled(row):
    """Return the assessment that a perfect reader would have made."""
    tone = row["sentiment"]
    return Assessment(
        sentiment=Sentiment(LABELS[tone], 0.8 * tone, 1.0),
        intent=row["intent"],
        topics=tuple(row["topics"]),
        severity=row["severity"],
        signals=tuple(row["urgency_reasons"]),
    )


def rank(rows, *, labels):
    """Return each mention's key in the queue, the smallest first."""
    config = Config()
    places = {}
    for row in rows:
        found = (
            passing.place(mention_of(row), labelled(row), config, policy(config), NOW)
            if labels
            else passing.rank_one(mention_of(row), config, policy(config), NOW)
        )
        case = found.case
        places[row["id"]] = (
            (-found.priority.score, -case.assessment.severity, case.mention.published_at),
            found,
        )
    return places


def wilson(hits, total, z=1.96):
    """Return the 95 % interval of a share."""
    share = hits / total
    centre = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    whole = 1 + z * z / total
    return (centre - half) / whole, (centre + half) / whole


def report(name, places, pairs):
    wrong = [pair for pair in pairs if places[pair["first"]][0] >= places[pair["second"]][0]]
    hits = len(pairs) - len(wrong)
    low, high = wilson(hits, len(pairs))
    print(f"{name:22} {hits / len(pairs):.3f}  ({hits}/{len(pairs)})  {low:.3f} to {high:.3f}")
    for pair in wrong:
        print(f"    {pair['first']} before {pair['second']}: {pair['why']}")
        for side in ("first", "second"):
            print(f"        {pair[side]} {told(places[pair[side]][1])}")


def told(found):
    reasons = ", ".join(f"{each.code} {each.points:+}" for each in found.priority.reasons)
    said = found.case.assessment
    return f"{found.priority.score:5.1f} {said.intent} {said.severity}: {reasons}"


def lines(path):
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def main():
    given = [Path(name) for name in sys.argv[1:]]
    files = given or [SHARED / "gold" / "dev.jsonl", SHARED / "gold" / "dev_pairs.jsonl"]
    if not all(file.is_file() for file in files):
        print(f"skipped: there is no {' or no '.join(map(str, files))}")
        return
    rows, pairs = map(lines, files)
    report("with the labels", rank(rows, labels=True), pairs)
    report("with our own reading", rank(rows, labels=False), pairs)


if __name__ == "__main__":
    main()
