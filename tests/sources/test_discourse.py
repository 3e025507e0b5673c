from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpStatus, Throttled
from amends.http import Deadline
from amends.sources import make
from amends.sources.discourse import Discourse
from amends.sources.discourse.api import waiting
from amends.sources.discourse.posts import Reader, Team, plain
from fakes import NOW, SECRET, answered, fake
from fakes.reading import by_id

DATA = Path(__file__).parent.parent / "data" / "discourse"
FORUM = "https://forum.example.org"
LIPA = Watch(any=("Lipa Coffee",))


def source(**options):
    return Discourse(**{"forum": FORUM, "team": "lipa_ivana", **options})


def lent(context, platform, watch=LIPA, secret=SECRET):
    return context(platform, watch=watch, secret=lambda _: secret)


def run(context, platform, bookmark=None, *, watch=LIPA, **options):
    return list(source(**options).fetch(lent(context, platform, watch), bookmark))


def own(batches):
    return [each for batch in batches for each in batch.own]


def asked(platform, path):
    return [request for request in platform.requests if request.url.path == path]


def test_posts_become_mentions(expected, told):
    case = DATA / "posts.in"
    reader = Reader(FORUM, Team(frozenset({"lipa_ivana"})), NOW)
    read = reader.read(json.loads(case.read_bytes())["latest_posts"])
    assert [each.external_id for each in read.own] == ["9200"]
    assert read.own[0].parent_id == "9120"
    assert read.gone == ("8960",)
    expected(case, told(read.theirs, read.skipped))


def test_what_a_post_quotes_is_not_its_author_s(context):
    platform = fake("discourse")(items=1)
    quote = '<aside class="quote"><blockquote><p>Lipa Coffee</p></blockquote></aside>'
    platform.items[0] |= {"cooked": f"{quote}<p>Mine, too.</p>", "topic_title": "Beans"}
    batches = run(context, platform)
    assert by_id(batches) == {}
    assert sum(batch.filtered for batch in batches) == 1
    assert plain("<p>no <b>quote</b></p>") == ("no quote", "")
    inner = f'<aside class="quote">{quote}</aside>{quote}<p>Mine.</p>'
    assert plain(inner) == ("Mine.", "")


def test_what_a_guest_answers_is_told_once_it_is_known():
    posts = [
        {"id": 9, "topic_id": 1, "post_number": 3, "reply_to_post_number": 2, "username": "ann"},
        {"id": 8, "topic_id": 1, "post_number": 2, "username": "bob"},
    ]
    assert Reader(FORUM, Team(), NOW).read(posts).theirs[0].parent_id == "8"
    assert Reader(FORUM, Team(), NOW).read(posts[:1]).theirs[0].parent_id is None
    team = Team(frozenset({"ann"}))
    assert Reader(FORUM, team, NOW).read(posts[:1]).own[0].parent_id == "1/2"


EMOJI = '<img src="/images/emoji/twitter/rage.png" title=":rage:" class="emoji" alt=":rage:">'
PICTURE = (
    '<div class="lightbox-wrapper"><a class="lightbox" href="//x/a.jpeg"><img src="//x/b.jpeg">'
    '<div class="meta"><span class="filename">cup</span><span>690×500 100 KB</span></div></a></div>'
)
PREVIEW = (
    '<aside class="onebox" data-onebox-src="https://news.example/7"><header>news.example</header>'
    '<article><h3><a href="https://news.example/7">Lipa Coffee wins</a></h3><p>Great!</p></article>'
    "</aside>"
)


def test_what_the_forum_adds_is_not_its_author_s_and_a_smile_is():
    text, linked = plain(f"<p>Cold again {EMOJI}</p>{PICTURE}{PREVIEW}<p>Never.</p>")
    assert text == "Cold again 😡\nhttps://news.example/7\nNever."
    assert linked == "Lipa Coffee wins"


def test_names_that_no_list_of_emoji_has_stay():
    shown = '<img class="emoji" alt="{}">'
    names = (":rage:t3:", ":lipa_cup:", ":", "")
    assert plain("".join(f"<p>{shown.format(each)}!</p>" for each in names))[0].split() == [
        "😡!", ":lipa_cup:!", ":!", "!"
    ]  # fmt: skip


def test_who_links_to_a_page_about_us_writes_about_us(context):
    platform = fake("discourse")(items=1)
    platform.items[0] |= {"cooked": f"{PREVIEW}<p>Really?</p>", "topic_title": "Beans"}
    (found,) = by_id(run(context, platform)).values()
    assert found.extra == {"link_title": "Lipa Coffee wins"}
    assert "Great" not in found.text


