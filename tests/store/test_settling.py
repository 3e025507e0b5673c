"""An export is a copy of some day: it adds, and takes nothing back that is newer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models import Author, Batch, Item, Mention, OwnerReply, Rating, Reach
from amends.store import Store

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
BASELINE = timedelta(days=30)


def day(number: int) -> datetime:
    """A day of November 2026."""
    return datetime(2026, 11, number, tzinfo=UTC)


NEWER = Mention(
    text="They brought a new one.",
    title="Mended",
    external_id="r1",
    source="google",
    source_type="google_business",
    url="https://g.example/r1",
    place="Lipa",
    author=Author("a1", "Ana", "@ana"),
    published_at=day(18),
    updated_at=day(21),
    item=Item("l1", "Lipa, Sofia"),
    rating=Rating(5),
    language="en",
    reach=Reach(likes=3),
    reply=OwnerReply("Thank you!", day(21)),
    extra={"translation": "…"},
)
OLDER = replace(
    NEWER,
    text="Cold soup",
    title=None,
    updated_at=day(20),
    rating=Rating(1),
    reply=None,
    answered="no",
    reach=Reach(likes=1),
)
BARE = Mention(
    text=NEWER.text,
    external_id="r1",
    source="google",
    source_type="file",
    published_at=day(18),
    rating=Rating(5),
)


def fetched(store, mention, *, live=True, **batch):
    kept = Batch((mention,), **batch)
    return store.save("google", "google_business", "f", kept, baseline=BASELINE, now=NOW, live=live)


def imported(store, mention):
    return store.add("google", "google_business", (mention,), baseline=BASELINE, now=NOW)


def known(store):
    return store.cases([1])[0].mention


@pytest.mark.parametrize("read", [fetched, imported])
def test_an_older_export_replaces_nothing(store, read):
    read(store, NEWER)
    assert imported(store, OLDER).changed == []
    assert known(store) == replace(NEWER, answered="yes")
    assert store.events(1) == []


def test_nor_does_an_older_file_that_a_source_reads(store):
    fetched(store, NEWER, live=False)
    assert fetched(store, OLDER, live=False).changed == []
    assert known(store) == replace(NEWER, answered="yes")


def test_a_newer_export_does(store):
    imported(store, OLDER)
    assert imported(store, NEWER).changed == [1]
    assert known(store) == replace(NEWER, answered="yes")


def test_an_older_export_still_tells_what_was_not_known(store):
    imported(store, replace(NEWER, place=None, url=None, language=None, extra={}))
    imported(store, replace(OLDER, extra={"order": "7"}))
    found = known(store)
    assert (found.place, found.url, found.language) == ("Lipa", NEWER.url, "en")
    assert (found.text, found.extra) == (NEWER.text, {"order": "7"})


@pytest.mark.parametrize("live", [True, False])
def test_what_a_reading_has_no_word_for_stays_known(store, live):
    fetched(store, NEWER)
    without = replace(
        NEWER, place=None, url=None, item=Item(), language=None, updated_at=None, reach=Reach()
    )
    fetched(store, without, live=live)
    assert known(store) == replace(NEWER, answered="yes")


def test_an_import_without_columns_empties_nothing(store):
    fetched(store, NEWER)
    assert imported(store, BARE).changed == []
    assert known(store) == replace(NEWER, answered="yes")


def test_a_source_reads_over_an_import(store):
    imported(store, replace(BARE, place="Lipa", author=Author("a1")))
    without = replace(NEWER, place=None, title=None, author=Author(name="Ana"))
    assert fetched(store, without).changed == []
    found = known(store)
    assert (found.source_type, found.place) == ("google_business", "Lipa")
    assert found.author == Author(name="Ana")  # as all others that the source shows


def test_who_is_one_person_follows_from_what_is_known_of_the_author(store):
    fetched(store, NEWER)
    imported(store, replace(BARE, author=Author(name="Ana"), text="Other words"))
    later = replace(NEWER, external_id="r2", author=Author("a1"), reply=None, answered="no")
    fetched(store, later)
    assert store._database.rows("SELECT DISTINCT person FROM mentions") == [
        ("account:google_business:a1",)
    ]


def test_an_export_does_not_make_two_of_one_person(store):
    fetched(store, replace(NEWER, author=Author(name="Ana")))
    imported(store, replace(BARE, author=Author("digest of her address", "Ana")))
    assert known(store).author == Author(name="Ana")


def test_the_customer_may_take_back_title_rating_and_name(store):
    fetched(store, NEWER)
    taken = replace(NEWER, title=None, rating=None, author=Author(), updated_at=day(22))
    assert fetched(store, taken).changed == [1]
    assert (known(store).title, known(store).rating, known(store).author) == (None, None, Author())


def test_unless_the_source_says_that_nothing_was_changed(store):
    fetched(store, NEWER)
    assert fetched(store, replace(NEWER, title=None)).changed == []
    assert known(store).title == "Mended"


@pytest.mark.parametrize(
    ("changes", "replied"),
    [
        ({}, True),  # an export of the day before the answer has the same date of change
        ({"updated_at": None}, True),
        ({"updated_at": day(22)}, False),  # changed after the answer: it was written later
        ({"updated_at": None, "reply": OwnerReply("First words", day(20))}, True),
        ({"reply": OwnerReply("Thank you!", day(21), "pending")}, True),
    ],
)
def test_an_export_takes_an_answer_back_only_if_it_was_made_later(store, changes, replied):
    fetched(store, NEWER)
    imported(store, replace(NEWER, **{"reply": None, "answered": "no"} | changes))
    reply = known(store).reply
    assert (reply == NEWER.reply) == replied


def test_an_export_may_tell_of_a_newer_answer(store):
    fetched(store, NEWER)
    imported(store, replace(NEWER, reply=OwnerReply("Come again!", day(22))))
    assert known(store).reply == OwnerReply("Come again!", day(22))


def test_the_source_may_say_that_there_is_no_answer_any_more(store):
    fetched(store, NEWER)
    fetched(store, replace(NEWER, reply=None, answered="no"))
    assert (known(store).reply, known(store).answered) == (None, "no")


def test_that_there_is_an_answer_does_not_undo_its_words(store):
    fetched(store, NEWER)
    fetched(store, replace(NEWER, reply=None, answered="yes"))
    assert known(store).reply == NEWER.reply


def test_an_export_brings_nothing_back_that_is_gone(store):
    fetched(store, NEWER)
    fetched(store, replace(NEWER, external_id="r2"), gone_ids=("r1",))
    imported(store, OLDER)
    assert store.cases([1])[0].gone_at == NOW
    fetched(store, NEWER)
    assert store.cases([1])[0].gone_at is None


_WORDS = st.text("ab \n", max_size=5)
_STATES = st.sampled_from(["approved", "pending", "rejected"])
_AT = st.none() | st.builds(day, st.integers(1, 21))
_READINGS = st.builds(
    lambda **told: replace(NEWER, **told),
    text=_WORDS,
    title=st.none() | _WORDS,
    updated_at=_AT,
    rating=st.none() | st.builds(Rating, st.integers(1, 5)),
    answered=st.sampled_from(["yes", "no", "unknown"]),
    reply=st.none() | st.builds(OwnerReply, st.none() | _WORDS, _AT, _STATES),
    author=st.builds(Author, st.none() | st.just("a"), st.none() | st.just("Ana")),
)


@given(_READINGS, _READINGS)
@settings(max_examples=60, deadline=None)
def test_any_order_of_two_exports_ends_with_the_newer_words(tmp_path_factory, one, other):
    newer, older = replace(one, updated_at=day(22)), replace(other, updated_at=day(20))
    with Store(tmp_path_factory.mktemp("s") / "a.db", now=NOW) as store:
        imported(store, newer)
        before = known(store)
        imported(store, older)
        after = known(store)
    same = ("text", "title", "rating", "reply", "answered", "updated_at")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
