from __future__ import annotations

import html
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amends.config.model import Watch
from amends.errors import AuthFailed, BadRequest, HttpStatus, Throttled
from amends.sources import make
from amends.sources.youtube import YouTube
from amends.sources.youtube.api import Spent, next_midnight
from amends.sources.youtube.comments import parse_thread, told_apart
from amends.sources.youtube.videos import parse_videos, queries
from fakes import NOW, SECRET, answered, fake
from fakes.reading import by_id
from fakes.youtube import CHANNEL, STRANGER, refused

DATA = Path(__file__).parent.parent / "data" / "youtube"
SONG = "video000002"


def source(**options):
    given = {"key": "env:K", "channel": "@lipacoffee", "query": "lipa", **options}
    return YouTube(**{name: value for name, value in given.items() if value is not None})


def run(context, platform, bookmark=None, *, watch=None, secret=SECRET, **options):
    lent = context(platform, watch=watch, secret=lambda _: secret)
    return list(source(**options).fetch(lent, bookmark))


def test_threads_become_mentions(expected, told):
    case = DATA / "threads.in"
    found, skipped, ours = [], [], []
    for thread in json.loads(case.read_bytes())["items"]:
        replies = thread.get("replies", {}).get("comments", [])
        read = parse_thread(thread, replies, frozenset({"strangeSong"}), NOW)
        theirs, own = told_apart(read, CHANNEL, complete=True)
        found, ours = found + theirs, ours + own
    assert [each.external_id for each in ours] == ["UgzAAA111.9re1"]
    expected(case, told(found, skipped))


def test_videos_become_mentions(expected, told):
    case = DATA / "videos.in"
    followers = {"UCguitarist0000000000001": 40500}
    expected(case, told(*parse_videos(json.loads(case.read_bytes())["items"], followers, NOW)))


def test_our_own_videos_are_no_mentions_of_us(context):
    platform = fake("youtube")()
    platform.items[1]["snippet"]["channelId"] = CHANNEL
    assert SONG not in by_id(run(context, platform))


def test_the_key_is_in_a_header_and_a_search_asks_for_the_newest(context):
    platform = fake("youtube")()
    run(context, platform)
    assert all(SECRET not in str(request.url) for request in platform.requests)
    (search,) = [each for each in platform.requests if each.url.path.endswith("/search")]
    asked = dict(search.url.params)
    assert (asked["q"], asked["order"], asked["type"]) == ("lipa", "date", "video")
    assert "publishedAfter" not in asked


def test_the_second_search_asks_only_for_what_is_new(context):
    platform = fake("youtube")()
    first = run(context, platform)
    platform.requests.clear()
    run(context, platform, first[-1].bookmark)
    (search,) = [each for each in platform.requests if each.url.path.endswith("/search")]
    newest = NOW - timedelta(hours=2) - timedelta(days=3)
    assert search.url.params["publishedAfter"] == f"{newest:%Y-%m-%dT%H:%M:%SZ}"


def test_names_and_spellings_are_one_search():
    found = queries(Watch(any=("Lipa Coffee", "Липа*", "Lipa Coffee")))
    assert found == ('"Lipa Coffee"|Липа',)
    assert queries(Watch()) == ()


def test_many_spellings_are_several_searches(context):
    platform = fake("youtube")()
    watch = Watch(any=tuple(f"Lipa Coffee spelling {number}" for number in range(60)))
    run(context, platform, watch=watch, query=None)
    sent = [each.url.params["q"] for each in platform.requests if each.url.path.endswith("/search")]
    assert max(map(len, sent)) <= 400
    assert sum(each.count("spelling") for each in sent) == 60


def test_videos_are_sifted_and_what_was_dropped_is_shown(context):
    platform = fake("youtube")(items=4)
    platform.videos[0]["snippet"]["title"] = "An enzyme called lipa"
    watch = Watch(any=("lipa",), none=("enzyme",))
    batches = run(context, platform, watch=watch, query=None)
    (search,) = [batch for batch in batches if batch.asked]
    assert search.asked == ("search: lipa",)
    assert [each.external_id for each in search.mentions] == ["video000004"]
    assert search.filtered == 1
    assert "enzyme" in search.dropped[0].where
    assert "enzyme" in search.dropped[0].why
    assert len(by_id(batches)) == 3, "comments on our own channel are all about us"


