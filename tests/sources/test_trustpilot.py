from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpStatus
from amends.sources.trustpilot import Trustpilot, parse
from amends.sources.values import objects
from fakes import NOW, answered
from fakes.reading import mentions
from fakes.trustpilot import DOMAIN, TOKENS, UNIT, Fake

DATA = Path(__file__).parent.parent / "data" / "trustpilot"
SECRETS = Fake().secret
PRIVATE = {"secret": "env:TRUSTPILOT_SECRET"}


def source(**options):
    return Trustpilot(**{"business": DOMAIN, "key": "env:TRUSTPILOT_KEY", **options})


def run(context, trustpilot, bookmark=None, *, resolve=SECRETS, **options):
    return list(source(**options).fetch(context(trustpilot, secret=resolve), bookmark))


def asked(trustpilot):
    return [request.url.path for request in trustpilot.requests]


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    answer = json.loads(case.read_bytes())
    expected(case, told(*parse(objects(answer["reviews"]), NOW)))


def test_a_domain_is_looked_up_and_an_id_is_not(context):
    trustpilot = Fake(items=1)
    run(context, trustpilot)
    assert asked(trustpilot)[0] == "/v1/business-units/find"
    trustpilot.requests.clear()
    assert len(mentions(run(context, trustpilot, business=UNIT))) == 1
    assert set(asked(trustpilot)) == {f"/v1/business-units/{UNIT}/reviews"}


def test_the_newest_come_first_a_hundred_at_once(context):
    trustpilot = Fake(items=3)
    run(context, trustpilot)
    pages = [dict(request.url.params) for request in trustpilot.requests[1:]]
    assert pages == [
        {"orderBy": "createdat.desc", "perPage": "100", "page": page} for page in ("1", "2", "3")
    ]


def test_edits_and_replies_of_a_month_are_noticed(context):
    trustpilot = Fake(items=6)
    for item, days in zip(trustpilot.items, (60, 50, 40, 35, 20, 0), strict=True):
        item["at"] -= timedelta(days=days)
    bookmark = run(context, trustpilot)[-1].bookmark
    trustpilot.reply(trustpilot.items[4], "Found it.")
    found = mentions(run(context, trustpilot, bookmark))
    newest = [item["id"] for item in reversed(trustpilot.items)]
    assert [each.external_id for each in found] == newest[:4]  # the second page crosses 30 days
    assert found[1].reply.text == "Found it."


def test_the_application_reads_privately_with_order_numbers(context):
    trustpilot = Fake(items=1)
    (mention,) = mentions(run(context, trustpilot, **PRIVATE))
    assert mention.extra["reference_id"] == "A-1"
    assert asked(trustpilot)[1] == TOKENS
    assert asked(trustpilot)[2] == f"/v1/private/business-units/{UNIT}/reviews"


def test_a_token_that_ends_is_renewed_once(context):
    trustpilot = Fake(items=5)

    def forgetful(request):
        if request.url.params.get("page") == "2" and len(trustpilot.tokens) == 1:
            trustpilot.tokens.append("another")
        return trustpilot(request)

    assert len(mentions(run(context, forgetful, **PRIVATE))) == 5
    assert asked(trustpilot).count(TOKENS) == 2


def test_a_wrong_secret_is_said_to_be_one(context):
    with pytest.raises(AuthFailed, match="Trustpilot") as caught:
        run(
            context,
            Fake(),
            resolve=lambda ref: "wrong" if ref == PRIVATE["secret"] else SECRETS(ref),
            **PRIVATE,
        )
    assert "secret" in caught.value.hint


def test_a_wrong_key_is_said_to_be_one(context):
    with pytest.raises(AuthFailed, match="does not know the API key"):
        run(context, Fake(), resolve=lambda _: "wrong")


def test_a_key_without_the_right_is_told_apart(context):
    with pytest.raises(AuthFailed, match="may not read") as caught:
        run(context, lambda _: answered({"message": "Forbidden", "errorCode": 1}, 403))
    assert "plan" in caught.value.hint


def test_an_unknown_domain_is_a_matter_of_the_options(context):
    with pytest.raises(BadRequest, match=r"no business other\.example"):
        run(context, Fake(), business="other.example")


def test_other_refusals_stay_what_they_are(context):
    with pytest.raises(HttpStatus):
        run(context, lambda _: answered({"message": "?"}, 418))


@pytest.mark.parametrize("body", [{}, {"id": "x"}, {"id": UNIT}])
def test_an_answer_of_another_shape_is_a_bad_one(context, body):
    with pytest.raises(BadAnswer):
        run(context, lambda _: answered(body))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "Lipa Coffee: 3 reviews, read publicly"),
        ({"business": UNIT}, "Lipa Coffee: 3 reviews, read publicly"),
        (PRIVATE, "Lipa Coffee: 3 reviews, read with order numbers"),
    ],
)
def test_the_probe_says_whose(context, options, said):
    assert source(**options).probe(context(Fake(), secret=SECRETS)) == said


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://www.trustpilot.com/review/lipa.example?page=2", DOMAIN),
        ("pl.trustpilot.com/review/Lipa.example", DOMAIN),
        (" www.lipa.example ", "www.lipa.example"),
        (UNIT.upper(), UNIT),
    ],
)
def test_an_address_is_understood(written, meant):
    assert source(business=written).business == meant


@pytest.mark.parametrize("wrong", ["Lipa Coffee", "lipa", "https://lipa.example/reviews"])
def test_what_is_no_business_is_refused(wrong):
    with pytest.raises(ValidationError, match="after trustpilot"):
        source(business=wrong)
