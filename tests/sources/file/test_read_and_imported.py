"""What the API of a platform has read, and an export of the same: one mention, nothing lost."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import yaml

from amends.config import Config
from amends.sources import Named, make, registry
from amends.sources.file.options import Options
from amends.sources.file.reading import read_mentions
from amends.store import Store
from amends.triage.arrivals import prepare
from fakes import NOW, fake

KINDS = ["google_business", "woocommerce", "trustpilot", "judgeme", "app_store_connect"]
REPLY = "We are sorry, please come again."
BOTH = "(Translated by Google) Great coffee\n\n(Original)\nSuper kawa"


class Shop:
    """One platform, read through its API and through an export that holds what the API gave."""

    def __init__(self, kind, context, folder):
        self.kind, self.context, self.export = kind, context, folder / "export.json"
        self.platform = fake(kind)()
        if self.platform.REPLIES and kind != "woocommerce":
            self.platform.reply(self.platform.items[-1], REPLY)
        if kind == "google_business":
            self.platform.items[0]["comment"] = BOTH
        options = yaml.load(registry.load(kind).EXAMPLE, yaml.CBaseLoader)
        found, problems = make({"mine": {**options, **type(self.platform).OPTIONS}})
        assert problems == []
        self.named = Named("mine", found[0].source)
        self.store = Store(folder / "a.db", now=NOW)
        self.bookmark = None

    def fetch(self):
        """Read it as a run does, and write down what came."""
        pages = []

        def noted(request):
            answer = self.platform(request)
            if self.platform.is_content(request) and answer.is_success:
                pages.append(json.loads(answer.content))
            return answer

        lent = self.context(noted, secret=self.platform.secret, login=type(self.platform).LOGIN)
        told = Counter()
        for batch in self.named.source.fetch(lent, None):
            ready = prepare(batch, self.named, Config(), Counter(), NOW)
            saved = self.store.save("mine", self.kind, "f", ready, baseline=timedelta(30), now=NOW)
            told.update(new=len(saved.new), changed=len(saved.changed))
        self.export.write_text(json.dumps(_whole(pages)), encoding="utf-8")
        return dict(told)

    def add(self):
        """Import the export."""
        told = Counter()
        for batch in read_mentions(self.export, Options(now=NOW)):
            assert batch.skipped == ()
            ready = prepare(batch, self.named, Config(), Counter(), NOW)
            mentions = ready.mentions
            saved = self.store.add("mine", self.kind, mentions, baseline=timedelta(30), now=NOW)
            told.update(new=len(saved.new), changed=len(saved.changed))
        return dict(told)

    def known(self):
        """Return what is stored, by id."""
        everything = self.store.cases(range(1, 10))
        return {case.mention.external_id: case.mention for case in everything}


def _whole(pages):
    """Join pages to one document."""
    if isinstance(pages[0], list):
        return [each for page in pages for each in page]
    whole = {}
    for page in pages:
        for key, value in page.items():
            whole[key] = [*whole.get(key, []), *value] if isinstance(value, list) else value
    return whole


@pytest.fixture(params=KINDS)
def shop(request, context, tmp_path):
    made = Shop(request.param, context, tmp_path)
    with made.store:
        yield made


def test_an_export_of_what_was_read_changes_nothing(shop):
    assert shop.fetch() == {"new": 3, "changed": 0}
    before = shop.known()
    assert shop.add() == {"new": 0, "changed": 0}
    after = shop.known()
    for key, mention in before.items():
        assert replace(after[key], extra={}) == replace(mention, extra={})
        assert mention.extra.items() <= after[key].extra.items()


def test_reading_what_was_imported_adds_what_only_the_source_says(shop):
    shop.fetch()
    alone = shop.known()
    with Store(shop.export.with_name("b.db"), now=NOW) as shop.store:
        assert shop.add() == {"new": 3, "changed": 0}
        assert shop.fetch() == {"new": 0, "changed": 0}
        both = shop.known()
    assert both.keys() == alone.keys() == shop.platform.ids
    for key, mention in alone.items():
        known = {name: value for name, value in _facts(mention).items() if value is not None}
        assert known.items() <= _facts(both[key]).items()


def _facts(mention):
    shown = {name: getattr(mention, name) for name in mention.__slots__ if name != "author"}
    parts = (mention.author, mention.item, mention.reach)
    for part in parts:
        shown |= {f"{type(part).__name__}.{name}": getattr(part, name) for name in part.__slots__}
    return {name: repr(value) if value is not None else None for name, value in shown.items()}
