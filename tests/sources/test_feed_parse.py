from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import BadAnswer
from amends.models import Mention
from amends.sources.feed import jsonfeed, xml

DATA = Path(__file__).parent.parent / "data" / "feed"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
URL = "https://feeds.example.org/all/feed"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(body, now):
    if jsonfeed.looks_like_json(body):
        return jsonfeed.parse(json.loads(body.decode("utf-8-sig")), URL, now)
    return xml.parse(body, {"content-type": "text/xml"}, URL, now)


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, now, expected, told):
    document = read(case.read_bytes(), now).identified()
    expected(case, told(document.mentions, document.skipped))


def test_only_a_body_that_was_cut_short_is_not_whole(now):
    whole = {case.stem: read(case.read_bytes(), now).whole for case in DATA.glob("*.in")}
    assert [name for name, found in whole.items() if not found] == ["cut_short"]


@pytest.mark.parametrize("size", range(0, 1500, 37))
def test_a_feed_cut_anywhere_gives_only_whole_entries(size, now):
    body = (DATA / "wordpress_comments.in").read_bytes()
    complete = {mention.external_id: mention for mention in read(body, now).mentions}
    try:
        document = read(body[:size], now)
    except BadAnswer:
        return
    for mention in document.mentions:
        assert mention == complete[mention.external_id]


def test_a_web_page_is_no_feed_and_its_feeds_are_named(now):
    page = b"""<!doctype html><html><head><title>Lipa</title>
      <link rel="alternate" type="application/rss+xml" href="/feed/">
      <link rel="alternate" type="text/html" hreflang="bg" href="/bg/">
      <link rel="alternate" type="application/feed+json" href="https://b.example/feed.json">"""
    with pytest.raises(BadAnswer, match="a web page, not a feed") as caught:
        read(page, now)
    assert caught.value.hint == (
        "The page announces: https://feeds.example.org/feed/, https://b.example/feed.json"
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "an empty answer"),
        (b" \n", "an empty answer"),
        (b"\x00\xff\xfe", "not a feed"),
        (b"Service unavailable", "not a feed"),
        (b"<opml><body/></opml>", "a web page"),
        (b'{"error": "no"}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "without `items`"),
    ],
)
def test_what_is_no_feed_says_so(body, why, now):
    with pytest.raises(BadAnswer, match=why):
        read(body, now)


def test_an_entity_bomb_stays_small(now):
    bomb = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">
      <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
      <rss version="2.0"><channel><item><title>&c;</title><guid>1</guid></item></channel></rss>"""
    assert sum(len(mention.title or "") for mention in read(bomb, now).mentions) < 1_000


def test_a_local_file_is_never_read(now):
    xxe = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]>
      <rss version="2.0"><channel><item><title>x &f; y</title><guid>1</guid></item></channel></rss>"""
    (mention,) = read(xxe, now).mentions
    assert mention.title.split() in (["x", "y"], ["x", "&f;", "y"], ["x", "&f", "y"])


@given(st.binary(max_size=400))
def test_any_bytes_give_mentions_or_one_error(body):
    _survives(body)


@given(st.lists(st.sampled_from(
    [b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<title>", b"<guid>", b"x",
     b"<link href='", b"'>", b"http://[", b"&#0;", b"<pubDate>", b"99999", b"]]>", b"<![CDATA[",
     b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"<id>", b"<content type='html'>",
     b"<source>", b"<category/>", b"\xff", b"<media:statistics views='x'/>", b"-", b"#comment-1"]
), max_size=30))  # fmt: skip
def test_any_tags_give_mentions_or_one_error(parts):
    _survives(b"".join(parts))


def _survives(body):
    try:
        document = xml.parse(body, {}, URL, NOW).identified()
    except BadAnswer:
        return
    assert all(isinstance(mention, Mention) for mention in document.mentions)


@given(st.dictionaries(st.sampled_from(["items", "language", "next_url", "authors", "author"]), json_values), st.lists(
    st.dictionaries(st.sampled_from(
        ["id", "url", "title", "content_html", "content_text", "summary", "date_published",
         "date_modified", "authors", "author", "language"]), json_values)))  # fmt: skip
def test_any_json_gives_mentions_or_one_error(feed, items):
    feed = {"items": items, **feed, "version": "https://jsonfeed.org/version/1.1"}
    try:
        document = jsonfeed.parse(feed, URL, NOW).identified()
    except BadAnswer:
        return
    assert all(mention.published_at.tzinfo for mention in document.mentions)
    assert all(mention.external_id for mention in document.mentions)


def test_only_the_beginning_of_an_endless_feed_is_read(now, monkeypatch):
    body = (DATA / "odd_entries.in").read_bytes()
    monkeypatch.setattr(xml, "MAX_PARSED", body.index(b"no date, no id"))
    document = read(body, now)
    assert [mention.external_id for mention in document.mentions] == ["a", "b"]
    assert document.skipped[0].why.startswith("only the first")
    assert document.whole  # asking again would bring the same


def test_blanks_before_the_feed_are_forgiven(now):
    body = b"\xef\xbb\xbf\n \n<?xml version='1.0'?>" + (DATA / "no_entries.in").read_bytes()
    assert read(body, now).skipped == ()


def test_a_feed_cut_between_two_entries_is_not_whole(now):
    body = (DATA / "wordpress_comments.in").read_bytes()
    document = read(body[: body.rindex(b"<item>")], now)
    assert len(document.mentions) == 1
    assert not document.whole
    assert document.skipped[0].why == "the feed ends too early"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "koi8-r"])
def test_a_feed_in_any_encoding_is_recognised(encoding, now):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<!-- Отзывы -->\n'
        "<rss version='2.0'><channel><item><title>Отзыв</title></item></channel></rss>"
    )
    (mention,) = read(text.encode(encoding), now).mentions
    assert mention.title == "Отзыв"


def test_a_server_that_names_the_wrong_encoding_is_not_believed(now):
    body = "<rss version='2.0'><channel><item><title>Отзыв</title></item></channel></rss>".encode()
    (mention,) = xml.parse(body, {"content-type": "text/xml; charset=koi8-r"}, URL, now).mentions
    assert mention.title == "Отзыв"


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 24 Nov 2026 08:00:00 GMT"]
)
def test_an_entry_without_id_and_link_is_the_same_whatever_our_clock_says(date, now):
    entry = f"<item><title>Cold</title><pubDate>{date}</pubDate></item>"
    body = f'<rss version="2.0"><channel>{entry}</channel></rss>'.encode()
    found = {
        mention.external_id
        for days in (0, 1, 30)
        for mention in read(body, now + timedelta(days=days)).identified().mentions
    }
    assert len(found) == 1
