from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.config.model import Watch
from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    Blocked,
    SourceError,
    Throttled,
    Unreachable,
)
from amends.http import Deadline
from amends.sources import Probes, Refetches
from amends.sources.vk import VK, parse, parse_comments, people_of
from amends.sources.vk.posts import Under, unwrapped
from fakes import NOW, SECRET
from fakes.reading import by_id
from fakes.vk import GROUP, PERSON, Fake, error
from specs import spec
from specs.watching import Watched

DATA = Path(__file__).parent.parent / "data" / "vk"


def source(**options):
    return VK(**{"token": "env:VK_SERVICE_TOKEN", **options})


def lent(context, platform, now=NOW, watch=None):
    platform.now = getattr(platform, "now", now) and now

    def secret(reference):
        return PERSON if reference == "env:PERSON" else SECRET

    return replace(context(platform, secret=secret, watch=watch), now=now)


def run(context, platform, bookmark=None, now=NOW, watch=None, **options):
    return list(source(**options).fetch(lent(context, platform, now, watch), bookmark))


def own(batches):
    return {each.external_id: each for batch in batches for each in batch.own}


def forms(platform, method):
    return [
        {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        for request in platform.requests
        if request.url.path == f"/method/{method}"
    ]


def test_posts_become_mentions(expected, told):
    case = DATA / "search.in"
    answer = json.loads(case.read_bytes())["response"]
    read = parse(answer["items"], people_of(answer), NOW)
    expected(case, told(read.mentions, read.skipped) | {"gone": list(read.gone_ids)})


KEYS = ["id", "owner_id", "from_id", "date", "text", "post_type", "post_id", "parents_stack", "thread",
        "items", "likes", "count", "copy_history", "deleted", "attachments", "type"]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.just("reply"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=3))
def test_whatever_comes_is_read_or_skipped(items):
    for read in (parse(items, {}, NOW), parse_comments(items, Under(-1, 2), {}, NOW)):
        assert all(each.external_id and each.published_at for each in read.mentions)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[id5|Анна], привет", "Анна, привет"),
        ("см. [https://a.example/x|меню]", "см. меню (https://a.example/x)"),
        ("[https://a.example|https://a.example]", "https://a.example"),
        ("[не ссылка] [a|b", "[не ссылка] [a|b"),
    ],
)
def test_links_are_unwrapped(text, shown):
    assert unwrapped(text) == shown


# The search.


def test_each_spelling_is_searched_for_by_itself(context):
    platform = Fake(items=2)
    platform.items[0]["text"] = "Липа холодная"
    watch = Watch(any=("Lipa", "Липа"))
    batches = run(context, platform, watch=watch)
    assert set(by_id(batches)) == platform.ids
    assert [form["q"] for form in forms(platform, "newsfeed.search")] == ["Lipa", "Липа"]
    assert {each for batch in batches for each in batch.asked} == {"Lipa", "Липа"}


def test_a_name_is_sought_in_all_its_forms_and_orders_nothing(context):
    platform = Fake(items=1)
    run(context, platform, watch=Watch(any=("Липа Кофе", "-lipa url:x")))
    sent = [form["q"] for form in forms(platform, "newsfeed.search")]
    assert sent == ["Липа Кофе", '"-lipa" "url:x"'], "endings are found without quotation marks"


def test_namesakes_are_dropped_and_it_is_said_why(context):
    platform = Fake(items=2)
    platform.items[0]["text"] = "Lipa Steel rises"
    (batch,) = run(context, platform, watch=Watch(any=("Lipa",), none=("Lipa Steel",)))
    assert set(by_id([batch])) == {platform.id_of(platform.items[1])}
    assert [batch.filtered, batch.dropped[0].where] == [1, "Lipa Steel rises"]


def test_what_somebody_passes_on_is_looked_at_with_their_own_words(context):
    platform = Fake(items=1)
    (post,) = platform.items
    post |= {"text": "Ужас!", "copy_history": [{"id": 3, "owner_id": 8, "text": "Lipa poisons us"}]}
    (found,) = by_id(run(context, platform, watch=Watch(any=("Lipa",)))).values()
    assert found.text == "Ужас!\n\n«Lipa poisons us»"
    assert found.extra["repost_of"] == "8_3"
    post["text"] = ""
    (found,) = by_id(run(context, platform, watch=Watch(any=("Lipa",)))).values()
    assert found.text == "Lipa poisons us"


