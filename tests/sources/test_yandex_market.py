from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from amends.config.model import HttpConfig, Watch
from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpThrottled
from amends.http import Deadline, Http
from amends.sources import FetchContext
from amends.sources.yandex_market import YandexMarket
from amends.sources.yandex_reviews import parse
from fakes import NOW, answered
from fakes.reading import mentions
from fakes.yandex_market import CABINET, Fake

DATA = Path(__file__).parent.parent / "data" / "yandex_market"
KEY = "env:YANDEX_MARKET_KEY"


def source(**options):
    return YandexMarket(**{"key": KEY, **options})


def run(context, market, bookmark=None, **options):
    lent = context(market, secret=Fake().secret)
    return list(source(**options).fetch(lent, bookmark))


def last_told(batches):
    """Return each review as it was told last: with its comments, where it has some."""
    return {int(mention.external_id): mention for mention in mentions(batches)}


def questions(market, ending="/goods-feedback"):
    """Return what was asked: the body, and the token of the page."""
    return [
        (json.loads(request.content), request.url.params.get("pageToken"))
        for request in market.requests
        if request.url.path.endswith(ending)
    ]


def result(case):
    return json.loads((DATA / case).read_bytes())["result"]


def test_payloads_become_mentions(expected, told):
    comments = {number: [] for number in (2**53 + 1, 1003, 1004)}
    for comment in result("comments.in")["comments"]:
        comments[comment["feedbackId"]].append(comment)
    expected(DATA / "page.in", told(*parse(result("page.in")["feedbacks"], comments, NOW)))


def test_the_first_run_asks_for_the_last_six_months(context):
    market = Fake(items=3)
    market.items[0]["at"] -= timedelta(days=400)
    assert len(mentions(run(context, market))) == 2
    assert questions(market) == [({}, None)] * 2


def test_the_next_run_begins_two_weeks_before_the_newest(context):
    market = Fake(items=4)
    for item, days in zip(market.items, (40, 15, 10, 0), strict=True):
        item["at"] -= timedelta(days=days)
    bookmark = run(context, market)[-1].bookmark
    market.reply(market.items[2], "Заменили.")
    market.requests.clear()
    found = mentions(run(context, market, bookmark))
    older, newer = (str(item["id"]) for item in market.items[2:])
    assert [each.external_id for each in found] == [older, newer, older]
    assert (found[0].answered, found[2].reply.text) == ("unknown", "Заменили.")
    since = (market.items[-1]["at"] - timedelta(days=14)).isoformat()
    assert questions(market) == [({"dateTimeFrom": since}, None)] * 2


def test_a_question_never_spans_more_than_six_months(context):
    market = Fake(items=1)
    for item in market.items:
        item["at"] -= timedelta(days=170)
    bookmark = run(context, market)[-1].bookmark
    market.add()
    market.requests.clear()
    run(context, market, bookmark)
    assert questions(market) == [({}, None)] * 2


def test_a_page_keeps_the_beginning_of_its_walk(context):
    market = Fake(items=3)
    bookmark = run(context, market)[-1].bookmark
    market.requests.clear()
    cut = run(context, market, bookmark, max_items=2)
    assert cut[-1].more
    assert market.items[-1]["id"] in last_told(run(context, market, cut[-1].bookmark))
    asked = questions(market)
    assert {question["dateTimeFrom"] for question, _ in asked} == {asked[0][0]["dateTimeFrom"]}
    assert sorted(str(token) for _, token in asked) == ["None", "None", "p2", "p2"]


def test_a_token_that_has_ended_begins_the_walk_anew(context):
    market = Fake(items=3)
    page = {"page": {"since": None, "token": "gone", "newest": None}}
    bookmark = {f"reviews of {CABINET}": page, f"comments of {CABINET}": page}
    assert len(mentions(run(context, market, bookmark))) == 3


def test_a_token_of_another_cabinet_begins_there_from_the_start(context):
    market = Fake(items=3)
    bookmark = run(context, market)[-1].bookmark
    elsewhere = json.loads(json.dumps(bookmark).replace(str(CABINET), "7"))
    market.items[0]["at"] -= timedelta(days=40)
    assert len(mentions(run(context, market, elsewhere))) == 3


def test_comments_are_asked_for_only_where_there_are_some(context):
    market = Fake(items=3)
    market.reply(market.items[0], "Ждём", who="USER")
    for text in ("Первый", "Второй", "Третий"):
        market.reply(market.items[1], text)
    found = list(last_told(run(context, market)).values())
    assert questions(market, "/comments") == [
        ({"feedbackId": market.items[0]["id"]}, None),
        ({"feedbackId": market.items[1]["id"]}, None),
        ({"feedbackId": market.items[1]["id"]}, "p2"),
    ]
    assert [each.answered for each in found] == ["no", "yes", "no"]
    assert found[1].reply.text == "Третий"


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        ("PUBLISHED", "approved", "yes"),
        ("UNMODERATED", "pending", "no"),
        ("BANNED", "rejected", "no"),
    ],
)
def test_a_comment_is_seen_only_after_moderation(context, status, state, said):
    market = Fake(items=1)
    market.reply(market.items[0], "Простите.", status=status)
    found = mentions(run(context, market))[-1]
    assert (found.reply.state, found.answered) == (state, said)


