from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.errors import AuthFailed, BadAnswer, Blocked, HttpStatus, Throttled
from amends.sources import make
from amends.sources.bluesky import Bluesky
from amends.sources.bluesky.posts import parse, searched, why_spam, with_links
from amends.sources.bluesky.reading import query_for
from amends.sources.values import objects
from fakes import NOW, SECRET, answered
from fakes.bluesky import HANDLE, HOME, ME, Fake, did
from fakes.reading import mentions
from specs import spec
from specs.watching import Watched

DATA = Path(__file__).parent.parent / "data" / "bluesky"
LIPA = Watch(any=("Lipa Coffee", "Липа"), none=("Manila",), context=("espresso", "еспресо"))
LINK = "app.bsky.richtext.facet#link"


def source(**options):
    return Bluesky(**{"handle": HANDLE, "password": "env:BLUESKY"} | options)


def lend(context, network, login=None, watch=None, secret=lambda _: SECRET):
    return context(network, secret=secret, login=login, watch=watch)


def read(context, network, bookmark=None, watch=None, **options):
    return list(source(**options).fetch(lend(context, network, watch=watch), bookmark))


def payload():
    return objects(json.loads((DATA / "posts.in").read_bytes())["posts"])


def test_payloads_become_mentions(expected, told):
    expected(DATA / "posts.in", told(*parse(payload(), NOW, {did("maria"): 812})))


# Texts.


def test_links_are_counted_in_bytes_and_shown_whole():
    (first, *_), _ = parse(payload(), NOW)
    assert first.text == (
        "Кафе ☕ https://lipa.example/menu/winter?x=1 е студено, "
        "виж тук (https://photos.example/1) #кафе"
    )


def test_a_link_that_lies_on_another_is_left_alone():
    facets = [
        {"index": {"byteStart": start, "byteEnd": end}, "features": [{"$type": LINK, "uri": uri}]}
        for start, end, uri in [(0, 5, "https://one.example"), (3, 8, "https://two.example")]
    ]
    assert with_links("hello you", facets) == "hello (https://one.example) you"


def linked(start, end, uri="https://x.example/a"):
    features = [{"$type": LINK, "uri": uri}]
    return {"index": {"byteStart": start, "byteEnd": end}, "features": features}


@pytest.mark.parametrize(("start", "end"), [(1, 4), (0, 3), (1, 3), (0, 5), (5, 6)])
def test_a_link_that_begins_or_ends_inside_a_character_is_left_alone(start, end):
    assert with_links("кафе", [linked(start, end)]) == "кафе"


def test_links_touch_each_other_and_the_ends():
    facets = [linked(4, 8, "https://b.example"), linked(0, 4, "https://a.example")]
    assert with_links("кафе", facets) == "ка (https://a.example)фе (https://b.example)"


def test_no_post_grows_without_bounds():
    text = "a" * 3000
    facets = [linked(at, at + 1, f"https://x.example/{'y' * 900}") for at in range(3000)]
    assert len(with_links(text, facets)) < 100 * 1000 + len(text)
    assert with_links("abc", [linked(0, 3, f"https://x.example/{'y' * 1000}")]) == "abc"


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=6),
)
def test_no_facet_breaks_a_text(text, spans):
    facets = [
        {"index": {"byteStart": start, "byteEnd": end},
         "features": [{"$type": LINK, "uri": "https://x.example/a"}]} for start, end in spans
    ]  # fmt: skip
    found = with_links(text, facets)
    found.encode("utf-8")
    assert facets or found == text
    assert "\ufffd" in text or "\ufffd" not in found


def test_who_claims_to_write_in_the_future_wrote_when_it_was_seen():
    (_, second, *_), _ = parse(payload(), NOW)
    assert second.published_at == datetime(2026, 11, 20, 19, tzinfo=UTC)


def test_quoted_posts_and_pictures_can_be_found():
    (_, _, third, *_), _ = parse(payload(), NOW)
    assert third.extra["quoted"] == "Our new beans are here"
    assert "Burnt beans" in searched(third)


@pytest.mark.parametrize(
    "media",
    [
        {"$type": "app.bsky.embed.images#view", "images": [{"alt": "Lipa Coffee in the snow"}]},
        {"$type": "app.bsky.embed.gallery#view", "items": [{"alt": "Lipa Coffee in the snow"}, 7]},
        {"$type": "app.bsky.embed.video#view", "cid": "x", "alt": "Lipa Coffee in the snow"},
    ],
)
def test_the_description_of_any_medium_is_searched(media):
    for embed in (media, {"media": media, "record": {"record": {"uri": "at://x"}}}):
        (found,), _ = parse([{"uri": "at://did:plc:a/app.bsky.feed.post/1", "embed": embed}], NOW)
        assert searched(found).endswith("Lipa Coffee in the snow")


