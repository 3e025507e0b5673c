"""What is said of an answer that is not what was asked for."""

from __future__ import annotations

import pytest

from amends.errors import BadAnswer
from amends.http import Response, Validators
from amends.models import Mention
from amends.sources.answers import all_pages, listed, read_each, read_json


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!doctype html><title>Sign in</title>", "Shop answered with a web page instead of data"),
        (b"\xef\xbb\xbf\n <html>", "Shop answered with a web page instead of data"),
        (b'{"reviews": [', "Shop: not JSON: line 1, column 14"),
    ],
)
def test_a_web_page_is_called_one(body, said):
    response = Response(200, "https://shop.example", None, {}, body, Validators())
    with pytest.raises(BadAnswer) as caught:
        read_json(response, "Shop")
    assert caught.value.message == said


def numbered(item):
    return Mention(external_id=item) if item else None


def test_what_cannot_be_read_is_told_by_its_number():
    mentions, skipped = read_each(["a", "", "b", ""], numbered, "review", "it has no stars")
    assert [each.external_id for each in mentions] == ["a", "b"]
    told = [(each.where, each.why) for each in skipped]
    assert told == [("review 2", "it has no stars"), ("review 4", "it has no stars")]


def test_only_objects_stand_in_a_list():
    assert listed({"reviews": [{"id": 1}, None, 7]}, "reviews", "Steam") == [{"id": 1}]


@pytest.mark.parametrize("value", [None, {}, "x", 7])
def test_an_answer_without_its_list_is_a_bad_one(value):
    with pytest.raises(BadAnswer, match="Steam: the answer has no list of reviews"):
        listed({"reviews": value}, "reviews", "Steam")


def test_all_pages_are_followed_to_the_last():
    pages = {None: ([{"n": 1}], "b"), "b": ([], "c"), "c": ([{"n": 2}], None)}
    assert list(all_pages(pages.__getitem__, "Meta")) == [{"n": 1}, {"n": 2}]


def test_pages_that_go_round_in_a_circle_are_a_bad_answer():
    with pytest.raises(BadAnswer, match="circle"):
        list(all_pages(lambda _: ([], "b"), "Meta"))
