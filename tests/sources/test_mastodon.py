from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from amends.config.model import Watch
from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    HttpStatus,
    Throttled,
    Unreachable,
)
from amends.sources import make
from amends.sources.mastodon import Mastodon
from amends.sources.mastodon.reading import query_for
from amends.sources.mastodon.statuses import local_id, originals, parse, searched
from amends.sources.values import objects
from fakes import NOW, SECRET, answered
from fakes.mastodon import HOME, HOST, Fake, account
from fakes.reading import mentions
from specs import spec
from specs.table import DESCRIBED
from specs.watching import Watched

DATA = Path(__file__).parent.parent / "data" / "mastodon"
LIPA = Watch(any=("Lipa Coffee",), none=("Manila",))


def source(**options):
    return Mastodon(**{"servers": [HOST], "tags": ["LipaCoffee"]} | options)


def member(**options):
    return source(token="env:MASTODON_TOKEN", **options)


def read(context, network, made=None, bookmark=None, watch=None):
    lent = context(network, secret=lambda _: SECRET, watch=watch)
    return list((made or source()).fetch(lent, bookmark))


def texts(batches):
    return [mention.text for mention in mentions(batches)]


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    rows = originals(objects(json.loads(case.read_bytes())))
    expected(case, told(*parse(rows, NOW, HOST)))


def test_a_shortened_link_is_shown_whole():
    rows = objects(json.loads((DATA / "timeline.in").read_bytes()))
    (first, *_), _ = parse(originals(rows), NOW, HOST)
    assert "see https://lipa.example/menu/winter?x=1\n#LipaCoffee" in first.text
    assert first.title == "food, complaining"
    assert first.reach.shares == 6


def test_pictures_and_linked_pages_are_searched_too():
    rows = objects(json.loads((DATA / "timeline.in").read_bytes()))
    (_, second, *_), _ = parse(originals(rows), NOW, HOST)
    assert "in the snow" in searched(second)
    assert "Lipa Coffee opens" in searched(second)


# Options.


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("mastodon.social", "https://mastodon.social"),
        ("https://Mastodon.social/@lipa", "https://mastodon.social"),
        ("@lipa@mastodon.social", "https://mastodon.social"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
    ],
)
def test_a_server_is_understood_in_several_ways(given, address):
    assert source(servers=given).servers == (address,)


@pytest.mark.parametrize(
    "given", ["LipaCoffee", "#LipaCoffee", "https://x.example/tags/LipaCoffee"]
)
def test_a_tag_is_understood_in_several_ways(given):
    assert source(tags=given).tags == ("LipaCoffee",)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"servers": "http://mastodon.social"}, "https://"),
        ({"servers": "mastodon social"}, "name of a server"),
        ({"servers": []}, "servers"),
        ({"tags": "Lipa Coffee"}, "one word such as LipaCoffee"),
        ({"tags": "2026"}, "one word such as LipaCoffee"),
        ({"tags": []}, "needs `tags:`"),
    ],
)
def test_what_cannot_be_is_explained(options, said):
    _, problems = make({"m": {"type": "mastodon", "servers": [HOST], "tags": ["x"], **options}})
    assert said in " ".join(f"{problem.path} {problem.message}" for problem in problems)


# Tags.


def test_the_first_run_reads_some_pages_and_the_next_only_what_is_new(context):
    platform = Fake(items=15)
    first = read(context, platform)
    assert len(mentions(first)) == 10  # five pages of two
    assert not first[-1].more
    platform.add(5)
    platform.requests.clear()
    second = read(context, platform, bookmark=json.loads(json.dumps(first[-1].bookmark)))
    assert [text[-2:] for text in texts(second)] == ["16", "15", "18", "17", "20", "19"]
    asked = [request.url.params for request in platform.requests]
    assert all("min_id" in params for params in asked)


def test_however_many_came_nothing_is_left_out(context):
    platform = Fake(items=3)
    bookmark = read(context, platform)[-1].bookmark
    platform.add(120)
    batches = read(context, platform, bookmark=bookmark)
    assert {item["uri"] for item in platform.items[2:]} <= {
        mention.external_id for mention in mentions(batches)
    }


def test_the_last_twenty_are_read_again_with_their_new_likes(context):
    platform = Fake(items=60)
    platform.PAGE = 40
    bookmark = read(context, platform)[-1].bookmark
    platform.items[-20]["favourites_count"] = 99
    again = mentions(read(context, platform, bookmark=bookmark))
    assert len(again) == 20
    assert again[-1].reach.likes == 99
    platform.add(1)
    bookmark = read(context, platform, bookmark=bookmark)[-1].bookmark
    assert len(mentions(read(context, platform, bookmark=bookmark))) == 20


