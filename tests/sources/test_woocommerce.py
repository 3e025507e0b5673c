from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from amends.errors import AuthFailed, BadRequest, HttpError, HttpThrottled, SourceError
from amends.sources import make
from amends.sources.woocommerce import WooCommerce, parse
from fakes import NOW, SECRET
from fakes.reading import by_id
from fakes.woocommerce import Fake
from fakes.wordpress import refused

DATA = Path(__file__).parent.parent / "data" / "woocommerce"
PUBLIC = {"type": "woocommerce", "site": "https://shop.example.org"}
KNOWN = {**PUBLIC, "consumer_key": "env:WOO_KEY", "consumer_secret": "env:WOO_SECRET"}


def read(context, platform, bookmark=None, **options):
    source = WooCommerce(**{**PUBLIC, **options})
    return list(source.fetch(context(platform, secret=Fake().secret), bookmark))


def refusal(context, platform, **options):
    with pytest.raises((SourceError, HttpError)) as caught:
        read(context, platform, **options)
    return caught.value


def problem(**options):
    _, problems = make({"mine": {**PUBLIC, **options}})
    return " ".join(each.message for each in problems)


def test_reviews_become_mentions(expected, told):
    case = DATA / "page.in"
    expected(case, told(*parse(json.loads(case.read_bytes()), NOW)))


def test_without_a_key_the_public_list_is_read(context):
    platform = Fake()
    platform.items[0]["status"] = "hold"
    assert set(by_id(read(context, platform))) == {"22", "23"}
    paths = {request.url.path for request in platform.requests}
    assert paths == {"/wp-json/wc/store/v1/products/reviews", "/wp-json/wp/v2/comments"}


def test_with_a_key_held_reviews_come_and_what_was_taken_down_is_gone(context):
    platform = Fake(items=4)
    for item, status in zip(platform.items, ("hold", "trash", "spam"), strict=False):
        item["status"] = status
    batches = read(context, platform, **KNOWN)
    assert by_id(batches)["21"].extra["status"] == "hold"
    assert {each for batch in batches for each in batch.gone_ids} == {"22", "23"}


def test_a_host_that_drops_the_header_gets_the_key_in_the_address(context):
    platform = Fake()
    platform.STRIPS_AUTHORIZATION = True
    assert set(by_id(read(context, platform, **KNOWN))) == platform.ids
    unseen = [each for each in platform.requests if "consumer_key" not in each.url.params]
    assert len([each for each in unseen if "wc/v3" in each.url.path]) == 1


def test_a_shop_that_sees_the_header_never_gets_the_key_in_an_address(context):
    platform = Fake()
    read(context, platform, **KNOWN)
    assert all("consumer_key" not in request.url.params for request in platform.requests)


def test_a_wrong_key_is_not_sent_a_second_time(context):
    seen = []

    def shop(request):
        seen.append(request)
        return refused("woocommerce_rest_authentication_error", 401)

    error = refusal(context, shop, **KNOWN)
    assert isinstance(error, AuthFailed)
    assert "both halves of the key" in error.hint
    assert len(seen) == 1


def test_a_key_refused_twice_is_not_told(context):
    error = refusal(context, lambda _: refused("woocommerce_rest_cannot_view", 401), **KNOWN)
    assert isinstance(error, AuthFailed)
    assert SECRET not in f"{error.message} {error.hint} {error.__cause__}"


def test_over_http_within_this_machine_the_key_stays_out_of_addresses(context):
    platform = Fake()
    platform.STRIPS_AUTHORIZATION = True
    options = {**KNOWN, "site": "http://127.0.0.1:8080"}
    assert isinstance(refusal(context, platform, **options), AuthFailed)
    assert all("consumer_secret" not in request.url.params for request in platform.requests)


@pytest.mark.parametrize(
    ("answer", "options", "kind", "hint"),
    [
        (refused("rest_no_route", 404), PUBLIC, BadRequest, "WooCommerce is active"),
        (refused("rest_cannot_access", 401), PUBLIC, AuthFailed, "security plugin"),
        (refused("woocommerce_rest_cannot_view", 403), KNOWN, AuthFailed, "Shop manager"),
    ],
)
def test_a_refusal_has_the_next_step(context, answer, options, kind, hint):
    error = refusal(context, lambda _: answer, **options)
    assert type(error) is kind
    assert hint in error.hint


@pytest.mark.parametrize(
    "answer",
    [refused("rest_cannot_access", 401), refused("rest_no_route", 404), httpx.Response(403),
     httpx.Response(405), httpx.Response(410), httpx.Response(500), httpx.Response(502),
     httpx.Response(200, content=b"<html>"), httpx.Response(200, content=b"{}")],
)  # fmt: skip
def test_where_comments_are_closed_nobody_knows_what_was_answered(context, answer):
    platform = Fake()
    platform.PLUGIN = None
    platform.reply(platform.items[0], "Sorry.")

    def closed(request):
        return answer if request.url.path.endswith("wp/v2/comments") else platform(request)

    found = by_id(read(context, closed))
    assert {mention.answered for mention in found.values()} == {"unknown"}
    assert set(found) == platform.ids


def test_a_shop_that_asks_to_wait_is_not_asked_for_comments_either(context):
    platform = Fake()

    def busy(request):
        wait = request.url.path.endswith("wp/v2/comments")
        return httpx.Response(429) if wait else platform(request)

    assert isinstance(refusal(context, busy), HttpThrottled)


def test_the_answer_of_the_shop_comes_with_its_review(context):
    platform = Fake()
    platform.reply(platform.items[0], "We send a new one.")
    found = by_id(read(context, platform, **KNOWN))
    assert found["21"].answered == "yes"
    assert found["21"].reply.text == "We send a new one."
    assert found["22"].answered == "unknown"


def test_the_answer_of_a_guest_is_not_that_of_the_shop(context):
    platform = Fake()
    platform.reply(platform.items[0], "Same here.")
    platform.replies[0]["author"] = 0
    assert by_id(read(context, platform))["21"].answered == "unknown"


def test_the_key_of_the_shop_is_not_shown_to_the_comments(context):
    platform = Fake()
    read(context, platform, **KNOWN)
    comments = [each for each in platform.requests if each.url.path.endswith("wp/v2/comments")]
    assert comments
    assert all("authorization" not in request.headers for request in comments)


@pytest.mark.parametrize("options", [PUBLIC, KNOWN])
def test_only_some_products(context, options):
    platform = Fake()
    platform.items[0]["product_id"] = 7
    assert set(by_id(read(context, platform, **options, products=["7"]))) == {"21"}


def test_a_shop_without_pretty_permalinks(context):
    platform = Fake(pretty=False)
    assert set(by_id(read(context, platform))) == platform.ids


def test_the_probe_counts_what_can_be_read(context):
    platform = Fake()
    platform.items[0]["status"] = "hold"
    lent = context(platform, secret=platform.secret)
    told = "shop.example.org: 2 reviews can be read (published ones, no key)"
    assert WooCommerce(**PUBLIC).probe(lent) == told
    assert "3 reviews" in WooCommerce(**KNOWN).probe(lent)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"consumer_key": "env:X"}, "together"),
        ({**KNOWN, "site": "http://shop.example.org"}, "unprotected"),
        ({"products": "pot"}, "product numbers"),
        ({"consumer_key": "ck_1234", "consumer_secret": "env:X"}, "a secret must not stand"),
    ],
)
def test_wrong_options_are_told_in_plain_words(options, words):
    assert words in problem(**options)
