"""Storms: far more than usual, told once, and nothing made of ordinary days."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from made_arrivals import LONG_AGO, NOW, arrival, crowd, look, ordinary

from amends.alerts.timing import DAY, HOUR
from amends.models.moments import micros

SIZES = st.integers(min_value=0, max_value=60)


def keys(signals):
    return [each.about for each in signals]


def codes(signal):
    return [reason.code for reason in signal.reasons]


def test_an_empty_store_and_a_single_mention_are_calm():
    assert look([]) == []
    assert look([arrival(1)]) == []


def test_ordinary_days_are_calm():
    assert look(ordinary()) == []
    assert look(ordinary(per_day=12)) == []


def test_many_complaints_at_once_are_a_storm():
    [found] = look(ordinary() + crowd(15))
    assert (found.kind, found.about) == ("storm", "business")
    assert codes(found) == ["complaints", "storm_3"]
    assert found.reasons[0].args == {"n": 15}
    assert found.reasons[1].args == {"usual": 1}
    assert set(found.mentions) <= {each.id for each in crowd(15)}
    assert len(found.mentions) == 10


def test_the_gravest_are_named_first():
    grave = arrival(7, 1, severity=3)
    [found] = look([*ordinary(first=1000), *crowd(14), grave])
    assert found.mentions[0] == grave.id


def test_a_storm_in_the_night_is_seen_by_the_morning_run():
    night = [each._replace(at=each.at - 15 * HOUR, seen=NOW) for each in crowd(12)]
    [found] = look(ordinary(per_day=4) + night)
    assert codes(found)[1] == "storm_3"


def test_what_is_seen_late_is_told_when_it_is_seen():
    late = [each._replace(at=each.at - 3 * DAY, seen=NOW) for each in crowd(15)]
    assert look(ordinary() + late)
    known = [each._replace(seen=each.at) for each in late]
    assert "storm_3" not in {code for each in look(ordinary() + known) for code in codes(each)}


def test_after_an_outage_what_was_written_over_days_is_no_storm():
    usual = ordinary(per_day=4)
    back = [each._replace(seen=NOW) if each.at > NOW - 6 * DAY else each for each in usual]
    assert look(back) == []


def test_one_person_is_no_crowd():
    assert look(ordinary() + crowd(30, person="the same")) == []


def test_people_without_a_name_are_people():
    assert look(ordinary() + crowd(15, person=None))


def test_praise_is_told_as_what_it_is():
    [found] = look(ordinary() + crowd(40, negative=False))
    assert (found.about, found.level) == ("all business", 1)
    assert codes(found)[0] == "mentions"


def test_a_topic_says_more_than_the_whole():
    [found] = look(ordinary() + crowd(15, topics="|delivery|other|"))
    assert found.about == "topic:delivery"
    assert found.reasons[0].args == {"n": 15, "topic": "delivery"}


def test_opinions_are_no_incident():
    [found] = look(ordinary() + crowd(15, topics="|price|other|"))
    assert found.about == "business"


def test_equal_words_need_fewer_people():
    spread = crowd(5, hours=20)
    assert look(ordinary() + spread) == []
    [found] = look(ordinary() + [each._replace(echo="k7f2") for each in spread])
    assert found.about == "words:k7f2"


def test_of_several_places_the_one_is_named():
    two = [*ordinary(place="A"), *ordinary(place="B", first=50_000)]
    [found] = look(two + crowd(15, place="A"))
    assert found.about == "place:A"
    [found] = look(two + crowd(15, place="A", topics="|food|"))
    assert found.about == "topic:food place:A"


def test_everywhere_is_the_business():
    names = "ABCDEFGH"
    many = [each for n, name in enumerate(names) for each in ordinary(place=name, first=n * 1000)]
    told = [each._replace(place=names[n % 8]) for n, each in enumerate(crowd(40, hours=20))]
    assert "business" in keys(look(many + told))


def test_what_goes_on_keeps_its_name():
    storm = ordinary() + crowd(15, topics="|delivery|")
    assert keys(look(storm, running={"business"})) == ["business"]
    assert keys(look(storm, running={"topic:delivery"})) == ["topic:delivery"]


def test_something_new_inside_a_wide_storm_is_told():
    usual = ordinary(per_day=4)
    storm = crowd(40, hours=160) + crowd(9, hours=3, first=200_000, topics="|food|")
    assert "topic:food" in keys(look(usual + storm, running={"business"}))


def test_a_new_source_is_not_compared():
    young = ordinary(per_day=6, days=9, source="new", first=70_000)
    read = {"new": NOW - 9 * DAY}
    assert look(ordinary() + young + crowd(15, source="new"), first_read=read) == []


def test_too_much_is_too_much_in_a_new_source():
    read = {"new": NOW - 9 * DAY}
    storm = crowd(20, hours=20, source="new")
    [found] = look(ordinary() + storm, first_read=read)
    assert (found.about, found.level) == ("source:new", 1)
    assert codes(found) == ["complaints_source", "storm_young"]
    assert look(ordinary() + storm[:-1], first_read=read) == []


def test_a_dozen_complaints_of_one_thing_are_too_many_in_a_new_source():
    read = {"new": NOW - 3 * DAY}
    storm = crowd(12, source="new", topics="|billing|refund|", place="Harbour")
    [found] = look(ordinary() + storm, first_read=read)
    assert (found.about, found.level) == ("topic:billing place:Harbour", 1)
    assert codes(found) == ["topic_place", "storm_young"]
    assert look(ordinary() + storm[:9], first_read=read) == []
    apart = [each._replace(place=f"place {n}") for n, each in enumerate(storm)]
    assert look(ordinary() + apart, first_read=read) == []


def test_a_topic_of_new_and_known_sources_is_one_storm():
    read = {"new": NOW - 3 * DAY}
    about = {"topics": "|billing|", "place": "Harbour"}
    new, known = crowd(12, source="new", **about), crowd(12, first=200_000, **about)
    usual = ordinary(place="Harbour") + ordinary(place="Old Town", first=1000)
    found = keys(look(usual + new + known, first_read=read))
    assert found.count("topic:billing place:Harbour") == 1


def test_what_stood_there_at_the_first_reading_is_no_storm():
    assert look(crowd(200, source="new"), first_read={"new": NOW}) == []
    assert look(ordinary() + crowd(200, source="new"), first_read={"new": NOW}) == []


def test_old_mentions_that_a_first_reading_brought_say_what_is_usual():
    shown = ordinary(per_day=6, bad=2)
    assert look(shown, first_read={"google": NOW - 3 * DAY}) == []
    assert look(shown + crowd(30), first_read={"google": NOW - 3 * DAY})


def test_one_old_mention_on_top_proves_nothing():
    pinned = [arrival(1, 24 * 65), *ordinary(per_day=3, bad=1, days=6, first=10)]
    assert look(pinned, first_read={"google": NOW - 3 * DAY}) == []


def test_where_words_are_not_kept_topics_are_not_compared():
    forgotten = [
        each._replace(worded=each.at > NOW - 7 * DAY, topics="|") for each in ordinary(bad=1)
    ]
    fresh = crowd(8, hours=20, topics="|staff|")
    assert "topic:staff" not in keys(look(forgotten + fresh))


def test_the_level_is_how_often_it_doubled():
    levels = [look(ordinary() + crowd(size))[0].level for size in (15, 30, 60, 120)]
    assert levels == sorted(levels)
    assert levels[-1] - levels[0] == 3


def test_a_busy_hour_of_the_week_is_usual_there_only():
    """Every Friday evening thirty people complain; on a Tuesday that is a storm."""
    friday = micros(datetime(2026, 11, 20, 19, tzinfo=UTC))
    weeks = [
        arrival(week * 100 + n, week * 168 + n / 20, now=friday)
        for week in range(10)
        for n in range(30)
    ]
    assert look(weeks, now=friday) == []
    tuesday = friday + 4 * DAY
    moved = [each._replace(at=each.at + 4 * DAY) for each in weeks if each.at > friday - DAY]
    rest = [each for each in weeks if each.at <= friday - DAY]
    moved = [each._replace(seen=each.at, number=each.number + 9000) for each in moved]
    assert look(rest + moved, now=tuesday)


def test_hours_are_those_of_the_clock_on_the_wall():
    """Since the clock changed on 25 October, noon is another hour of the day in UTC."""
    from made_arrivals import SOFIA, local

    now = local(2026, 10, 30, 13, 30)
    first = local(2026, 8, 1, 12, 0)
    noon = [
        arrival(n, now=0)._replace(at=at, seen=at)
        for n, at in enumerate(
            micros(datetime(2026, month, day, 12, minute, tzinfo=SOFIA))
            for month, last in ((8, 31), (9, 30), (10, 30))
            for day in range(1, last + 1)
            for minute in range(0, 60, 4)
        )
    ]
    read = {"google": first}
    assert look(noon, now=now, first_read=read) == []


@given(size=st.integers(0, 4), hours=st.floats(0.1, 160), words=st.sampled_from([None, "same"]))
def test_fewer_than_the_least_are_never_a_storm(size, hours, words):
    assert look(crowd(size, hours=hours, echo=words)) == []
    assert look(ordinary(bad=1000) + crowd(size, hours=hours, echo=words)) == []


@settings(max_examples=25, deadline=None)
@given(sizes=st.tuples(SIZES, SIZES), hours=st.sampled_from([2.0, 20.0, 100.0]))
def test_more_are_never_a_lesser_storm(sizes, hours):
    few, many = (
        max((each.level for each in look(ordinary() + crowd(size, hours=hours))), default=0)
        for size in sorted(sizes)
    )
    assert few <= many


@settings(max_examples=25, deadline=None)
@given(
    size=st.integers(5, 12),
    ago=st.floats(0, 1600),
    place=st.sampled_from([None, "A"]),
    data=st.data(),
)
def test_a_quiet_word_makes_no_complaint_alarming(size, ago, place, data):
    """Praise, wherever and whenever, never makes a storm out of complaints."""
    before = ordinary(place="A") + crowd(size, hours=20, place="A")
    quiet = arrival(999_999, ago, negative=False, place=place)
    assert set(keys(look([*before, quiet]))) <= set(keys(look(before)))
    old = arrival(999_998, data.draw(st.floats(24 * 9, 1600)), place="A")
    assert len(look([*before, old])) <= max(1, len(look(before)))


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(rng):
    found = ordinary(per_day=3) + crowd(15, topics="|food|staff|") + crowd(6, echo="x", first=5e5)
    mixed = list(found)
    rng.shuffle(mixed)
    assert look(mixed) == look(found)


def test_a_history_that_begins_later_than_asked_for_is_fine():
    assert look(ordinary(days=30), first_read={"google": LONG_AGO}) == []


def test_a_full_house_is_no_storm():
    usual = ordinary(per_day=8)
    praise = crowd(40, hours=20, first=300_000, negative=False)
    assert keys(look(usual + crowd(16, hours=20))) == ["business"]
    assert keys(look(usual + crowd(16, hours=20) + praise)) == []
    flood = crowd(120, hours=20, first=400_000, negative=False)
    assert keys(look(usual + flood)) == ["all business"]
    assert "business" in keys(look(usual + crowd(40, hours=20) + praise))