def test_a_server_that_began_anew_is_read_from_the_top(context):
    platform = Fake(items=60)
    bookmark = read(context, platform)[-1].bookmark
    anew = Fake(items=3)
    for item in anew.items:
        item["id"] = item["id"][-6:]
    assert len(mentions(read(context, anew, bookmark=bookmark))) == 3


def test_links_are_followed_by_their_query_and_nowhere_else(context):
    platform, asked = Fake(items=4), []

    def network(request):
        asked.append(request.url)
        response = platform(request)
        if "link" in response.headers:
            response.headers["link"] = response.headers["link"].replace(HOME, "http://evil.example")
        return response

    assert len(mentions(read(context, network, member()))) == 4
    assert {url.host for url in asked} == {HOST}


def test_a_tag_that_nobody_used_is_empty_and_no_mistake(context):
    missing = {"error": "Record not found"}
    (batch,) = read(context, lambda _: answered(missing, 404))
    assert batch.mentions == ()
    with pytest.raises(BadRequest) as caught:
        read(context, lambda _: httpx.Response(404, content=b"<h1>nginx</h1>"))
    assert "name of the server" in caught.value.hint


def test_a_tag_stands_for_the_name_but_namesakes_stay_out(context):
    platform = Fake(items=1)
    platform.PAGE = 40
    platform.items.append(platform.status("#lipacoffee in Manila is closed", NOW))
    batch, *_ = read(context, platform, watch=LIPA)
    assert texts([batch]) == ["#LipaCoffee is cold 1"]
    assert (batch.filtered, batch.dropped[0].why) == (1, "“Manila” is in it")
    assert batch.asked == (f"{HOST}: #lipacoffee",)
    batch, *_ = read(context, platform, source(filter=True), watch=LIPA)
    assert (texts([batch]), batch.filtered) == (["#LipaCoffee is cold 1"], 1)


def test_boosts_count_as_what_was_boosted_and_private_posts_stay_out(context):
    platform = Fake(items=1)
    boosted = platform.status("#LipaCoffee", NOW, "ann", "far.example")
    platform.items += [
        platform.status("#LipaCoffee", NOW, reblog=boosted),
        platform.status("#LipaCoffee for my friends", NOW, visibility="private"),
    ]
    assert {each.external_id for each in mentions(read(context, platform))} == {
        platform.items[0]["uri"],
        boosted["uri"],
    }


def test_a_post_on_two_servers_is_one(context):
    platforms = {HOST: Fake(items=2), "other.example": Fake(items=2)}
    platforms["other.example"].items[1]["uri"] = "https://third.example/users/a/statuses/1"
    made = source(servers=[HOST, "other.example"])
    found = mentions(read(context, lambda request: platforms[request.url.host](request), made))
    assert len(found) == 3
    assert len({each.external_id for each in found}) == 3


def test_the_token_goes_to_the_first_server_only(context):
    platform = Fake(items=1)
    read(context, platform, member(servers=[HOST, "other.example"]))  # the fake looks at it
    assert {request.url.host for request in platform.requests} == {HOST, "other.example"}
    assert SECRET not in "".join(str(request.url) for request in platform.requests)


def test_a_server_closed_to_visitors_does_not_keep_from_the_others(context):
    platform, closed = Fake(items=1), Fake(items=1)
    closed.OPEN = False
    network = {HOST: platform, "closed.example": closed}
    lent = context(lambda request: network[request.url.host](request), secret=lambda _: SECRET)
    found = []
    with pytest.raises(BadRequest, match=r"closed\.example shows its posts to its own") as caught:
        found.extend(source(servers=["closed.example", HOST]).fetch(lent, None))
    assert len(mentions(found)) == 1
    assert "token" in caught.value.hint


def test_a_server_that_is_away_does_not_keep_from_the_others(context):
    platform = Fake(items=2)

    def network(request):
        if request.url.host == "away.example":
            raise httpx.ConnectError("no such host")
        return platform(request)

    found = []
    with pytest.raises(Unreachable, match=r"away\.example"):
        found.extend(source(servers=["away.example", HOST]).fetch(context(network), None))
    assert {each.external_id for each in mentions(found)} == platform.ids


# With a token.


