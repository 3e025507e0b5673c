"""Each source against its fake, and both against what the platform says of its own API.

Where the descriptions are absent these tests are skipped; `specs` says where they are looked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    "judgeme": Described(("judge.me",), whole=False),
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


def test_the_documentation_says_which_were_checked():
    said = {name for name in set(registry.BUILT_IN) if checked(name) == "spec"}
    assert said == {name for name in THERE if DESCRIBED[name].whole}


def checked(name):
    guide = registry.load(name).GUIDE
    return guide and guide.checked
