"""The figures by which a mention finds its place: its readings, and who came back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.models import Assessment, Batch, Mention, OwnerReply, Reach
from amends.models.moments import micros
from amends.models.standing import Policy
from amends.scoring import factors, priority
from amends.store import Filter

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def read(store, at: datetime, **changes):
    """Let the source show the mention at a moment, and return its figures."""
    values = {
        "text": "Cold coffee",
        "external_id": "1",
        "source_type": "google_business",
        "source": "google",
        "published_at": NOW - 5 * HOUR,
    }
    batch = Batch((Mention(**(values | changes)),))
    store.save("google", "file", "f1", batch, baseline=timedelta(days=30), now=at)
    pending = store.unassessed("s1")
    assessment = Assessment(scorer="s1", intent="complaint", severity=2)
    store.put_assessments((number, revision, assessment) for number, revision, *_ in pending)
    entrants = [
        (row.number, datetime.fromtimestamp(row.since / 1e6, UTC) + 24 * HOUR, None)
        for row in store.entry.admissible()
    ]
    store.entry.enqueue(entrants, at)
    [found] = store.standings(Filter())
    assert store.standing(found.number) == found
    return found


def before(found):
    return found.before_at, found.before_engaged, found.before_views


def test_without_a_figure_nothing_was_read(store):
    found = read(store, NOW)
    assert (found.read_at, *before(found)) == (None, None, None, None)
    assert found.source_type == "google_business"


def test_one_reading_has_none_before_it(store):
    found = read(store, NOW, reach=Reach(likes=3))
    assert (found.read_at, *before(found)) == (micros(NOW), None, None, None)


def test_two_readings_show_the_growth(store):
    read(store, NOW, reach=Reach(likes=3, replies=1))
    found = read(store, NOW + 4 * HOUR, reach=Reach(likes=40, replies=4))
    assert found.read_at == micros(NOW + 4 * HOUR)
    assert before(found) == (micros(NOW), 4, None)
    assert factors.growth(found) == 200


def test_only_the_last_two_count(store):
    read(store, NOW, reach=Reach(views=10))
    read(store, NOW + HOUR, reach=Reach(views=100))
    found = read(store, NOW + 2 * HOUR, reach=Reach(views=400))
    assert before(found) == (micros(NOW + HOUR), None, 100)


def test_a_reading_within_the_hour_is_too_near_to_compare_with(store):
    read(store, NOW, reach=Reach(likes=0))
    read(store, NOW + 2 * HOUR, reach=Reach(likes=100))
    found = read(store, NOW + 2 * HOUR + HOUR / 60, reach=Reach(likes=101))
    assert before(found)[:2] == (micros(NOW), 0)


def test_standing_still_is_noted_once(store):
    read(store, NOW, reach=Reach(likes=0))
    read(store, NOW + HOUR, reach=Reach(likes=90))
    assert factors.growth(read(store, NOW + HOUR, reach=Reach(likes=90))) == 1800
    for hours in (9, 30, 60):
        found = read(store, NOW + hours * HOUR, reach=Reach(likes=90))
        assert found.read_at == micros(NOW + 9 * HOUR)
        assert factors.growth(found) == 0


def test_growth_goes_on_after_a_pause(store):
    for hours, likes in ((0, 0), (5, 0), (6, 50)):
        found = read(store, NOW + hours * HOUR, reach=Reach(likes=likes))
    assert factors.growth(found) == 1000


def test_who_comes_back_after_the_answer_rises_again(store):
    def score(found, at):
        return priority.score(found, Policy(), micros(at))

    waiting = score(read(store, NOW), NOW)
    reply = OwnerReply("Sorry", NOW + HOUR)
    answered = read(store, NOW + 2 * HOUR, reply=reply)
    assert answered.answered
    assert score(answered, NOW + 2 * HOUR) < waiting

    later = NOW + 90 * 24 * HOUR
    back = read(store, later, reply=reply, text="You promised to call. Nobody did.")
    assert not back.answered
    assert back.since == micros(later)
    assert score(back, later) > score(answered, later)
    assert score(back, later + 30 * HOUR) > score(back, later + 10 * HOUR) > score(back, later)


def test_an_edit_before_any_answer_does_not_begin_the_wait_anew(store):
    read(store, NOW)
    found = read(store, NOW + 9 * HOUR, text="Cold coffee, twice")
    assert found.since == found.published_at == micros(NOW - 5 * HOUR)


@pytest.mark.parametrize("count", [1, 40])
def test_one_query_however_many(store, count):
    batch = Batch(
        tuple(
            Mention(
                text="Cold", external_id=str(number), source="google", reach=Reach(likes=number)
            )
            for number in range(count)
        )
    )
    store.save("google", "file", "f1", batch, baseline=timedelta(days=30), now=NOW)
    pending = store.unassessed("s1")
    store.put_assessments((n, revision, Assessment(scorer="s1")) for n, revision, *_ in pending)
    store.entry.enqueue([(row.number, NOW, None) for row in store.entry.admissible()], NOW)
    asked = []
    store._database._connection.set_trace_callback(asked.append)
    assert len(store.standings(Filter())) == count
    assert len(asked) == 1


def test_emoji_are_no_words(store):
    assert read(store, NOW, text="👍").wordless
    assert not read(store, NOW + HOUR, text="👍 good").wordless
