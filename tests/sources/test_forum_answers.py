"""Forums in the store: what we wrote there becomes the answer to what it answers."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest

from amends.config import Config
from amends.sources import Named
from amends.store import Store
from amends.triage.arrivals import prepare
from fakes import NOW, fake
from fakes.reddit import OWNER
from specs.running import source_of


def write(platform, kind):
    """Let the business answer the oldest."""
    oldest = platform.items[0]
    if kind == "reddit":
        platform.comment("ours", oldest["name"], "We are sorry.", by=OWNER)
    else:
        platform.reply(oldest, "We are sorry.")


def fetched(store, platform, kind, context, login):
    """Fetch once into the store; return the answers by the ids of what they answer."""
    named = Named("mine", source_of(kind, platform))
    lent = context(platform, secret=platform.secret, login=login)
    for batch in named.source.fetch(lent, store.sources.bookmark("mine", "f")):
        ready = prepare(batch, named, Config(), Counter(), NOW)
        store.save("mine", kind, "f", ready, baseline=timedelta(30), now=NOW)
    with closing(sqlite3.connect(store.path)) as database:
        found = database.execute("SELECT external_id, answered, reply_text FROM mentions")
        return {name: (answered, text) for name, answered, text in found}


@pytest.mark.parametrize("kind", ["discourse", "reddit", "youtube"])
def test_our_words_become_the_answer(kind, context, tmp_path):
    platform, login = fake(kind)(), "refresh" if kind == "reddit" else None
    platform.refresh_token = login
    with Store(tmp_path / "amends.db", now=NOW) as store:
        first = fetched(store, platform, kind, context, login)
        write(platform, kind)
        second = fetched(store, platform, kind, context, login)
        third = fetched(store, platform, kind, context, login)
    oldest = platform.id_of(platform.items[0])
    assert set(first) == set(second) == platform.ids
    assert first[oldest][0] != "yes"
    assert second[oldest] == ("yes", "We are sorry.")
    assert third == second
    assert [answer for name, answer in second.items() if name != oldest and answer[1]] == []
