"""The report as a whole: what is left out, what is known of the period before, and sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models.moments import micros
from amends.models.report import Counted, Pair, Share
from amends.report.rates import MONTH, ONE_IN

DAY = timedelta(days=1)


def test_an_empty_period_is_an_honest_one(told):
    found = told.report(customers_per_month=1000)
    assert found.counted == Counted(0, 0, 0, 0, 0, 0, 0, 0)
    assert found.solved == Pair(Share(0, 0), None)
    assert found.solved.now.value is None
    assert not found.comparable
    assert found.best is None
    assert (found.causes, found.next, found.sources, found.places) == ((), (), (), ())
    assert found.response.now.median is None
    assert found.stars.now.mean.value is None
    assert not found.waiting.known
    assert len(found.timeline) == 30
    assert found.reach.views.now is None


def test_what_is_left_out_is_counted(told):
    told.add()
    told.add(status="spam")
    told.add(intent="spam")
    told.add(intent="irrelevant")
    told.add(copy=True)
    told.add(erased=True, intent=None, label=None, severity=None, mood=None, topics=None)
    told.add(intent=None, label=None, severity=None, mood=None, topics=None)
    told.add(backfill=True, undated=True)
    found = told.report()
    assert found.counted == Counted(4, 2, 1, 1, 1, 1, 1, 1)
    assert found.mentions.now == 4
    assert found.raised.now == 2
    assert found.mood.now.n == 2


@pytest.mark.parametrize(("days", "known"), [(31, True), (28, True), (26, False), (-3, False)])
def test_the_period_before_is_known_if_it_was_read(told, days, known):
    told.first_at = {"google": micros(told.since - days * DAY)}
    told.add()
    told.add(told.since - DAY)
    found = told.report()
    assert found.comparable is known
    assert found.mentions == Pair(1, 1 if known else None)
    assert (found.solved.before is None) is not known


def test_new_sources_are_told(told):
    told.first_at = {"google": micros(told.since - 90 * DAY), "mail": micros(told.since + DAY)}
    told.add()
    told.add(source="mail")
    assert told.report().new_sources == ("mail",)


def test_parts_have_the_figures_of_their_own(told):
    told.first_at = {"google": micros(told.since - 90 * DAY)}
    told.add(answered_after=2, closed_after=3, stars=2.0)
    told.add(answered_after=4, source="mail", place=None)
    told.praise(place="Old Town", stars=5.0)
    told.add(told.since - DAY, place="Old Town")
    found = told.report()
    assert [(each.name, each.mentions) for each in found.sources] == [
        ("google", Pair(2, 1)),
        ("mail", Pair(1, 0)),
    ]
    assert [each.name for each in found.places] == [None, "Harbour", "Old Town"]
    google = found.sources[0]
    assert google.solved.now == Share(1, 1)
    assert google.stars.now.mean.value == 3.5
    assert google.response.now.median == 2
    assert found.response.now.median == 3


def test_without_places_there_are_none(told):
    told.add(place=None)
    assert told.report().places == ()


def test_rates_are_scaled_to_the_period(told):
    told.first_at = {"google": micros(told.since - 90 * DAY)}
    for _ in range(4):
        told.add()
    told.add(told.since - DAY)
    found = told.report(customers_per_month=1000).rate
    customers = 1000 * 30 / MONTH
    assert found.customers == pytest.approx(customers)
    assert found.per_1000.now == pytest.approx(4000 / customers)
    assert found.per_1000.before == pytest.approx(1000 / customers)
    assert (found.silent.now, found.one_in) == (4 * (ONE_IN - 1), ONE_IN)
    assert told.report().rate is None


def test_a_single_place_has_the_rate_of_the_business(told):
    told.add()
    assert told.report(customers_per_month=1000).places[0].per_1000 is not None
    told.add(place="Old Town")
    assert told.report(customers_per_month=1000).places[0].per_1000 is None


def test_the_loudest_by_whichever_figure_is_most(told):
    told.add(views=100)
    told.add(followers=500)
    told.praise(likes=300, shares=300, replies=1)
    told.add()
    found = told.report().reach
    assert [each.quote.mention for each in found.loudest] == ["id3", "id2", "id1"]
    assert (found.views.now, found.raised_views.now, found.known) == (100, 100, Share(1, 4))


# ── sums ─────────────────────────────────────────────────────────────────────────────────────────

SINCE = datetime(2026, 10, 1, tzinfo=UTC)
MENTIONS = st.lists(
    st.fixed_dictionaries(
        {
            "days": st.integers(-30, 29),
            "hours": st.integers(0, 23),
            "source": st.sampled_from(["google", "mail"]),
            "place": st.sampled_from(["Harbour", "Old Town", None]),
            "intent": st.sampled_from(["complaint", "praise", "question", "spam", None]),
            "topics": st.sampled_from(["|food|", "|food|staff|", "||", None]),
            "stars": st.sampled_from([None, 1.0, 3.5, 5.0]),
            "language": st.sampled_from(["bg", "en", None]),
            "person": st.sampled_from(["a", "b", None]),
            "answered_after": st.sampled_from([None, 1, 40, 400]),
            "closed_after": st.sampled_from([None, 50, 900]),
            "asks": st.booleans(),
            "copy": st.booleans(),
        }
    ),
    max_size=25,
)


def fill(told, mentions):
    told.first_at = {"google": micros(SINCE - 90 * DAY)}
    for each in mentions:
        given = dict(each)
        at = SINCE + timedelta(days=given.pop("days"), hours=given.pop("hours"), minutes=7)
        told.add(at, due_at=micros(at + DAY), **given)
    return told


@settings(max_examples=60, deadline=None)
@given(MENTIONS)
def test_parts_add_up_to_the_whole(fresh, mentions):
    found = fill(fresh(), mentions).report()
    for parts in (found.sources, found.places):
        if parts:
            for side in ("now", "before"):
                total = sum(getattr(each.mentions, side) for each in parts)
                assert total == getattr(found.mentions, side)
                assert sum(getattr(each.solved, side).count for each in parts) == (
                    getattr(found.solved, side).count
                )
    assert sum(each.mentions for each in found.timeline) == found.mentions.now
    assert sum(each.raised for each in found.timeline) == found.raised.now
    assert sum(each.mentions.now.count for each in found.languages) == found.mentions.now
    assert found.hours.n + found.hours.unknown == found.mentions.now
    assert sum(map(sum, found.hours.week)) == found.hours.n
    assert sum(found.stars.now.distribution) == found.stars.now.mean.n
    assert found.solved.now.n == found.raised.now


@settings(max_examples=60, deadline=None)
@given(MENTIONS)
def test_shares_lie_between_nothing_and_all(fresh, mentions):
    found = fill(fresh(), mentions).report()
    waited = found.waiting.late
    shares = [found.solved.now, found.answered.now, found.effect.now.edited, waited.wrote_again]
    shares += [each.raised.now for each in found.causes]
    for each in shares:
        assert 0 <= each.count <= each.n


@settings(max_examples=40, deadline=None)
@given(MENTIONS, st.integers(0, 1000))
def test_the_order_of_the_lines_means_nothing(fresh, mentions, seed):
    told = fill(fresh(), mentions)
    assert told.report() == replace(told, seed=seed).report()


@settings(max_examples=40, deadline=None)
@given(MENTIONS, st.integers(1, 29))
def test_counts_of_two_halves_add_up(fresh, mentions, days):
    whole = fill(fresh(), mentions)
    cut = SINCE + days * DAY
    halves = [replace(whole, until=cut), replace(whole, since=cut)]
    found = [each.report() for each in halves]
    total = whole.report()
    assert sum(each.mentions.now for each in found) == total.mentions.now
    assert sum(each.raised.now for each in found) == total.raised.now
    assert sum(each.counted.spam for each in found) == total.counted.spam