def test_labels_that_were_taken_back_do_not_count():
    assert why_spam({"labels": [{"val": "spam"}]})
    assert why_spam({"author": {"labels": [{"val": "spam"}]}})
    assert why_spam({"labels": [{"val": "spam", "neg": True}, {"val": "porn"}]}) is None


# Options.


@pytest.mark.parametrize(
    "given", ["lipa.example", "@Lipa.example", "https://bsky.app/profile/lipa.example"]
)
def test_a_handle_is_understood_in_several_ways(given):
    assert source(handle=given).handle == "lipa.example"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"handle": "Lipa Coffee"}, "must be your handle, such as lipa.bsky.social"),
        ({"handle": "me@lipa.example"}, "must be your handle"),
        ({"host": "http://bsky.social"}, "would send the password unprotected"),
        ({"host": "bsky social"}, "address of a server"),
    ],
)
def test_what_cannot_be_is_explained(options, said):
    given = {"type": "bluesky", "handle": HANDLE, "password": "env:B", **options}
    _, problems = make({"b": given})
    assert said in problems[0].message


# Sessions.


def test_the_session_of_the_last_run_goes_on_and_its_token_changes(context):
    platform = Fake()
    first = lend(context, platform)
    list(source().fetch(first, None))
    kept = first.login.read()
    second = lend(context, platform, login=kept)
    list(source().fetch(second, None))
    assert (platform.logins, platform.sessions) == (1, 2)
    assert second.login.read() != kept
    assert {request.url.host for request in platform.requests[-3:]} == {HOME[8:]}


@pytest.mark.parametrize(
    "kept",
    [
        "no JSON", "7", '{"refresh": 7}',
        json.dumps({"entrance": "https://bsky.social", "handle": HANDLE, "home": HOME, "refresh": "old"}),
        json.dumps({"entrance": "https://bsky.social", "handle": "x.example", "home": HOME, "refresh": "x"}),
        json.dumps({"entrance": "https://bsky.social", "handle": HANDLE, "home": "http://a.example",
                    "refresh": "x"}),
    ],
)  # fmt: skip
def test_a_session_of_no_use_is_begun_anew(kept, context):
    platform = Fake()
    lent = lend(context, platform, login=kept)
    assert len(mentions(source().fetch(lent, None))) == 3
    assert platform.logins == 1
    assert all(request.url.scheme == "https" for request in platform.requests)


def test_a_session_that_ends_in_the_middle_is_renewed(context):
    platform, asked = Fake(items=5), []

    def network(request):
        asked.append(request)
        if len(asked) == 4:
            platform.access = "another"
        return platform(request)

    assert len(mentions(read(context, network))) == 5
    assert (platform.logins, platform.sessions) == (1, 2)


def test_the_password_goes_to_the_entrance_only(context):
    platform = Fake()
    read(context, platform)
    hosts = {
        request.url.host for request in platform.requests if SECRET.encode() in request.content
    }
    assert hosts == {"bsky.social"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("AuthenticationRequired", "does not take the handle with this password"),
        ("AuthFactorTokenRequired", "wants a code from a mail"),
        ("AccountTakedown", "has taken this account down"),
    ],
)
def test_a_refused_login_is_explained(name, said, context):
    with pytest.raises(AuthFailed, match=said) as caught:
        read(context, lambda _: answered({"error": name, "message": "…"}, 401))
    assert caught.value.hint


@pytest.mark.parametrize(
    "answer",
    [
        {"accessJwt": "a b", "did": ME},
        {"accessJwt": "a", "refreshJwt": "b", "did": "lorem ipsum"},
        {"accessJwt": "a", "refreshJwt": "b"},
    ],
)
def test_a_login_without_tokens_or_account_is_no_session(answer, context):
    with pytest.raises(BadAnswer, match="no session"):
        read(context, lambda _: answered(answer))


def test_a_web_page_says_that_the_server_is_the_wrong_one(context):
    platform = Fake()
    platform.fail_after(0, lambda _: httpx.Response(403, content=b"<html>Forbidden</html>"))
    with pytest.raises(Blocked) as caught:
        read(context, platform)
    assert "`host:`" in caught.value.hint