def test_what_there_was_no_time_for_is_read_by_the_next_run(context):
    market, clock = Fake(items=2), [0.0]
    for item in market.items:
        market.reply(item, "Простите.")

    def slow(request):
        clock[0] += 20 if request.url.path.endswith("/comments") else 0
        return market(request)

    lent = context(slow, secret=market.secret, deadline=Deadline(30, clock=lambda: clock[0]))
    first = list(source().fetch(lent, None))
    one, other = (item["id"] for item in market.items)
    assert last_told(first)[one].reply
    assert last_told(first)[other].answered == "unknown"
    assert first[-1].more
    market.requests.clear()
    assert last_told(run(context, market, first[-1].bookmark))[other].reply
    assert [body for body, _ in questions(market, "/comments")] == [{"feedbackId": other}]


def test_comments_keep_no_review_waiting_and_come_to_an_end(context):
    market, clock, bookmark, answered_ones = Fake(items=9), [0.0], None, set()
    market.PAGE = 50
    for item in market.items:
        market.reply(item, "Простите.")

    def slow(request):
        clock[0] += 1
        return market(request)

    for _ in range(4):
        clock[0] = 0.0
        deadline = Deadline(6, clock=lambda: clock[0])
        lent = context(slow, secret=market.secret, deadline=deadline)
        batches = list(source(business=str(CABINET)).fetch(lent, bookmark))
        bookmark = json.loads(json.dumps(batches[-1].bookmark))
        answered_ones |= {each.external_id for each in mentions(batches) if each.reply}
        assert set(last_told(batches[:1])) == {item["id"] for item in market.items}
        if not batches[-1].more:
            break
    assert answered_ones == market.ids


def test_comments_are_asked_for_again_only_where_the_review_looks_otherwise(context):
    market = Fake(items=3)
    for item in market.items:
        market.reply(item, "Простите.")
    bookmark = run(context, market)[-1].bookmark
    market.reply(market.items[1], "Готово.")
    market.requests.clear()
    changed = market.items[1]["id"]
    assert last_told(run(context, market, bookmark))[changed].reply.text == "Готово."
    assert [body for body, _ in questions(market, "/comments")] == [{"feedbackId": changed}]


def test_a_comment_that_waits_for_moderation_is_looked_at_again(context):
    market = Fake(items=3)
    market.reply(market.items[1], "Простите.", status="UNMODERATED")
    bookmark = run(context, market)[-1].bookmark
    market.items[1]["comments"][0]["status"] = "PUBLISHED"
    found = last_told(run(context, market, bookmark))
    assert found[market.items[1]["id"]].answered == "yes"


def test_a_review_that_is_deleted_meanwhile_does_no_harm(context):
    market = Fake(items=2)
    market.reply(market.items[0], "Простите.")

    def deleted(request):
        gone = request.url.path.endswith("/comments")
        return answered({"status": "ERROR", "errors": []}, 404) if gone else market(request)

    assert set(last_told(run(context, deleted))) == {item["id"] for item in market.items}


def test_a_question_that_only_reads_is_asked_again():
    market, slept = Fake(), []

    def flaky(request):
        return market(request) if slept else httpx.Response(500)

    with Http(
        HttpConfig(retries=1), transport=httpx.MockTransport(flaky), sleep=slept.append
    ) as http:
        deadline = Deadline(60)
        lent = FetchContext(http.source(deadline, 0), NOW, deadline, Watch(), market.secret)
        assert len(mentions(source(business=str(CABINET)).fetch(lent, None))) == 3
    assert slept


def test_the_probe_names_the_cabinet(context):
    lent = context(Fake(), secret=Fake().secret)
    said = f"Lipa Coffee (cabinet {CABINET}): reviews can be read"
    assert source().probe(lent) == said
    assert source(business=str(CABINET)).probe(lent) == said
    with pytest.raises(BadRequest, match="no cabinet 77"):
        source(business="77").probe(lent)


@pytest.mark.parametrize("shops", [[], [(501, 1), (502, 2)]])
def test_a_token_without_one_cabinet_needs_its_number(context, shops):
    market = Fake()
    market.shops = shops
    with pytest.raises(BadRequest, match=f"belongs to {len(shops)} cabinets"):
        run(context, market)
    assert len(mentions(run(context, market, business=str(CABINET)))) == 3


def test_a_foreign_cabinet_is_a_matter_of_the_options(context):
    with pytest.raises(BadRequest, match="no cabinet 77"):
        run(context, Fake(), business="77")


def test_refusals_name_the_next_step(context):
    market = Fake()
    with pytest.raises(AuthFailed, match="does not know the token"):
        list(source().fetch(context(market, secret=lambda _: "wrong"), None))
    market.forbidden = True
    with pytest.raises(AuthFailed) as caught:
        run(context, market)
    assert "Customer communication" in caught.value.hint


def test_420_is_a_limit(context):
    with pytest.raises(HttpThrottled):
        run(context, lambda _: httpx.Response(420))


@pytest.mark.parametrize(
    "body",
    [{"status": "ERROR", "errors": [{"code": "X"}]}, {"status": "OK"}, {"status": "OK", "result": []},
     {"status": "OK", "result": {"feedbacks": [{}], "paging": {"nextPageToken": "\ud83d"}}}],
)  # fmt: skip
def test_an_answer_of_another_shape_is_a_bad_one(context, body):
    with pytest.raises(BadAnswer):
        run(context, lambda _: answered(body), business="7")


@pytest.mark.parametrize("wrong", ["0", "Lipa", "12 34", "-1"])
def test_a_cabinet_is_a_number(wrong):
    with pytest.raises(ValidationError):
        source(business=wrong)
