from __future__ import annotations

import json
import re

import httpx
import pytest
from pydantic import ValidationError

from amends.config.model import Watch
from amends.errors import AuthFailed, BadAnswer, Blocked, Gone, HttpStatus
from amends.sources.feed import Feed
from fakes.reading import ids

URL = "https://blog.example.org/feed"


def rss(*entries: tuple[str, str]) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title></item>"
        for guid, title in entries
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


def run(context, answer, bookmark=None, *, watch=None, **options):
    source = Feed(**{"type": "feed", "url": URL, **options})
    return list(source.fetch(context(answer, watch=watch), bookmark))


def test_validators_go_back_as_they_came_and_304_yields_nothing(context):
    tags = {"etag": 'W/"x-1"', "last-modified": "Fri, 20 Nov 2026 07:00:00 GMT"}
    known = []

    def answer(request):
        if request.headers.get("if-none-match") == tags["etag"]:
            known.append(request.headers["if-modified-since"])
            return httpx.Response(304)
        return httpx.Response(200, content=rss(("1", "a")), headers=tags)

    (batch,) = run(context, answer)
    assert ids([batch]) == ["1"]
    assert run(context, answer, batch.bookmark) == []
    assert known == [tags["last-modified"]]


def test_a_server_without_validators_is_unchanged_by_its_body(context):
    body = [rss(("1", "a"))]

    def answer(_):
        return httpx.Response(200, content=body[0])

    (batch,) = run(context, answer)
    assert run(context, answer, batch.bookmark) == []
    body[0] = rss(("2", "b"), ("1", "a"))
    assert set(ids(run(context, answer, batch.bookmark))) == {"1", "2"}