def test_the_limit_starts_anew_at_a_second(context):
    platform = Fake()
    reset = str(int(NOW.timestamp()) + 120)
    platform.fail_after(
        0, lambda _: answered({"error": "RateLimitExceeded"}, 429, ratelimit_reset=reset)
    )
    with pytest.raises(Throttled) as caught:
        read(context, platform)
    assert caught.value.until == NOW + timedelta(minutes=2)


# What is read.


def test_the_search_asks_for_each_name_and_sifts_the_rest(context):
    platform = Fake(items=0)
    for text in ("Espresso at Lipa Coffee", "Lipa Coffee Manila: espresso", "I like Lipa Coffee",
                 "еспресо в Липа"):  # fmt: skip
        platform.items.append(platform.post(text, NOW - timedelta(hours=1)))
    checked = Watched(platform, [spec("bluesky")])
    batches = read(context, checked, watch=LIPA)
    assert checked.faults == []
    assert {each.text for each in mentions(batches)} == {
        "Espresso at Lipa Coffee",
        "еспресо в Липа",
    }
    dropped = {skipped.where: skipped.why for batch in batches for skipped in batch.dropped}
    assert dropped == {
        "Lipa Coffee Manila: espresso": "“Manila” is in it",
        "I like Lipa Coffee": "none of the words in `context` is in it",
    }
    assert sum(batch.filtered for batch in batches) == 2
    since = "since 2026-08-23T08:00:00Z"
    asked = dict.fromkeys(each for batch in batches for each in batch.asked)
    assert list(asked) == [f'"Lipa Coffee" {since}', f"Липа {since}"]


def test_the_next_search_begins_a_day_before_the_newest(context):
    platform = Fake(items=0)
    for days in (5, 4, 3, 2, 1):
        platform.items.append(platform.post("espresso, Lipa Coffee", NOW - timedelta(days=days)))
    first = read(context, platform, watch=LIPA)
    assert len(mentions(first)) == 5
    platform.requests.clear()
    second = read(
        context, platform, watch=LIPA, bookmark=json.loads(json.dumps(first[-1].bookmark))
    )
    assert len(mentions(second)) == 2
    since = {request.url.params["since"] for request in platform.requests
             if request.url.path.endswith("searchPosts")}  # fmt: skip
    assert since == {"2026-11-19T08:00:00Z", "2026-08-23T08:00:00Z"}


def test_a_post_that_claims_to_be_old_is_not_the_end_of_a_search(context):
    platform = Fake(items=0)
    for hours in (5, 4, 3, 2, 1):
        platform.items.append(platform.post("espresso, Lipa Coffee", NOW - timedelta(hours=hours)))
    platform.at = lambda post: datetime.fromisoformat(post["indexedAt"])
    platform.items[-2]["record"]["createdAt"] = "2015-01-01T00:00:00Z"
    assert len(mentions(read(context, platform, watch=LIPA))) == 5


def test_what_we_passed_on_is_neither_ours_nor_the_end(context):
    platform = Fake(items=0)
    for days in (4, 3, 2, 1):
        platform.mine.append(platform.post(f"day {days}", NOW - timedelta(days=days), "lipa"))
    platform.mine.append(platform.post("ancient", NOW - timedelta(days=900), "maria"))
    own = [each.text for batch in read(context, platform) for each in batch.own]
    assert own == ["day 1", "day 2", "day 3", "day 4"]


def test_no_search_is_made_where_none_is_wanted(context):
    platform = Fake()
    read(context, platform, watch=LIPA, search=False)
    assert not [each for each in platform.requests if each.url.path.endswith("searchPosts")]


def test_an_empty_page_may_be_followed_by_others(context):
    platform = Fake(items=3)

    def network(request):
        response = platform(request)
        first = "cursor" not in request.url.params
        if request.url.path.endswith("listNotifications") and first:
            return answered({"notifications": [], "cursor": "after-0"})
        return response

    assert len(mentions(read(context, network))) == 3


def test_answers_and_quotes_concern_us_likes_do_not(context):
    platform = Fake(items=0)
    for reason in ("mention", "reply", "quote", "like", "follow"):
        platform.items.append(platform.post(f"a {reason}", NOW - timedelta(hours=1), reason))
        platform.reasons[platform.items[-1]["uri"]] = reason
    assert {each.text for each in mentions(read(context, platform))} == {
        "a mention", "a reply", "a quote"
    }  # fmt: skip


