from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Business, Config
from amends.errors import AuthFailed, BadRequest, Blocked, HttpError, SourceError
from amends.sources import make, wp
from amends.sources.wordpress import WordPress, parse
from amends.triage.arrivals import told_apart
from fakes import NOW, SECRET
from fakes.reading import by_id
from fakes.wordpress import STAFF, Fake, refused

DATA = Path(__file__).parent.parent / "data" / "wordpress"
PUBLIC = {"type": "wordpress", "site": "https://blog.example.org"}
KNOWN = {**PUBLIC, "user": "anna", "password": "env:X"}


def read(context, platform, bookmark=None, **options):
    source = WordPress(**{**PUBLIC, **options})
    return list(source.fetch(context(platform, secret=lambda _: SECRET), bookmark))


def gone(batches):
    return {external_id for batch in batches for external_id in batch.gone_ids}


def refusal(context, platform, **options):
    with pytest.raises((SourceError, HttpError)) as caught:
        read(context, platform, **options)
    return caught.value


def problem(**options):
    _, problems = make({"mine": {**PUBLIC, **options}})
    return " ".join(each.message for each in problems)


def test_comments_become_mentions_and_ours_do_not(expected, told):
    case = DATA / "page.in"
    expected(case, told(*parse(json.loads(case.read_bytes()), NOW)))


def test_what_a_site_is_asked_with_is_not_shown(context):
    assert SECRET not in repr(wp.Api(context(Fake()), PUBLIC["site"], ("anna", SECRET)))


@pytest.mark.parametrize("before", ["", "<" * 100_000, "<a> " * 30_000])
def test_the_address_of_the_api_is_found_behind_whatever_stands_there(context, before):
    site = Fake()
    link = '<https://blog.example.org/api/>; rel="https://api.w.org/"'

    def odd(request):
        if request.url.path.startswith("/wp-json/"):
            return httpx.Response(404, headers={"link": before + link})
        moved = request.url.copy_with(path=request.url.path.replace("/api/", "/wp-json/"))
        return site(httpx.Request("GET", moved))

    assert set(by_id(read(context, odd))) == site.ids


def test_a_user_of_the_site_who_is_in_the_team_is_ours():
    rows = json.loads((DATA / "page.in").read_bytes())
    found, _ = parse(rows, NOW, ("ANNA LIPA",))
    assert [mention.external_id for mention in found] == ["30", "28"]


def test_a_guest_with_a_name_of_the_team_is_a_customer():
    found, _ = parse([{"id": 1, "author": 0, "author_name": "Anna Lipa"}], NOW, ("Anna Lipa",))
    assert len(found) == 1


def test_a_customer_with_an_account_is_not_the_business(context):
    platform = Fake()
    platform.items[0].update(author=55, author_name="Petar")
    found = by_id(read(context, platform))
    assert found[platform.id_of(platform.items[0])].author.id == "55@blog.example.org"


def test_without_a_password_nothing_is_asked_that_only_users_may(context):
    platform = Fake()
    platform.items[0]["status"] = "hold"
    assert set(by_id(read(context, platform))) == {"12", "13"}
    assert all("status" not in request.url.params for request in platform.requests)


def test_with_a_password_held_comments_come_and_say_so(context):
    platform = Fake()
    platform.items[0]["status"] = "hold"
    found = by_id(read(context, platform, **KNOWN))
    assert found["11"].extra == {"status": "hold"}
    assert found["12"].extra == {}


@pytest.mark.parametrize("state", ["trash", "spam"])
def test_what_was_taken_down_is_gone_on_the_word_of_the_site_alone(context, state):
    platform = Fake()
    platform.items[1]["status"] = state
    assert gone(read(context, platform, **KNOWN)) == {"12"}
    assert gone(read(context, platform)) == set()


def with_old_ones():
    """Six comments of spring, and one of an hour ago."""
    platform = Fake(items=7)
    for day, item in enumerate(platform.items[:6], 1):
        item["date_gmt"] = f"2026-03-0{day}T08:00:00"
    return platform


def test_an_old_comment_is_read_again_when_we_have_answered_it(context):
    platform = with_old_ones()
    bookmark = read(context, platform)[-1].bookmark
    assert "11" not in by_id(read(context, platform, bookmark))
    platform.reply(platform.items[0], "Sorry for that.")
    again = by_id(read(context, platform, bookmark))
    assert again["11"].answered == "yes"
    assert again["11"].reply.text == "Sorry for that."
    assert "12" not in again


