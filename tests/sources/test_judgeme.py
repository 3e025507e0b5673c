from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from amends.errors import AuthFailed, BadAnswer, BadRequest
from amends.sources.judgeme import JudgeMe, parse
from fakes import NOW, SECRET
from fakes.judgeme import SHOP, Fake
from fakes.reading import ids

DATA = Path(__file__).parent.parent / "data" / "judgeme"


def source(**options):
    given = {"type": "judgeme", "shop": SHOP, "token": "env:T", **options}
    return JudgeMe.model_validate(given)


def batches_of(shop, context, bookmark=None, secret=SECRET, **options):
    return list(source(**options).fetch(context(shop, secret=lambda _: secret), bookmark))


def reviews_of(case):
    return json.loads(case.read_text("utf-8"))["reviews"]


def test_reviews_as_they_are_documented(expected, told):
    case = DATA / "reviews.in"
    expected(case, told(*parse(reviews_of(case), SHOP, NOW)))


def test_addresses_and_phones_are_not_kept():
    assert "@" not in repr(parse(reviews_of(DATA / "reviews.in"), SHOP, NOW))


def test_the_token_is_in_no_address(context):
    shop = Fake()
    batches_of(shop, context)
    assert all(SECRET not in str(request.url) for request in shop.requests)


@pytest.mark.parametrize("state", [{"published": False}, {"hidden": True}])
def test_what_is_hidden_comes_unless_unwanted(state, context):
    shop = Fake(items=5)
    shop.items[3] |= state
    assert len(ids(batches_of(shop, context))) == 5
    assert ids(batches_of(shop, context, unpublished="false")) == ["3005", "3003", "3002", "3001"]


def test_a_page_of_nothing_but_hidden_ones_does_not_end_the_list(context):
    shop = Fake(items=6)
    for item in shop.items[2:4]:
        item["hidden"] = True
    assert ids(batches_of(shop, context, unpublished="false")) == ["3006", "3005", "3002", "3001"]


def test_spam_is_left_out(context):
    shop = Fake(items=2)
    shop.items[0]["curated"] = "spam"
    assert ids(batches_of(shop, context)) == ["3002"]


def test_a_server_that_does_not_tell_its_page_is_read_to_the_empty_page(context):
    shop = Fake(items=5)

    def silent(request):
        answer = json.loads(shop(request).content)
        del answer["per_page"]
        return httpx.Response(200, json=answer)

    assert len(ids(batches_of(silent, context))) == 5


def test_a_row_that_cannot_be_read_does_not_end_the_list(context):
    shop = Fake(items=6)

    def spoilt(request):
        answer = json.loads(shop(request).content)
        if answer["reviews"]:
            answer["reviews"][0] = None
        return httpx.Response(200, json=answer)

    assert ids(batches_of(spoilt, context)) == ["3005", "3003", "3001"]


def test_edits_are_looked_for_two_weeks_back(context):
    shop = Fake(items=8)
    for days, item in enumerate(reversed(shop.items)):
        item["created_at"] = shop.stamp(NOW - timedelta(days=4 * days))
    first = batches_of(shop, context)
    assert len(ids(first)) == 8
    again = ids(batches_of(shop, context, first[-1].bookmark))
    assert again == ["3008", "3007", "3006", "3005", "3004", "3003"]  # pages are taken whole


def test_nobody_knows_what_was_answered(context):
    [batch, *_] = batches_of(Fake(), context)
    assert {each.answered for each in batch.mentions} == {"unknown"}


@pytest.mark.parametrize("product", ["8812", "sofia-blend"])
def test_a_product_is_known_by_the_shops_own_number_or_name(product, context):
    shop = Fake()
    assert len(ids(batches_of(shop, context, product=product))) == 3
    assert shop.requests[-1].url.params["product_id"] == "5"


def test_a_product_that_is_not_there(context):
    with pytest.raises(BadRequest, match="no product 99") as caught:
        batches_of(Fake(), context, product="99")
    assert "Shopify" in caught.value.hint


def test_a_product_without_a_number(context):
    with pytest.raises(BadAnswer):
        batches_of(lambda _: httpx.Response(200, json={}), context, product="99")


def test_a_wrong_token_names_the_private_one(context):
    with pytest.raises(AuthFailed) as caught:
        batches_of(Fake(), context, secret="public")
    assert "private token" in caught.value.hint


def test_probe(context):
    lent = context(Fake(), secret=lambda _: SECRET)
    told = source().probe(lent)
    assert told.startswith(f"{SHOP}: the newest review is of 2026-11-21;")
    assert "no review yet" in source().probe(context(Fake(items=0), secret=lambda _: SECRET))


@pytest.mark.parametrize(
    "written",
    [SHOP, "lipa-coffee", "https://lipa-coffee.myshopify.com/admin/apps",
     "https://admin.shopify.com/store/lipa-coffee/products", " Lipa-Coffee.myshopify.com "],
)  # fmt: skip
def test_the_shop_is_understood(written):
    assert source(shop=written).shop == SHOP


@pytest.mark.parametrize("options", [{"shop": "lipa coffee"}, {"token": "abc"}, {"product": "a/b"}])
def test_options_are_checked(options):
    with pytest.raises(ValidationError):
        source(**options)
