from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from amends.config import Config
from amends.config.model import Watch
from amends.errors import AuthFailed, BadRequest, Gone, HttpStatus, SourceError, Throttled
from amends.sources import Named, from_http
from amends.sources.github import GitHub
from amends.sources.github.discussions import parse_discussions
from amends.sources.github.issues import parse_comments, parse_issues
from amends.sources.github.team import TeamWords
from amends.store import Store
from amends.triage.arrivals import prepare
from fakes import NOW, SECRET
from fakes.github import REPOSITORY, Fake, stamp
from fakes.reading import by_id

DATA = Path(__file__).parent.parent / "data" / "github"


@pytest.fixture
def hub():
    return Fake(items=2)


def source(**options):
    given = {"repository": REPOSITORY, "token": "env:T", **options}
    return GitHub.model_validate({"type": "github"} | {k: v for k, v in given.items() if v != ""})


def batches_of(hub, context, bookmark=None, watch=None, **options):
    lent = context(hub, secret=lambda _: SECRET, watch=watch)
    return list(source(**options).fetch(lent, bookmark))


def test_issues_as_they_are_documented(expected, told):
    case = DATA / "issues.in"
    page = parse_issues(json.loads(case.read_text("utf-8")), NOW)
    own = [each.external_id for each in page.own]
    expected(case, told(page.mentions, page.skipped) | {"own": own})


def test_pull_requests_are_read_when_wanted():
    items = json.loads((DATA / "issues.in").read_text("utf-8"))
    assert "#13" not in {each.external_id for each in parse_issues(items, NOW).mentions}
    wanted = parse_issues(items, NOW, pull_requests=True).mentions
    assert "#13" in {each.external_id for each in wanted}


def test_comments_of_programs_and_on_pull_requests_are_left_out(hub):
    hub.comment(1, "Built.", login="ci", kind="Bot")
    hub.comment(1, "Nice code")["html_url"] = "https://github.com/o/r/pull/1#issuecomment-1"
    hub.comment(1, "Same here")
    assert [each.text for each in parse_comments(hub.comments, NOW).mentions] == ["Same here"]


def test_a_comment_is_answered_by_a_later_one_of_the_team(hub):
    hub.comment(1, "Same here", hours=3)
    hub.comment(1, "And here", hours=2)
    hub.comment(1, "Mended.", association="MEMBER", hours=1)
    hub.comment(1, "Not for me", hours=0.5)
    hub.comment(2, "Hello?", hours=3)
    found = TeamWords().heard(parse_comments(hub.comments, NOW))
    assert [each.answered for each in found.mentions] == ["yes", "yes", *["unknown"] * 2]
    assert [each.text for each in found.own] == ["Mended."]


def test_an_issue_is_answered_by_a_comment_of_the_team(hub, context, tmp_path):
    with Store(tmp_path / "amends.db", now=NOW) as store:
        hub.add(1)
        assert set(stored_answers(store, hub, context).values()) == {"no"}
        hub.comment(1, "We look into it.", association="COLLABORATOR")
        hub.comment(2, "Same here.", login="bystander")
        hub.comment(3, "Same here.", login="bystander", hours=0.6)
        hub.comment(3, "Mended.", association="OWNER")
        answers = stored_answers(store, hub, context)
    assert answers["#1"] == "yes"
    assert answers["#2"] == "no"
    assert answers["#3"] == "yes"  # though somebody else wrote in between


def stored_answers(store, hub, context):
    named, ordinals = Named("mine", source()), Counter()
    for batch in batches_of(hub, context, store.sources.bookmark("mine", "f")):
        ready = prepare(batch, named, Config(), ordinals, NOW)
        store.save("mine", "github", "f", ready, baseline=timedelta(30), now=NOW)
    with closing(sqlite3.connect(store.path)) as database:
        return dict(database.execute("SELECT external_id, answered FROM mentions"))


def test_what_changes_while_pages_are_read_skips_nobody(context):
    hub = Fake(items=7)
    asked = []

    def busy(request):
        response = hub(request)
        asked.append(request.url.path)
        if request.url.path.endswith("/issues"):  # the oldest moves to the end of the list
            hub.items[0]["updated_at"] = stamp(NOW - timedelta(minutes=len(asked)))
        return response

    assert set(by_id(batches_of(busy, context))) == hub.ids


def test_a_clock_that_is_ahead_does_not_hide_what_comes(hub, context):
    hub.items[1]["updated_at"] = "9999-12-31T23:59:59Z"
    bookmark = batches_of(hub, context)[-1].bookmark
    hub.add(1)
    assert "#3" in by_id(batches_of(hub, context, bookmark))


def test_many_changes_in_one_second_are_read_by_page_number(context):
    hub = Fake(items=5)
    for item in hub.items:
        item["updated_at"] = stamp(NOW)
    assert set(by_id(batches_of(hub, context))) == hub.ids


