"""How long a reply is where it will stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.replies.platforms import known_platforms, platform

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("where", "text", "length"),
    [
        ("google_business", "Добре", 10),
        ("google", "Добре", 10),
        ("google_play", "Добре", 5),
        ("x", "Добре", 5),
        ("x", "好的", 4),
        ("x", "e\u0301te\u0301", 3),
        ("x", FAMILY, 2),
        ("x", "Look: https://driftwell.example/help/a-very-long-path-to-one-page", 29),
        ("x", "write to help@driftwell.example", 31),
        ("twitter", "© 5 #", 5),
        ("mastodon", "see driftwell.example/x now", 31),
        ("bluesky", f"e\u0301 {FAMILY} 🇧🇬", 5),
        ("bluesky", "plain", 5),
        ("letterbox", "x" * 9000, 9000),
    ],
)
def test_each_counts_in_its_own_way(where, text, length):
    assert platform(where).length(text) == length


def test_a_reply_fits_up_to_the_limit():
    play = platform("google_play")
    assert play.fits("x" * 350)
    assert not play.fits("x" * 351)
    assert platform("email").fits("x" * 100_000)


def test_an_unknown_place_has_no_limit():
    unknown = platform("guestbook")
    assert (unknown.limit, unknown.key, unknown.snippets) == (None, "guestbook", True)


def test_rules_are_read_as_what_they_mean():
    assert not platform("tripadvisor").snippets
    assert not platform("app_store").confirmed
    assert platform("mastodon").social
    assert platform("imap").reaches
    assert not platform("google").reaches


@pytest.mark.parametrize("key", known_platforms())
def test_every_limit_has_a_date_and_a_named_source(key):
    found = platform(key)
    assert found.name
    assert date.fromisoformat(found.checked)
    assert found.limit is None or found.source or not found.confirmed


@given(st.text(), st.sampled_from(known_platforms()))
def test_any_text_has_a_length(text, key):
    found = platform(key)
    assert found.length(text) >= 0
    assert found.length(text) == found.length(text)
