from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.errors import AuthFailed, BadRequest, Blocked, HttpStatus, Throttled
from amends.http import Deadline
from amends.sources import LogsIn, make
from amends.sources.reddit import Reddit
from amends.sources.reddit.api import Quota, things
from amends.sources.reddit.lists import LONGEST_QUERY, queries
from amends.sources.reddit.things import parse
from fakes import NOW, SECRET, answered, fake
from fakes.reading import by_id
from fakes.reddit import CLIENT, OWNER

DATA = Path(__file__).parent.parent / "data" / "reddit"
LIPA = Watch(any=("Lipa Coffee",))


def source(**options):
    given = {"user": OWNER, "client_id": CLIENT, "client_secret": "env:R", **options}
    return Reddit(**given)


def lent(context, platform, *, watch=LIPA, secret=SECRET, login=None):
    if login and hasattr(platform, "items"):
        platform.refresh_token = login
    return context(platform, watch=watch, secret=lambda _: secret, login=login)


def run(context, platform, bookmark=None, *, watch=LIPA, login=None, **options):
    return list(
        source(**options).fetch(lent(context, platform, watch=watch, login=login), bookmark)
    )


def asked(platform, path):
    return [request for request in platform.requests if request.url.path == path]


def test_things_become_mentions(expected, told):
    case = DATA / "listing.in"
    found, after = things(json.loads(case.read_bytes()))
    read, skipped, gone = parse(found, NOW)
    assert (after, gone) == ("t3_1abc04", ("t3_1abc04", "t3_1abc05"))
    expected(case, told(read, skipped))


def test_the_search_names_us_and_asks_for_the_newest(context):
    platform = fake("reddit")()
    batches = run(context, platform, watch=Watch(any=("Lipa Coffee", "Липа")))
    params = dict(asked(platform, "/search")[0].url.params)
    assert params["q"] == '"Lipa Coffee" OR Липа'
    assert (params["sort"], params["raw_json"], params["limit"]) == ("new", "1", "100")
    assert platform.agents >= {f"script:{CLIENT}:v0.1.0 (by /u/{OWNER})"}
    assert batches[0].asked == (params["q"],)
    assert all(SECRET not in str(request.url) for request in platform.requests)


def test_many_names_are_several_searches():
    names = tuple(f"Lipa Coffee number {number}" for number in range(60))
    found = queries(Watch(any=names))
    assert len(found) > 2
    assert all(len(each) <= LONGEST_QUERY for each in found)
    assert sum(each.count("number") for each in found) == 60
    assert queries(Watch()) == ()


def test_a_star_within_a_word_is_told_once_and_not_searched_for(context):
    platform, watch = fake("reddit")(), Watch(any=("Lipa", "Li*a"))
    first = run(context, platform, watch=watch)
    assert {each.url.params["q"] for each in asked(platform, "/search")} == {"Lipa"}
    told = [each for batch in first for each in batch.skipped]
    assert [each.where for each in told] == ["watch: “Li*a”"]
    again = run(context, platform, first[-1].bookmark, watch=watch)
    assert not any(batch.skipped for batch in again)


def test_what_is_not_about_us_is_dropped_and_shown(context):
    platform = fake("reddit")()
    platform.items[0] |= {"title": "Linden tea", "selftext_html": "<p>lipa</p>"}
    batches = run(context, platform)
    assert set(by_id(batches)) == {"t3_p002", "t3_p003"}
    (dropped,) = [each for batch in batches for each in batch.dropped]
    assert (dropped.where, dropped.why) == ("Linden tea lipa", "none of your names is in it")
    assert sum(batch.filtered for batch in batches) == 1