def test_our_own_posts_and_answers_are_known_as_ours(context):
    platform = Fake(items=1)
    asked = {"uri": platform.items[0]["uri"], "cid": platform.items[0]["cid"]}
    answer = platform.post("Sorry!", NOW, "lipa", reply={"root": asked, "parent": asked})
    advert = platform.post("Lipa Coffee: espresso for all", NOW, "lipa")
    platform.mine += [answer, advert]
    batches = read(context, platform, watch=LIPA)
    own = {each.external_id: each for batch in batches for each in batch.own}
    assert set(own) == {answer["uri"], advert["uri"]}
    assert own[answer["uri"]].parent_id == asked["uri"]
    assert {each.external_id for each in mentions(batches)} == platform.ids


def test_spam_is_left_out_and_said(context):
    platform = Fake(items=2)
    label = {"src": "did:plc:modaaaaaaaaaaaaaaaaaaaaa", "uri": platform.items[0]["uri"], "val": "spam",
             "cts": "2026-11-21T00:00:00Z"}  # fmt: skip
    platform.items[0]["labels"] = [label]
    batches = read(context, platform)
    assert {each.external_id for each in mentions(batches)} == {platform.items[1]["uri"]}
    assert [(each.why) for batch in batches for each in batch.dropped] == [
        "Bluesky's moderators call it “spam”"
    ]


def test_followers_are_asked_for_once_for_each_author_25_at_a_time(context):
    platform = Fake(items=30)
    platform.PAGE = 100
    found = mentions(read(context, platform))
    assert {each.author.followers for each in found} == {120}
    asked = [len(request.url.params.get_list("actors")) for request in platform.requests
             if request.url.path.endswith("getProfiles")]  # fmt: skip
    assert asked == [25, 5]


def test_single_posts_are_read_again_and_deleted_ones_are_gone(context):
    platform = Fake(items=30)
    platform.items[0]["likeCount"] = 500
    gone, hidden = platform.items.pop(), platform.items[5]["uri"]
    platform.hidden.add(hidden)
    ids = (*sorted(platform.ids), gone["uri"])
    checked = Watched(platform, [spec("bluesky")])
    batches = list(source().refetch(lend(context, checked), ids))
    assert checked.faults == []
    assert {each.external_id for each in mentions(batches)} == platform.ids - {hidden}
    assert [uri for batch in batches for uri in batch.gone_ids] == [gone["uri"]]
    assert max(each.reach.likes for each in mentions(batches)) == 500


def test_a_server_in_trouble_does_not_say_that_a_post_is_gone(context):
    platform = Fake(items=1)

    def network(request):
        thread = request.url.path.endswith("getPostThread")
        return answered({"error": "UpstreamFailure"}, 502) if thread else platform(request)

    with pytest.raises(HttpStatus):
        list(source().refetch(lend(context, network), ("at://did:plc:x/app.bsky.feed.post/1",)))


@pytest.mark.parametrize("kept", ["https://[", "ftp://bsky.social", "bsky.social/xrpc?a"])
def test_an_address_that_is_no_server_is_refused_or_cut(kept):
    _, problems = make(
        {"b": {"type": "bluesky", "handle": HANDLE, "password": "env:B", "host": kept}}
    )
    assert bool(problems) == (kept != "bsky.social/xrpc?a")


def test_the_probe_tries_the_password_beside_a_session_that_is_kept(context):
    platform = Fake()
    ctx = lend(context, platform, watch=LIPA)
    list(source().fetch(ctx, None))
    wrong = lend(context, platform, ctx.login.read(), LIPA, secret=lambda _: "changed")
    with pytest.raises(AuthFailed, match="still works, until it ends") as raised:
        source().probe(wrong)
    assert "app password" in raised.value.hint
    list(source().fetch(wrong, None))
    platform.renewal = "ended"
    with pytest.raises(AuthFailed) as raised:
        source().probe(wrong)
    assert "still works" not in raised.value.message


def test_the_probe_says_whose_account_it_is(context):
    platform = Fake()
    assert source().probe(lend(context, platform, watch=LIPA)) == (
        "Bluesky: logged in as @lipa.example, the search answers; 2999 of 3000 requests are left"
    )


@pytest.mark.parametrize(
    ("term", "query"),
    [
        ("Липа", "Липа"),
        ("Lipa Coffee", '"Lipa Coffee"'),
        ("l-coffee", '"l-coffee"'),
        ('a"b', '"a b"'),
        ("NOT", '"NOT"'),
        ("from:lipa", '"from:lipa"'),
    ],
)
def test_a_name_of_several_words_is_a_phrase(term, query):
    assert query_for(term) == query
