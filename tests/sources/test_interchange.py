from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from amends.errors import InputError
from amends.models import Author, Item, Mention, OwnerReply, Rating, Reach
from amends.sources.interchange import mention_from_json, mention_schema
from fakes.odd import odd_json

WHOLE = {
    "id": "k7f2",
    "source": "google",
    "source_type": "google_business",
    "external_id": "e-1",
    "kind": "review",
    "url": "https://example.org/1",
    "place": "oborishte",
    "author": {"id": None, "name": "Kasia", "handle": "@k", "followers": "12"},
    "published_at": "2026-11-20T09:30:00Z",
    "updated_at": None,
    "thread_id": None,
    "parent_id": None,
    "item": {"id": 7, "name": "Tort"},
    "rating": {"value": 1, "max": 5},
    "title": None,
    "text": "Zgnieciony",
    "language": "pl-PL",
    "reach": {"likes": 3, "shares": None, "replies": None, "views": None},
    "answered": "no",
    "reply": {
        "text": "Przepraszamy",
        "published_at": "2026-11-20T12:00:00",
        "state": "rejected",
        "reason": "names a person",
    },
    "author_previous_unanswered": 2,
}
ASSESSED = {
    "language": {"code": "pl", "confidence": 0.98},
    "sentiment": {"label": "negative"},
    "intent": "praise",
    "topics": ["delivery"],
    "severity": {"level": 3},
    "signals": [],
    "flags": ["date_uncertain"],
    "doubts": [],
    "engine": "full",
    "priority": {"score": 84.0},
    "playbook": "thank",
    "handling": {"status": "closed"},
    "extra": {"injected": True},
}
MINUS = {"text": "x", "author_previous_unanswered": -1}


def test_every_key_of_the_format_is_read():
    assert mention_from_json(WHOLE) == Mention(
        text="Zgnieciony",
        external_id="e-1",
        source="google",
        source_type="google_business",
        url="https://example.org/1",
        place="oborishte",
        author=Author(name="Kasia", handle="@k", followers=12),
        published_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        item=Item("7", "Tort"),
        rating=Rating(1, 5),
        language="pl",
        reach=Reach(likes=3),
        answered="no",
        reply=OwnerReply(
            "Przepraszamy",
            datetime(2026, 11, 20, 12, tzinfo=UTC),
            "rejected",
            "names a person",
        ),
        author_previous_unanswered=2,
    )


@pytest.mark.parametrize(
    ("state", "answered"), [("approved", "yes"), ("pending", "no"), ("rejected", "no")]
)
def test_only_a_reply_that_can_be_read_is_an_answer(state, answered):
    said = {"text": "x", "answered": "unknown", "reply": {"text": "Sorry", "state": state}}
    assert mention_from_json(said).answered == answered


def test_results_of_an_earlier_run_are_not_believed():
    bare = {key: value for key, value in WHOLE.items() if key not in {"id", "language"}}
    assert mention_from_json({**bare, **ASSESSED}) == mention_from_json(bare)


def test_unknown_keys_are_kept_also_those_inside():
    read = mention_from_json({"text": "x", "order": [1], "author": {"name": "A", "city": "Sofia"}})
    assert read.extra == {"order": [1], "author": {"city": "Sofia"}}