def test_comments_under_a_post_about_us_come_with_it(context):
    platform = fake("reddit")()
    platform.comment("c1", "t3_p002", "me too")
    platform.comment("c2", "t3_p002", "and me", parent="t1_c1", by="rada")
    found = by_id(run(context, platform))
    assert set(found) == platform.ids | {"t1_c1", "t1_c2"}
    answer = found["t1_c2"]
    assert (answer.thread_id, answer.parent_id, answer.kind) == ("t3_p002", "t1_c1", "comment")
    assert len(asked(platform, "/comments/p001")) == 0, "it has none"
    assert len(by_id(run(context, platform, comments=False))) == 3


def test_of_a_thread_that_only_mentions_us_what_names_us_is_kept(context):
    platform = fake("reddit")(items=1)
    platform.items[0] |= {"title": "Cafés?", "selftext_html": "<p>Lipa Coffee or Sorbus?</p>"}
    platform.comment("c1", "t3_p001", "Sorbus!")
    platform.comment("c2", "t3_p001", "Lipa Coffee burns beans")
    assert set(by_id(run(context, platform))) == {"t3_p001", "t1_c2"}


def test_a_comment_does_not_move_the_mark(context):
    platform = fake("reddit")(items=3)
    platform.comment("c1", "t3_p001", "me too", minutes=5)
    batches = run(context, platform)
    mark = batches[-1].bookmark['"Lipa Coffee"']["mark"]
    assert mark == int((NOW - timedelta(hours=1)).timestamp())


@pytest.mark.parametrize(("time", "threads"), [(3.5, 1), (4, 1), (4.5, 2)])
def test_comments_for_which_there_is_no_time_are_told(context, time, threads):
    platform, seconds = fake("reddit")(), [0]
    platform.page = 100
    for each in platform.items:
        platform.comment(f"c{each['id']}", each["name"], "me too")

    def slow(request):
        seconds[0] += 1
        return platform(request)

    deadline = Deadline(time, lambda: seconds[0])  # a token, a search, the threads
    ctx = context(slow, watch=LIPA, secret=lambda _: SECRET, deadline=deadline)
    batches = list(source().fetch(ctx, None))
    assert len([each for each in by_id(batches).values() if each.kind == "comment"]) == threads
    (told,) = [each for batch in batches for each in batch.skipped]
    assert told.where == f"comments under {3 - threads} posts"
    assert "`max_seconds`" in told.why


def test_new_comments_under_known_posts_are_found_for_three_days(context):
    platform = fake("reddit")(items=4)
    first = run(context, platform)
    platform.comment("c9", "t3_p001", "me too")
    assert "t1_c9" in by_id(run(context, platform, first[-1].bookmark))


def test_subreddits_are_searched_and_all_their_comments_looked_through(context):
    platform = fake("reddit")(items=3)
    platform.items[1]["subreddit"] = "espresso"
    platform.items[2]["title"] = "Cafés?"
    platform.comment("c1", "t3_p003", "Sorbus!")
    platform.comment("c2", "t3_p003", "Lipa Coffee burns beans")
    batches = run(context, platform, subreddits=["https://www.reddit.com/r/Sofia/", "r/espresso"])
    assert set(by_id(batches)) == {"t3_p001", "t3_p002", "t1_c2"}
    assert asked(platform, "/r/Sofia/search")[0].url.params["restrict_sr"] == "1"
    assert not asked(platform, "/search")


@pytest.mark.parametrize(
    ("name", "said"),
    [("secrets", "private"), ("gone", "closed by Reddit"), ("ugly", "quarantined"),
     ("nowhere", "there is no r/nowhere")],
)  # fmt: skip
def test_a_closed_subreddit_does_not_keep_the_others_from_being_read(name, said, context):
    platform, found = fake("reddit")(), []
    walk = source(subreddits=[name, "Sofia"]).fetch(lent(context, platform), None)
    with pytest.raises(BadRequest, match=said) as caught:
        found.extend(iter(lambda: next(walk), None))
    assert "subreddits" in caught.value.hint
    assert asked(platform, "/r/Sofia/search")