def test_what_is_not_about_us_is_dropped_and_shown(context):
    platform = fake("discourse")(items=4)
    for item in platform.items[:3]:
        item["cooked"] = "<p>A grinder, please.</p>"
    batches = run(context, platform)
    assert set(by_id(batches)) == {"9160"}
    assert sum(batch.filtered for batch in batches) == 3
    reasons = {each.why for batch in batches for each in batch.dropped}
    assert reasons == {"none of your names is in it"}
    assert batches[0].asked == ("posts.json",)
    assert batches[1].asked[0].startswith("posts.json?before=")


def test_a_me_too_belongs_to_the_topic_it_stands_in(context):
    platform = fake("discourse")(items=1)
    platform.items[0] |= {"topic_title": "Lipa Coffee burns beans", "cooked": "<p>me too</p>", "post_number": 5}  # fmt: skip
    (found,) = by_id(run(context, platform)).values()
    assert (found.kind, found.title, found.item.name) == (
        "comment",
        None,
        "Lipa Coffee burns beans",
    )


def test_what_was_dropped_moves_the_mark_and_ends_the_next_walk(context):
    platform = fake("discourse")(items=60)
    for item in platform.items:
        item["cooked"] = "<p>A grinder, please.</p>"
    first = run(context, platform)
    platform.requests.clear()
    run(context, platform, first[-1].bookmark)
    assert 20 < len(asked(platform, "/posts.json")) < 30, "one day of sixty hours, one a page"


def test_the_first_run_goes_no_further_back_than_wanted(context):
    platform = fake("discourse")(items=60)
    run(context, platform, days=1)
    assert len(asked(platform, "/posts.json")) < 30


def test_pages_without_public_posts_are_passed(context):
    platform = fake("discourse")(items=2)
    for number, item in enumerate(platform.items):
        item["id"] = 9000 + 700 * number
    assert set(by_id(run(context, platform))) == {"9000", "9700"}


def test_where_nothing_public_follows_the_walk_ends(context):
    platform = fake("discourse")(items=1)
    run(context, platform)
    assert len(asked(platform, "/posts.json")) == 21
    again = fake("discourse")(items=0)
    assert len(run(context, again)) == 1


def test_the_walk_ends_there_however_few_pages_a_run_reads(context):
    platform = fake("discourse")(items=2)
    mark, runs, more = None, 0, True
    while more:
        seconds = itertools.count()
        late = context(platform, watch=LIPA, deadline=Deadline(7, lambda at=seconds: next(at) / 4))
        *_, last = source().fetch(late, mark)
        mark, runs, more = last.bookmark, runs + 1, last.more
        assert runs < 15
    assert runs > 3, "or this shows nothing"
    assert "walk" not in mark["posts"]


def test_the_team_answers_those_who_wrote_before(context):
    platform = fake("discourse")(items=2)
    first, second = platform.items
    platform.reply(first, "We are sorry.")
    batches = run(context, platform)
    found = by_id(batches)
    assert found[platform.id_of(first)].answered == "yes"
    assert found[platform.id_of(second)].answered == "no"
    (ours,) = own(batches)
    assert (ours.text, ours.thread_id) == ("We are sorry.", "topic-1")
    assert ours.parent_id == platform.id_of(first), "which stands on a page further down"


def test_an_answer_to_what_an_earlier_run_has_read_names_it(context):
    platform = fake("discourse")(items=60)
    first = run(context, platform)
    oldest = platform.items[0]
    platform.reply(oldest, "We are sorry.")
    (ours,) = own(run(context, platform, first[-1].bookmark))
    assert ours.parent_id == platform.id_of(oldest)
    platform.answers[0]["reply_to_post_number"] = 25
    (far,) = own(run(context, platform, first[-1].bookmark))
    assert far.parent_id == "1/25", "that is gone, and nothing is guessed"


def test_today_s_software_shows_fifty_posts_whatever_their_ids(context):
    platform = fake("discourse")(items=7)
    platform.WINDOW, platform.page = 10**9, 50
    for number, item in enumerate(platform.items):
        item["id"] = 9000 + 3000 * number
    platform.items.sort(key=lambda item: item["id"])
    assert set(by_id(run(context, platform))) == platform.ids