def test_a_quiet_day_is_not_transferred_again(hub, context):
    bookmark = None
    for _ in range(3):
        bookmark = batches_of(hub, context, bookmark, discussions="false")[-1].bookmark
    left = hub.left
    assert by_id(batches_of(hub, context, bookmark, discussions="false")) == {}
    assert hub.left == left
    hub.add(1)
    assert "#3" in by_id(batches_of(hub, context, bookmark, discussions="false"))


def test_the_first_run_reads_some_days_back(hub, context):
    hub.items[0]["updated_at"] = hub.items[0]["created_at"] = "2026-01-01T00:00:00Z"
    assert set(by_id(batches_of(hub, context))) == {"#2"}
    assert set(by_id(batches_of(hub, context, days="400"))) == {"#1", "#2"}


def test_discussions_are_read_with_what_stands_under_them(hub, context):
    hub.discuss(20, ("eva", "NONE", "Same"), ("ivan", "OWNER", "Like so"), ("eva", "NONE", "Ah"))
    hub.discuss(21, ("buildbot", "NONE", "beep"), login="ivan", association="MEMBER")
    batches = batches_of(hub, context)
    mentions = by_id(batches)
    assert mentions["#20"].answered == "yes"
    assert mentions["#20"].title == "A question 20"
    assert mentions["#20/DC_201"].answered == "yes"
    assert mentions["#20/DC_203"].answered == "no"
    assert {each.external_id for batch in batches for each in batch.own} == {"#20/DC_202", "#21"}
    assert not any(each.startswith("#21") for each in mentions)


def test_a_reply_within_a_discussion_names_its_comment(hub):
    node = hub.discuss(20, ("eva", "NONE", "Same"))
    reply = hub.node("DC_9", "ivan", "OWNER", "Soon", 1)
    node["comments"]["nodes"][0]["replies"] = {"totalCount": 1, "nodes": [reply]}
    [own] = parse_discussions([node], NOW).own
    assert (own.parent_id, own.thread_id) == ("#20/DC_201", "#20")


def test_discussions_are_walked_down_to_the_last_that_was_known(hub, context):
    for number in range(20, 27):
        hub.discuss(number, hours=40 - number)
    only = {"issues": "false"}
    first = batches_of(hub, context, **only)
    assert len(by_id(first)) == 7
    asked = len(hub.requests)
    assert len(by_id(batches_of(hub, context, first[-1].bookmark, **only))) <= 2
    assert len(hub.requests) == asked + 1


def test_a_cursor_that_github_forgot_begins_anew(hub, context):
    for number in range(20, 25):
        hub.discuss(number, hours=40 - number)
    only = {"issues": "false"}
    [cut] = batches_of(hub, context, max_items="2", **only)
    cut.bookmark["discussions"]["walk"]["page"] = "forgotten"
    assert len(by_id(batches_of(hub, context, cut.bookmark, **only))) == 5


def test_a_search_brings_issues_elsewhere_that_are_about_us(hub, context):
    elsewhere = "https://api.github.com/repos/other/app"
    hub.found = [
        hub.issue(5, NOW, "eva", title="Lipa Coffee till fails", repository_url=elsewhere),
        hub.issue(6, NOW, "ivan", author_association="OWNER", title="Ask Lipa Coffee",
                  repository_url=elsewhere),
        hub.issue(7, NOW, "eva", title="Linden trees", repository_url=elsewhere),
    ]  # fmt: skip
    watch = Watch(any=("Lipa Coffee",))
    batches = batches_of(hub, context, watch=watch, query='"Lipa Coffee"', issues="false")
    mentions = by_id(batches)
    assert set(mentions) == {"other/app#5", "other/app#6"}  # another team is not ours
    assert mentions["other/app#5"].item.name == "other/app"
    assert sum(batch.filtered for batch in batches) == 1
    query = hub.requests[-1].url.params["q"]
    assert query == '"Lipa Coffee" is:issue -repo:lipa-coffee/till'


def test_a_search_that_ran_out_of_time_says_so(hub, context):
    def hurried(request):
        return httpx.Response(200, json={"incomplete_results": True, "items": []})

    [batch] = batches_of(hurried, context, query="Lipa", repository="")
    assert batch.skipped[0].where == "search"


def failing(hub, context, response, **options):
    hub.fail_after(0, lambda _: response)
    with pytest.raises((SourceError, HttpStatus)) as caught:
        batches_of(hub, context, **options)
    error = caught.value
    return error if isinstance(error, SourceError) else from_http(error)


RESET = datetime(2026, 11, 21, 8, 40, tzinfo=UTC)
USED_UP = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(RESET.timestamp()))}
SECONDARY = {"message": "You have exceeded a secondary rate limit."}


