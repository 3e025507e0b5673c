"""What an older version called otherwise is known again under today's name."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from amends.models import Batch, Mention
from amends.store import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
REAL = "https://news.example.org/lipa"
TAG = "tag:google.com,2013:googlealerts/feed:17"
BEFORE = 8
"""Steps that had been applied when articles had the ids that Google gave to its hits."""


@pytest.fixture
def older(tmp_path):
    """Return a function that makes a database of an older version that holds these articles."""

    def made(*told: tuple[str, str]):
        path = tmp_path / "a.db"
        with Store(path, now=NOW) as store:
            found = tuple(
                Mention(
                    source="alerts",
                    source_type="feed",
                    external_id=external_id,
                    kind="article",
                    url=url,
                    text=f"Lipa opens again {number}",
                    published_at=NOW,
                )
                for number, (external_id, url) in enumerate(told)
            )
            store.save("alerts", "feed", "f", Batch(found), baseline=NOW - NOW, now=NOW)
        raw = sqlite3.connect(path)
        raw.execute(f"PRAGMA user_version = {BEFORE}")
        raw.close()
        return path

    return made


def ids(path):
    with Store(path, now=NOW):
        pass
    raw = sqlite3.connect(path)
    found = [row[0] for row in raw.execute("SELECT external_id FROM mentions ORDER BY number")]
    raw.close()
    return found


def test_an_article_that_google_alerted_to_is_known_by_its_address(older):
    assert ids(older((TAG, REAL))) == [REAL]


def test_of_two_hits_for_one_article_the_first_is_it(older):
    assert ids(older((TAG, REAL), (f"{TAG}8", REAL))) == [REAL, f"{TAG}8"]


@pytest.mark.parametrize(
    "told",
    [
        (TAG, "https://www.google.com/url?q=x"),
        ("tag:blog.example.org,2026:1", REAL),
    ],
    ids=["an address that was not found", "another feed"],
)
def test_others_keep_their_ids(older, told):
    assert ids(older(told)) == [told[0]]