def test_vk_would_look_back_one_day_only(context):
    platform = Fake(items=1)
    platform.items[0]["date"] -= 5 * 86_400
    assert set(by_id(run(context, platform, query="Lipa"))) == platform.ids
    assert forms(platform, "newsfeed.search")[0]["start_time"] == str(
        int((NOW - timedelta(days=14)).timestamp())
    )


def test_later_runs_look_back_an_hour_before_the_newest(context):
    platform = Fake(items=2)
    first = run(context, platform, query="Lipa")
    run(context, platform, first[-1].bookmark, now=NOW + timedelta(days=3), query="Lipa")
    newest = platform.items[-1]["date"]
    form = forms(platform, "newsfeed.search")[-1]
    assert form["start_time"] == str(newest - 3600)
    assert form["end_time"] == str(int((NOW + timedelta(days=3)).timestamp()))


def test_beyond_a_thousand_the_window_is_made_smaller(context):
    platform = Fake(items=0)
    platform.PAGE = 200
    platform.items = [platform.make(n, NOW - timedelta(minutes=n)) for n in range(1, 1300)]
    batches = run(context, platform, query="Lipa", max_items=5000)
    assert set(by_id(batches)) == platform.ids
    ends = {form["end_time"] for form in forms(platform, "newsfeed.search")}
    assert len(ends) == 2


def test_comments_that_the_search_finds_lead_to_their_post(context):
    platform = Fake(items=1)
    platform.items[0] |= {"post_type": "reply", "post_id": 88, "parents_stack": []}
    (mention,) = by_id(run(context, platform, query="Lipa")).values()
    assert [mention.kind, mention.parent_id] == ["comment", "7001_88"]
    assert mention.url == "https://vk.com/wall7001_88?reply=1"


def test_without_names_and_community_there_is_nothing_to_do(context):
    with pytest.raises(BadRequest, match="nothing to search for") as caught:
        run(context, Fake())
    assert "`group:`" in caught.value.hint


# The own wall.


@pytest.fixture
def wall():
    """A community's wall: its own post with comments, and a post of a visitor."""
    platform = Fake(items=0)
    platform.post(10, "Old", hours=24 * 30)
    platform.post(20, "Новые зёрна!\nПриходите")
    platform.post(30, "Кофе холодный", who=7009, hours=3)
    platform.comment(21, "Где цены?", 7001, under=20, hours=4)
    platform.comment(22, "На сайте!", -GROUP, under=20, to=21, hours=2)
    platform.comment(23, "Спасибо", 7001, under=20, to=21, hours=1)
    platform.comment(24, "Долго ждали", 7002, under=20, hours=3)
    platform.comment(31, "Простите нас", -GROUP, under=30, hours=1)
    return platform


def test_comments_visitors_and_our_answers(context, wall):
    batches = run(context, wall, group="lipa_coffee")
    found, ours = by_id(batches), own(batches)
    assert set(found) == {f"-{GROUP}_{n}" for n in (30, 21, 23, 24)}
    assert set(ours) == {f"-{GROUP}_{n}" for n in (22, 31)}
    states = {key.rpartition("_")[2]: each.answered for key, each in found.items()}
    assert states == {"30": "unknown", "21": "yes", "23": "no", "24": "no"}
    assert ours[f"-{GROUP}_22"].parent_id == f"-{GROUP}_21"
    assert ours[f"-{GROUP}_31"].parent_id == f"-{GROUP}_30"
    question = found[f"-{GROUP}_21"]
    assert question.item.name == "Новые зёрна! Приходите"
    assert question.url == f"https://vk.com/wall-{GROUP}_20?reply=21"
    assert question.author.followers == 120


def test_an_answer_to_one_is_none_to_another_in_the_thread(context, wall):
    wall.comment(25, "И у меня холодный", 7005, under=20, to=24, hours=2.5)
    wall.comment(26, "И час ждали", 7002, under=20, to=24, hours=2)
    wall.comment(27, "И потом ещё", 7002, under=20, to=24, hours=0.5)
    answer = wall.comment(28, "Простите!", -GROUP, under=20, to=24, hours=1)
    answer["reply_to_comment"] = 26
    found = by_id(run(context, wall, group="lipa_coffee"))
    states = {number: found[f"-{GROUP}_{number}"].answered for number in (24, 25, 26, 27)}
    assert states == {24: "yes", 25: "no", 26: "yes", 27: "no"}


