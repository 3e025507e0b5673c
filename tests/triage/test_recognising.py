"""Whether a review in the window is found among our own, and never another one's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.models import Author, Case, Mention, OwnerReply, Rating
from amends.models.assessment import Assessment, Language
from amends.models.handling import Handling
from amends.triage.recognising import NEAR, recognised, seen_as
from amends.triage.window import look

AT = datetime(2026, 11, 10, 9, 30, 12, tzinfo=UTC)
WORDS = "Тортата дойде с два часа закъснение и никой не вдигна телефона."
SEEN = Mention(
    text=WORDS, author=Author(name="Kate"), published_at=AT, rating=Rating(2), language="bg"
)
OTHER = Mention(
    text="Върнах се и този път ме обслужиха любезно и бързо.",
    author=Author(name="Olga"),
    published_at=AT - timedelta(days=90),
    rating=Rating(5),
)


def is_same(seen=SEEN, **changes):
    return recognised(seen, [case(replace(seen, **changes))]) is not None


def case(mention, short_id="bcdf", code="bg"):
    return Case(short_id, mention, assessment=Assessment(language=Language(code, 0.9)))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rating": Rating(1), "published_at": AT - timedelta(days=200)},  # an old one, edited
        {"author": Author(name="kate "), "text": WORDS.upper()},
        {"author": Author(), "text": "", "published_at": AT + timedelta(seconds=1)},  # words gone
        {"author": Author(name="Kate S.")},  # renamed
        {"text": "", "published_at": AT - timedelta(hours=20)},
        {"text": "Nobody picked up.", "extra": {"translation": WORDS}, "rating": Rating(1)},
        {"rating": Rating(4, 10), "text": "", "published_at": AT + timedelta(hours=2)},
    ],
)
def test_what_agrees_is_the_same(changes):
    assert is_same(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"author": Author(name="Olga"), "published_at": AT - timedelta(days=9)},  # copied words
        {
            "author": Author(name="Olga"),
            "text": OTHER.text,
            "published_at": AT + timedelta(hours=1),
        },
        {"text": "", "published_at": AT - NEAR - timedelta(hours=1)},
        {"text": "", "rating": Rating(5), "published_at": AT - timedelta(hours=1)},
        {"text": "", "rating": None, "published_at": AT - timedelta(hours=1)},
        {"text": "", "published_at": AT - timedelta(hours=1), "date_uncertain": True},
        {"text": "", "author": Author(), "rating": Rating(5)},  # two in one second
        {"text": OTHER.text, "published_at": AT - timedelta(hours=5)},  # her second one that day
        {"text": OTHER.text, "published_at": None, "rating": Rating(2)},
    ],
)
def test_what_does_not_is_another(changes):
    assert not is_same(**changes)


def test_few_words_and_a_common_name_prove_nothing():
    short = replace(SEEN, text="Great!", rating=Rating(5))
    assert not is_same(short, published_at=AT - timedelta(days=60))
    assert is_same(short, published_at=AT - timedelta(hours=5))
    nobody = replace(short, author=Author(name="A Google user"))
    assert not is_same(nobody, published_at=AT - timedelta(hours=5))


def test_a_translation_is_no_other_text():
    """Where the map gives only its translation, the name, the day and the stars must do."""
    translated = replace(SEEN, text="The cake came two hours late, nobody answered", language="en")
    stored = replace(SEEN, published_at=AT - timedelta(hours=1))
    assert recognised(translated, [case(stored, code="bg")])
    assert not recognised(translated, [case(replace(stored, text=OTHER.text), code="en")])


def test_the_likest_is_taken_and_then_the_answered():
    near = replace(SEEN, text="", published_at=AT - timedelta(hours=3))
    copy = replace(SEEN, answered="yes")
    cases = [case(near, "near"), case(copy, "copy"), case(SEEN, "zzzz"), case(OTHER, "none")]
    assert recognised(SEEN, cases).id == "copy"
    assert recognised(SEEN, cases[:1]).id == "near"
    assert recognised(SEEN, []) is None


REPLIED = Handling(replied_at=AT)
REFUSED = OwnerReply("Dear Kate", state="rejected")


@pytest.mark.parametrize(
    ("mention", "more", "told"),
    [
        ({"answered": "yes"}, {"answered": True}, ("yes", None)),
        ({"answered": "yes"}, {"answered": False}, ("yes", "edited")),
        ({"answered": "no"}, {}, ("no", None)),
        ({"answered": "no", "reply": REFUSED}, {"handling": REPLIED}, ("no", "rejected")),
        ({"answered": "no"}, {"handling": REPLIED}, ("no", "unseen")),
        ({}, {"handling": REPLIED, "answered": True}, ("yes", "recorded")),
        ({}, {}, ("unknown", "untold")),
    ],
)
def test_the_answer_is_what_a_stranger_can_read(mention, more, told):
    found = seen_as(SEEN, Case("bcdf", replace(SEEN, **mention), **more), AT)
    assert (found.answered, found.note) == told
    assert (found.id, found.as_of, found.low) == ("bcdf", AT, True)


def test_candidates_come_from_that_platform_and_place(office):
    def arrive(name, **changes):
        return office.arrive(name, WORDS, author="Kate", published_at=AT, **changes)

    ours = arrive("1", source_type="google_business")
    named = arrive("2", source="google", source_type="file")
    arrive("3", source="blog", source_type="feed")
    arrive("4", source_type="google_business", place="Harbour")
    nowhere = arrive("5", source_type="google_business", place=None)
    seen = replace(SEEN, place="Old Town", published_at=None, text="")
    with office.open() as business:
        store = business.store
        for each in (seen, replace(SEEN, place="Old Town"), replace(SEEN, author=Author())):
            found = store.lookalikes.of(each, {"google", "google_business"}, NEAR)
            ids = set(store.ids(found))
            assert {ours, named, nowhere} <= ids
            assert len(ids) == (3 if each.place else 4)
        assert store.lookalikes.of(OTHER, {"google", "google_business"}, NEAR) == []


def test_a_crowd_of_namesakes_hides_nobody(office, monkeypatch):
    from amends.store import lookalikes

    monkeypatch.setattr(lookalikes, "MOST", 3)
    same = {"source_type": "google_business", "author": "Kate"}
    hers = office.arrive("1", WORDS, published_at=AT - timedelta(days=300), **same)
    nameless = office.arrive("2", "?", published_at=AT, source_type="google_business", author=None)
    for number in range(5):
        at = AT + timedelta(hours=1 + number)
        office.arrive(f"n{number}", f"Great {number}!", published_at=at, **same)
    with office.open() as business:
        found = business.store.lookalikes.of(SEEN, {"google_business"}, NEAR)
        first, *others = business.store.ids(found)
    assert first == hers, "the name and the words"
    assert nameless in others, "the very moment"
    assert len(others) == 2


def test_a_source_that_hangs_is_given_up_and_what_it_showed_is_told(office, monkeypatch):
    from threading import Event

    from amends.models.window import Storefront
    from amends.sources import Named, Source
    from amends.triage import window
    from amends.triage.business import Business
    from amends.triage.progress import Progress

    ended = Event()

    class Hanging(Source):
        EXAMPLE = ""
        type: str = "hanging"

        def storefronts(self, _ctx):
            yield Storefront("1", ours=True, reviews=(SEEN,) * 7)
            ended.wait(5)

    class Broken(Source):
        EXAMPLE = ""
        type: str = "broken"

        def storefronts(self, _ctx):
            raise KeyError("secret words")

    made = [
        Named("slow", Hanging(max_seconds=1)),
        Named("bad", Broken(max_seconds=1)),
        Named("off", Broken(enabled=False)),
    ]
    monkeypatch.setattr(Business, "sources", property(lambda _: made))
    monkeypatch.setattr(window, "GRACE", -0.9)
    told = []
    progress = Progress(lambda state: told.append((state.name, state.run is not None)))
    found = office.do(look, None, progress)
    ended.set()
    assert told == [("slow", False), ("bad", False), ("slow", True), ("bad", True)]
    assert [(front.source, len(front.seen)) for front in found.fronts] == [("slow", 5)]
    slow, bad = found.failed
    assert (slow.name, slow.outcome) == ("slow", "failed")
    assert "did not answer within 1 seconds" in slow.error
    assert "secret" not in f"{bad.error}{bad.hint}"
    assert "KeyError" in bad.error