def test_a_name_only_in_the_whole_description_counts(context):
    platform = fake("youtube")(items=2)
    platform.videos[0]["snippet"] |= {"title": "A day out", "description": "x " * 100 + "Lipa"}
    batches = run(context, platform, watch=Watch(any=("lipa",)))
    assert SONG in by_id(batches)


def test_views_likes_comments_and_subscribers_are_its_reach(context):
    song = by_id(run(context, fake("youtube")()))[SONG]
    reach = song.reach
    assert (reach.views, reach.likes, reach.replies, reach.shares) == (31000, 900, 77, None)
    assert (song.author.id, song.author.followers, song.language) == (STRANGER, 40500, "en")


def test_our_answers_come_apart_and_say_what_is_answered(context):
    platform = fake("youtube")(items=3)
    first, third = platform.comments
    platform.reply(first, "Sorry!", minutes=30)
    platform.reply(first, "Thanks.", by="UCguest1", minutes=10)
    batches = run(context, platform)
    found = by_id(batches)
    (own,) = [each for batch in batches for each in batch.own]
    assert (own.text, own.parent_id, own.author.id) == ("Sorry!", first["id"], CHANNEL)
    assert found[first["id"]].answered == "yes"
    assert found[f"{first['id']}.re1"].answered == "no"
    assert found[third["id"]].answered == "no"
    assert found[f"{first['id']}.re1"].thread_id == first["id"]
    assert found[first["id"]].item.name == "Latte art"


def test_replies_that_do_not_come_with_the_thread_are_asked_for(context):
    platform = fake("youtube")(items=1)
    platform.embedded = 1
    for number in range(5):
        platform.reply(platform.items[0], f"me too {number}", by=f"UCx{number}")
    found = by_id(run(context, platform))
    assert len(found) == 6
    assert platform.spent.count("comments") == 3  # pages of two


def test_an_answer_in_a_thread_that_is_known_is_seen_by_the_next_run(context):
    platform = fake("youtube")(items=5)
    first = run(context, platform)
    oldest = platform.comments[0]
    platform.reply(oldest, "We are sorry.")
    again = run(context, platform, first[-1].bookmark)
    assert by_id(again)[oldest["id"]].answered == "yes"


def test_comments_that_are_switched_off_are_no_error(context):
    platform = fake("youtube")(items=2)
    platform.disabled.add(SONG)
    batches = run(context, platform, videos=SONG)
    (skipped,) = [each for batch in batches for each in batch.skipped]
    assert (skipped.where, skipped.why) == (f"video {SONG}", "its comments are switched off")
    assert set(by_id(batches)) == platform.ids


def test_comments_under_a_video_about_us_are_one_thread_with_it(context):
    platform = fake("youtube")(items=2)
    platform.items.append(platform.comment(9, NOW - timedelta(minutes=5), SONG, "Mine, too!"))
    found = by_id(run(context, platform, videos=f"https://youtu.be/{SONG}?t=3", searches="0"))
    comment = found["Ugx00009AaBQ"]
    assert (comment.thread_id, comment.parent_id, comment.item.id) == (SONG, SONG, SONG)
    assert found[SONG].thread_id == SONG
    assert "search" not in platform.spent


def test_a_video_that_is_not_there_is_told_after_the_others_were_read(context):
    platform = fake("youtube")()
    walk = source(videos="notThereNow").fetch(context(platform, secret=lambda _: SECRET), None)
    found = []
    with pytest.raises(BadRequest, match="notThereNow"):
        found.extend(iter(lambda: next(walk), None))
    assert platform.spent.count("search") == 1


def test_searches_of_a_day_are_limited_and_go_on_the_next_day(context):
    platform = fake("youtube")(items=14)  # seven videos, four pages
    first = run(context, platform, searches="2")
    assert platform.spent.count("search") == 2
    assert first[-1].more
    assert first[-1].bookmark["spent"] == {"day": "2026-11-21", "units": 213, "searches": 2}
    same_day = run(context, platform, first[-1].bookmark, searches="2")
    assert platform.spent.count("search") == 2
    later = {**same_day[-1].bookmark, "spent": {"day": "2026-11-20", "searches": 2}}
    assert later["search"] == first[-1].bookmark["search"], "the walk is kept meanwhile"
    rest = run(context, platform, later, searches="5")
    assert set(by_id(first)) | set(by_id(rest)) == platform.ids