def test_mentions_of_us_are_read_private_ones_too(context):
    platform = Fake(items=0)
    platform.notify(platform.status("@lipa my card was charged twice", NOW, visibility="direct"))
    platform.notify(platform.status("@lipa hello", NOW))
    platform.notify(platform.status("…", NOW), kind="favourite")
    found = mentions(read(context, platform, member(), watch=LIPA))
    assert [each.text for each in found] == ["@lipa hello", "@lipa my card was charged twice"]
    assert [each.extra.get("visibility") for each in found] == [None, "direct"]
    assert [each.kind for each in found] == ["post", "email"]  # what was written to us alone


@pytest.mark.parametrize("visibility", ["private", "direct", "list", "mutuals_only", 7])
def test_whatever_is_not_said_to_be_public_is_private(visibility, context):
    platform = Fake(items=0)
    private = platform.status("@lipa only you #LipaCoffee", NOW, visibility=visibility)
    platform.notify(private)
    (found,) = mentions(read(context, platform, member(tags=[]), watch=LIPA))
    assert (found.kind, found.extra["visibility"]) == ("email", str(visibility))
    assert originals([private]) == []
    assert originals([private | {"visibility": "unlisted"}])


@pytest.mark.parametrize(
    ("knows", "texts_"), [(True, ["look at this", "@lipa hello"]), (False, [])]
)
def test_who_quotes_us_is_read_where_the_server_knows_quotes(knows, texts_, context):
    platform = Fake(items=0)
    platform.QUOTES = knows
    platform.notify(platform.status("@lipa hello", NOW))
    platform.notify(platform.status("look at this", NOW), kind="quote")
    found = texts(read(context, platform, member(tags=[]), watch=LIPA))
    assert found == (texts_ or ["@lipa hello"])


def test_our_own_posts_are_ours_on_servers_that_know_fewer_addresses(context):
    platform, other = Fake(items=0), Fake(items=1)
    known = {key: value for key, value in Fake.ME.items() if key != "uri"}
    other.items = [other.status("New beans #LipaCoffee", NOW, "lipa", account=known)]
    servers = {HOST: platform, "other.example": other}
    batches = read(context, lambda request: servers[request.url.host](request),
                   member(servers=[HOST, "other.example"]))  # fmt: skip
    assert mentions(batches) == []
    assert [each.text for batch in batches for each in batch.own] == ["New beans #LipaCoffee"]


def test_the_answers_of_a_poll_are_read_and_searched():
    poll = {"id": "1", "options": [{"title": "Lipa Coffee", "votes_count": 3}, {"title": 5}, 7]}
    row = {"uri": "x", "content": "<p>Worst coffee?</p>", "poll": poll}
    (found,), _ = parse([row], NOW, HOST)
    assert found.text == "Worst coffee?\n\n- Lipa Coffee\n- 5"
    assert "Lipa Coffee" in searched(found)


def test_our_own_posts_and_answers_are_known_as_ours(context):
    platform = Fake(items=2)
    first = platform.items[0]
    answer = platform.status("@guest1 sorry!", NOW, "lipa", in_reply_to_id=first["id"])
    ours = platform.status("New beans #LipaCoffee", NOW, "lipa")
    platform.mine += [answer, ours]
    platform.items.append(ours)
    batches = read(context, platform, member())
    own = {each.external_id: each for batch in batches for each in batch.own}
    assert set(own) == {answer["uri"], ours["uri"]}
    assert own[answer["uri"]].parent_id == first["uri"]
    assert {each.external_id for each in mentions(batches)} == {
        item["uri"] for item in platform.items[:2]
    }


def test_a_diligent_answerer_s_answers_all_find_what_they_answer(context):
    platform = Fake(items=45)
    platform.PAGE = 40
    for item in platform.items:
        platform.mine.append(platform.status("Sorry!", NOW, "lipa", in_reply_to_id=item["id"]))
    batches = read(context, platform, member(tags=[]))
    answered_ = {each.parent_id for batch in batches for each in batch.own}
    assert answered_ == platform.ids


def test_an_answer_whose_parent_nobody_knows_names_its_number_here(context):
    platform = Fake(items=0)
    platform.items.append(platform.status("#LipaCoffee", NOW, in_reply_to_id="42"))
    (found,) = mentions(read(context, platform))
    assert (found.kind, found.parent_id) == ("comment", f"{HOST}/42")