def news(*entries):
    items = "".join(
        f"<item><title>{title} - {site}</title><link>https://news.google.com/rss/articles/{guid}"
        f"</link><guid isPermaLink='false'>{guid}</guid><pubDate>{day} Nov 2026 10:00:00 GMT"
        f"</pubDate><source url='https://{site}.example'>{site}</source></item>"
        for guid, title, site, day in entries
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


def test_an_article_of_google_news_is_one_under_any_id(context):
    body = []

    def answer(_):
        return httpx.Response(200, content=body[-1])

    body.append(news(("B", "Cold soup", "courier", 10), ("A", "Cold soup", "Courier", 10)))
    (batch,) = run(context, answer)
    assert (ids([batch]), batch.skipped) == (["B"], ())
    body.append(news(("C", "Cold  Soup", "courier", 12), ("D", "Cold soup", "herald", 12)))
    (batch,) = run(context, answer, batch.bookmark)
    assert set(ids([batch])) == {"B", "D"}
    body.append(news(("D", "Cold soup?", "herald", 12), ("E", "Cold soup", "courier", 29)))
    (batch,) = run(context, answer, batch.bookmark)
    assert set(ids([batch])) == {"D", "E"}, "an edited headline, and the column two weeks later"
    body.append(news(("G", "This week", "herald", 12)))
    (batch,) = run(context, answer, batch.bookmark)
    body.append(news(("H", "This week", "herald", 19)))
    (batch,) = run(context, answer, batch.bookmark)
    assert ids([batch]) == ["H"], "a column of each week"
    odd = batch.bookmark | {"stories": [1, None, ["x"], ["x", "no day", "y"], {}]}
    body.append(news(("F", "Late", "herald", 29)))
    assert ids(run(context, answer, odd)) == ["F"]


def test_a_valid_feed_without_entries_is_an_empty_batch(context):
    (batch,) = run(context, lambda _: httpx.Response(200, content=rss()))
    assert (batch.mentions, batch.more) == ((), False)


def test_a_permanent_redirect_is_remembered_and_given_up_when_it_leads_nowhere(context):
    new, asked, gone = "https://new.example.org/feed", [], []

    def answer(request):
        asked.append(str(request.url))
        if str(request.url) == URL and not gone:
            return httpx.Response(301, headers={"location": new})
        return httpx.Response(404) if gone and str(request.url) == new else httpx.Response(
            200, content=rss((str(len(asked)), "a")))  # fmt: skip

    (batch,) = run(context, answer)
    assert batch.bookmark["moved_to"] == new
    asked.clear()
    run(context, answer, batch.bookmark)
    assert asked == [new]
    asked.clear()
    gone.append(True)
    run(context, answer, batch.bookmark)
    assert asked == [new, URL]


def test_a_password_never_follows_to_another_host(context):
    seen = []

    def answer(request):
        seen.append((request.url.host, request.headers.get("authorization")))
        if request.url.host == "blog.example.org":
            return httpx.Response(301, headers={"location": "https://evil.example/feed"})
        return httpx.Response(200, content=rss(("1", "a")))

    (batch,) = run(context, answer, auth_user="u", auth_password="env:FEED")
    assert "moved_to" not in batch.bookmark
    assert seen[0][1].startswith("Basic ")
    assert seen[1] == ("evil.example", None)


def test_a_long_feed_is_taken_over_several_runs(context):
    entries = [(str(number), "t") for number in range(7)]

    def answer(_):
        return httpx.Response(200, content=rss(*entries), headers={"etag": '"1"'})

    taken, bookmark, ends = [], None, []
    for _ in range(3):
        (batch,) = run(context, answer, bookmark, max_items=3)
        taken += ids([batch])
        bookmark = batch.bookmark
        ends.append(batch.more)
    assert sorted(taken) == [guid for guid, _ in entries]
    assert ends == [True, True, False]
    assert bookmark["validators"] == {"etag": '"1"'}
    entries[0] = ("0", "edited")
    assert ids(run(context, answer, bookmark, max_items=3)) == ["0"]


def test_a_feed_cut_short_is_asked_for_again(context):
    body = rss(("1", "a"), ("2", "b"))
    (batch,) = run(
        context, lambda _: httpx.Response(200, content=body[:-60], headers={"etag": '"1"'})
    )
    assert ids([batch]) == ["1"]
    assert batch.more
    assert batch.skipped
    assert "validators" not in batch.bookmark
    assert "digest" not in batch.bookmark


def test_filter_keeps_what_is_about_us_and_new_words_read_everything_again(context):
    def answer(_):
        return httpx.Response(200, content=rss(("1", "Lipa is cold"), ("2", "Weather")))

    words = Watch(any=("lipa",))
    (batch,) = run(context, answer, watch=words, filter=True)
    assert batch.filtered == 1
    assert ids([batch]) == ["1"]
    assert run(context, answer, batch.bookmark, watch=words, filter=True) == []
    more = Watch(any=("lipa", "weather"))
    assert set(ids(run(context, answer, batch.bookmark, watch=more, filter=True))) == {"1", "2"}


def test_an_article_that_google_alerts_to_again_is_the_same_one(context):
    def alert(*hits):
        entries = "".join(
            f"<entry><id>tag:google.com,2013:googlealerts/feed:{number}</id><title>Lipa</title>"
            f'<link href="https://www.google.com/url?rct=j&amp;url={page}&amp;cd={number}"/></entry>'
            for number, page in hits
        )
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Alert</title>{entries}</feed>'
        return lambda _: httpx.Response(200, content=feed.encode())

    (first,) = run(context, alert((1, "https://news.example/lipa")))
    again = alert((3, "https://other.example/"), (2, "https://news.example/lipa"),
                  (1, "https://news.example/lipa"))  # fmt: skip
    (second,) = run(context, again, first.bookmark)
    assert ids([first]) == ["https://news.example/lipa"]
    assert sorted(ids([second])) == ["https://news.example/lipa", "https://other.example/"]
    assert second.skipped == ()


@pytest.mark.parametrize(
    ("options", "times"),
    [
        ({"url": "https://www.reddit.com/r/Sofia/new/.rss"}, (65, 200)),
        ({"url": "https://old.reddit.com/.rss", "interval": 90}, (90, 200)),
        ({"url": "https://reddit.com.example.org/.rss"}, (None, 60)),
        ({"url": URL}, (None, 60)),
    ],
)
def test_reddit_is_asked_as_rarely_as_it_wants(options, times):
    made = Feed(**options)
    assert (made.interval, made.max_seconds) == times


def test_kind_can_be_chosen(context):
    (batch,) = run(context, lambda _: httpx.Response(200, content=rss(("1", "a"))), kind="review")
    assert batch.mentions[0].kind == "review"


@pytest.mark.parametrize(
    ("status", "options", "error", "hint"),
    [
        (401, {}, AuthFailed, "auth_user"),
        (403, {}, Blocked, "in a browser"),
        (403, {"auth_user": "u", "auth_password": "env:X"}, HttpStatus, None),
        (410, {}, HttpStatus, None),
    ],
)
def test_refusals(context, status, options, error, hint):
    with pytest.raises(error) as caught:
        run(context, lambda _: httpx.Response(status), **options)
    assert (hint in caught.value.hint) if hint else caught.value.status == status


def page(number: int, **more) -> bytes:
    items = [{"id": f"{number}", "content_text": "x"}]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": items, **more}
    ).encode()