def test_the_day_of_the_quota_is_that_of_california():
    before = datetime(2026, 11, 21, 7, 59, tzinfo=UTC)
    assert Spent.read(None, before).day == "2026-11-20"
    assert Spent.read({"day": "2026-11-20", "units": 7}, before).units == 7
    assert Spent.read({"day": "2026-11-20", "units": 7}, NOW).units == 0
    assert next_midnight(before) == NOW
    assert next_midnight(datetime(2026, 7, 1, 12, tzinfo=UTC)) == datetime(
        2026, 7, 2, 7, tzinfo=UTC
    )


@pytest.mark.parametrize("reason", ["quotaExceeded", "dailyLimitExceeded"])
@pytest.mark.parametrize("status", [403, 429])
def test_a_quota_that_is_used_up_means_midnight_in_california(reason, status, context):
    platform = fake("youtube")()
    error = json.loads(refused(403, reason).content)
    platform.fail_after(0, lambda _: answered(error, status))
    with pytest.raises(Throttled) as caught:
        run(context, platform)
    assert caught.value.until == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert "searches" in caught.value.hint


def test_too_fast_is_no_matter_of_the_whole_day(context):
    platform = fake("youtube")()
    platform.fail_after(0, lambda _: refused(403, "rateLimitExceeded"))
    with pytest.raises(Throttled) as caught:
        run(context, platform)
    assert caught.value.until is None


def test_a_wrong_key_says_where_to_copy_it(context):
    with pytest.raises(AuthFailed) as caught:
        run(context, fake("youtube")(), secret="other")
    assert "copy it again" in caught.value.hint


def test_a_page_token_that_has_expired_begins_the_walk_anew(context):
    platform = fake("youtube")(items=7)
    stale = {"comments": {"mark": None, "walk": {"page": "expired", "newest": None}}}
    assert set(by_id(run(context, platform, stale))) == platform.ids


def test_a_channel_nobody_knows_is_a_matter_of_the_configuration(context):
    with pytest.raises(BadRequest, match="@nobody") as caught:
        run(context, fake("youtube")(), channel="@nobody")
    assert "copy its address" in caught.value.hint


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        (CHANNEL, CHANNEL),
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", CHANNEL),
        ("https://www.youtube.com/@lipacoffee/featured", "@lipacoffee"),
        ("@липа", "@липа"),
    ],
)
def test_the_address_of_a_channel_is_understood(given, understood):
    assert source(channel=given).channel == understood


@pytest.mark.parametrize(
    "given",
    ["5YGc4zOqozo", "https://www.youtube.com/watch?v=5YGc4zOqozo&t=4", "youtu.be/5YGc4zOqozo",
     "https://m.youtube.com/shorts/5YGc4zOqozo", "https://youtu.be/5YGc4zOqozo?si=x"],
)  # fmt: skip
def test_the_address_of_a_video_is_understood(given):
    assert source(videos=given).videos == ("5YGc4zOqozo",)


@pytest.mark.parametrize(
    "given", ["https://example.org/x", "a song", "https://youtu.be/", "x" * 12]
)
def test_what_is_no_video_is_told(given):
    _, problems = make({"y": {"type": "youtube", "key": "env:K", "videos": [given]}})
    assert "addresses of videos" in problems[0].message


def test_what_is_no_channel_is_told():
    _, problems = make({"y": {"type": "youtube", "key": "env:K", "channel": "Lipa Coffee"}})
    assert "@name" in problems[0].message


def test_nothing_to_read_is_told(context):
    with pytest.raises(BadRequest, match="nothing to read"):
        run(context, fake("youtube")(), channel=None, query=None)


def test_the_probe_says_whose_channel_and_what_a_day_may_take(context):
    platform = fake("youtube")()
    told = source().probe(context(platform, secret=lambda _: SECRET))
    assert told == (
        "channel Lipa Coffee, 1,230 subscribers; up to 10 searches a day for lipa. YouTube does "
        "not tell what is left of 100 searches and 10,000 units a day"
    )
    bare = source(channel=None, query=None).probe(context(platform, secret=lambda _: SECRET))
    assert bare.startswith("the key works; no searches.")
    assert "search" not in platform.spent


