"""Conversations: who said what, in its order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from amends.models import Author, Batch, Handling, Mention, OwnerReply
from amends.store import Row

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
START = NOW - timedelta(days=2)
HOUR = timedelta(hours=1)


def said(external_id, hour=0, *, who="Ana", thread="t", **changes):
    return Mention(
        text=f"words of {external_id}",
        external_id=external_id,
        source="board",
        source_type="file",
        author=Author(name=who),
        published_at=START + hour * HOUR,
        thread_id=thread,
        **changes,
    )


def save(store, *mentions, own=()):
    batch = Batch(mentions=mentions, own=tuple(own))
    store.save("board", "file", "f1", batch, baseline=timedelta(days=30), now=NOW)


def record(store, number, text):
    case = store.cases([number])[0]
    with store.change(who="mira", now=NOW) as change:
        values = {"mention": number, "at": 0, "who": "mira", "text": text}
        row = Row("replies", {"number": change.next("replies")}, values)
        change.decide(number, Handling(version=case.handling.version), what="replied", rows=[row])


def read(store, number=1):
    return [
        (each.text.removeprefix("words of "), each.ours, each.who) for each in store.thread(number)
    ]


def letter(external_id, hour, answers=None, *, thread=None):
    """A mail that names only what it answers, as `In-Reply-To` alone does."""
    return said(external_id, hour, thread=thread or answers or external_id, parent_id=answers)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_a_letter_that_names_only_its_parent_joins_the_thread(store, order):
    ours = letter("r1", 1, "c1")
    pages = [
        {"mentions": [letter("c1", 0)]},
        {"own": [ours]},
        {"mentions": [letter("c2", 2, "r1")]},
        {"mentions": [letter("c3", 3, "c2")]},
    ]
    for number in (*order, *order):
        save(store, *pages[number].get("mentions", ()), own=pages[number].get("own", ()))
    found = [text for text, *_ in read(store)]
    assert found == ["c1", "r1", "c2", "c3"]


def test_letters_in_a_circle_stay_apart_or_not_but_end(store):
    save(store, letter("a", 0, "b"))
    save(store, letter("b", 1, "a"))
    assert {text for text, *_ in read(store)} == {"a", "b"}


def test_customers_and_we_in_their_order(store):
    save(
        store,
        said("c2", 3, who="Bo"),
        said("c1"),
        said("elsewhere", thread="x"),
        own=[said("r1", 1, parent_id="c1"), said("r2", 4)],
    )
    wanted = [
        ("c1", False, "Ana"),
        ("r1", True, None),
        ("c2", False, "Bo"),
        ("r2", True, None),
    ]
    assert read(store, 1) == read(store, 2) == wanted
    ids = [each.id for each in store.thread(1)]
    assert ids == [store.cases([2])[0].id, None, store.cases([1])[0].id, None]


def test_without_a_thread_it_is_what_it_answers_to_and_our_answers(store):
    save(store, said("c1", thread=None), own=[said("r1", 1, thread=None, parent_id="c1")])
    save(store, said("c2", 2, thread=None, parent_id="c1"), said("c3", thread=None))
    assert read(store, 2) == [("c1", False, "Ana"), ("r1", True, None), ("c2", False, "Ana")]


def test_what_the_source_shows_with_a_review(store):
    save(store, said("c1", thread=None, reply=OwnerReply("shown", START + HOUR)))
    assert read(store) == [("c1", False, "Ana"), ("shown", True, None)]


def test_a_refused_reply_was_never_said(store):
    save(store, said("c1", thread=None, reply=OwnerReply("shown", START, "rejected")))
    assert read(store) == [("c1", False, "Ana")]


def test_a_recorded_reply_is_there_once(store):
    save(store, said("c1", 0, thread=None))
    record(store, 1, "We are sorry!")
    assert read(store) == [("We are sorry!", True, "mira"), ("c1", False, "Ana")]
    ours = Mention(
        text="We are sorry",
        external_id="r",
        source="board",
        published_at=START + HOUR,
        parent_id="c1",
    )
    save(store, own=[ours])
    assert read(store) == [("c1", False, "Ana"), ("We are sorry", True, None)]


def test_the_same_thanks_to_two_people_are_two(store):
    thanks = [
        Mention("Thank you", external_id=f"r{n}", published_at=START + n * HOUR, parent_id=f"c{n}")
        for n in (2, 4)
    ]
    save(store, said("c2", 1), said("c4", 3), own=thanks)
    assert [each.ours for each in store.thread(1)] == [False, True, False, True]
