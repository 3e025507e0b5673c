"""Mentions as figures over time: what counts as an arrival, readings, runs, stars, harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.models import Assessment, Author, Batch, Mention, Rating, Reach, Sentiment, SourceRun
from amends.models.alert import ALERT_KINDS
from amends.models.moments import micros
from amends.models.series import Runs, Stars
from amends.store import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BAD = Assessment(
    sentiment=Sentiment("negative", -0.6, 0.9),
    intent="complaint",
    severity=2,
    topics=("delivery",),
    scorer="s1",
)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "a.db", now=NOW - 300 * DAY) as opened:
        yield opened


def put(store, number, ago=HOUR, *, found=BAD, now=NOW, **changes):
    """Let a mention arrive and be read; return its number in the store."""
    values = {
        "text": f"Cold coffee, the waiter laughed, and that for {number} euro",
        "external_id": str(number),
        "source": "google",
        "source_type": "google_business",
        "author": Author(name=f"Guest {number}"),
        "published_at": NOW - ago,
    }
    made = Mention(**values | changes)
    batch = Batch((made,))
    saved = store.save(
        made.source, made.source_type, "f", batch, baseline=timedelta(days=900), now=now
    )
    store.put_assessments((u.number, u.revision, found) for u in store.unassessed("s1"))
    return (saved.new or [None])[0]


def arrivals(store, days=70):
    return store.series.arrivals(NOW - days * DAY, NOW)


def test_nothing_has_no_course(store):
    series = store.series
    assert arrivals(store) == series.spreaders(NOW - DAY, NOW) == series.reaches(NOW - DAY) == []
    assert series.first_reads() == series.runs(NOW) == {}
    assert series.stars(NOW) == series.critical(NOW) == []
    assert series.running() == frozenset()


def test_an_arrival_has_its_figures(store):
    number = put(store, 1, place="Harbour")
    [found] = arrivals(store)
    assert (found.number, found.at, found.seen) == (number, micros(NOW - HOUR), micros(NOW))
    assert (found.source, found.place, found.severity) == ("google", "Harbour", 2)
    assert (found.negative, found.topics, found.worded) == (True, "|delivery|", True)
    assert found.person
    assert found.echo
    assert store.ids([number]) == (found.id,)


def test_they_come_in_their_order_between_two_moments(store):
    for number, ago in enumerate((3 * DAY, HOUR, 80 * DAY, -HOUR)):
        put(store, number, ago)
    assert [each.at for each in arrivals(store)] == [micros(NOW - 3 * DAY), micros(NOW - HOUR)]


@pytest.mark.parametrize(
    ("found", "stars", "bad"),
    [
        (BAD, None, True),
        (replace(BAD, intent="praise", severity=0), None, False),
        (replace(BAD, intent="praise", severity=0), 2, True),
        (replace(BAD, intent="vague_negative", severity=0), None, True),
        (replace(BAD, intent="question", severity=0), 3, False),
    ],
)
def test_who_complains(store, found, stars, bad):
    put(store, 1, found=found, rating=Rating(stars) if stars else None)
    assert [each.negative for each in arrivals(store)] == [bad]


def test_spam_copies_and_what_has_no_date_are_no_arrivals(store):
    put(store, 1, found=replace(BAD, intent="spam"))
    put(store, 2, published_at=None)
    put(store, 3, text="The very same long complaint about a cake that came in pieces")
    put(
        store,
        4,
        text="The very same long complaint about a cake that came in pieces",
        source="other",
        source_type="tripadvisor",
    )
    assert len(arrivals(store)) == 1


def test_stars_without_words_are_no_echo_of_each_other(store):
    put(store, 1, text="", rating=Rating(1))
    put(store, 2, text="👎", rating=Rating(1))
    assert [each.echo for each in arrivals(store)] == [None, None]


def test_equal_words_are_an_echo(store):
    put(store, 1, text="Scammers!")
    put(store, 2, text="scammers")
    first, second = arrivals(store)
    assert first.echo == second.echo


def test_what_had_to_be_forgotten_still_counts(store):
    put(store, 1, 9 * DAY, now=NOW - 9 * DAY)
    store.expire("google", 7, NOW)
    [found] = arrivals(store)
    assert (found.negative, found.topics, found.worded, found.person) == (True, "|", False, None)


def test_readings_of_reach(store):
    put(store, 1, 5 * HOUR, now=NOW - 3 * HOUR, reach=Reach(views=10, likes=1))
    put(store, 1, 5 * HOUR, now=NOW - HOUR, reach=Reach(views=900, likes=7))
    put(store, 2, 9 * DAY, now=NOW - 8 * DAY, reach=Reach(views=5))
    [found] = store.series.spreaders(NOW - DAY, NOW)
    assert [(each.at, each.views, each.likes) for each in found.readings] == [
        (micros(NOW - 3 * HOUR), 10, 1),
        (micros(NOW - HOUR), 900, 7),
    ]
    assert (found.source, found.published_at, found.stance) == (
        "google",
        micros(NOW - 5 * HOUR),
        -1,
    )
    known = store.series.reaches(NOW - 70 * DAY)
    assert sorted((source, each.views) for source, each in known) == [
        ("google", 5),
        ("google", 900),
    ]


def run(store, at, outcome, source="google"):
    made = SourceRun(source, "google_business", outcome)
    store.sources.log_run(made, "f", 0, at)


def test_how_runs_ended(store):
    put(store, 1, now=NOW - 40 * DAY)
    run(store, NOW - 2 * DAY, "ok")
    run(store, NOW - DAY, "empty")
    run(store, NOW, "throttled")
    run(store, NOW, "failed", "never")
    first = micros(NOW - 40 * DAY)
    assert store.series.runs(NOW) == {
        "google": Runs(first, micros(NOW - DAY), well=False),
        "never": Runs(micros(NOW), None, well=False),
    }
    assert store.series.runs(NOW - HOUR)["google"].well
    assert store.series.first_reads() == {"google": first}


def test_stars_by_day(store):
    for number, stars in enumerate((5, 4, 1)):
        put(store, number, rating=Rating(stars))
    put(store, 9, 3 * DAY, rating=Rating(10, 10), place="Harbour")
    today = micros(NOW) // (24 * 3_600_000_000)
    assert sorted(store.series.stars(NOW), key=lambda each: each.day) == [
        Stars("google", "Harbour", today - 3, 1, 5, 25),
        Stars("google", None, today, 3, 10, 42),
    ]


GRAVE = replace(BAD, severity=4)


def enter(store):
    store.entry.enqueue([(each.number, NOW + HOUR, None) for each in store.entry.admissible()], NOW)


def test_critical_harm_that_is_open(store):
    put(store, 1)
    grave = put(store, 2, found=GRAVE, place="Harbour")
    assert store.series.critical(NOW) == []
    enter(store)
    [found] = store.series.critical(NOW)
    assert (found.number, found.place, found.story) == (grave, "Harbour", None)
    assert found.reply_due_at == micros(NOW + HOUR)


def test_alerts_that_go_on(store):
    rows = [(n, kind, n * 10 if n % 2 else None) for n, kind in enumerate(ALERT_KINDS)]
    store._database.run_many(
        "INSERT INTO alerts VALUES (?, ?, ?, 'business', 1, 1, 1, ?, '[]', '[]')",
        [(number, f"{kind}|business", kind, ended) for number, kind, ended in rows],
    )
    assert {kind for kind, _ in store.series.running()} == {"storm", "harm", "rating"}


def test_it_asks_as_often_of_many_as_of_few(store):
    def asked():
        count = []
        store._database._connection.set_trace_callback(count.append)
        arrivals(store)
        store.series.critical(NOW)
        store.series.spreaders(NOW - DAY, NOW)
        store.series.runs(NOW)
        store._database._connection.set_trace_callback(None)
        return len(count)

    put(store, 1, found=GRAVE)
    few = asked()
    for number in range(2, 12):
        put(store, number, found=GRAVE)
    enter(store)
    assert asked() == few
