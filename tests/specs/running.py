"""A source, and the usual ways in which an owner's runs use it."""

from __future__ import annotations

import yaml

from amends.errors import AmendsError
from amends.sources import Probes, Refetches, make, registry


def source_of(name, platform, **changes):
    options = yaml.load(registry.load(name).EXAMPLE, yaml.CBaseLoader)
    named, problems = make({"mine": {**options, **type(platform).OPTIONS, **changes}})
    assert problems == []
    return named[0].source


class Runs:
    """A source over a network, which leads to the platform; a refusal ends a run, no more."""

    def __init__(self, name, platform, network, context):
        self.source = source_of(name, platform)
        self.platform, self.network, self.context = platform, network, context
        self.bookmark = None

    def lend(self, secret=None):
        login = type(self.platform).LOGIN
        return self.context(
            self.network,
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
        except AmendsError as error:
            well(None if secret else error)

    def refetch(self):
        if not isinstance(self.source, Refetches):
            return
        gone = self.platform.items.pop(0)
        ids = (*sorted(self.platform.ids), self.platform.id_of(gone))
        list(self.source.refetch(self.lend(), ids))


def well(error):
    """Let an error that ended a run fail the test in its own words."""
    if error:
        raise AssertionError(f"{error}; {error.hint}") from error


def all_ways(runs):
    """Run as an owner does in some days: first, again, after changes, with a key that ended."""
    well(runs.fetch())
    well(runs.fetch())
    platform = runs.platform
    platform.add(3)
    if platform.EDITS:
        platform.edit(platform.items[-1])
    if platform.REPLIES:
        platform.reply(platform.items[-1], "We are sorry, please come again.")
    well(runs.fetch())
    runs.bookmark = None
    well(runs.fetch())
    runs.probe()
    runs.refetch()
    runs.fetch(secret=lambda _: "wrong")
    runs.probe(secret=lambda _: "wrong")