def test_the_search_asks_for_each_name_and_sifts_the_rest(context):
    platform = Fake(items=0)
    watch = Watch(
        any=("Lipa Coffee", "Липа"), none=("Manila", "closed shop"), context=("espresso",)
    )
    for text in ("espresso at Lipa Coffee", "Lipa Coffee Manila espresso", "I like Lipa Coffee"):
        platform.items.append(platform.status(text, NOW - timedelta(hours=1)))
    checked = Watched(platform, [spec("mastodon")], known=DESCRIBED["mastodon"].known)
    batches = read(context, checked, member(tags=[]), watch=watch)
    assert checked.faults == []
    assert texts(batches) == ["espresso at Lipa Coffee"]
    assert [skipped.why for batch in batches for skipped in batch.dropped] == [
        "none of the words in `context` is in it"
    ]
    assert list(dict.fromkeys(asked for batch in batches for asked in batch.asked)) == [
        f'{HOST}: "Lipa Coffee" -Manila', f'{HOST}: "Липа" -Manila',
    ]  # fmt: skip


def test_the_search_goes_page_by_page_to_what_is_known(context):
    platform = Fake(items=0)
    for hour in range(7, 0, -1):
        platform.items.append(platform.status(f"Lipa Coffee {hour}", NOW - timedelta(days=hour)))
    platform.items.insert(0, platform.status("Lipa Coffee long ago", NOW - timedelta(days=400)))
    first = read(context, platform, member(tags=[]), watch=LIPA)
    assert len(mentions(first)) == 8  # the last page is taken whole
    platform.requests.clear()
    read(context, platform, member(tags=[]), watch=LIPA, bookmark=first[-1].bookmark)
    offsets = [request.url.params.get("offset") for request in platform.requests
               if request.url.path.endswith("search")]  # fmt: skip
    assert offsets == [None]


@pytest.mark.parametrize(("posts", "told"), [(4, 0), (7, 1)])
def test_what_a_search_holds_too_deep_is_told_once(context, monkeypatch, posts, told):
    monkeypatch.setattr("amends.sources.mastodon.reading._DEEPEST", 4)
    platform = Fake(items=0)
    for hour in range(posts, 0, -1):
        platform.items.append(platform.status(f"Lipa Coffee {hour}", NOW - timedelta(hours=hour)))
    first = read(context, platform, member(tags=[]), watch=LIPA)
    skipped = [each for batch in first for each in batch.skipped]
    assert [each.where for each in skipped] == [f'{HOST}: "Lipa Coffee" -Manila'] * told
    assert all("older posts" in each.why for each in skipped)
    later = read(context, platform, member(tags=[]), watch=LIPA, bookmark=first[-1].bookmark)
    assert [each for batch in later for each in batch.skipped] == []


def test_a_search_out_of_order_does_not_keep_from_the_tags(context):
    platform = Fake(items=2)

    def network(request):
        if request.url.path == "/api/v2/search":
            return answered({"error": "Remote data could not be fetched"}, 503)
        return platform(request)

    found, lent = [], context(network, secret=lambda _: SECRET, watch=LIPA)
    with pytest.raises(Unreachable, match="its search is out of order"):
        found.extend(member().fetch(lent, None))
    assert {each.external_id for each in mentions(found)} == platform.ids


def test_a_query_is_a_phrase_without_quotation_marks():
    assert query_for('Lipa "Coffee"', Watch(none=("two words", "x2"))) == '"Lipa Coffee"'


def test_the_probe_says_whether_the_server_searches(context):
    platform = Fake(items=1)
    lent = context(platform, secret=lambda _: SECRET)
    platform.mine.append(platform.status("Hello", NOW, "lipa"))
    assert member().probe(lent) == (
        "mastodon.example: you are @lipa, it searches posts; 299 of 300 requests are left; "
        "mastodon.example: #LipaCoffee can be read; 297 of 300 requests are left"
    )
    platform.SEARCHES = False
    assert "does not search posts" in member().probe(lent)
    platform.ME = {**platform.ME, "statuses_count": 0}
    assert "whether it searches posts can be tried once you have written one" in member().probe(
        lent
    )


def test_a_token_of_no_use_is_explained(context):
    platform = Fake()
    with pytest.raises(AuthFailed, match="token") as caught:
        list(member().fetch(context(platform, secret=lambda _: "other"), None))
    assert "Development" in caught.value.hint
    narrow = {"error": "This action is outside the authorized scopes"}
    with pytest.raises(AuthFailed) as caught:
        read(context, lambda _: answered(narrow, 403), member())
    assert "scope `read`" in caught.value.hint


