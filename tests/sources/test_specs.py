"""Each source against its fake, and both against what the platform says of its own API.

Where the descriptions are absent these tests are skipped; `specs` says where they are looked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import yaml

from amends.errors import AmendsError
from amends.sources import Probes, Refetches, make, registry
from fakes import fake
from specs import spec
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
    "app_store_connect": Described(("app store connect",)),
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
    "reviews_io": Described(("reviews.io",), whole=False),
    "yandex_market": Described(("yandex market",)),
    "yelp": Described(("yelp",), whole=False),
    "zendesk": Described(("zendesk",), whole=False),
}
THERE = sorted(set(DESCRIBED) & set(registry.BUILT_IN))


def source_of(name, platform, **changes):
    options = yaml.load(registry.load(name).EXAMPLE, yaml.CBaseLoader)
    named, problems = make({"mine": {**options, **type(platform).OPTIONS, **changes}})
    assert problems == []
    return named[0].source


class Runs:
    """A source, and the usual ways in which it is run; a refusal ends a run, no more."""

    def __init__(self, name, watched, context):
        self.source = source_of(name, watched.platform)
        self.platform, self.watched, self.context = watched.platform, watched, context
        self.bookmark = None

    def lend(self, secret=None):
        login = type(self.platform).LOGIN
        return self.context(
            self.watched,
            secret=secret or self.platform.secret,
            login=secret("login") if secret and login else login,
        )

    def fetch(self, secret=None):
        try:
            for batch in self.source.fetch(self.lend(secret), self.bookmark):
                self.bookmark = batch.bookmark
        except AmendsError as error:
            return error
        return None

    def probe(self, secret=None):
        if not isinstance(self.source, Probes):
            return
        try:
            self.source.probe(self.lend(secret))
        except AmendsError:
            assert secret

    def refetch(self):
        if not isinstance(self.source, Refetches):
            return
        gone = self.platform.items.pop(0)
        ids = (*sorted(self.platform.ids), self.platform.id_of(gone))
        list(self.source.refetch(self.lend(), ids))


def all_ways(runs):
    """Run as an owner does in some days: first, again, after changes, with a key that ended."""
    assert runs.fetch() is None
    assert runs.fetch() is None
    platform = runs.platform
    platform.add(3)
    if platform.EDITS:
        platform.edit(platform.items[-1])
    if platform.REPLIES:
        platform.reply(platform.items[-1], "We are sorry, please come again.")
    assert runs.fetch() is None
    runs.bookmark = None
    assert runs.fetch() is None
    runs.probe()
    runs.refetch()
    runs.fetch(secret=lambda _: "wrong")
    runs.probe(secret=lambda _: "wrong")


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
    all_ways(Runs(name, seen, context))
    assert sorted(set(seen.faults)) == []
    assert len(seen.seen) == len(seen.checkers), "a description was never asked"
    described = DESCRIBED[name]
    assert seen.used == {*described.outside, *described.known}, "something said is no longer so"


@pytest.mark.parametrize("name", THERE)
def test_an_empty_account_is_as_described(name, context):
    seen = watched(name, fake(name)(items=0))
    assert Runs(name, seen, context).fetch() is None
    assert seen.faults == []


def test_the_documentation_says_which_were_checked():
    said = {name for name in set(registry.BUILT_IN) if checked(name) == "spec"}
    assert said == {name for name in THERE if DESCRIBED[name].whole}


def checked(name):
    guide = registry.load(name).GUIDE
    return guide and guide.checked