def test_an_answer_to_somebody_else_is_none_to_this_one(context):
    platform = fake("discourse")(items=1)
    platform.page = 9
    platform.reply(platform.items[0], "Lipa Coffee is good", username="petko")
    platform.reply(platform.items[0], "Thank you, Petko!", reply_to_post_number=2)
    found = by_id(run(context, platform))
    assert [found[key].answered for key in sorted(found)] == ["no", "yes"]


def test_staff_of_our_own_forum_are_the_team_if_we_say_so(context):
    platform = fake("discourse")(items=1)
    platform.reply(platform.items[0], "Lipa Coffee again", username="mod", moderator=True)
    assert len(by_id(run(context, platform))) == 2
    batches = run(context, platform, staff=True)
    assert [each.author.handle for each in own(batches)] == ["mod"]


def test_nobody_knows_what_is_answered_where_no_team_is_named(context):
    found = by_id(run(context, fake("discourse")(), team=[]))
    assert {each.answered for each in found.values()} == {"unknown"}


def test_reach_is_readers_of_a_post_and_views_of_a_topic(context):
    platform = fake("discourse")(items=1)
    platform.reply(platform.items[0], "Lipa Coffee was fine here", username="petko")
    first, answer = (by_id(run(context, platform))[each] for each in ("9040", "9041"))
    assert (first.reach.likes, first.reach.replies, first.reach.views) == (4, 1, 431)
    assert answer.reach.views == 57
    assert (first.author.id, first.author.handle) == ("guest1@forum.example.org", "guest1")


def test_only_the_categories_that_are_wanted(context):
    platform = fake("discourse")(items=3)
    platform.items[1]["category_id"] = 7
    found = run(context, platform, categories=[f"{FORUM}/c/support/12"])
    assert set(by_id(found)) == {"9040", "9120"}
    assert sum(batch.filtered for batch in found) == 0


def test_the_search_asks_for_each_name_and_reads_whole_posts(context):
    platform = fake("discourse")(items=5)
    platform.items[0]["cooked"] = "<p>Липа</p>"
    watch = Watch(any=("Lipa Coffee", "Липа"))
    batches = run(context, platform, watch=watch, search=True)
    assert set(by_id(batches)) == platform.ids
    first = asked(platform, "/search.json")[0].url.params
    assert first["q"] == '"Lipa Coffee" after:2026-10-21 order:latest'
    assert batches[0].asked == (first["q"],)
    assert by_id(batches)["9080"].title == "Burnt beans 2"
    platform.requests.clear()
    run(context, platform, batches[-1].bookmark, watch=watch, search=True)
    assert "after:2026-11-20" in asked(platform, "/search.json")[0].url.params["q"]


def test_the_search_is_read_in_small_steps(context, monkeypatch):
    monkeypatch.setattr("amends.sources.discourse.walks.AT_ONCE", 2)
    platform = fake("discourse")(items=7)
    platform.page = 50
    batches = run(context, platform, search=True)
    assert [len(batch.mentions) for batch in batches] == [2, 2, 2, 1]
    assert set(by_id(batches)) == platform.ids


def test_a_search_goes_no_further_than_its_tenth_page(context):
    platform = fake("discourse")(items=30)
    assert len(by_id(run(context, platform, search=True))) == 20
    assert max(int(each.url.params["page"]) for each in asked(platform, "/search.json")) == 10


@pytest.mark.parametrize(("items", "told"), [(20, 0), (21, 1), (30, 1)])
def test_what_the_search_does_not_show_is_told_once(context, items, told):
    platform = fake("discourse")(items=items)
    first = run(context, platform, search=True)
    skipped = [each for batch in first for each in batch.skipped]
    assert len(skipped) == told
    assert all("older posts" in each.why for each in skipped)
    later = run(context, platform, first[-1].bookmark, search=True)
    assert [each for batch in later for each in batch.skipped] == []


def test_a_closed_search_says_what_to_do(context):
    platform = fake("discourse")()
    platform.search_closed = True
    with pytest.raises(BadAnswer) as caught:
        run(context, platform, search=True)
    assert "take `search: true` out" in caught.value.hint


def test_an_overloaded_search_is_no_empty_one(context):
    platform = fake("discourse")()
    platform.overloaded = True
    with pytest.raises(Throttled, match="overloaded"):
        run(context, platform, search=True)


def test_a_search_for_nothing_is_told(context):
    with pytest.raises(BadRequest, match="no words"):
        run(context, fake("discourse")(), watch=Watch(), search=True)