def test_answers_to_old_threads_are_seen(context, wall):
    first = run(context, wall, group="lipa_coffee")
    wall.comment(40, "И всё же?", 7001, under=20, to=21, hours=0.1)
    assert f"-{GROUP}_40" in by_id(run(context, wall, first[-1].bookmark, group="lipa_coffee"))


def test_long_threads_are_read_whole(context, wall):
    for number in range(50, 65):
        wall.comment(number, "ещё", 7003, under=20, to=21, hours=1)
    found = by_id(run(context, wall, group="lipa_coffee"))
    assert {f"-{GROUP}_{n}" for n in range(50, 65)} <= set(found)
    assert all(form["preview_length"] == "0" for form in forms(wall, "wall.getComments"))


def test_long_comments_are_not_cut(context, wall):
    wall.comment(70, "а" * 500, 7004, under=20)
    assert len(by_id(run(context, wall, group="lipa_coffee"))[f"-{GROUP}_70"].text) == 500


def test_deleted_comments_are_gone(context, wall):
    (comment,) = (each for each in wall.comments[20] if each["id"] == 24)
    comment |= {"deleted": True, "text": "", "from_id": 0}
    batches = run(context, wall, group="lipa_coffee")
    assert [each for batch in batches for each in batch.gone_ids] == [f"-{GROUP}_24"]
    assert f"-{GROUP}_24" not in by_id(batches)


def test_closed_comments_are_no_failure(context, wall):
    wall.closed = {20}
    assert set(by_id(run(context, wall, group="lipa_coffee"))) == {f"-{GROUP}_30"}


def test_old_posts_are_left_alone(context, wall):
    run(context, wall, group="lipa_coffee")
    assert {form["post_id"] for form in forms(wall, "wall.getComments")} == {"20", "30"}


def test_of_a_long_wall_no_more_is_asked_for_than_the_days(context, wall):
    """A pinned post stands on top, however old."""
    for number in range(100, 350):
        wall.post(number, "Новости", hours=24 * 20 - number)
    wall.post(400, "Приколото", hours=24 * 400)
    run(context, wall, group="lipa_coffee", days=1)
    assert [each.get("offset", "0") for each in forms(wall, "wall.get")] == ["0"]
    wall.requests.clear()
    run(context, wall, group="lipa_coffee", days=10)
    assert [each.get("offset", "0") for each in forms(wall, "wall.get")] == ["0", "100"]


def test_our_own_posts_are_no_mentions_of_us(context, wall):
    wall.items = [{"id": 20, "owner_id": -GROUP, "from_id": -GROUP, "text": "Lipa",
                   "date": int(NOW.timestamp()) - 60}]  # fmt: skip
    assert f"-{GROUP}_20" not in by_id(run(context, wall, group="lipa_coffee", query="Lipa"))


def test_our_posts_that_are_passed_on_without_a_word_are_no_mentions(context, wall):
    ours = {"id": 20, "owner_id": -GROUP, "text": "Lipa: new beans"}
    wall.items = [wall.make(n, NOW - timedelta(hours=n)) for n in (1, 2)]
    wall.items[0] |= {"text": "", "copy_history": [ours]}
    wall.items[1] |= {"text": "Ужас", "copy_history": [ours]}
    batches = run(context, wall, group="lipa_coffee", watch=Watch(any=("Lipa",)))
    found = {each for each in by_id(batches) if not each.startswith(f"-{GROUP}")}
    assert found == {wall.id_of(wall.items[1])}
    (dropped,) = [each for batch in batches for each in batch.dropped]
    assert "without a word" in dropped.why
    others = run(context, wall, query="Lipa")
    assert set(by_id(others)) == wall.ids


def test_comments_under_goods_need_the_token_of_a_person(context, wall):
    wall.goods = [{"id": 5, "owner_id": -GROUP, "title": "Кружка"}]
    wall.comment(1, "Треснула", 7005, goods=5)
    wall.comment(2, "Заменим", -GROUP, goods=5)
    options = {"group": "lipa_coffee", "market_token": "env:PERSON"}
    batches = run(context, wall, **options)
    found = by_id(batches)[f"market-{GROUP}_5_1"]
    assert found.item.name == "Кружка"
    assert found.url == f"https://vk.com/market-{GROUP}?w=product-{GROUP}_5"
    assert found.answered == "no"
    assert f"market-{GROUP}_5_2" in own(batches)
    wall.comments["goods", 5][1]["reply_to_comment"] = 1
    assert by_id(run(context, wall, **options))[found.external_id].answered == "yes"
    with pytest.raises(AuthFailed) as caught:
        run(context, wall, **options | {"market_token": "env:OTHER"})
    assert "token of a person" in caught.value.hint


