import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.http import mask, without_user


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/feeds/videos.xml?channel_id=UC_a5Bc1OV2P6uZZ5FSM9Ttw",
        "https://itunes.apple.com/bg/rss/customerreviews/page=1/id=1234567890/json",
        "https://mastodon.example/@anna/tagged/coffee.rss",
        "https://forum.example/2026/11/best-guitar-shop-in-sofia-2026-edition",
        "https://search.example/?query=кафе&page=2&author=anna&keyword=monkey",
        "http://[::1]:8080/feed",
        "http://[bad",
        "not a url",
        "",
    ],
)
def test_what_is_public_stays_readable(url):
    assert mask(url) == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://anna:pw@x.example/feed", "https://***@x.example/feed"),
        ("http://anna:pw@exam\u2100ple/", "http://***@exam\u2100ple/"),
        ("anna:pw@x.example/feed", "***@x.example/feed"),
        ("https://x/?key=abc&page=2;sig=9", "https://x/?key=***&page=2;sig=***"),
        ("https://x/?API%5Fkey=abc", "https://x/?API%5Fkey=***"),
        ("https://x/?client_secret=a&token=", "https://x/?client_secret=***&token="),
        ("https://x/f;token=abc/rss", "https://x/f;token=***/rss"),
        ("https://x/rss#access_token=abc", "https://x/rss"),
        ("https://x/?u=http%3A%2F%2Fa%3Ab%40y%2F", "https://x/?u=http://***@y/"),
        (
            "https://www.google.com/alerts/feeds/01234567890123456789/9876543210987654321",
            "https://www.google.com/alerts/feeds/***/***",
        ),
        (
            "https://www.reddit.com/.rss?feed=" + "0a1b" * 10 + "&user=anna",
            "https://www.reddit.com/.rss?feed=***&user=anna",
        ),
        ("https://x/u/550e8400-e29b-41d4-a716-446655440000.rss", "https://x/u/***"),
        ("https://x/?" + "a1" * 10, "https://x/?***"),
        ("https://x/bot12345:AB_c-def-ghi-jkl-mno-pqr/getMe", "https://x/***/getMe"),
        ("https://x/bot12345%3AAB_c-def-ghi-jkl-mno-pqr/getMe", "https://x/***/getMe"),
        ("https://x/file/bot1:ABCDEFGHIJKLMNOPQRST/a.jpg", "https://x/file/***/a.jpg"),
    ],
)
def test_secrets_are_masked(url, shown):
    assert mask(url) == shown


@given(st.text())
def test_never_raises_and_stays_on_one_short_line(text):
    shown = mask(text)
    assert shown.isprintable()
    assert len(shown) <= 200


tokens = st.text(string.ascii_letters + string.digits, min_size=24, max_size=60).filter(
    lambda text: any(map(str.isdigit, text)) and any(map(str.isalpha, text))
)


@given(tokens, st.sampled_from(["https://x/feed/{}/rss", "https://x/f?x={}", "https://a:{}@x/"]))
def test_a_random_token_never_shows(token, shape):
    assert token not in mask(shape.format(token))


def test_nested_addresses_without_end():
    assert len(mask("http://x?u=" * 50_000)) <= 200


@pytest.mark.parametrize(
    ("url", "stripped"),
    [
        ("https://me:hunter2@x.example/a?b=c#d", "https://x.example/a?b=c#d"),
        ("https://me:p@ss@x.example:8080", "https://x.example:8080"),
        ("https://x.example/@ana?to=a@b.example", "https://x.example/@ana?to=a@b.example"),
        ("https://x.example/?#", "https://x.example/?#"),
        ("mailto:ana@x.example", "mailto:ana@x.example"),
        ("", ""),
    ],
)
def test_user_info_is_taken_out_and_nothing_else_changes(url, stripped):
    assert without_user(url) == stripped


@given(st.text())
def test_any_text_has_no_user_info_afterwards(text):
    assert without_user(without_user(text)) == without_user(text)