def test_a_forum_for_members_says_what_to_ask_for(context):
    platform = fake("discourse")()
    platform.login_required = True
    with pytest.raises(AuthFailed) as caught:
        run(context, platform)
    assert "Only members" in caught.value.hint
    found = run(context, platform, key="env:DISCOURSE_KEY", user="lipa_ivana")
    assert set(by_id(found)) == platform.ids
    assert all(SECRET not in str(request.url) for request in platform.requests)


def test_a_key_that_is_refused_says_so(context):
    ours = source(key="env:K", user="lipa_ivana")
    with pytest.raises(AuthFailed) as caught:
        list(ours.fetch(lent(context, fake("discourse")(), secret="other"), None))
    assert "180 days" in caught.value.hint


def test_an_address_without_a_forum_is_explained(context):
    with pytest.raises(BadRequest) as caught:
        run(context, lambda _: httpx.Response(404, content=b"<html>"))
    assert "/posts.json" in caught.value.hint


def test_the_wait_that_is_asked_for_stands_in_the_answer(context):
    body = {"errors": ["…"], "error_type": "rate_limit", "extras": {"wait_seconds": 39}}
    with pytest.raises(Throttled) as caught:
        run(context, lambda _: answered(body, 429))
    assert caught.value.until == NOW + timedelta(seconds=39)


def test_or_in_the_header_of_a_plain_text(context):
    headers = {"retry-after": "86400", "discourse-rate-limit-error-code": "ip_60_secs_limit"}
    with pytest.raises(Throttled) as caught:
        run(context, lambda _: httpx.Response(429, content=b"Slow down", headers=headers))
    assert caught.value.until is not None


@given(
    st.none()
    | st.text()
    | st.fixed_dictionaries({"wait_seconds": st.none() | st.integers() | st.floats() | st.text()})
)
def test_any_wait_is_understood_or_none(told):
    until = waiting({"extras": told}, NOW)
    assert until is None or NOW < until <= NOW + timedelta(days=1)


def test_hot_posts_are_asked_for_again_and_gone_ones_are_gone(context):
    platform = fake("discourse")(items=4)
    platform.items[0]["actions_summary"] = [{"id": 2, "count": 99}]
    platform.items[1]["hidden"] = True
    platform.items[2]["user_deleted"] = True
    ids = (*sorted(platform.ids), "4711", "no number")
    batches = list(source().refetch(lent(context, platform), ids))
    found = by_id(batches)
    assert set(found) == {"9040", "9160"}
    assert (found["9040"].reach.likes, found["9040"].reach.views) == (99, 431)
    assert {gone for batch in batches for gone in batch.gone_ids} == {"9120", "4711"}


def test_a_post_that_is_only_hidden_is_neither_gone_nor_changed(context):
    platform = fake("discourse")(items=1)
    platform.items[0] |= {"hidden": True, "cooked": "<p>This post was flagged.</p>"}
    (batch,) = source().refetch(lent(context, platform), ("9040",))
    assert (batch.mentions, batch.gone_ids) == ((), ())


@pytest.mark.parametrize(
    ("key", "gone"), [({}, ("9040",)), ({"key": "env:K", "user": "lipa_ivana"}, ())]
)
def test_a_post_that_was_made_private_troubles_no_other(key, gone, context):
    platform = fake("discourse")(items=2)
    platform.private.add(9040)
    first, second = source(**key).refetch(lent(context, platform), ("9040", "9080"))
    assert (first.mentions, first.gone_ids) == ((), gone)  # with a key it may lack a right instead
    assert [each.external_id for each in second.mentions] == ["9080"]


def test_a_private_message_that_a_key_may_read_is_public_no_longer(context):
    platform = fake("discourse")(items=2)
    answer = platform.reply(platform.items[0], "Me too.", username="guest9")
    key = {"key": "env:K", "user": "lipa_ivana"}
    ids = ("9040", str(answer["id"]), "9080")
    before = list(source(**key).refetch(lent(context, platform), ids))
    assert [batch.gone_ids for batch in before] == [(), (), ()]
    platform.messages.add(platform.items[0]["topic_id"])
    after = list(source(**key).refetch(lent(context, platform), ids))
    assert [batch.gone_ids for batch in after] == [("9040",), (str(answer["id"]),), ()]


