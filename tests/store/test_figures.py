"""The columns that a report is counted from, out of a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.models import (
    Assessment,
    Author,
    Batch,
    Cue,
    Language,
    Mention,
    OwnerReply,
    Rating,
    Reach,
    Sentiment,
)
from amends.models.figures import Answer, Closing, Edit, Grant
from amends.models.moments import micros
from amends.store import Made, Row
from amends.store.decisions import promise_row, remedy_row, reply_row

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
LONG = "The birthday cake came two hours late and nobody in the shop picked up the phone."


def save(store, external_id, *, source="google", now=NOW, intent="complaint", **changes):
    values = {
        "text": f"Something about {external_id}",
        "place": "Harbour",
        "author": Author(id=external_id, name="Kate"),
        "published_at": NOW - DAY,
        "source_type": source,
    }
    mention = Mention(external_id=external_id, source=source, **values | changes)
    saved = store.save(source, source, "f", Batch((mention,)), baseline=30 * DAY, now=now)
    found = Assessment(
        language=Language("pl", 0.9),
        sentiment=Sentiment("negative", -0.6, 0.9),
        intent=intent,
        topics=("delivery", "refund"),
        severity=2,
        signals=("churn",),
        scorer="s1",
    )
    store.put_assessments((each.number, each.revision, found) for each in store.unassessed("s1"))
    (number,) = saved.new or saved.changed
    return number


def between(store, **narrowed):
    return store.figures.between(NOW - 60 * DAY, NOW, **narrowed)


def decide(store, number, *, what="marked", rows=(), who="ana", now=NOW, **changes):
    with store.change(who=who, now=now) as change:
        (case,) = store.cases([number])
        handling = replace(case.handling, **changes)
        change.decide(number, handling, what=what, rows=[row(change) for row in rows])


def test_a_line_holds_what_is_known(store):
    number = save(
        store,
        "a",
        rating=Rating(2, 10),
        reach=Reach(likes=3, views=70),
        reply=OwnerReply("Sorry.", NOW - DAY / 2),
    )
    (line,) = between(store).lines
    assert line.number == number
    assert (line.source, line.place, line.kind) == ("google", "Harbour", "review")
    assert line.published_at == micros(NOW - DAY)
    assert (line.stars, line.likes, line.views, line.shares) == (1.0, 3, 70, None)
    assert (line.answered, line.reply_at) == ("yes", micros(NOW - DAY / 2))
    assert (line.language, line.severity, line.mood) == ("pl", 2, -0.6)
    assert (line.label, line.intent, line.topics) == ("negative", "complaint", "|delivery|refund|")
    assert line.asks
    assert line.leaving
    assert not any((line.backfill, line.undated, line.erased, line.copy))
    assert line.status == "new"


def test_the_period_and_what_is_narrowed(store):
    save(store, "old", published_at=NOW - 61 * DAY)
    save(store, "now", published_at=NOW)
    save(store, "in", published_at=NOW - 60 * DAY)
    save(store, "there", place="Old Town")
    save(store, "mail", source="mail")
    assert len(between(store).lines) == 3
    assert len(between(store, place="Harbour").lines) == 2
    assert len(between(store, source="mail").lines) == 1
    assert len(between(store, source="mail", place="Old Town").lines) == 0


def test_the_same_mention_seen_twice_is_a_copy_unless_it_stands_alone(store):
    save(store, "first", text=LONG)
    save(store, "second", text=LONG, source="mail", published_at=NOW - DAY / 2)
    assert [bool(line.copy) for line in between(store).lines] == [False, True]
    assert [bool(line.copy) for line in between(store, source="mail").lines] == [False]


def test_the_first_of_several_answers(store):
    number = save(store, "a")
    for hours in (5, 2, 9):
        at = NOW - DAY + timedelta(hours=hours)
        decide(store, number, now=at, who=f"who{hours}", rows=[lambda c: reply_row(c, number, "x")])
    assert between(store).answers == {
        number: Answer(micros(NOW - DAY + timedelta(hours=2)), "who2")
    }


def test_the_last_closing(store):
    number = save(store, "a")
    decide(store, number, status="closed", now=NOW - DAY / 2)
    decide(store, number, status="seen", now=NOW - DAY / 3)
    assert between(store).closings == {number: Closing(micros(NOW - DAY / 2), "ana")}
    decide(store, number, status="closed", who="bo", now=NOW - DAY / 4)
    assert between(store).closings == {number: Closing(micros(NOW - DAY / 4), "bo")}


def test_earlier_stars(store):
    number = save(store, "a", rating=Rating(1), now=NOW - DAY)
    save(store, "a", rating=Rating(2), now=NOW - DAY / 2)
    save(store, "a", rating=Rating(5), now=NOW)
    found = between(store)
    assert found.lines[0].stars == 5
    assert found.edits == {number: (Edit(micros(NOW - DAY / 2), 1.0), Edit(micros(NOW), 2.0))}


def test_remedies_and_promises(store):
    number, other = save(store, "a"), save(store, "b", source="mail", place="Old Town")
    made = Made("I will ring you.", "ana", NOW + DAY)
    for each in (number, other):
        decide(
            store,
            each,
            now=NOW - DAY / 2,
            rows=[
                lambda c, each=each: remedy_row(c, each, "cake", 12.5, granted=True),
                lambda c, each=each: promise_row(c, each, made),
            ],
        )
    found = between(store)
    assert found.grants[0] == Grant(number, micros(NOW - DAY / 2), "cake", 12.5, 1)
    assert [each.number for each in found.promises] == [1, 2]
    assert len(between(store, place="Harbour").promises) == 1
    assert len(between(store, source="mail").promises) == 1
    assert len(between(store, source="mail").grants) == 1


def test_settled_promises_of_long_ago_are_left_out(store):
    number = save(store, "a")
    made = Made("I will ring you.", "ana", NOW - 70 * DAY)
    decide(store, number, rows=[lambda c: promise_row(c, number, made)])
    assert len(between(store).promises) == 1  # open, and late for long
    settled = Row("promises", {"number": 1}, {"kept_at": micros(NOW)})
    decide(store, number, rows=[lambda _: settled])
    assert between(store).promises == ()


def test_since_when_a_source_is_known(store):
    save(store, "a", published_at=NOW - 300 * DAY)
    save(store, "b", published_at=NOW - DAY)
    save(store, "c", source="mail", published_at=None)  # no believable date
    assert between(store).first_at == {"google": micros(NOW - 300 * DAY)}


def test_words_of_what_is_quoted(store):
    number = save(store, "a", rating=Rating(4), title="Cake", url="https://example.org/1")
    found = store.figures.wrote([number, 999])
    assert list(found) == [number]
    wrote = found[number]
    assert (wrote.text, wrote.title, wrote.language) == ("Something about a", "Cake", "pl")
    assert (wrote.author, wrote.at, wrote.stars) == ("Kate", NOW - DAY, 4.0)


@pytest.mark.parametrize(
    ("given", "delicate"),
    [
        ({}, False),
        ({"severity": 4}, True),
        ({"cues": (Cue("allergy", "hives"),)}, True),
        ({"cues": (Cue("double_charge", "twice"),)}, False),
    ],
)
def test_words_that_may_tell_of_health_are_marked(store, given, delicate):
    number = save(store, "a")
    store.put_assessments([(number, 1, Assessment(scorer="s2", **given))])
    assert store.figures.wrote([number])[number].delicate is delicate


def test_what_was_erased_counts_and_says_nothing(store):
    number = save(store, "a", now=NOW - 10 * DAY, published_at=NOW - 11 * DAY)
    store.expire("google", 5, NOW)
    (line,) = between(store).lines
    assert line.erased
    assert (line.intent, line.topics, line.person) == (None, None, None)
    assert store.figures.wrote([number]) == {}


def test_an_empty_store_has_empty_figures(store):
    found = between(store)
    assert (found.lines, found.answers, found.first_at) == ((), {}, {})
