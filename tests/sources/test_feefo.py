from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.errors import BadAnswer, BadRequest
from amends.sources.feefo import Feefo, parse
from amends.sources.values import objects
from fakes import NOW
from fakes.feefo import Fake
from fakes.odd import odd_json
from fakes.reading import by_id

DATA = Path(__file__).parent.parent / "data" / "feefo"


def run(context, platform, bookmark=None, **options):
    return list(Feefo(**{"merchant": "lipa-coffee", **options}).fetch(context(platform), bookmark))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    rows = objects(json.loads(case.read_bytes())["reviews"])
    expected(case, told(*parse(rows, NOW)))


def test_what_is_older_than_a_year_is_read_too(context):
    platform = Fake(items=3)
    platform.items[0]["at"] -= timedelta(days=900)
    platform.items[0]["changed"] -= timedelta(days=900)
    assert by_id(run(context, platform)).keys() == platform.ids


def test_an_old_review_that_was_edited_or_answered_comes_first(context):
    platform = Fake(items=6)
    bookmark = run(context, platform)[-1].bookmark
    platform.edit(platform.items[1])
    platform.items[1]["changed"] = NOW - timedelta(minutes=9)
    platform.requests.clear()
    found = by_id(run(context, platform, bookmark))
    assert "EDITED" in found[platform.id_of(platform.items[1])].text
    assert len(platform.requests) == 1


def test_what_the_customer_adds_belongs_to_the_text_and_the_answer_is_ours(context):
    platform = Fake(items=1)
    platform.reply(platform.items[0], "We are sorry.")
    platform.items[0]["thread"].append({"author": "consumer", "text": "Still waiting."})
    (mention,) = by_id(run(context, platform)).values()
    assert mention.text == "Too slow.\n\nStill waiting."
    assert (mention.answered, mention.reply.text) == ("yes", "We are sorry.")


@pytest.mark.parametrize(
    ("author", "ours", "said"),
    [
        ("merchant", True, "yes"),
        ("Lipa Coffee", True, "yes"),
        ({"type": "MERCHANT", "name": "Anna"}, True, "yes"),
        ("Guest 1", False, "no"),
        ({"type": "consumer"}, False, "no"),
        (None, False, "unknown"),
        ("", False, "unknown"),
        ("Anna", False, "unknown"),
        ({"id": 7}, False, "unknown"),
    ],
)
def test_only_what_names_the_merchant_is_ours(context, author, ours, said):
    platform = Fake(items=1)
    platform.items[0]["thread"].append({"author": author, "text": "Two more weeks."})
    (mention,) = by_id(run(context, platform)).values()
    assert (mention.reply is not None, mention.answered) == (ours, said)
    assert ("Two more weeks." in mention.text) is not ours


def test_a_thread_that_cannot_be_read_leaves_it_unknown():
    for thread, answered in (({}, "no"), ({"thread": []}, "no"), ({"thread": 7}, "unknown")):
        ((mention,), _) = parse([{"service": {"id": "1"} | thread}], NOW)
        assert mention.answered == answered


@pytest.mark.parametrize("value", ["2016-05-11T21:57:03.439Z", 1463003823439, 1463003823439.0])
def test_times_are_text_or_milliseconds(value):
    ((mention,), _) = parse([{"service": {"id": "1", "created_at": value}}], NOW)
    assert mention.published_at.isoformat()[:19] == "2016-05-11T21:57:03"


def test_a_server_that_does_not_count_pages_is_left(context):
    platform = Fake(items=2)

    def always_the_same(request):
        answer = json.loads(platform(request).content)
        del answer["summary"]
        return httpx.Response(200, json=answer)

    platform.PAGE = 10

    def first_page_for_ever(request):
        return always_the_same(httpx.Request("GET", request.url.copy_set_param("page", "1")))

    assert by_id(run(context, first_page_for_ever)).keys() == platform.ids
    assert len(platform.requests) == 2


def test_an_unknown_merchant_is_a_mistake_in_the_options(context):
    with pytest.raises(BadRequest, match="no merchant someone") as told:
        run(context, Fake(), merchant="someone")
    assert "/reviews/" in told.value.hint


def test_a_refusal_with_status_200_is_not_an_empty_list(context):
    with pytest.raises(BadAnswer, match="no list of reviews"):
        run(context, lambda _: httpx.Response(200, json={"success": False, "message": "no"}))


def test_the_probe_tells_how_many_there_are(context):
    assert Feefo(merchant="lipa-coffee").probe(context(Fake())) == "merchant lipa-coffee: 3 reviews"


def test_options_are_checked():
    for text in ("lipa-coffee", "https://www.feefo.com/en-GB/reviews/lipa-coffee?x=1",
                 "feefo.com/reviews/lipa-coffee/"):  # fmt: skip
        assert Feefo(merchant=text).merchant == "lipa-coffee"
    for wrong in ("", "two words", "https://www.feefo.com/"):
        with pytest.raises(ValidationError):
            Feefo(merchant=wrong)


@given(st.lists(st.fixed_dictionaries({}, optional={
    "url": odd_json(), "customer": odd_json(), "last_updated_date": odd_json(),
    "service": odd_json() | st.fixed_dictionaries({"id": odd_json(), "thread": odd_json()}),
    "products": st.lists(st.fixed_dictionaries({"id": odd_json(), "rating": odd_json()})),
})))  # fmt: skip
def test_any_rows_give_mentions(rows):
    for mention in parse(rows, NOW)[0]:
        assert mention.external_id
        assert mention.rating is None or mention.rating.value >= 1
