"""Causes and topics: where most goes wrong, and what was done about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.models.fix import Effect, Fix, Measured
from amends.models.report import Share
from amends.report.causes import causes, topics

DAY = timedelta(days=1)


def fix(told, topic, place, number=1):
    return Measured(Fix(number, "double box", topic, place, told.since, "ana"), Effect(9, "fewer"))


def test_causes_are_topics_at_places(told):
    for _ in range(3):
        told.add(topics="|delivery|damage|")
    told.add(topics="|delivery|", place="Old Town")
    told.add(topics="|other|")
    told.praise(topics="|delivery|")
    told.add(told.since - DAY, topics="|damage|")
    found = causes(told.both(), [], told.read)
    assert [(each.topic, each.also, each.place, each.raised.now) for each in found] == [
        ("damage", ("delivery",), "Harbour", Share(3, 5)),
        ("delivery", (), "Old Town", Share(1, 5)),
    ]
    assert [each.raised.before for each in found] == [Share(1, 1), Share(0, 1)]


def found_in(told, *groups):
    """Return the causes of mentions that are so many of some topics."""
    for count, topics_ in groups:
        for _ in range(count):
            told.add(topics=topics_)
    return [(each.topic, each.also) for each in causes(told.both(), [], told.read)]


def test_the_same_mentions_are_one_cause(told):
    found = found_in(told, (9, "|billing|refund|"), (3, "|billing|"), (4, "|staff|"))
    assert found == [("billing", ("refund",)), ("staff", ())]


def test_a_small_part_of_a_cause_is_none_of_its_own(told):
    found = found_in(told, (4, "|billing|refund|"), (8, "|billing|"), (2, "|refund|"))
    assert found == [("billing", ())]


def test_causes_that_share_a_few_mentions_are_two(told):
    found = found_in(told, (3, "|billing|refund|"), (6, "|billing|"), (2, "|refund|"))
    assert found == [("billing", ()), ("refund", ())]


def test_the_next_different_cause_takes_the_place(told):
    groups = (6, "|billing|refund|"), (4, "|staff|"), (3, "|food|"), (2, "|app_bug|")
    assert [topic for topic, _ in found_in(told, *groups)] == ["billing", "staff", "food"]


def test_a_fix_of_either_topic_is_one_of_the_cause(told):
    for _ in range(3):
        told.add(topics="|delivery|damage|")
    (found,) = causes(told.both(), [fix(told, "delivery", "Harbour")], told.read)
    assert (found.topic, len(found.fixes)) == ("damage", 1)


def test_among_equals_the_greater_harm_goes_first(told):
    told.add(topics="|delivery|", severity=1)
    told.add(topics="|food|", severity=3)
    assert [each.topic for each in causes(told.both(), [], told.read)] == ["food", "delivery"]


def test_a_cause_has_its_fixes(told):
    told.add(topics="|delivery|")
    here, everywhere = fix(told, "delivery", "Harbour"), fix(told, "delivery", None, 2)
    others = [fix(told, "delivery", "Old Town", 3), fix(told, "food", "Harbour", 4)]
    (found,) = causes(told.both(), [here, everywhere, *others], told.read)
    assert found.fixes == (here, everywhere)


def test_a_cause_is_quoted_by_its_worst(told):
    told.add(severity=1)
    told.add(severity=3, mood=-0.4)
    told.add(severity=3, mood=-0.9)
    told.add(severity=4, erased=True)
    (found,) = causes(told.both(), [], told.read)
    assert [each.mention for each in found.quotes] == ["id3", "id2"]


@pytest.mark.parametrize("kind", ["email", "call"])
def test_what_was_written_to_us_alone_is_counted_and_not_quoted(told, kind):
    told.add(topics="|delivery|", severity=3, kind=kind)
    told.add(topics="|delivery|", severity=1)
    told.praise(topics="|delivery|", kind=kind)
    (cause,) = causes(told.both(), [], told.read)
    assert cause.raised.now == Share(2, 2)
    assert [each.mention for each in cause.quotes] == ["id2"]
    (topic,) = topics(told.both(), told.read)
    assert topic.mentions.now == 3
    assert [each.mention for each in topic.quotes] == ["id2"]


def test_topics_count_everybody_and_say_where_they_go(told):
    for _ in range(7):
        told.add(topics="|food|", mood=-0.5)
    told.praise(topics="|food|staff|", mood=0.9)
    food, staff = topics(told.both(), told.read)
    assert (food.topic, food.mentions.now, food.raised.now, food.praise.now) == ("food", 8, 7, 1)
    assert food.direction == "up"
    assert round(food.mood.now.value, 4) == -0.325
    assert (staff.topic, staff.mentions.now, staff.direction) == ("staff", 1, "steady")
    assert [each.mention for each in food.quotes] == ["id7", "id8"]