def test_a_login_brings_comments_that_name_us_and_tells_our_own_words_apart(context):
    platform = fake("reddit")(items=1)
    platform.comment("ours", "t3_p001", "We are sorry.", by=OWNER)
    platform.inbox.append(platform.comment("inb", "t3_p001", "u/lipa_coffee are you open?"))
    platform.comments.pop()
    batches = run(context, platform, login=f"refresh-{SECRET}")
    assert "t1_inb" in by_id(batches)
    own = {each.external_id: each for batch in batches for each in batch.own}
    assert (own["t1_ours"].parent_id, own["t1_ours"].text) == ("t3_p001", "We are sorry.")
    assert "t1_ours" not in by_id(batches)


def test_all_under_our_own_post_is_for_us(context):
    platform = fake("reddit")(items=1)
    platform.items[0] |= {"author": OWNER, "title": "We open on Sunday", "selftext_html": ""}
    platform.comment("c1", "t3_p001", "Finally!")
    batches = run(context, platform, login="refresh")
    assert set(by_id(batches)) == {"t1_c1"}


def test_without_a_login_nothing_private_is_asked_for(context):
    platform = fake("reddit")()
    run(context, platform)
    assert not asked(platform, "/message/mentions")
    assert not asked(platform, "/api/v1/me")


def test_a_login_that_has_ended_says_to_log_in_again(context):
    platform = fake("reddit")()
    kept = context(platform, watch=LIPA, secret=lambda _: SECRET, login="stale")
    with pytest.raises(AuthFailed) as caught:
        list(source().fetch(kept, None))
    assert "amends sources login NAME" in caught.value.hint


def test_consent_asks_for_a_login_that_lasts(context):
    ours = source()
    assert isinstance(ours, LogsIn)
    consent = ours.consent(lent(context, fake("reddit")()))
    assert consent.extra == {"duration": "permanent"}
    assert consent.redirect == "http://localhost:8723/amends"
    assert consent.scope == "identity read privatemessages"
    assert (consent.client.basic, consent.client.id) == (True, CLIENT)


def test_wrong_keys_say_where_they_stand(context):
    with pytest.raises(AuthFailed) as caught:
        list(source().fetch(lent(context, fake("reddit")(), secret="other"), None))
    assert "prefs/apps" in caught.value.hint


def test_a_page_instead_of_data_is_a_wall(context):
    platform = fake("reddit")()
    platform.fail_after(0, lambda _: httpx.Response(403, content=b"<html>whoa there, pardner"))
    with pytest.raises(Blocked) as caught:
        run(context, platform)
    assert "approved" in caught.value.hint


def test_nothing_is_asked_for_beyond_the_quota(context):
    platform = fake("reddit")(items=5)
    platform.left = 0.0
    with pytest.raises(Throttled) as caught:
        run(context, platform)
    assert caught.value.until == NOW + timedelta(seconds=240)
    assert len(asked(platform, "/search")) == 1


def test_a_refusal_says_until_when(context):
    platform = fake("reddit")()
    told = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "77"}
    platform.fail_after(0, lambda _: httpx.Response(429, headers=told))
    with pytest.raises(Throttled) as caught:
        run(context, platform)
    assert caught.value.until == NOW + timedelta(seconds=77)


@given(st.text(), st.text())
def test_any_headers_are_a_quota(left, reset):
    quota = Quota()
    quota.note({"x-ratelimit-remaining": left, "x-ratelimit-reset": reset})
    until = quota.until(NOW)
    assert until is None or NOW < until <= NOW + timedelta(days=1)
    assert str(quota)


def test_a_cursor_that_was_deleted_begins_the_walk_anew(context):
    platform = fake("reddit")(items=6)
    first = run(context, platform, max_items="2")
    cursor = first[-1].bookmark['"Lipa Coffee"']["walk"]["page"]
    platform.items = [each for each in platform.items if each["name"] != cursor]
    rest = run(context, platform, first[-1].bookmark)
    assert set(by_id(first)) | set(by_id(rest)) >= platform.ids