def test_json_feed_pages_are_followed_on_the_same_host_only(context):
    asked = []

    def answer(request):
        asked.append(str(request.url))
        number = int(request.url.params.get("p", 1))
        following = "https://other.example/" if number == 3 else f"?p={number + 1}"
        return httpx.Response(200, content=page(number, next_url=following))

    (batch,) = run(context, answer)
    assert sorted(ids([batch])) == ["1", "2", "3"]
    assert len(asked) == 3


def test_json_feed_pages_end(context):
    counter = iter(range(1000))
    answers = lambda _: httpx.Response(200, content=page(n := next(counter), next_url=f"?p={n}"))  # noqa: E731
    (batch,) = run(context, answers)
    assert len(batch.mentions) == 10


def test_a_json_feed_page_that_fails_costs_only_itself(context):
    def answer(request):
        if request.url.params:
            return httpx.Response(500)
        return httpx.Response(200, content=page(1, next_url="?p=2"))

    (batch,) = run(context, answer)
    assert ids([batch]) == ["1"]
    assert batch.more
    assert batch.skipped[0].where == "page 2"


def test_an_expired_json_feed_is_gone_after_its_last_items(context):
    source = Feed(type="feed", url=URL)
    batches = source.fetch(
        context(lambda _: httpx.Response(200, content=page(1, expired=True))), None
    )
    assert ids([next(batches)]) == ["1"]
    with pytest.raises(Gone, match="nothing will follow"):
        next(batches)


def test_a_web_page_is_a_bad_answer(context):
    html = b"<!doctype html><title>Attention Required!</title>"
    with pytest.raises(BadAnswer, match="a web page, not a feed"):
        run(context, lambda _: httpx.Response(200, content=html))


@pytest.mark.parametrize(
    "url", ["ftp://x.example/feed", "blog.example.org/feed", "https://", "http://[x", ""]
)
def test_only_web_addresses_are_options(url):
    with pytest.raises(ValidationError, match="must be an address"):
        Feed(type="feed", url=url)


def test_a_password_in_the_file_is_refused():
    with pytest.raises(ValidationError, match="must not stand in this file"):
        Feed(type="feed", url=URL, auth_user="u", auth_password="hunter2")