def test_a_server_too_old_for_many_posts_at_once_is_read_all_the_same(context):
    platform = Fake(items=0)
    platform.items.append(platform.status("#LipaCoffee", NOW, in_reply_to_id="42"))

    def network(request):
        old = request.url.path == "/api/v1/statuses"
        return answered({"error": "Record not found"}, 404) if old else platform(request)

    (found,) = mentions(read(context, network))
    assert found.parent_id == f"{HOST}/42"


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("verify_credentials", {"acct": "lipa"}, "whose token this is"),
        ("/api/v2/search", {"accounts": []}, "no `statuses`"),
    ],
)
def test_an_answer_of_another_shape_is_told(path, answer, said, context):
    platform = Fake(items=1)

    def network(request):
        return answered(answer) if request.url.path.endswith(path) else platform(request)

    with pytest.raises(BadAnswer, match=said):
        read(context, network, member(), watch=LIPA)


# Limits.


@pytest.mark.parametrize("reset", ["2026-11-21T08:05:00.000000Z", "1795248300", "300"])
def test_the_quota_starts_anew_at_a_time_or_a_second(reset, context):
    def network(_request):
        return answered({"error": "Too many requests"}, 429, x_ratelimit_reset=reset)

    with pytest.raises(Throttled) as caught:
        read(context, network)
    assert caught.value.until == datetime(2026, 11, 21, 8, 5, tzinfo=UTC)


def test_a_clock_that_is_wrong_does_not_lengthen_the_wait(context):
    def network(_request):
        return answered({"error": "Too many requests"}, 429, date="Sat, 21 Nov 2026 11:00:00 GMT",
                        x_ratelimit_reset="2026-11-21T11:05:00Z")  # fmt: skip

    with pytest.raises(Throttled) as caught:
        read(context, network)
    assert caught.value.until == NOW + timedelta(minutes=5)


# Again.


def test_single_posts_are_read_again_and_deleted_ones_are_gone(context):
    platform = Fake(items=2)
    platform.items[0]["favourites_count"] = 500
    gone = f"{HOME}/users/guest9/statuses/9"
    ids = (platform.items[0]["uri"], gone, "https://far.example/notes/1")
    batches = list(source().refetch(context(platform), ids))
    assert [each.reach.likes for each in mentions(batches)] == [500]
    assert [gone for batch in batches for gone in batch.gone_ids] == [gone]


def test_posts_of_other_servers_are_looked_up_at_home(context):
    platform = Fake(items=0)
    platform.items.append(platform.status("#LipaCoffee", NOW, "ann", "far.example"))
    ids = (platform.items[0]["uri"], "https://far.example/users/ann/statuses/9")
    lent = context(platform, secret=lambda _: SECRET)
    batches = list(member().refetch(lent, ids))
    assert [each.external_id for each in mentions(batches)] == [ids[0]]
    assert [gone for batch in batches for gone in batch.gone_ids] == []


def test_a_private_post_that_visitors_are_not_told_of_is_not_gone(context):
    home, far = Fake(items=0), Fake(items=0)
    for visibility in ("direct", "public"):
        home.notify(home.status("@lipa", NOW, "ann", "far.example", visibility=visibility))
    kept, deleted = (each["status"]["uri"] for each in home.notifications)
    servers = {HOST: home, "far.example": far}
    lent = context(lambda request: servers[request.url.host](request), secret=lambda _: SECRET)
    batches = list(member(servers=[HOST, "far.example"]).refetch(lent, (kept, deleted)))
    assert [each.external_id for each in mentions(batches)] == [kept]
    assert [gone for batch in batches for gone in batch.gone_ids] == [deleted]


def test_a_server_in_trouble_does_not_say_that_a_post_is_gone(context):
    uri = f"{HOME}/users/a/statuses/115"
    with pytest.raises(HttpStatus):
        list(source().refetch(context(lambda _: httpx.Response(500)), (uri,)))
    with pytest.raises(BadRequest):  # a web page is not Mastodon's word
        list(source().refetch(context(lambda _: httpx.Response(404, content=b"<h1>")), (uri,)))


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        (f"{HOME}/users/a/statuses/115", "115"),
        (f"{HOME}/ap/users/9/statuses/115", "115"),
        (f"{HOME}/@a/115", "115"),
        (f"{HOME}/users/a/statuses/115/activity", None),
        (f"{HOME}/users/a/statuses/..", None),
        ("https://far.example/users/a/statuses/115", None),
        ("https://[broken", None),
        ("tag:example,2026", None),
    ],
)
def test_the_id_of_a_local_post_stands_in_its_address(uri, number):
    assert local_id(uri, HOST) == number


def test_the_author_is_the_same_on_every_server():
    row = {"uri": "x", "account": account("ann", 7, "far.example")}
    here, there = (parse([row], NOW, host)[0][0].author for host in (HOST, "other.example"))
    assert here == there
    assert here.handle == "@ann@far.example"