def test_hot_ones_are_asked_for_again_in_few_calls(context):
    platform = fake("youtube")(items=4)
    song, comment = platform.videos[0], platform.comments[0]
    song["statistics"]["viewCount"] = "5000000"
    platform.reply(comment, "Sorry.")
    ids = (song["id"], comment["id"], "goneVideo01", "UgxGone00001AaBQ", f"{comment['id']}.re0")
    batches = list(source().refetch(context(platform, secret=lambda _: SECRET), ids))
    found = by_id(batches)
    assert found[song["id"]].reach.views == 5_000_000
    assert found[comment["id"]].answered == "yes"
    assert {gone for batch in batches for gone in batch.gone_ids} == {
        "goneVideo01",
        "UgxGone00001AaBQ",
    }
    assert len(platform.requests) <= 5


def test_a_comment_read_again_is_the_same_mention(context):
    platform = fake("youtube")(items=3)
    lent = context(platform, secret=lambda _: SECRET)
    first = by_id(source().fetch(lent, None))
    again = by_id(source().refetch(lent, tuple(platform.ids)))
    assert {key: replace(each) for key, each in again.items()} == first


def as_strangers_see_it(platform):
    """Show the original words to nobody, and HTML to whoever does not ask for plain text."""

    def network(request):
        answer = platform(request)
        plain = request.url.params.get("textFormat") == "plainText"
        found = json.loads(answer.content, object_hook=lambda node: shown(node, plain))
        return answered(found, answer.status_code)

    def shown(node, plain):
        words = node.pop("textOriginal", None)
        text = words if plain or words is None else html.escape(words)
        return node if text is None else node | {"textDisplay": text}

    return network


def test_words_are_plain_ones_whenever_they_are_read(context):
    platform = fake("youtube")(items=0)
    words = "It's <cold> & sour"
    platform.items.append(platform.comment(1, NOW - timedelta(hours=1), text=words))
    platform.reply(platform.items[0], words, by="UCx1")
    lent = context(as_strangers_see_it(platform), secret=lambda _: SECRET)
    made = source(searches="0", query=None)
    first, again = made.fetch(lent, None), made.refetch(lent, (platform.items[0]["id"],))
    assert [each.text for each in by_id(first).values()] == [words, words]
    assert [each.text for each in by_id(again).values()] == [words, words]


def test_a_page_of_our_own_words_meets_the_mark_too(context):
    platform = fake("youtube")(items=0)
    for number in range(30):
        made = platform.comment(number, NOW - timedelta(days=number + 1))
        made["snippet"]["authorChannelId"]["value"] = CHANNEL
        platform.items.append(made)
    first = run(context, platform, searches="0", query=None)
    platform.spent.clear()
    run(context, platform, first[-1].bookmark, searches="0", query=None)
    assert platform.spent.count("commentThreads") == 8, "fifteen days, two a page"


def test_of_a_very_long_thread_the_first_replies_are_read(context):
    platform = fake("youtube")(items=1)
    platform.embedded, platform.page = 0, 1
    for number in range(9):
        platform.reply(platform.items[0], f"me too {number}", by=f"UCx{number}")
    found = by_id(run(context, platform))
    assert len(found) == 1 + 5, "five pages"
    assert {each.answered for each in found.values()} == {"unknown"}


def test_without_time_no_more_replies_are_asked_for(context, monkeypatch):
    platform = fake("youtube")(items=1)
    platform.embedded = 1
    for number in range(3):
        platform.reply(platform.items[0], f"me too {number}", by=f"UCx{number}")
    late = context(platform, secret=lambda _: SECRET)
    monkeypatch.setattr(type(late.http), "time_is_up", True)
    (batch, *_) = source().fetch(late, None)
    assert len(batch.mentions) == 2
    assert "comments" not in platform.spent


def test_a_thread_without_an_id_is_skipped_and_odd_replies_left_out(context):
    platform = fake("youtube")(items=3)
    platform.reply(platform.comments[0], "me too", by="UCx")
    platform.replies[platform.comments[0]["id"]][0]["id"] = None
    platform.comments[1]["id"] = None
    batches = run(context, platform)
    assert [each.why for batch in batches for each in batch.skipped] == ["it has no id"]
    assert set(by_id(batches)) == {"Ugx00001AaBQ", SONG}


def test_a_video_nobody_may_comment_on_and_one_that_is_closed_to_all(context):
    platform = fake("youtube")()
    platform.fail_after(0, lambda _: refused(403, "forbidden"))
    with pytest.raises(HttpStatus) as caught:
        run(context, platform)
    assert "Credentials" in caught.value.hint
