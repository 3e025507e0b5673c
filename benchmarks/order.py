"""How often the queue puts the right one of two mentions first, on pairs kept beside it.

    python benchmarks/order.py [MENTIONS.jsonl PAIRS.jsonl]

Without arguments it reads `gold/dev*.jsonl` and `gold/dev*_pairs.jsonl` under AMENDS_SHARED or
../shared. Each pair is judged twice: with the labels of the mentions taken for the assessment,
which tries the rule of priority alone, and with what the installed engine makes of the texts.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from amends.config import Config
from amends.handling.clocks import Calendar
from amends.models import Assessment, Author, Mention, Rating, Reach, Sentiment
from amends.scoring.assess import assess_all, engine
from amends.triage import passing
from amends.triage.business import policy
from measures import share
from readings import gold, lines, pairs

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


def rank(rows, assessments):
    """Return each mention at its place in the queue, by its id."""
    config = Config()
    how, calendar = policy(config), Calendar(config)
    return {
        row["id"]: passing.place(mention_of(row), found, calendar, how, NOW)
        for row, found in zip(rows, assessments, strict=True)
    }


def key(ranked):
    """Return what the queue is sorted by, the smallest first."""
    case = ranked.case
    return -ranked.priority.score, -case.assessment.severity, case.mention.published_at


def in_order(pair, places):
    return key(places[pair["first"]]) < key(places[pair["second"]])


def report(name, places, judged):
    right = share([in_order(pair, places) for pair in judged])
    print(f"{name:22} {right.value:.3f}  ({right.counts})  {right.low:.3f} to {right.high:.3f}")
    for pair in judged:
        if not in_order(pair, places):
            print(f"    {pair['first']} before {pair['second']}: {pair['why']}")
            for side in ("first", "second"):
                print(f"        {pair[side]} {told(places[pair[side]])}")


def told(ranked):
    reasons = ", ".join(f"{each.code} {each.points:+}" for each in ranked.priority.reasons)
    said = ranked.case.assessment
    return f"{ranked.priority.score:5.1f} {said.intent} {said.severity}: {reasons}"


def main():
    given = [Path(name) for name in sys.argv[1:]]
    rows, judged = map(lines, given) if given else (gold(), pairs())
    if not rows or not judged:
        print("skipped: there are no labelled pairs")
        return
    by = engine()
    found = assess_all([mention_of(row) for row in rows], by=by)
    report("with the labels", rank(rows, map(labelled, rows)), judged)
    report(f"with the {by.name} engine", rank(rows, found), judged)


if __name__ == "__main__":
    main()
