"""Spread, harm, silence and ratings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_arrivals import LONG_AGO, NOW, arrival, ordinary

from amends.alerts.harm import harms
from amends.alerts.rating import ratings
from amends.alerts.silence import silences
from amends.alerts.spread import FRESH, LEAST, UNKNOWN, growth, spreads
from amends.alerts.timing import DAY, HOUR
from amends.models.alert import AlertReason
from amends.models.series import Critical, Reading, Runs, Spreader, Stars

USUAL = {"x": [50.0] * 20}
"""Reaches of a source where nothing spreads."""
TODAY = NOW // DAY


def spreader(*views, gap=2.0, published=48.0, **values):
    """Return a mention whose views were read every `gap` hours, now for the last time."""
    readings = tuple(
        Reading(1, NOW - int((len(views) - 1 - n) * gap * HOUR), None, None, None, each)
        for n, each in enumerate(views)
    )
    usual = {"source": "x", "place": None, "published_at": NOW - int(published * HOUR), "stance": 0}
    return Spreader(1, "k7f2", readings=readings, **usual | values)


def told(*views, **values):
    return spreads([spreader(*views, **values)], USUAL, NOW)


class TestSpread:
    def test_growth_is_people_an_hour_since_the_reading_before(self):
        assert growth(spreader(100, 1100), NOW) == 500

    def test_readings_within_an_hour_are_too_near(self):
        assert growth(spreader(100, 1000, 1100, gap=0.5), NOW) == 1000
        assert growth(spreader(100, 1100, gap=0.5, published=60), NOW) is None

    def test_a_single_reading_tells_only_of_what_is_young(self):
        assert growth(spreader(1000, published=10), NOW) == 100
        assert growth(spreader(1000, published=60), NOW) is None

    def test_an_old_reading_says_nothing_of_now(self):
        assert growth(spreader(100, 90_000), NOW + FRESH) is not None
        assert growth(spreader(100, 90_000), NOW + FRESH + 1) is None
        assert FRESH <= 6 * HOUR

    def test_unknown_is_not_zero(self):
        assert growth(spreader(None, 5000), NOW) is None
        assert growth(spreader(), NOW) is None
        assert told(None, 5000) == told() == []

    def test_likes_stand_for_lookers(self):
        first, last = (Reading(1, NOW - ago, n, None, 0, None) for ago, n in ((HOUR, 5), (0, 15)))
        assert growth(spreader()._replace(readings=(first, last)), NOW) == 200

    def test_what_grows_fast_is_told_with_its_speed(self):
        [found] = told(100, 1100)
        assert (found.kind, found.about, found.level) == ("spread", "mention:k7f2", 1)
        assert found.reasons[0].args == {"n": 500, "source": "x"}
        assert found.reasons[1].args == {"n": 1100}
        assert found.reasons[2] == AlertReason("spread_read", {"read_at": NOW})
        assert found.mentions == ("k7f2",)

    def test_slow_is_no_fire_and_praise_may_spread(self):
        assert told(100, 100 + int(2 * LEAST) - 2) == []
        assert told(100, 100_000, stance=1) == []
        assert told(90_000, 100) == []

    def test_where_much_is_usual_more_is_wanted(self):
        assert spreads([spreader(100, 5000)], {"x": [9000.0] * 20}, NOW) == []
        assert spreads([spreader(100, 100 + 2 * int(UNKNOWN) - 2)], {"x": [50.0] * 3}, NOW) == []
        assert spreads([spreader(100, 100 + 2 * int(UNKNOWN))], {}, NOW)

    def test_each_level_is_four_times_as_fast(self):
        assert [told(0, 2 * views)[0].level for views in (200, 800, 3200)] == [1, 2, 3]

    @given(st.lists(st.integers(0, 10**7), min_size=2, max_size=2))
    def test_faster_is_never_a_lower_level(self, speeds):
        slow, fast = (max((e.level for e in told(0, v)), default=0) for v in sorted(speeds))
        assert slow <= fast


def critical(number, ago=1.0, **values):
    usual = {"source": "google", "place": None, "reply_due_at": None, "story": None}
    return Critical(number=number, id=f"m{number}", at=NOW - int(ago * HOUR), **usual | values)


class TestHarm:
    def test_each_is_told(self):
        found = harms([critical(1), critical(2, 5, place="Harbour")], NOW)
        assert [each.about for each in found] == ["mention:m2", "mention:m1"]
        assert [each.reasons[0].code for each in found] == ["harm_place", "harm"]
        assert harms([], NOW) == []

    def test_a_story_is_told_once(self):
        [found] = harms([critical(1, story="m9"), critical(2, 3, story="m9")], NOW)
        assert (found.about, found.mentions) == ("mention:m9", ("m2", "m1"))
        assert found.reasons[1].args == {"n": 2}

    def test_it_worsens_once_when_the_answer_is_late(self):
        [late] = harms([critical(1, reply_due_at=NOW - 1)], NOW)
        [due] = harms([critical(1, reply_due_at=NOW)], NOW)
        assert (late.level, due.level) == (2, 1)


WELL = Runs(LONG_AGO, NOW, well=True)


def quiet_for(days, *, run=WELL, **more):
    """Return what is told of a source that brought its last mention so many days ago."""
    heard = [each for each in ordinary(days=100, **more) if each.at < NOW - days * DAY]
    return silences({"google": heard}, {"google": run}, NOW)


class TestSilence:
    def test_what_usually_brings_something_is_missed(self):
        assert quiet_for(2) == []
        [found] = quiet_for(7)
        assert (found.about, found.level) == ("source:google", 1)
        assert found.reasons[0].args == {"source": "google", "n": 7}
        assert found.reasons[1].args == {"n": 14}

    def test_longer_is_worse(self):
        assert [quiet_for(days)[0].level for days in (7, 14, 28)] == [1, 2, 3]

    def test_it_is_read_without_failure(self):
        assert quiet_for(9, run=WELL._replace(well=False)) == []
        assert quiet_for(9, run=WELL._replace(good_at=None)) == []
        assert quiet_for(9, run=WELL._replace(good_at=NOW - 8 * DAY)) == []

    def test_too_young_or_too_rare_to_tell(self):
        assert quiet_for(9, run=WELL._replace(first_at=NOW - 30 * DAY)) == []
        rare = [arrival(n, 24 * 9 * (n + 1)) for n in range(7)]
        assert silences({"google": rare}, {"google": WELL}, NOW + 90 * DAY) == []

    def test_a_holiday_as_long_as_an_earlier_one_is_none(self):
        heard = [
            each
            for each in ordinary(days=100, per_day=6)
            if each.at < NOW - 5 * DAY and not NOW - 30 * DAY < each.at < NOW - 25 * DAY
        ]
        assert silences({"google": heard}, {"google": WELL}, NOW) == []
        assert silences(
            {"google": heard}, {"google": WELL._replace(good_at=NOW + 4 * DAY)}, NOW + 4 * DAY
        )

    def test_an_export_that_is_renewed_by_the_week(self):
        week = 7 * DAY
        heard = [
            each._replace(seen=(each.at // week + 1) * week)
            for each in ordinary(days=100, per_day=6)
            if (each.at // week + 1) * week <= NOW
        ]
        assert silences({"google": heard}, {"google": WELL}, NOW) == []

    def test_nothing_at_all(self):
        assert silences({}, {"google": WELL}, NOW) == []
        assert silences({"google": [arrival(1)]}, {"google": WELL}, NOW) == []
        assert silences({"google": ordinary()}, {}, NOW) == []


def stars(now, before, *, per_day=2, place=None, days=400):
    """Return ratings that were `before` until 30 days ago: two kinds in turn, `now` since."""
    found = []
    for back in range(days):
        low, high = now if back < 30 else before
        given = [low if (back + n) % 2 else high for n in range(per_day)]
        squares = sum(each**2 for each in given)
        found.append(Stars("google", place, TODAY - back, per_day, sum(given), squares))
    return found


class TestRating:
    def test_a_fall_is_told_in_steps(self):
        [found] = ratings(stars((3, 4), (4, 5)), 0.2, TODAY)
        assert (found.about, found.level) == ("down source:google", 5)
        assert found.reasons[0].args == {"now": 3.5, "before": 4.5, "source": "google"}
        assert found.reasons[1].args == {"n": 60, "days": 30}
        assert [each.code for each in found.reasons] == ["rating_down", "rating_of", "rating_shown"]

    def test_a_rise_is_good_news_and_told_once(self):
        [found] = ratings(stars((4, 5), (3, 4), place="Harbour"), 0.2, TODAY)
        assert (found.about, found.level) == ("up source:google place:Harbour", 1)
        assert found.reasons[0].code == "rating_up_place"

    def test_less_than_a_step_is_nothing(self):
        assert ratings(stars((4, 4.8), (4, 5), per_day=40), 0.2, TODAY) == []
        assert ratings(stars((4, 4.6), (4, 5), per_day=40), 0.2, TODAY)

    def test_few_ratings_prove_little(self):
        few = stars((1, 1), (5, 5), per_day=1)
        recent = [each for each in few if each.day > TODAY - 9]
        earlier = [each for each in few if each.day <= TODAY - 30]
        assert ratings(recent + earlier, 0.2, TODAY) == []
        assert ratings(few, 0.2, TODAY)
        assert ratings(few[:40], 0.2, TODAY) == []
        assert ratings([], 0.2, TODAY) == ratings(few[:1], 0.2, TODAY) == []

    def test_what_scatters_as_usual_has_not_moved(self):
        assert ratings(stars((1, 5), (1.5, 5), per_day=2), 0.2, TODAY) == []

    @settings(max_examples=10, deadline=None)
    @given(st.randoms(use_true_random=False), st.sampled_from([0.1, 0.3]))
    def test_the_order_does_not_matter(self, rng, step):
        found = stars((3, 4), (4, 5))
        mixed = list(found)
        rng.shuffle(mixed)
        assert ratings(mixed, step, TODAY) == ratings(found, step, TODAY)


@pytest.mark.parametrize("days", [0, 1, 59])
def test_days_to_come_do_not_count(days):
    later = [each._replace(day=each.day + days + 1) for each in stars((1, 1), (1, 1), days=days)]
    assert ratings(stars((4, 5), (4, 5)) + later, 0.2, TODAY) == []
