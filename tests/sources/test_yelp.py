from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from amends.errors import AuthFailed, BadRequest, Throttled
from amends.sources import make
from amends.sources.yelp import Yelp, parse
from fakes import answered, fake

DATA = Path(__file__).parent.parent / "data" / "yelp"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def source(**options):
    return Yelp(business="lipa-coffee-sofia", key="env:YELP_KEY", **options)


def run(context, server, **options):
    lent = context(server, secret=lambda _: "s3cr3t-t0ken-Xy9")
    return list(source(**options).fetch(lent, None))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), NOW, "en_US")))


def test_times_are_those_of_california_in_summer_and_winter():
    (summer, winter, _), _ = parse(json.loads((DATA / "reviews.in").read_bytes()), NOW)
    assert summer.published_at == datetime(2026, 7, 19, 2, 32, 11, tzinfo=UTC)
    assert winter.published_at == datetime(2026, 1, 19, 3, 32, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "lipa-coffee-sofia",
        "https://www.yelp.com/biz/lipa-coffee-sofia?osq=Coffee",
        "yelp.com/biz/lipa-coffee-sofia",
        "https://www.yelp.bg/biz/lipa-coffee-sofia#reviews",
    ],
)
def test_a_pasted_address_is_understood(address):
    assert Yelp(business=address, key="env:K").business == "lipa-coffee-sofia"


def test_an_address_of_something_else_is_explained():
    _, problems = make({"y": {"type": "yelp", "business": "https://x.example/a", "key": "env:K"}})
    assert "yelp.com/biz/THIS" in problems[0].message


def test_letters_of_other_scripts_stay_in_the_address(context):
    platform = fake("yelp")()
    platform.BUSINESS = "липа-софия"
    lent = context(platform, secret=platform.secret)
    (batch,) = Yelp(business="липа-софия", key="env:K").fetch(lent, None)
    assert len(batch.mentions) == 3


def test_a_locale_asks_for_its_language_and_says_it(context):
    platform = fake("yelp")()
    (batch,) = run(context, platform, locale="de_DE")
    assert platform.requests[0].url.params["locale"] == "de_DE"
    assert {mention.language for mention in batch.mentions} == {"de"}


def test_the_key_travels_in_a_header(context):
    platform = fake("yelp")()
    run(context, platform)
    assert "s3cr3t" not in str(platform.requests[0].url)


def test_the_day_is_over_until_the_counter_starts_anew(context):
    body = {"error": {"code": "ACCESS_LIMIT_REACHED", "description": "…"}}
    reset = {"ratelimit_resettime": "2026-11-22T00:00:00+00:00"}
    with pytest.raises(Throttled) as caught:
        run(context, lambda _: answered(body, 429, **reset))
    assert caught.value.until == datetime(2026, 11, 22, tzinfo=UTC)


def test_refusals_name_the_next_step(context):
    platform = fake("yelp")()
    with pytest.raises(AuthFailed, match="key") as caught:
        list(source().fetch(context(platform, secret=lambda _: "other"), None))
    assert "yelp.com/developers" in caught.value.hint
    platform.BUSINESS = "another"
    with pytest.raises(BadRequest) as caught:
        run(context, platform)
    assert "without any review" in caught.value.hint


def test_the_probe_counts_what_can_be_seen_and_what_is_left(context):
    platform = fake("yelp")(items=9)
    assert source().probe(context(platform, secret=platform.secret)) == (
        "lipa-coffee-sofia: the beginnings of 7 of 9 reviews; 287 of 300 requests are left today"
    )


def test_nothing_there_is_an_empty_batch(context):
    (batch,) = run(context, lambda _: httpx.Response(200, json={"total": 0, "reviews": []}))
    assert (batch.mentions, batch.more) == ((), False)