@pytest.mark.parametrize(
    ("response", "until"),
    [
        (httpx.Response(403, headers=USED_UP), RESET),
        (httpx.Response(429, headers=USED_UP), RESET),
        (httpx.Response(403, headers={"x-ratelimit-remaining": "0"}), NOW + timedelta(minutes=1)),
        (httpx.Response(403, json=SECONDARY), NOW + timedelta(minutes=1)),
        (httpx.Response(429, json=SECONDARY), NOW + timedelta(minutes=1)),
        (httpx.Response(403, headers={"retry-after": "120"}), NOW + timedelta(minutes=2)),
    ],
)
def test_limits_say_until_when(hub, context, response, until):
    error = failing(hub, context, response)
    assert isinstance(error, Throttled)
    assert error.until == until


def test_without_a_token_the_limit_names_the_way_to_more(hub, context):
    error = failing(hub, context, httpx.Response(403, headers=USED_UP), token="")
    assert "5,000" in error.hint


@pytest.mark.parametrize(
    ("response", "kind", "hint"),
    [
        (httpx.Response(401), AuthFailed, "make a new one"),
        (httpx.Response(403, json={"message": "Resource not accessible"}), AuthFailed, "rights"),
        (httpx.Response(404), BadRequest, "private"),
        (httpx.Response(410, json={"message": "Issues are disabled"}), BadRequest, "issues: false"),
        (httpx.Response(410), Gone, "taken away"),
    ],
)
def test_refusals_name_the_next_step(hub, context, response, kind, hint):
    error = failing(hub, context, response)
    assert isinstance(error, kind)
    assert hint in error.hint


def test_a_search_that_github_refuses(hub, context):
    error = failing(hub, context, httpx.Response(422), query="((", issues="false", repository="")
    assert isinstance(error, BadRequest)
    assert "query:" in error.hint


@pytest.mark.parametrize(
    ("kind", "meant"),
    [("NOT_FOUND", BadRequest), ("FORBIDDEN", AuthFailed), ("RATE_LIMITED", Throttled),
     ("INSUFFICIENT_SCOPES", AuthFailed), ("SOMETHING", BadRequest)],
)  # fmt: skip
def test_errors_of_graphql_come_with_status_200(hub, context, kind, meant):
    answer = {"data": None, "errors": [{"type": kind, "message": "private words"}]}
    error = failing(hub, context, httpx.Response(200, json=answer), issues="false")
    assert isinstance(error, meant)
    assert "private words" not in error.message


def test_probe_tells_what_is_left(hub, context):
    lent = context(hub, secret=lambda _: SECRET)
    assert source().probe(lent) == (
        "lipa-coffee/till, 2 open issues and pull requests; "
        "4998 of 5000 requests an hour left, with a token"
    )
    assert "discussions are not read" in source(token="").probe(lent)
    assert "without a token" in source(token="", query="x y", repository="").probe(lent)


def test_probe_notices_that_issues_are_off(hub, context):
    hub.issues_enabled = False
    lent = context(hub, secret=lambda _: SECRET)
    with pytest.raises(BadRequest, match="switched off") as caught:
        source().probe(lent)
    assert "issues: false" in caught.value.hint
    assert source(issues="false").probe(lent)


def test_probe_of_a_wrong_token(hub, context):
    with pytest.raises(AuthFailed):
        source().probe(context(hub, secret=lambda _: "old"))


def test_an_enterprise_server_has_its_own_addresses(hub, context):
    hub.discuss(20)
    batches_of(hub, context, host="https://git.lipa.example/")
    asked = {f"{each.url.host}{each.url.path}" for each in hub.requests}
    assert f"git.lipa.example/api/v3/repos/{REPOSITORY}/issues" in asked
    assert "git.lipa.example/api/graphql" in asked


@pytest.mark.parametrize(
    "written",
    ["lipa-coffee/till", "https://github.com/lipa-coffee/till", "github.com/lipa-coffee/till/issues/3",
     "https://github.com/lipa-coffee/till.git", " lipa-coffee/till/ "],
)  # fmt: skip
def test_an_address_is_understood(written):
    assert source(repository=written).repository == REPOSITORY


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"repository": "till"}, "owner/name"),
        ({"repository": "../../x"}, "owner/name"),
        ({"repository": ""}, "needs a"),
        ({"issues": "false", "token": ""}, "discussions need a `token:`"),
        ({"query": "x" * 240}, "too long"),
        ({"host": "a b"}, "name of a server"),
    ],
)
def test_options_complain_in_plain_words(options, message):
    with pytest.raises(ValidationError, match=message):
        source(**options)


def test_discussions_that_our_team_began_end_the_next_walk_all_the_same(context):
    class Paged(Fake):
        PAGE = 25

    platform = Paged(0)
    for number in range(60):
        platform.discuss(number + 1, login="anna", association="OWNER", hours=2 + number)
    bookmark = None
    for requests in (3, 1):
        platform.requests.clear()
        batches = batches_of(platform, context, bookmark, issues="false")
        bookmark = batches[-1].bookmark
        assert sum(each.url.path.endswith("graphql") for each in platform.requests) == requests
