"""Each source against its fake, and both against what the platform says of its own API.

Where the descriptions are absent these tests are skipped; `specs` says where they are looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from amends.sources import registry
from fakes import fake
from specs import spec
from specs.running import Runs, all_ways
from specs.watching import Watched

TOKENS = {r"POST https://oauth2\.googleapis\.com/token$": "the token endpoint is no part of an API"}


@dataclass(frozen=True)
class Described:
    """Which descriptions speak of a type of source."""

    by: tuple[str, ...]
    whole: bool = True
    """Whether it is the platform's own description and speaks of all that is read: only then may
    the documentation call the source checked against it."""
    outside: dict[str, str] = field(default_factory=dict)
    """Requests that it does not speak of (`METHOD https://host/path`), and why."""
    known: dict[str, str] = field(default_factory=dict)
    """Faults that are none, and why."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Meta alone: of which kind the ids are that the source begins with."""


DESCRIBED = {
    "app_store_connect": Described(
        ("app store connect",),
        known={
            "query parameter cursor is not documented": "it comes with Apple's own `links.next`"
        },
    ),
    "facebook": Described(("meta",)),
    "google_business": Described(
        ("google accounts", "google locations"),
        whole=False,
        outside=TOKENS | {r"GET https://mybusiness\.googleapis\.com/v4/": "Google describes no v4"},
    ),
    "google_places": Described(("google places",)),
    "google_play": Described(("google play",), outside=TOKENS),
    "instagram": Described(("meta",)),
    "judgeme": Described(
        ("judge.me",),
        whole=False,
        known={
            "api_token is missing|no credentials": "the token goes into a header, out of the address",
            r"\.(featured|product_handle|product_title) is not": "seen by clients at work",
        },
    ),
    "reviews_io": Described(
        ("reviews.io",),
        whole=False,
        outside={r"GET https://api\.reviews\.io/timeline/data$": "the description lacks it"},
        known={
            r"query parameter (order|sort) is not": "the description lacks it",
            r"no credentials": "what is public can be read without a key",
            r"answer \$\.": "clients at work read another shape; the source reads both",
        },
    ),
    "yandex_market": Described(("yandex market",)),
    "yelp": Described(("yelp",), whole=False),
    "zendesk": Described(("zendesk",), whole=False),
}


@dataclass(frozen=True)
class Payload:
    """An answer in `tests/data/TYPE/CASE.in`, the request that it answers, and what is odd in it."""

    address: str
    odd: tuple[str, ...] = ()
    """Faults that the case is about: beginnings, each of which is to be found."""
    method: str = "GET"


PAYLOADS = {
    "app_store_connect/page": Payload(
        "https://api.appstoreconnect.apple.com/v1/apps/1/customerReviews",
        ("$.data[5]: 'id' is a required",),
    ),
    "google_places/nobody_wrote": Payload("https://places.googleapis.com/v1/places/x"),
    "google_places/place": Payload(
        "https://places.googleapis.com/v1/places/x",
        ("$.reviews[2].authorAttribution: None", "$.reviews[2].publishTime: 'soon'",
         "$.reviews[4]: 7",
         # Newer than the description at hand:
         "$.reviews[0].flagContentUri", "$.reviews[0].googleMapsUri", "$.reviews[0].visitDate"),
    ),
    "judgeme/reviews": Payload(
        "https://judge.me/api/v1/reviews",
        ("$.reviews[0].product_external_id: 8812", "$.reviews[0].reviewer.external_id: 9",
         "$.reviews[1].title: None", "$.reviews[1].body: None",
         "$.reviews[1].product_external_id: 0", "$.reviews[2].rating: '4'",
         "$.reviews[2].reviewer: None", "$.reviews[2].verified: None",
         "$.reviews[2].created_at: 'yesterday'"),
    ),
    "reviews_io/company": Payload("https://api.reviews.io/merchant/reviews"),
    "reviews_io/products": Payload("https://api.reviews.io/product/review"),
    "yelp/reviews": Payload(
        "https://api.yelp.com/v3/businesses/x/reviews",
        ("$.businss is not documented", "$.reviews[1].url: 'not an address'",
         "$.reviews[1].user: None", "$.reviews[3]: 'odd'", "$.reviews[4].text: None"),
    ),
}  # fmt: skip
THERE = sorted(set(DESCRIBED) & set(registry.BUILT_IN))


def watched(name, platform):
    described = DESCRIBED[name]
    checkers = [spec(each) for each in described.by]
    for checker in checkers:
        if described.kinds:
            checker.kinds.update(described.kinds)
    return Watched(platform, checkers, described.outside, described.known)


@pytest.mark.parametrize("name", THERE)
def test_requests_and_answers_are_as_described(name, context):
    seen = watched(name, fake(name)(items=5))
    all_ways(Runs(name, seen.platform, seen, context))
    assert sorted(set(seen.faults)) == []
    assert len(seen.seen) == len(seen.checkers), "a description was never asked"
    described = DESCRIBED[name]
    assert seen.used == {*described.outside, *described.known}, "something said is no longer so"


@pytest.mark.parametrize("name", THERE)
def test_an_empty_account_is_as_described(name, context):
    seen = watched(name, fake(name)(items=0))
    assert Runs(name, seen.platform, seen, context).fetch() is None
    assert seen.faults == []


DATA = Path(__file__).parent.parent / "data"
CASES = sorted(
    f"{file.parent.name}/{file.stem}"
    for name in DESCRIBED
    for file in (DATA / name).glob("*.in")
    if name in THERE and name != "google_business"  # nobody describes its reviews
)


@pytest.mark.parametrize("case", CASES)
def test_payloads_are_as_described(case):
    assert case in PAYLOADS, "say there which request it answers"
    payload, name = PAYLOADS[case], case.partition("/")[0]
    request = httpx.Request(payload.method, payload.address)
    response = httpx.Response(200, content=(DATA / f"{case}.in").read_bytes())
    known = re.compile("|".join(DESCRIBED[name].known) or "$^")
    faults = [
        fault.removeprefix("answer ")
        for checker in watched(name, None).checkers
        for fault in checker.response_faults(request, response)
        if not known.search(fault)
    ]
    assert [fault for fault in faults if not fault.startswith(payload.odd)] == []
    assert [odd for odd in payload.odd if not any(fault.startswith(odd) for fault in faults)] == []


def test_the_documentation_says_which_were_checked():
    said = {name for name in set(registry.BUILT_IN) if checked(name) == "spec"}
    assert said == {name for name in THERE if DESCRIBED[name].whole}


def checked(name):
    guide = registry.load(name).GUIDE
    return guide and guide.checked
