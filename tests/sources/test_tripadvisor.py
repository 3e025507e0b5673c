from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from amends.errors import AuthFailed, BadRequest, HttpStatus, HttpTimeout
from amends.sources import from_http, make
from amends.sources.tripadvisor import Tripadvisor, parse
from fakes import SECRET, fake

DATA = Path(__file__).parent.parent / "data" / "tripadvisor"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def source(**options):
    return Tripadvisor(**{"location": "1234567", "key": "env:K", **options})


def run(context, server, **options):
    return list(source(**options).fetch(context(server, secret=lambda _: SECRET), None))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), NOW)))


def test_every_language_is_asked_for_once(context):
    platform = fake("tripadvisor")(items=5)
    batches = run(context, platform, languages=["en", "bg", "en"])
    assert [len(batch.mentions) for batch in batches] == [2, 3]
    assert [request.url.params["language"] for request in platform.requests] == ["en", "bg"]


def test_only_the_newest_five_of_a_language_can_be_seen(context):
    (batch,) = run(context, fake("tripadvisor")(items=20), languages="en")
    assert len(batch.mentions) == 5


def test_strangers_see_the_newest_with_our_answers(context):
    platform = fake("tripadvisor")(items=6)
    platform.reply(platform.items[-2], "Please come again.")
    (shop,) = source(languages=["bg", "en"]).storefronts(context(platform, secret=lambda _: SECRET))
    assert (shop.ours, shop.name, shop.rating, shop.count) == (True, "Lipa Coffee", 4.5, 87)
    assert shop.url == "https://www.tripadvisor.com/x"
    assert [review.answered for review in shop.reviews] == ["yes", "no", "no"]
    assert [request.url.params["language"] for request in platform.requests] == ["bg", "bg"]


@pytest.mark.parametrize(
    "location",
    [
        "1234567",
        "https://www.tripadvisor.com/Restaurant_Review-g294452-d1234567-Reviews-Lipa-Sofia.html",
    ],
)
def test_a_pasted_address_is_understood(location):
    assert source(location=location).location == "1234567"


def test_an_address_without_the_number_is_explained():
    options = {"type": "tripadvisor", "location": "https://x.example/", "key": "env:K"}
    _, problems = make({"t": options})
    assert "the number after -d" in problems[0].message


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_the_key_in_the_address_is_seen_by_nobody(status, context, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises((HttpStatus, AuthFailed, BadRequest)) as caught:
        run(context, lambda _: httpx.Response(status))
    error = caught.value
    chain = [error, error.__cause__, from_http(error) if isinstance(error, HttpStatus) else None]
    told = " ".join(f"{each} {each and each.hint}" for each in chain if each)
    assert SECRET not in told + caplog.text


def test_the_key_is_not_in_what_a_time_out_says(context):
    def slow(request):
        raise httpx.ReadTimeout("slow", request=request)

    with pytest.raises(HttpTimeout) as caught:
        run(context, slow)
    assert SECRET not in f"{caught.value} {caught.value.__cause__!r}"


def test_refusals_name_the_next_step(context):
    platform = fake("tripadvisor")()
    with pytest.raises(AuthFailed) as caught:
        list(source().fetch(context(platform, secret=lambda _: "other"), None))
    assert "allow the one that this machine has" in caught.value.hint
    with pytest.raises(BadRequest) as caught:
        run(context, platform, location="7")
    assert "-d1234567-" in caught.value.hint


def test_the_probe_names_the_place_though_its_numbers_are_strings(context):
    platform = fake("tripadvisor")()
    line = source().probe(context(platform, secret=platform.secret))
    assert line == "Lipa Coffee: 87 reviews, 4.5 of 5 on average"
