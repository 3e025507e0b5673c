"""What the same person wrote before, as the queue knows it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import count

import pytest

from amends.models import Assessment, Author, Batch, Mention, Rating, Sentiment
from amends.store import Filter
from amends.store.people import EARLIER_COMPLAINTS, EARLIER_PRAISE, LAST_WORDS_AT

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ANA = Author(id="ana")
COMPLAINT = Assessment(scorer="s", intent="complaint", severity=2, sentiment=Sentiment(score=-0.8))
PRAISE = Assessment(scorer="s", intent="praise", sentiment=Sentiment(score=0.9))
SPAM = Assessment(scorer="s", intent="spam", severity=3)
numbers = count()


def wrote(store, said, days_ago=0, **changes) -> int:
    """Save a mention with what a scorer says of it; return its number."""
    values = {
        "text": f"Words of their own number {next(numbers)}",
        "external_id": str(next(numbers)),
        "source": "google",
        "source_type": "google_business",
        "author": ANA,
        "published_at": NOW - days_ago * DAY,
    }
    batch = Batch((Mention(**(values | changes)),))
    [number] = store.save("google", "file", "f", batch, baseline=999 * DAY, now=NOW).new
    store.put_assessments([(number, 1, said)])
    return number


def history(store, number) -> tuple[int, int]:
    """Return the earlier complaints and praise of a case, which its figures repeat."""
    [case] = store.cases([number])
    figures = store.standing(number)
    found = case.earlier_complaints, case.earlier_praise
    assert found == (figures.earlier_complaints, figures.earlier_praise)
    return found


def test_a_complaint_counts_once_it_was_answered(store):
    wrote(store, COMPLAINT, 30, answered="yes")
    wrote(store, COMPLAINT, 20)
    number = wrote(store, COMPLAINT)
    assert history(store, number) == (1, 0)
    [case] = store.cases([number])
    assert case.previous_unanswered == 1


def test_praise_by_words_or_by_stars_that_they_do_not_contradict(store):
    wrote(store, PRAISE, 30)
    mild = Assessment(scorer="s", intent="question", sentiment=Sentiment(score=0.1))
    wrote(store, mild, 20, rating=Rating(4))
    wrote(store, mild, 19, rating=Rating(3))
    wrote(store, Assessment(scorer="s", sentiment=Sentiment(score=-0.2)), 18, rating=Rating(5))
    assert history(store, wrote(store, COMPLAINT)) == (0, 2)


@pytest.mark.parametrize(
    "others",
    [
        {"said": COMPLAINT, "answered": "yes", "author": Author(id="eva")},
        {"said": COMPLAINT, "answered": "yes", "author": Author()},
        {"said": COMPLAINT, "answered": "yes", "days_ago": -1},
        {"said": SPAM, "answered": "yes", "days_ago": 9},
        {"said": PRAISE, "source_type": "facebook", "days_ago": 9},
    ],
)
def test_what_others_wrote_or_who_comes_later_is_no_history(store, others):
    wrote(store, **others)
    assert history(store, wrote(store, COMPLAINT)) == (0, 0)


def test_nobody_has_no_history(store):
    wrote(store, PRAISE, 9, author=Author(name="A Google user"))
    number = wrote(store, COMPLAINT, 3, author=Author(name="A Google user"))
    assert history(store, number) == (0, 0)
    assert store.cases([number])[0].last_words_at == NOW - 3 * DAY


def test_the_last_words_are_the_latest_of_all(store):
    first = wrote(store, COMPLAINT, 40)
    wrote(store, PRAISE, 5)
    assert store.cases([first])[0].last_words_at == NOW - 5 * DAY


def test_an_edit_is_a_word_too(store):
    number = wrote(store, COMPLAINT, 40, external_id="edited")
    mention = store.cases([number])[0].mention
    again = Batch((Mention(**(vars_of(mention) | {"text": "Still no answer from you"})),))
    store.save("google", "file", "f", again, baseline=999 * DAY, now=NOW - DAY)
    assert store.cases([number])[0].last_words_at == NOW - DAY


def vars_of(mention) -> dict:
    return {name: getattr(mention, name) for name in mention.__slots__}


@pytest.mark.parametrize(
    ("expression", "index"),
    [
        (EARLIER_COMPLAINTS, "mentions_complaining"),
        (EARLIER_PRAISE, "mentions_praising"),
        (LAST_WORDS_AT, "mentions_by_person"),
    ],
)
def test_each_is_one_short_search(store, tmp_path, expression, index):
    wrote(store, COMPLAINT)
    with sqlite3.connect(tmp_path / "a.db") as raw:
        sql = f"EXPLAIN QUERY PLAN SELECT {expression} FROM mentions m WHERE m.number = 1"
        plan = [row[3] for row in raw.execute(sql)]
    assert any(line.startswith("SEARCH e USING") and index in line for line in plan), plan
    assert not any(line.startswith("SCAN") for line in plan), plan


def test_an_older_file_learns_the_same(store, tmp_path):
    expected = [
        wrote(store, said, number, rating=stars)
        for number, (said, stars) in enumerate(
            (said, stars)
            for said in (COMPLAINT, PRAISE, SPAM, Assessment(scorer="s", severity=2), Assessment())
            for stars in (None, Rating(5), Rating(2))
        )
    ]
    step = files("amends.store").joinpath("steps", "005_earlier_words.sql").read_text("utf-8")
    update = next(part for part in step.split(";\n\n") if part.startswith("UPDATE"))
    with sqlite3.connect(tmp_path / "a.db") as raw:
        noted = raw.execute("SELECT number, stance FROM mentions").fetchall()
        raw.execute("UPDATE mentions SET stance = 7")
        raw.execute(update)
        assert raw.execute("SELECT number, stance FROM mentions").fetchall() == noted
    assert len(noted) == len(expected)
    assert {stance for _, stance in noted} == {-1, 0, 1}


def test_old_complaints_are_released_before_other_old_ones(store):
    def old(said, days, **changes):
        batch = Batch(
            (
                Mention(
                    text=f"Old words number {days}",
                    external_id=f"old{days}",
                    source="google",
                    source_type="google_business",
                    published_at=NOW - days * DAY,
                    **changes,
                ),
            )
        )
        [number] = store.save("google", "file", "f", batch, baseline=30 * DAY, now=NOW).new
        store.put_assessments([(number, 1, said)])
        return number

    vague = Assessment(scorer="s", intent="vague_negative", severity=1)
    low, letter = old(vague, 40, rating=Rating(1)), old(COMPLAINT, 90)
    older, _answered = old(COMPLAINT, 200), old(COMPLAINT, 50, answered="yes")
    old(PRAISE, 35, rating=Rating(5))
    old(COMPLAINT, 500)
    rows = store.entry.waiting(low_stars=2, since=NOW - 365 * DAY, limit=9)
    assert [row.number for row in rows] == [letter, older, low]
    assert not store.standings(Filter())