def test_a_page_of_nothing_but_answers_does_not_end_the_walk(context):
    platform = with_old_ones()
    bookmark = read(context, platform)[-1].bookmark
    platform.items.append(platform.comment(50, NOW - timedelta(minutes=50)))
    for item in platform.items[:2]:
        platform.reply(item, "Thank you.")
    assert set(by_id(read(context, platform, bookmark))) >= {"50", "11", "12"}


def test_the_answers_of_others_answer_nothing(context):
    platform = Fake()
    platform.items.append(platform.comment(40, NOW, parent=11, author=55, author_name="Petar"))
    assert by_id(read(context, platform))["11"].answered == "unknown"


def test_the_newest_of_several_answers_is_shown(context):
    platform = Fake()
    platform.reply(platform.items[0], "First.")
    platform.reply(platform.items[0], "Second.")
    platform.replies[1]["date_gmt"] = NOW.strftime("%Y-%m-%dT%H:%M:%S")
    assert by_id(read(context, platform))["11"].reply.text == "Second."


def test_a_late_approval_is_found_below_the_mark(context):
    platform = Fake(items=8)
    late = platform.comment(60, NOW - timedelta(days=9), status="hold")
    platform.items.append(late)
    bookmark = read(context, platform)[-1].bookmark
    late["status"] = "approved"
    assert "60" in by_id(read(context, platform, bookmark))


def test_what_is_older_than_the_overlap_is_not_read_every_day(context):
    platform = Fake(items=20)
    for days, item in enumerate(platform.items):
        item["date_gmt"] = (NOW - timedelta(days=200 - days)).strftime("%Y-%m-%dT%H:%M:%S")
    bookmark = read(context, platform)[-1].bookmark
    assert len(by_id(read(context, platform, bookmark))) < 20


def test_a_site_without_pretty_permalinks_is_found_by_its_link_header(context):
    platform = Fake(pretty=False)
    assert set(by_id(read(context, platform))) == platform.ids
    assert platform.requests[-1].url.params["rest_route"] == "/wp/v2/comments"


def test_a_home_page_on_every_address_is_no_api(context):
    platform = Fake(pretty=False)

    def home_everywhere(request):
        answer = platform(request)
        return httpx.Response(200, content=answer.content, headers=answer.headers)

    assert set(by_id(read(context, home_everywhere))) == platform.ids


def test_a_site_that_is_no_wordpress_says_what_to_check(context):
    error = refusal(context, lambda _: httpx.Response(404, content=b"<html>nothing"))
    assert "404" in error.message
    error = refusal(context, lambda _: httpx.Response(200, content=b"<html>hello"))
    assert isinstance(error, BadRequest)
    assert "WordPress" in error.hint


def test_an_api_at_another_address_gets_no_password(context):
    platform = Fake(pretty=False)
    platform.HOME = "https://evil.example/shop"
    error = refusal(context, platform, **KNOWN)
    assert error.hint == "Write site: https://evil.example/shop"
    assert {request.url.host for request in platform.requests} == {"blog.example.org"}


def test_a_byte_order_mark_does_no_harm(context):
    platform = Fake()

    def marked(request):
        return httpx.Response(200, content=b"\xef\xbb\xbf\n" + platform(request).content)

    assert set(by_id(read(context, marked))) >= {"12", "13"}


def test_a_password_does_not_follow_a_redirect_and_the_hint_says_so(context):
    platform = Fake()

    def moved(request):
        if request.url.host == "blog.example.org":
            return httpx.Response(
                301, headers={"location": str(request.url.copy_with(host="www.blog.example.org"))}
            )
        return platform(request)

    assert set(by_id(read(context, moved))) == platform.ids
    platform.requests.clear()
    error = refusal(context, moved, **KNOWN)
    assert "www. or not" in error.hint
    assert all("authorization" not in request.headers for request in platform.requests)


def test_own_accounts_are_known_by_their_name_and_guests_of_that_name_are_not(context):
    platform = Fake()
    platform.items[0].update(author=8, author_name="Petya")
    platform.items[1].update(author=0, author_name="Petya")
    config = Config(business=Business(own_accounts=["petya"]))
    found, own = told_apart(by_id(read(context, platform)).values(), config)
    assert [mention.external_id for mention in own] == ["11"]
    assert len(found) == 2