PRIVATE = "https://me:hunter2@blog.example.org/feed?token=t0psecret"
ENTRIES = {
    "rss": b"<rss version='2.0'><channel><item><link>post/1</link><title>a</title></item>"
    b"<item><guid>post/2</guid><link>#c2</link><title>b</title></item></channel></rss>",
    "atom": b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='post/1'/><title>a</title>"
    b"</entry><entry><id>post/2</id><link href=''/><title>b</title></entry></feed>",
    "json": page(1, next_url="?p=2", items=[{"id": "1", "url": "post/1", "content_text": "a"},
                                            {"id": "2", "url": "#c2", "content_text": "b"}]),
}  # fmt: skip


@pytest.mark.parametrize("form", ENTRIES)
def test_the_secrets_of_a_feeds_address_stay_out_of_its_entries(context, form):
    asked = []

    def answer(request):
        asked.append((str(request.url.path), request.headers.get("authorization")))
        return httpx.Response(200, content=ENTRIES[form])

    (batch,) = run(context, answer, url=PRIVATE)
    assert len(batch.mentions) == 2
    assert "https://blog.example.org/post/1" in {mention.url for mention in batch.mentions}
    assert not re.search("hunter2|t0psecret", repr(batch))
    assert {sent for _, sent in asked} == {"Basic bWU6aHVudGVyMg=="}
    assert len(asked) == (2 if form == "json" else 1)


def test_the_feeds_that_a_private_page_announces_are_told_without_its_password(context):
    html = b"<!doctype html><link rel=alternate type=application/rss+xml href='all?key=abc'>"
    with pytest.raises(BadAnswer) as caught:
        run(context, lambda _: httpx.Response(200, content=html), url=PRIVATE)
    assert caught.value.hint == "The page announces: https://blog.example.org/all?key=***"


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        ("/new", "https://blog.example.org/new"),
        ("https://you:pass@blog.example.org/new", "https://blog.example.org/new"),
        ("/new?token=t0psecret", None),
    ],
)
def test_no_secret_of_a_redirect_is_remembered(context, location, kept):
    asked = []

    def answer(request):
        asked.append((request.url.path, request.headers.get("authorization")))
        if request.url.path == "/feed":
            return httpx.Response(301, headers={"location": location})
        return httpx.Response(200, content=rss((str(len(asked)), "a")))

    (batch,) = run(context, answer, url=PRIVATE)
    assert batch.bookmark.get("moved_to") == kept
    assert not re.search("hunter2|pass|t0psecret", json.dumps(batch.bookmark))
    asked.clear()
    run(context, answer, batch.bookmark, url=PRIVATE)
    if kept:
        assert asked == [("/new", "Basic bWU6aHVudGVyMg==")]


def test_a_password_that_was_remembered_once_is_forgotten(context):
    bookmark = {"moved_to": "https://me:hunter2@blog.example.org/new"}
    (batch,) = run(context, lambda _: httpx.Response(200, content=rss(("1", "a"))), bookmark)
    assert batch.bookmark["moved_to"] == "https://blog.example.org/new"


def test_user_info_goes_to_no_other_host(context):
    seen = []

    def answer(request):
        seen.append((request.url.host, request.headers.get("authorization")))
        return httpx.Response(200, content=rss(("1", "a")))

    run(context, answer, {"moved_to": "https://evil.example/feed"}, url=PRIVATE)
    assert seen == [("evil.example", None)]


def test_an_expired_feed_that_was_not_taken_whole_is_not_gone_yet(context):
    items = [{"id": str(number), "content_text": "x"} for number in range(5)]
    batches = run(
        context,
        lambda _: httpx.Response(200, content=page(1, expired=True, items=items)),
        max_items=3,
    )
    assert [batch.more for batch in batches] == [True]


def test_the_owner_knows_the_language_better_than_a_blogs_default(context):
    said = rss(("1", "a")).replace(b"<title>t</title>", b"<language>en-US</language>")
    answer = httpx.Response(200, content=said)
    for given, found in ((None, "en"), ("bg", "bg")):
        (batch,) = run(context, lambda _: answer, language=given)
        assert [each.language for each in batch.mentions] == [found]
