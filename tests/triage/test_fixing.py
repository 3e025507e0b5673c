"""Fixes and patterns over a small queue whose assessments are given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.config import Config
from amends.errors import UsageError
from amends.models import Assessment, Author, Batch, Mention, Rating, Sentiment
from amends.store import Store
from amends.triage import fixing
from amends.triage.business import Business

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
CONFIG = {
    "version": 1,
    "business": {"name": "Lipa", "customers_per_month": 3044},
    "places": {"oborishte": {"aliases": ["Оборище"]}, "lozenets": {}},
}


@pytest.fixture
def business(tmp_path):
    config = Config.model_validate(CONFIG)
    with Store(tmp_path / "amends.db", now=NOW) as store:
        yield Business(config, tmp_path / "config.yaml", store, NOW, "ana")


def complain(business, days_ago, *, topic="delivery", place="oborishte", **given):
    """Store one complaint for each of `days_ago`; return their numbers."""
    store = business.store
    found = [
        Mention(
            text=f"Complaint of {ago} days ago about {topic} at {place}",
            external_id=f"{topic}-{place}-{ago}",
            source="google",
            source_type="google_business",
            place=place,
            author=Author(name=f"{topic} {place} {ago}"),
            rating=Rating(1),
            published_at=NOW - ago * DAY,
        )
        for ago in days_ago
    ]
    batch = Batch(mentions=tuple(found), gone_ids=(), bookmark=None)
    store.save("google", "google_business", "f", batch, baseline=400 * DAY, now=NOW)
    unread = store.unassessed("test")
    assessed = Assessment(
        topics=(topic,),
        severity=given.get("severity", 2),
        sentiment=Sentiment(given.get("label", "negative"), -0.8, 0.9),
        scorer="test",
    )
    store.put_assessments((each.number, each.revision, assessed) for each in unread)
    return [each.number for each in unread]


def test_complaints_before_and_after(business):
    complain(business, range(31, 43))
    complain(business, [3, 10])
    complain(business, [2, 4], topic="food")
    complain(business, [5, 6], place="lozenets")
    complain(business, [7], label="positive", severity=1)
    complain(business, [8], severity=0)
    complain(business, [200], topic="food")
    fixing.add(business, "  double   box ", "delivery", "оборище", NOW - 30 * DAY)
    [found] = fixing.measured(business)
    assert (found.fix.name, found.fix.place) == ("double box", "oborishte")
    assert (found.effect.before, found.effect.after, found.effect.verdict) == (12, 2, "fewer")
    assert found.effect.before_per_1000 is None, "customers are known of all places together only"


def test_everywhere_has_a_rate(business):
    complain(business, [*range(31, 43), 5, 90])
    complain(business, [6], place="lozenets")
    fixing.add(business, "new courier", "delivery", None, NOW - 30 * DAY)
    [found] = fixing.measured(business)
    assert found.effect.after == 2
    assert found.effect.after_per_1000 == pytest.approx(2 / 3)


def test_a_fix_that_was_taken_back_is_measured_until_then(business):
    complain(business, [*range(31, 43), 100, 3, 4, 5])
    fix = fixing.add(business, "double box", "delivery", None, NOW - 30 * DAY)
    fixing.end(Business(business.config, business.path, business.store, NOW - 10 * DAY, "bo"), 1)
    [found] = fixing.measured(business)
    assert (found.effect.days, found.effect.after) == (20, 0)
    with pytest.raises(UsageError, match="ended already"):
        fixing.end(business, fix.number)


def test_undo_takes_a_fix_back_and_its_end(business):
    fixing.add(business, "double box", "delivery", None)
    before = business.store.fixes.all()
    fixing.end(business, 1)
    business.store.undo(who="ana", now=NOW)
    assert business.store.fixes.all() == before
    business.store.undo(who="ana", now=NOW)
    assert business.store.fixes.all() == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((" ", "delivery", None), "short name"),
        (("x" * 201, "delivery", None), "short name"),
        (("box", "delivery", "sofia"), "no place"),
        (("box", "delivery", None, NOW + DAY), "future"),
    ],
)
def test_what_cannot_be_noted(business, given, message):
    with pytest.raises(UsageError, match=message):
        fixing.add(business, *given)
    assert business.store.fixes.all() == []


def test_an_unknown_fix(business):
    with pytest.raises(UsageError, match="no fix 9"):
        fixing.end(business, 9)


def pattern(business, numbers):
    newest = max(business.store.cases(numbers), key=lambda case: case.mention.published_at)
    return fixing.pattern(business, newest)


def test_three_of_a_kind_within_two_weeks_are_a_pattern(business):
    numbers = complain(business, [1, 7, 14, 30])
    found = pattern(business, numbers)
    assert found
    assert (found.topic, found.place, found.count, found.days) == ("delivery", "oborishte", 3, 14)


@pytest.mark.parametrize("days", [[1, 7], [1, 7, 16]])
def test_fewer_or_slower_are_none(business, days):
    assert pattern(business, complain(business, days)) is None


def test_what_comes_later_does_not_count(business):
    numbers = complain(business, [1, 2, 9])
    oldest = min(business.store.cases(numbers), key=lambda case: case.mention.published_at)
    assert fixing.pattern(business, oldest) is None


@pytest.mark.parametrize(
    ("place", "expected"), [(None, None), ("oborishte", None), ("lozenets", 3)]
)
def test_what_has_a_fix_needs_no_second_one(business, place, expected):
    numbers = complain(business, [1, 7, 9])
    fixing.add(business, "double box", "delivery", place, NOW - 5 * DAY)
    found = pattern(business, numbers)
    assert (found and found.count) == expected


def test_other_is_no_pattern(business):
    assert pattern(business, complain(business, [1, 2, 3], topic="other")) is None