@pytest.mark.parametrize(
    ("record", "stars"),
    [({"rating": 4}, 4), ({"rating": "4,5"}, 4.5), ({"rating": {"value": "7", "max": 10}}, 3.5)],
)
def test_a_rating_alone_is_enough(record, stars):
    assert mention_from_json(record).rating.stars == stars


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ([], "a list is not an object with the keys of a mention"),
        ({}, "neither text nor rating: one of them is needed"),
        ({"text": " \n", "title": "t"}, "neither text nor rating: one of them is needed"),
        ({"rating": 7}, 'rating: 7 is more than 5 stars, write {"value": 7, "max": 10}'),
        ({"rating": 85}, 'rating: 85 is more than 5 stars, write {"value": 85, "max": 100}'),
        ({"rating": True}, "rating: True is not a number"),
        ({"rating": float("nan")}, "rating: nan is not a number from 0 up"),
        ({"rating": -1}, "rating: -1 is not a number from 0 up"),
        ({"rating": 10**400}, "rating: a huge number is not a number from 0 up"),
        ({"rating": {"value": 7}}, "rating: 7 is more than the best possible, 5"),
        ({"rating": {"max": 5}}, "rating.value: is missing"),
        ({"text": 5}, "text: 5 will not do, input should be a valid string"),
        ({"text": "x", "author": 5}, "author: 5 is not an object"),
        ({"text": "x", "reach": {"likes": -1}}, "reach.likes: -1 is not a number from 0 up"),
        ({"text": "x", "reach": {"likes": 1.5}}, "reach.likes: 1.5 is not a count"),
        ({"text": "x", "reach": {"likes": False}}, "reach.likes: False is not a number"),
        (
            {"text": "x", "published_at": "yester\nday"},
            r"published_at: 'yester\nday' is not a time, write it like 2026-11-20T09:30:00Z",
        ),
        (
            {"text": "x", "reply": {"published_at": 1}},
            "reply.published_at: 1 is not a time, write it like 2026-11-20T09:30:00Z",
        ),
        (
            {"text": "x", "answered": "maybe"},
            "answered: 'maybe' will not do, input should be 'yes', 'no' or 'unknown'",
        ),
    ],
)
def test_nonsense_is_told_on_one_line_with_its_key(record, message):
    with pytest.raises(InputError) as caught:
        mention_from_json(record)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("record", "source_type"),
    [
        ({"source": "hackernews"}, "hackernews"),
        ({"source": "our café"}, "file"),
        ({}, "file"),
        ({"source": "hackernews", "source_type": "forum"}, "forum"),
    ],
)
def test_the_source_names_the_type_where_it_is_one(record, source_type):
    assert mention_from_json({"text": "x", **record}).source_type == source_type


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-20T09:30:00+02:00", "2026-11-20T07:30:00+00:00"),
        ("2026-11-20 09:30", "2026-11-20T09:30:00+00:00"),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20T09:30:00.123456789Z", "2026-11-20T09:30:00.123456+00:00"),
    ],
)
def test_times_become_utc(written, utc):
    read = mention_from_json({"text": "x", "published_at": written})
    assert read.published_at.isoformat() == utc


def test_strings_are_capped_and_made_storable():
    read = mention_from_json({"text": "\ud83d" + "a" * 1_000_001, "note": "\udfff"})
    assert read.text == "\ufffd" + "a" * 999_999
    assert read.extra == {"note": "\ufffd"}


def test_extra_is_json_that_every_writer_accepts():
    deep: list = []
    for _ in range(900):
        deep = [deep]
    read = mention_from_json({"text": "x", "deep": deep, "much": float("inf")})
    json.dumps(read.extra, allow_nan=False)
    assert read.extra["much"] is None


def test_a_link_that_runs_code_is_dropped():
    assert mention_from_json({"text": "x", "url": " JavaScript:alert(1)"}).url is None


@pytest.mark.parametrize(
    ("reply", "answered"), [(None, "unknown"), ({}, "unknown"), ("Sorry", "yes")]
)
def test_a_reply_that_is_there_means_answered(reply, answered):
    assert mention_from_json({"text": "x", "reply": reply}).answered == answered


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)) | st.text(), odd_json(), max_size=6))
def test_anything_is_either_read_or_told_on_one_line(record):
    told, read = "", None
    try:
        read = mention_from_json(record)
    except InputError as error:
        told = error.message
    assert len(told.splitlines()) == (0 if read else 1)
    json.dumps(read.extra if read else None, allow_nan=False)


def test_the_schema_is_valid_and_says_what_the_code_does():
    Draft202012Validator.check_schema(mention_schema())
    schema = Draft202012Validator(mention_schema())
    proper = {**WHOLE, "author": {"name": "Kasia", "followers": 12}, "item": {"id": "7"}}
    for good in (proper, {**proper, **ASSESSED}, {"text": "x"}, {"rating": 4}, {"rating": 4.5}):
        assert list(schema.iter_errors(good)) == []
        mention_from_json(good)
    for bad in ({}, {"rating": 7}, {"text": "x", "kind": "rant"}, {"text": "x", "reach": 5}, MINUS):
        assert not schema.is_valid(bad)
        with pytest.raises(InputError):
            mention_from_json(bad)
    assert mention_schema() is mention_schema()
