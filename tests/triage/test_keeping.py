"""How long words stay that their author has deleted: as the platform's terms want it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.config import Config
from amends.models import Batch, Mention, SourceRun
from amends.store import Store
from amends.triage.business import Business
from amends.triage.keeping import forget

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)


X = {"type": "x", "token": "env:X_TOKEN"}
BLUESKY = {"type": "bluesky", "handle": "lipa.example", "password": "env:BLUESKY"}


@pytest.fixture
def texts(tmp_path):
    """Let two posts arrive and one be deleted; return a way to see what is left later."""
    posts = tuple(
        Mention(text=f"post {each}", external_id=each, source="social", published_at=NOW - DAY)
        for each in "12"
    )
    with Store(tmp_path / "a.db", now=NOW) as store:
        store.sources.log_run(SourceRun("social", "x", "ok"), "f", 2, NOW)
        store.save("social", "x", "f", Batch(posts), baseline=30 * DAY, now=NOW)
        store.save("social", "x", "f", Batch((), ("1",)), baseline=30 * DAY, now=NOW + DAY)
        store._database.run("UPDATE handling SET queued_at = 1")

    def after(days, source=X, **options):
        now, sources = NOW + days * DAY, {"social": {**source, **options}} if source else {}
        with Store(tmp_path / "a.db", now=now) as store:
            config = Config.model_validate({"sources": sources})
            done = forget(Business(config, tmp_path / "config.yaml", store, now, "ana"))
            assert done.unanswered == 0  # what its author took back wants no answer
            return [text for (text,) in store._database.rows("SELECT text FROM mentions")]

    return after


def test_the_words_of_a_deleted_post_go_when_its_platform_wants_it(texts):
    assert texts(1.5) == ["post 1", "post 2"]
    assert texts(2) == ["", "post 2"]


def test_other_platforms_let_it_stay_as_long_as_any_other(texts):
    assert texts(40, source=BLUESKY) == ["post 1", "post 2"]


def test_whoever_says_full_has_a_right_to_it(texts):
    assert texts(40, keep="full") == ["post 1", "post 2"]
    assert texts(20, keep="90") == ["", "post 2"]


def test_a_source_that_is_no_longer_configured_keeps_to_its_platform(texts):
    assert texts(2, source=None) == ["", "post 2"]


def test_a_wrong_clock_erases_nothing(texts):
    assert texts(400) == ["post 1", "post 2"]


@pytest.fixture
def others(tmp_path):
    """Let a mention of a platform that wants little kept arrive by another way; see it later."""

    def kept(*runs):
        mention = Mention(
            text="Cold soup", external_id="1", source="box", source_type="yelp", published_at=NOW
        )
        with Store(tmp_path / "a.db", now=NOW) as store:
            store.add("box", "yelp", [mention], baseline=None, now=NOW)
            for kind in runs:
                store.sources.log_run(SourceRun("box", kind, "ok"), "f", 1, NOW)
            business = Business(Config(), tmp_path / "config.yaml", store, NOW + 9 * DAY, "ana")
            forget(business)
            return store._database.rows("SELECT text FROM mentions")[0][0]

    return kept


def test_what_was_imported_or_mailed_was_not_read_from_the_platform(others):
    assert others() == "Cold soup"
    assert others("imap") == "Cold soup"
    assert others("yelp") == ""