def test_one_old_post_ends_neither_the_first_walk_nor_a_later_one(context):
    platform = fake("discourse")(items=6)  # two on a page; a merge of topics copies old posts
    platform.WINDOW = 10_000
    platform.items[4]["created_at"] = platform.items[2]["created_at"] = "2020-01-01T00:00:00.000Z"
    first = run(context, platform)
    assert set(by_id(first)) == platform.ids
    platform.add(5)
    platform.items[-4]["created_at"] = "2020-01-01T00:00:00.000Z"
    found = by_id(run(context, platform, first[-1].bookmark))
    assert {str(each["id"]) for each in platform.items[-5:]} <= set(found)


def test_the_search_keeps_to_categories_too(context):
    platform = fake("discourse")(items=2)
    platform.items[0]["category_id"] = 7
    found = by_id(run(context, platform, search=True, categories=["12"]))
    assert set(found) == {"9080"}


def test_a_post_read_again_is_the_same_mention(context):
    platform = fake("discourse")(items=1)
    (first,) = by_id(run(context, platform, team=[])).values()
    (again,) = by_id(source().refetch(lent(context, platform), ("9040",))).values()
    assert again == first


def test_a_page_of_some_wall_does_not_mean_gone(context):
    with pytest.raises(HttpStatus):
        list(
            source().refetch(lent(context, lambda _: httpx.Response(404, content=b"<h1>")), ("7",))
        )


def test_the_probe_says_which_forum_and_what_is_new(context):
    platform = fake("discourse")()
    told = source().probe(lent(context, platform))
    assert told == "Coffee people: newest of you 2026-11-21 (read as a visitor)"
    quiet = source().probe(lent(context, platform, Watch(any=("Sorbus",))))
    assert "none of its newest is about you" in quiet


@pytest.mark.parametrize(
    ("given", "forum"),
    [
        ("forum.example.org", FORUM),
        ("https://forum.example.org/latest", FORUM),
        ("https://forum.example.org/t/burnt-beans/31/4", FORUM),
        ("https://forum.example.org/c/support/12", FORUM),
        ("https://forum.example.org/posts.json?before=3", FORUM),
        ("https://example.org/community/t/burnt-beans/31", "https://example.org/community"),
    ],
)
def test_the_address_of_any_page_is_understood(given, forum):
    assert source(forum=given).forum == forum


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"forum": "coffee people"}, "address of a forum"),
        ({"forum": "https://a:b@forum.example.org"}, "address of a forum"),
        ({"categories": ["support"]}, "numbers of categories"),
        ({"key": "env:K"}, "together"),
        ({"key": "env:K", "user": "x", "forum": "http://forum.example.org"}, "unprotected"),
        ({"search": "true", "filter": "false"}, "filter: false"),
    ],
)
def test_what_cannot_be_is_told(options, said):
    _, problems = make({"d": {"type": "discourse", "forum": FORUM, **options}})
    assert said in problems[0].message


def test_times_of_the_mark_are_those_of_posts():
    read = Reader(FORUM, Team(), NOW).read([{"id": 1, "created_at": "2026-11-20T09:30:00.123Z"}])
    assert read.theirs[0].published_at == datetime(2026, 11, 20, 9, 30, 0, 123000, tzinfo=UTC)


def breaking(platform, part, answer):
    """Let requests for some path fail."""
    return lambda request: answer if part in request.url.path else platform(request)


GONE = answered({"errors": ["No."], "error_type": "not_found"}, 404)
BROKEN = httpx.Response(500)


@pytest.mark.parametrize(
    ("part", "options"), [("/t/", {}), ("/posts/", {"search": True}), ("reply-history", {})]
)
def test_what_vanishes_while_we_read_is_left_out_and_what_breaks_is_told(part, options, context):
    platform = fake("discourse")(items=2)
    platform.reply(platform.items[0], "Sorry.")
    found = by_id(run(context, breaking(platform, part, GONE), **options))
    assert set(found) == (set() if options else platform.ids)
    with pytest.raises(HttpStatus):
        run(context, breaking(platform, part, BROKEN), **options)


def test_without_time_only_what_is_needed_is_asked_for(context, monkeypatch):
    platform = fake("discourse")(items=2)
    platform.reply(platform.items[0], "Sorry.")
    platform.page = 50
    late = lent(context, platform)
    monkeypatch.setattr(type(late.http), "time_is_up", True)
    (found, *_) = source().fetch(late, None)
    assert {each.reach.views for each in found.mentions} == {57}, "of topics nothing is known"
    assert [request.url.path for request in platform.requests] == ["/posts.json"]
    assert list(source().refetch(late, ("9040",))) == []
