"""A mention that is not stored stands where the store would put it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.config import Config
from amends.handling.clocks import Calendar
from amends.models import Assessment, Author, Batch, Mention, Rating, Reach, Sentiment
from amends.store import Filter, Store
from amends.triage import passing
from amends.triage.business import policy

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
UNREAD = {"read_at": None, "before_at": None, "before_engaged": None, "before_views": None}


def a_mention(**changes) -> Mention:
    values = {
        "text": "Cold coffee",
        "external_id": "1",
        "source": "google",
        "source_type": "file",
        "published_at": NOW - timedelta(hours=5),
    }
    return Mention(**(values | changes))


def placed(mention, **assessed):
    assessment = Assessment(scorer="s1", **assessed)
    return passing.place(mention, assessment, Calendar(Config()), policy(Config()), NOW)


@pytest.mark.parametrize(
    "mention",
    [
        pytest.param(a_mention(), id="plain"),
        pytest.param(a_mention(text="", rating=Rating(7, 10)), id="stars alone"),
        pytest.param(a_mention(reach=Reach(1, 2, 3, 4), author=Author(followers=9)), id="reach"),
        pytest.param(a_mention(answered="yes", author_previous_unanswered=3), id="answered"),
    ],
)
def test_its_figures_are_those_that_the_store_gives(tmp_path, mention):
    assessed = {
        "severity": 2,
        "intent": "complaint",
        "sentiment": Sentiment("negative", -0.5, 0.9),
    }
    here = passing.standing_of(placed(mention, **assessed).case)
    with Store(tmp_path / "a.db", now=NOW) as store:
        batch = Batch((mention,))
        store.save("google", "file", "f1", batch, baseline=timedelta(days=30), now=NOW)
        pending = store.unassessed("s1")
        store.put_assessments(
            (number, revision, Assessment(scorer="s1", **assessed))
            for number, revision, *_ in pending
        )
        due = placed(mention, **assessed).case.handling
        times = (due.reply_due_at, due.close_due_at)
        store.entry.enqueue([(row.number, *times) for row in store.entry.admissible()], NOW)
        [stored] = store.standings(Filter(everything=True))
    assert stored._replace(number=0, id="", **UNREAD) == here


def test_a_source_named_after_a_platform_is_seen_like_one():
    codes = {
        source: {
            reason.code
            for reason in placed(
                a_mention(source=source), intent="complaint", severity=2
            ).priority.reasons
        }
        for source in ("google_business", "trustpilot", "email", "whatever")
    }
    assert "visibility.first" in codes["google_business"]
    assert "visibility.public" in codes["trustpilot"] & codes["whatever"]
    assert not any(code.startswith("visibility") for code in codes["email"])