def test_an_api_announced_as_http_is_asked_over_https(context):
    platform = Fake(pretty=False)
    platform.HOME = "http://blog.example.org"
    read(context, platform, **KNOWN)
    assert {request.url.scheme for request in platform.requests} == {"https"}


@pytest.mark.parametrize(
    ("answer", "options", "kind", "hint"),
    [
        (refused("rest_no_route", 404), PUBLIC, BadRequest, "feed"),
        (refused("rest_cannot_access", 401), PUBLIC, AuthFailed, "security plugin"),
        (refused("rest_disabled", 403), PUBLIC, AuthFailed, "security plugin"),
        (refused("rest_forbidden_param", 401), KNOWN, AuthFailed, "application password"),
        (refused("rest_forbidden_param", 403), KNOWN, AuthFailed, "Editor"),
        (httpx.Response(403, content=b"<html>Forbidden"), PUBLIC, Blocked, "/wp-json/"),
    ],
)
def test_a_refusal_has_the_next_step(context, answer, options, kind, hint):
    error = refusal(context, lambda _: answer, **options)
    assert type(error) is kind
    assert hint in error.hint


@pytest.mark.parametrize("code", ["rest_invalid_page_number", "rest_post_invalid_page_number"])
def test_a_page_past_the_end_is_the_end(context, code):
    platform = Fake(items=6)

    def shrunk(request):
        if int(request.url.params.get("page", 1)) > 2:
            return refused(code, 400)
        return platform(request)

    batches = read(context, shrunk)
    assert len(by_id(batches)) == 4
    assert not batches[-1].more


def test_pages_without_headers_are_read_to_the_end(context, monkeypatch):
    monkeypatch.setattr(wp, "PER_PAGE", 2)
    platform = Fake(items=5)

    def bare(request):
        return httpx.Response(200, content=platform(request).content)

    assert set(by_id(read(context, bare))) == platform.ids


def test_only_some_posts(context):
    platform = Fake()
    platform.items[0]["post"] = 9
    assert set(by_id(read(context, platform, posts=["9"]))) == {"11"}


def test_the_probe_counts_what_can_be_read(context):
    platform = Fake()
    platform.items[0]["status"] = "hold"
    lent = context(platform, secret=lambda _: SECRET)
    assert WordPress(**PUBLIC).probe(lent).startswith("blog.example.org: 2 comments can be read")
    assert WordPress(**KNOWN).probe(lent) == (
        "blog.example.org: 3 comments can be read (as anna, with those held back)"
    )


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("blog.example.org", "https://blog.example.org"),
        (" https://blog.example.org/ ", "https://blog.example.org"),
        ("https://blog.example.org/wp-json/wp/v2/comments", "https://blog.example.org"),
        ("https://example.org/blog/wp-admin/index.php", "https://example.org/blog"),
        ("http://127.0.0.1:8080/?p=1", "http://127.0.0.1:8080"),
    ],
)
def test_a_pasted_address_is_understood(written, site):
    assert WordPress(type="wordpress", site=written).site == site


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"site": "ftp://x.example"}, "must be the address of a site"),
        ({"site": "https://"}, "must be the address of a site"),
        ({"site": "https://x.example:99999"}, "must be the address of a site"),
        ({"site": "https://anna:pw@x.example"}, "options of their own"),
        ({"user": "anna"}, "together"),
        ({"site": "http://x.example", "user": "anna", "password": "env:X"}, "unprotected"),
        ({"posts": "new-blend"}, "post numbers"),
        ({"user": "anna", "password": "hunter2"}, "a secret must not stand in this file"),
    ],
)
def test_wrong_options_are_told_in_plain_words(options, words):
    assert words in problem(**options)


def test_a_password_may_be_tried_within_this_machine():
    assert problem(site="http://localhost:8080", user="anna", password="env:X") == ""


@given(st.text(max_size=60))
def test_any_text_is_a_site_or_a_plain_refusal(text):
    try:
        site = WordPress(type="wordpress", site=text).site
    except ValueError:
        return
    assert site.startswith(("https://", "http://"))


def test_who_wrote_the_post_is_ours(context):
    platform = Fake()
    platform.items.append(platform.comment(70, NOW, author=STAFF, author_name="Anna"))
    assert "70" not in by_id(read(context, platform))