@pytest.mark.parametrize(("posts", "group"), [(1, "lipa_coffee"), (0, "club555")])
def test_goods_are_read_where_nobody_has_posted_for_weeks(context, wall, posts, group):
    wall.wall = wall.wall[-posts:] if posts else []
    wall.goods = [{"id": 5, "owner_id": -GROUP, "title": "Кружка"}]
    wall.comment(1, "Треснула", 7005, goods=5)
    batches = run(context, wall, group=group, market_token="env:PERSON")
    assert set(by_id(batches)) == {f"market-{GROUP}_5_1"}


def test_where_no_post_tells_whose_the_goods_are_that_is_told(context, wall):
    wall.wall = []
    wall.add()
    walk = source(group="lipa_coffee", query="Lipa", market_token="env:PERSON").fetch(
        lent(context, wall), None
    )
    batches = []
    with pytest.raises(BadRequest, match="number") as caught:
        batches.extend(iter(lambda: next(walk), None))
    assert "club" in caught.value.hint
    assert set(by_id(batches)) == wall.ids


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("lipa_coffee", "lipa_coffee"),
        ("https://vk.com/lipa_coffee", "lipa_coffee"),
        ("https://m.vk.com/club555?w=x", "club555"),
        ("public555", "club555"),
        ("-555", "club555"),
        ("555", "club555"),
    ],
)
def test_a_community_may_be_given_in_every_usual_way(given, kept):
    assert source(group=given).group == kept


def test_what_names_no_community_is_explained():
    with pytest.raises(ValidationError, match=r"vk\.com/lipa_coffee"):
        source(group="My café!")


class Slow:
    """A platform that takes a second for each answer."""

    def __init__(self, platform, seconds):
        self.platform = platform
        self.seconds = 0.0
        self.deadline = Deadline(seconds, lambda: self.seconds)

    def __call__(self, request):
        self.seconds += 1
        return self.platform(request)


@pytest.mark.parametrize("code", [15, 100])
def test_a_wall_that_cannot_be_read_stops_no_search(context, wall, monkeypatch, code):
    wall.add()
    monkeypatch.setattr(wall, "wall_get", lambda _: error(code))
    walk = source(group="lipa_coffee", query="Lipa").fetch(lent(context, wall), None)
    batches = []
    with pytest.raises(SourceError, match=f"error {code}"):
        batches.extend(iter(lambda: next(walk), None))
    assert set(by_id(batches)) == wall.ids


def test_the_rest_of_a_wall_that_breaks_is_told_after_what_was_read(context, wall, monkeypatch):
    whole = wall.wall_get
    monkeypatch.setattr(wall, "wall", [*wall.wall[:2]] * 60)
    monkeypatch.setattr(
        wall, "wall_get", lambda form: error(100) if int(form["offset"]) else whole(form)
    )
    walk = source(group="lipa_coffee").fetch(lent(context, wall), None)
    batches = []
    with pytest.raises(BadRequest):
        batches.extend(iter(lambda: next(walk), None))
    assert {f"-{GROUP}_30", f"-{GROUP}_24"} <= set(by_id(batches))


def test_goods_that_cannot_be_read_stop_no_search(context, wall):
    wall.add()
    walk = source(group="lipa_coffee", query="Lipa", market_token="env:OTHER").fetch(
        lent(context, wall), None
    )
    batches = []
    with pytest.raises(AuthFailed, match="28"):
        batches.extend(iter(lambda: next(walk), None))
    assert wall.ids <= set(by_id(batches))


@pytest.mark.parametrize("seconds", [3.5, 4, 4.5, 9])
def test_a_thread_too_long_for_the_time_is_read_as_far_as_it_goes(context, wall, seconds):
    for number in range(50, 80):
        wall.comment(number, "ещё", 7003, under=20, to=24, hours=1)
    slow = Slow(wall, seconds)
    ctx = context(slow, secret=lambda _: SECRET, deadline=slow.deadline)
    batches = list(source(group="lipa_coffee").fetch(ctx, None))
    found = by_id(batches)
    assert found[f"-{GROUP}_24"].answered == "unknown"
    assert [found[f"-{GROUP}_{number}"].answered for number in (21, 23)] == ["yes", "no"]
    assert f"-{GROUP}_59" in found  # it came with its thread
    told = [each for batch in batches for each in batch.skipped]
    assert [each.where for each in told] == [f"answers to comment -{GROUP}_24"]
    assert "no time" in told[0].why


