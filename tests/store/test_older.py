"""What an older version took for something else is put right when its database is opened."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from amends.models import Batch, Mention
from amends.store import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
REAL = "https://news.example.org/lipa"
TAG = "tag:google.com,2013:googlealerts/feed:17"
BEFORE = 8
"""Steps that had been applied when it was written."""


@pytest.fixture
def today(tmp_path):
    """Return a function that gives a column of these mentions in a database that was older."""

    def read(column: str, *mentions: Mention):
        path = tmp_path / "a.db"
        with Store(path, now=NOW) as store:
            store.save("s", "feed", "f", Batch(mentions), baseline=timedelta(days=30), now=NOW)
        raw = sqlite3.connect(path)
        raw.execute(f"PRAGMA user_version = {BEFORE}")
        with Store(path, now=NOW):
            pass
        found = [row[0] for row in raw.execute(f"SELECT {column} FROM mentions ORDER BY number")]
        raw.close()
        return found

    return read


def mention(source_type, external_id="1", **told):
    text = f"Lipa opens again {external_id}"
    return Mention(
        source="s",
        source_type=source_type,
        external_id=external_id,
        text=text,
        published_at=NOW,
        **told,
    )


def article(external_id, url):
    return mention("feed", external_id, kind="article", url=url)


def test_an_article_that_google_alerted_to_is_known_by_its_address(today):
    assert today("external_id", article(TAG, REAL)) == [REAL]


def test_of_two_hits_for_one_article_the_first_is_it(today):
    assert today("external_id", article(TAG, REAL), article(f"{TAG}8", REAL)) == [REAL, f"{TAG}8"]


@pytest.mark.parametrize(
    "told",
    [(TAG, "https://www.google.com/url?q=x"), ("tag:blog.example.org,2026:1", REAL)],
    ids=["an address that was not found", "another feed"],
)
def test_others_keep_their_ids(today, told):
    assert today("external_id", article(*told)) == [told[0]]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (mention("telegram", kind="comment", thread_id="17:all"), "email"),
        (mention("telegram", kind="comment", thread_id="-17:4"), "comment"),
        (mention("mastodon", kind="post", extra={"visibility": "direct"}), "email"),
        (mention("mastodon", kind="post", extra={"visibility": "private"}), "email"),
        (mention("mastodon", kind="post"), "post"),
        (mention("feed", kind="post", extra={"visibility": "direct"}), "post"),
    ],
)
def test_what_was_written_to_us_alone_is_a_letter(today, told, kind):
    assert today("kind", told) == [kind]


@pytest.mark.parametrize(
    ("told", "thread"),
    [
        (mention("imap", kind="email"), "1"),
        (mention("imap", kind="email", thread_id="0"), "0"),
        (mention("trustpilot", kind="review"), None),
    ],
)
def test_the_first_letter_of_a_conversation_stands_in_it(today, told, thread):
    assert today("thread_id", told) == [thread]