def test_what_was_taken_away_is_gone(context):
    platform = fake("reddit")()
    first = run(context, platform)
    platform.items[2] |= {"selftext": "[removed]", "removed_by_category": "moderator"}
    again = run(context, platform, first[-1].bookmark)
    assert {gone for batch in again for gone in batch.gone_ids} == {"t3_p003"}


def test_hot_ones_are_asked_for_again_by_name(context):
    platform = fake("reddit")()
    platform.comment("c1", "t3_p001", "[removed]")
    platform.items[0]["score"] = 9000
    ids = ("t3_p001", "t1_c1", "t3_unknown", "odd")
    (batch,) = source().refetch(lent(context, platform), ids)
    assert [(each.external_id, each.reach.likes) for each in batch.mentions] == [("t3_p001", 9000)]
    assert batch.gone_ids == ("t1_c1",), "what is only missing may be hidden for a while"
    platform.requests.clear()
    list(source().refetch(lent(context, platform), tuple(f"t3_{number}" for number in range(150))))
    assert len(asked(platform, "/api/info")) == 2


def test_a_post_read_again_is_the_same_mention(context):
    platform = fake("reddit")(items=1)
    (batch,) = source().refetch(lent(context, platform), ("t3_p001",))
    assert by_id([batch]) == by_id(run(context, platform))


def test_the_probe_says_as_whom_and_what_is_left(context):
    platform = fake("reddit")()
    told = source().probe(lent(context, platform))
    assert told == "as an app, not logged in: no mentions of you; 95 requests left for 240 seconds"
    assert source().probe(lent(context, platform, login="r")).startswith("logged in as u/lipa")


def test_a_name_that_is_none_leads_nowhere(context):
    platform = fake("reddit")(items=1)
    platform.items[0] |= {"name": "t3_../../api/v1/me", "num_comments": 9}
    (batch,) = run(context, platform)
    assert [each.why for each in batch.skipped] == ["it is neither a post nor a comment"]
    assert {request.url.path for request in platform.requests} == {
        "/api/v1/access_token",
        "/search",
    }


def test_no_words_no_search(context):
    with pytest.raises(BadRequest, match="no words"):
        run(context, fake("reddit")(), watch=Watch())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"user": "lipa coffee"}, "name of an account"),
        ({"subreddits": ["all about coffee"]}, "names of subreddits"),
        ({"client_id": "x"}, "client_id"),
    ],
)
def test_what_cannot_be_is_told(options, said):
    given = {"type": "reddit", "user": OWNER, "client_id": CLIENT, "client_secret": "env:R"}
    _, problems = make({"r": given | options})
    assert said in problems[0].message or said in str(problems[0].path)


def test_pasted_names_are_understood():
    assert source(user="https://www.reddit.com/user/lipa_coffee/").user == "lipa_coffee"
    given = ["Sofia", "r/espresso", "https://old.reddit.com/r/bulgaria/"]
    assert source(subreddits=given).subreddits == ("Sofia", "espresso", "bulgaria")


def test_an_answer_that_is_no_listing_is_bad(context):
    platform = fake("reddit")()
    platform.fail_after(0, lambda _: answered({"error": "invalid"}))
    with pytest.raises(Exception, match="no listing"):
        run(context, platform)


@pytest.mark.parametrize(
    ("answer", "found"),
    [(answered({"message": "Not Found", "error": 404}, 404), 2),
     (answered({"reason": "private", "message": "…", "error": 403}, 403), 2),
     (httpx.Response(500), None)],
)  # fmt: skip
def test_a_thread_that_is_closed_keeps_nothing_else_from_being_read(answer, found, context):
    platform = fake("reddit")(items=2)
    platform.comment("c1", "t3_p002", "me too")

    def server(request):
        return answer if "/comments/" in request.url.path else platform(request)

    lent_it = context(server, watch=LIPA, secret=lambda _: SECRET)
    if found:
        assert len(by_id(source().fetch(lent_it, None))) == found
    else:
        with pytest.raises(HttpStatus):
            list(source().fetch(lent_it, None))