# Held against the description.


def test_the_wall_is_as_described(context, wall):
    for number in range(50, 65):
        wall.comment(number, "ещё", 7003, under=20, to=21, hours=1)
    seen = Watched(wall, [spec("vk")])
    list(source(group="lipa_coffee").fetch(context(seen, secret=lambda _: SECRET), None))
    assert not seen.faults, "\n".join(sorted(set(seen.faults)))
    assert forms(wall, "wall.getComments")


# Read again.


def test_posts_are_read_again_together(context):
    platform = Fake(items=3)
    platform.items[0] |= {"is_deleted": True}
    assert isinstance(source(), Refetches)
    ids = (*sorted(platform.ids), "market-5_1_2")
    (batch,) = source().refetch(lent(context, platform), ids)
    assert batch.gone_ids == (platform.id_of(platform.items[0]),)
    assert set(by_id([batch])) == platform.ids - set(batch.gone_ids)
    assert len(platform.requests) == 1


# Refusals.


KINDS = {1: Unreachable, 5: AuthFailed, 6: Throttled, 9: Throttled, 10: Unreachable, 14: Blocked,
         15: AuthFailed, 17: Blocked, 18: BadRequest, 27: AuthFailed, 28: AuthFailed, 29: Throttled,
         30: BadRequest, 100: BadRequest, 7777: BadRequest}  # fmt: skip


@pytest.mark.parametrize("code", KINDS)
def test_errors_come_with_status_200(context, code):
    platform = Fake()
    platform.code = code
    with pytest.raises(SourceError) as caught:
        run(context, platform, query="Lipa")
    assert type(caught.value) is KINDS[code]
    assert f"error {code}" in caught.value.message
    assert SECRET not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("code", [1, 6, 10])
def test_what_passes_in_a_moment_is_asked_again(context, code):
    platform = Fake()
    platform.codes = [code, code]
    assert set(by_id(run(context, platform, query="Lipa"))) == platform.ids
    platform.codes = [9]
    with pytest.raises(Throttled):
        run(context, platform, query="Lipa")


@pytest.mark.parametrize(("code", "hours"), [(9, 1), (29, 12)])
def test_floods_and_full_days_say_until_when(context, code, hours):
    platform = Fake()
    platform.code = code
    with pytest.raises(Throttled) as caught:
        run(context, platform, query="Lipa")
    assert caught.value.until == NOW + timedelta(hours=hours)


def test_a_captcha_says_what_helps(context):
    platform = Fake()
    platform.code = 14
    with pytest.raises(Blocked) as caught:
        run(context, platform, query="Lipa")
    assert "interval" in caught.value.hint


def test_a_communitys_token_is_told_from_the_service_token(context):
    platform = Fake()
    platform.code = 27
    with pytest.raises(AuthFailed) as caught:
        run(context, platform, query="Lipa")
    assert "service token" in caught.value.hint


def test_an_answer_without_response_is_none(context):
    def odd(_request):
        return httpx.Response(200, json={"something": "else"})

    with pytest.raises(BadAnswer):
        list(source(query="Lipa").fetch(context(odd), None))


def test_the_token_stands_in_no_address(context):
    platform = Fake()
    run(context, platform, query="Lipa", group="lipa_coffee")
    assert all(request.method == "POST" for request in platform.requests)
    assert all(SECRET not in str(request.url) for request in platform.requests)
    assert all(form["v"] == "5.199" for form in forms(platform, "newsfeed.search"))


def test_the_other_server_can_be_chosen(context):
    platform = Fake()
    run(context, platform, query="Lipa", server="api.vk.ru")
    assert {request.url.host for request in platform.requests} == {"api.vk.ru"}


def test_the_probe_counts_what_is_found(context, wall):
    assert isinstance(source(), Probes)
    wall.add(3)
    said = source(group="lipa_coffee", query="Lipa").probe(lent(context, wall))
    assert said == "Lipa Coffee: 3 posts; posts of 14 days: “Lipa” 3"
