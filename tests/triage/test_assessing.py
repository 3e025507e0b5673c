"""New mentions are read once, many of them quickly first; a change of scorer renews what is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends import config as configuration
from amends.models import Batch, Mention
from amends.models.moments import micros
from amends.scoring import assess as scoring
from amends.store import Entrant, Filter, Store
from amends.triage import assessing
from amends.triage.business import Business
from amends.triage.progress import Progress

pytest.importorskip("numpy")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Counting:
    """An encoder that knows one vector and counts what it is asked for."""

    name = "counting-1"

    def __init__(self):
        self.texts = []

    def encode(self, texts):
        self.texts += texts
        return [bytes(384) for _ in texts]


@pytest.fixture
def encoder(monkeypatch):
    found = Counting()
    monkeypatch.setattr(scoring, "installed", lambda: found)
    return found


@pytest.fixture
def shop(tmp_path, encoder):
    with Store(tmp_path / "a.db", now=NOW) as store:
        config = configuration.Config.model_validate({})
        yield Business(config, tmp_path / "config.yaml", store, NOW, "ana")


def arrive(shop, count, *, since=0, age=timedelta(hours=5), text="Cold soup"):
    batch = Batch(
        tuple(
            Mention(
                text=f"{text} number {each}",
                external_id=str(each),
                published_at=NOW - age - timedelta(minutes=each),
            )
            for each in range(since, since + count)
        )
    )
    shop.store.save("s", "file", "f", batch, baseline=timedelta(days=30), now=NOW)


def engines(shop):
    """The engine that read each mention, by number."""
    numbers = [each.number for each in shop.store.standings(Filter(everything=True))]
    return [case.assessment.engine for case in shop.store.cases(sorted(numbers))]


def test_a_few_new_ones_are_read_once_by_the_full_engine(shop, encoder):
    arrive(shop, 3)
    assert assessing.assess_pending(shop) == 3
    assessing.admit(shop)
    assert engines(shop) == ["full"] * 3
    assert len(encoder.texts) == 3
    assert assessing.assess_pending(shop) == 0


def test_many_are_read_by_the_light_engine_first(shop, encoder, monkeypatch):
    monkeypatch.setattr(assessing, "MANY", 4)
    arrive(shop, 5)
    heard, seen = [], []

    def tell(done, total):
        heard.append((done, total))
        seen.append(engines(shop))

    assert assessing.assess_pending(shop, progress=Progress(assessing=tell)) == 5
    assert heard == [(0, 5), (5, 5), (0, 5), (5, 5)]
    assert seen == [[], ["light"] * 5, ["light"] * 5, ["full"] * 5]


def test_stopped_between_the_two_readings_nothing_is_lost(shop, monkeypatch):
    monkeypatch.setattr(assessing, "MANY", 4)
    arrive(shop, 5)

    original = assessing.admit

    def admit_and_stop(business):
        original(business)
        raise KeyboardInterrupt

    monkeypatch.setattr(assessing, "admit", admit_and_stop)
    with pytest.raises(KeyboardInterrupt):
        assessing.assess_pending(shop)
    assert engines(shop) == ["light"] * 5
    monkeypatch.setattr(assessing, "admit", original)
    assert assessing.assess_pending(shop) == 5
    assert engines(shop) == ["full"] * 5


def test_old_ones_beside_the_queue_stay_with_the_light_engine(shop, monkeypatch):
    monkeypatch.setattr(assessing, "MANY", 2)
    arrive(shop, 3, age=timedelta(days=90), text="Lovely soup")
    assessing.assess_pending(shop)
    assert engines(shop) == ["light"] * 3
    assessing.assess_pending(shop, everything=True)
    assert engines(shop) == ["full"] * 3


def test_another_name_of_the_business_renews_without_encoding(shop, encoder):
    arrive(shop, 3)
    assessing.assess_pending(shop)
    assessing.admit(shop)
    named = configuration.Config.model_validate({"business": {"name": "Soup & Sons"}})
    assert assessing.assess_pending(replace(shop, config=named)) == 3
    assert len(encoder.texts) == 3


def test_without_an_encoder_the_light_engine_answers(shop, monkeypatch):
    monkeypatch.setattr(scoring, "installed", lambda: None)
    arrive(shop, 2)
    assessing.assess_pending(shop)
    assessing.admit(shop)
    assert engines(shop) == ["light"] * 2


@pytest.mark.parametrize("config", [{}, {"scoring": {"engine": "light"}}])
def test_a_run_with_nothing_new_loads_no_encoder(shop, monkeypatch, encoder, config):
    shop = replace(shop, config=configuration.Config.model_validate(config))
    monkeypatch.setattr(scoring, "shipped", lambda: encoder)
    arrive(shop, 3)
    assessing.assess_pending(shop)
    monkeypatch.setattr(scoring, "installed", lambda: pytest.fail("loaded"))
    assert assessing.assess_pending(shop) == 0


def test_an_encoder_that_cannot_be_loaded_reads_nothing(shop, monkeypatch, encoder):
    monkeypatch.setattr(scoring, "shipped", lambda: encoder)
    monkeypatch.setattr(scoring, "installed", lambda: None)
    arrive(shop, 2)
    assert assessing.assess_pending(shop) == 2
    assessing.admit(shop)
    assert engines(shop) == ["light"] * 2
    assert assessing.assess_pending(shop) == 0


def test_the_configuration_may_ask_for_the_light_engine(shop, encoder):
    light = configuration.Config.model_validate({"scoring": {"engine": "light"}})
    arrive(shop, 2)
    assessing.assess_pending(replace(shop, config=light))
    assert encoder.texts == []


TARGETS = {"social": 6, "negative": 24, "other": 48, "serious": 12, "critical": 3}


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({}, 48),
        ({"sentiment_score": -0.1}, 24),
        ({"kind": "post"}, 6),
        ({"source": "talk"}, 6),
        ({"sentiment_score": -0.1, "severity": 3}, 12),
        ({"kind": "post", "severity": 4}, 3),
        ({"source": "own"}, 30),
        ({"source": "own", "severity": 3}, 12),
    ],
)
def test_both_clocks_by_source_and_severity(shop, changes, hours):
    config = {
        "sources": {
            "talk": {"type": "hackernews", "query": "lipa"},
            "own": {"type": "feed", "url": "https://example.org/feed", "sla": 30},
        },
        "sla": {"first_reply": TARGETS, "close": 100},
    }
    here = replace(shop, config=configuration.Config.model_validate(config))
    published = NOW - timedelta(hours=5)
    row = Entrant(1, "s", "review", micros(published), 0.0, 0)._replace(**changes)
    due = assessing._Due(here)
    assert due.of(row) == (published + timedelta(hours=hours), published + timedelta(hours=100))
    assert due.of(row, since=NOW).reply == NOW + timedelta(hours=hours)


def test_what_enters_the_queue_starts_both_clocks(shop):
    arrive(shop, 1)
    assessing.assess_pending(shop)
    assessing.admit(shop)
    [handling] = [case.handling for case in shop.store.cases([1])]
    published = NOW - timedelta(hours=5)
    assert handling.reply_due_at in {published + timedelta(hours=n) for n in (24, 48)}
    assert handling.close_due_at == published + timedelta(days=7)
