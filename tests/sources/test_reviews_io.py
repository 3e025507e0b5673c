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
from amends.sources.reviews_io import ReviewsIo, parse
from fakes import NOW
from fakes.odd import odd_json
from fakes.reading import by_id
from fakes.reviews_io import Fake

DATA = Path(__file__).parent.parent / "data" / "reviews_io"


def run(context, platform, bookmark=None, **options):
    return list(ReviewsIo(**{"store": "lipa-coffee", **options}).fetch(context(platform), bookmark))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), "lipa-coffee", case.stem, NOW)))


def test_a_nested_page_of_reviews_is_read_too():
    review = {"product_review_id": 9, "review": "Leaks."}
    for answer in ({"reviews": {"data": [review]}}, {"reviews": [review]}, {"timeline": [review]}):
        ((mention,), _) = parse(answer, "s", "products", NOW)
        assert (mention.external_id, mention.text) == ("product-9", "Leaks.")


@pytest.mark.parametrize("base", [0, 1])
def test_nothing_is_lost_whichever_number_the_first_page_has(base, context):
    platform = Fake(items=9)
    platform.BASE = base
    batches = run(context, platform)
    assert by_id(batches).keys() == platform.ids
    assert not batches[-1].more


@pytest.mark.parametrize("base", [0, 1])
def test_the_second_run_goes_down_to_two_weeks_before_the_first(base, context):
    platform = Fake(items=12)
    platform.BASE = base
    for item in platform.items[:7]:
        item["at"] -= timedelta(days=20)
    bookmark = run(context, platform, products=False)[-1].bookmark
    platform.requests.clear()
    platform.add(1)
    platform.reply(platform.items[8], "Sorry.")
    found = by_id(run(context, platform, bookmark, products=False))
    assert found.keys() >= {platform.id_of(item) for item in platform.items[7:]}
    assert found[platform.id_of(platform.items[8])].answered == "yes"
    assert platform.id_of(platform.items[0]) not in found


def test_products_can_be_left_out(context):
    platform = Fake()
    found = by_id(run(context, platform, products=False))
    assert found.keys() == {"601", "603"}
    assert {request.url.path for request in platform.requests} == {"/merchant/reviews"}


def test_a_company_and_a_product_may_have_reviews_of_one_number(context):
    review = {"id": 5, "rating": 1}
    answers = {"/merchant/reviews": {"reviews": [review]}, "/timeline/data": {"timeline": [review]}}
    platform = lambda request: httpx.Response(200, json=answers[request.url.path])  # noqa: E731
    assert by_id(run(context, platform)).keys() == {"5", "product-5"}


def test_a_time_line_with_pages_of_company_reviews_is_read_to_its_end(context):
    platform = Fake(items=6)  # the product's is the second oldest

    def ignores_the_type(request):
        return platform(httpx.Request("GET", request.url.copy_remove_param("type")))

    assert by_id(run(context, ignores_the_type)).keys() == platform.ids


def test_an_unknown_store_is_a_mistake_in_the_options(context):
    with pytest.raises(BadRequest, match="no store someone") as told:
        run(context, Fake(), store="someone")
    assert "/store/" in told.value.hint


def test_a_refusal_with_status_200_is_not_an_empty_list(context):
    with pytest.raises(BadAnswer, match="no list of reviews"):
        run(context, lambda _: httpx.Response(200, json={"success": False, "message": "no"}))


def test_the_probe_tells_how_many_there_are(context):
    told = ReviewsIo(store="lipa-coffee").probe(context(Fake()))
    assert told == "store lipa-coffee: 2 reviews, 2.0 on average"


def test_options_are_checked():
    for text in ("lipa-coffee", "https://www.reviews.io/company-reviews/store/lipa-coffee",
                 "reviews.co.uk/company-reviews/store/lipa-coffee/?page=2"):  # fmt: skip
        assert ReviewsIo(store=text).store == "lipa-coffee"
    assert ReviewsIo(store="www.lipa.example").store == "www.lipa.example"
    for wrong in ("", "two words", "https://www.reviews.io/"):
        with pytest.raises(ValidationError):
            ReviewsIo(store=wrong)


@given(
    st.dictionaries(st.sampled_from(["reviews", "timeline"]), odd_json() | st.lists(
        st.dictionaries(st.sampled_from(
            ["id", "_id", "_source", "rating", "comments", "reviewer", "author", "replies",
             "product", "date_created", "sku"]), odd_json()))),
    st.sampled_from(["company", "products"]),
)  # fmt: skip
def test_any_answer_gives_mentions(answer, about):
    for mention in parse(answer, "s", about, NOW)[0]:
        assert mention.external_id
        assert mention.rating is None or 1 <= mention.rating.value <= 5
