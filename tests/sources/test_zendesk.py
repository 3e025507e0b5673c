from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpThrottled
from amends.models import Mention
from amends.sources.paging import Page
from amends.sources.zendesk import Zendesk
from amends.sources.zendesk.reading import Account, Slice, Slices, parse_ratings, parse_tickets
from fakes import NOW, SECRET
from fakes.reading import by_id
from fakes.zendesk import BASIC, HOME, Fake, stamp, too_many

DATA = Path(__file__).parent.parent / "data" / "zendesk"
AGENT = {"access": "agent"}


def source(**options):
    given = {"subdomain": "lipa-coffee", "email": "anna@lipa.example", "token": "env:T", **options}
    return Zendesk.model_validate({"type": "zendesk"} | {k: v for k, v in given.items() if v})


def batches_of(desk, context, bookmark=None, secret=SECRET, **options):
    return list(source(**options).fetch(context(desk, secret=lambda _: secret), bookmark))


def case(name):
    return DATA / f"{name}.in", json.loads((DATA / f"{name}.in").read_text("utf-8"))


def test_tickets_as_they_are_documented(expected, told):
    file, answer = case("tickets")
    page = parse_tickets(answer, "tickets", HOME, NOW)
    expected(file, told(page.mentions, page.skipped) | {"gone": list(page.gone_ids)})


def test_ratings_as_they_are_documented(expected, told):
    file, answer = case("ratings")
    page = parse_ratings(answer, HOME, NOW)
    expected(file, told(page.mentions, page.skipped) | {"next": page.next})


def test_ratings_are_private_words():
    page = parse_ratings(case("ratings")[1], HOME, NOW)
    assert {each.kind for each in page.mentions} == {"email"}


def test_addresses_are_not_kept():
    page = parse_tickets(case("tickets")[1], "tickets", HOME, NOW)
    assert "@" not in repr(page.mentions)


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        (((), ()), ["71", "72", "74"]),
        ((("vip",), ()), ["71"]),
        (((), ("Delivery",)), ["72", "74"]),
        ((("vip",), ("delivery",)), []),
    ],
)
def test_tags_are_filtered_here(tags, kept):
    page = parse_tickets(case("tickets")[1], "tickets", HOME, NOW, tags)
    assert [each.external_id for each in page.mentions] == kept
    assert page.gone_ids == ("73",)


@pytest.mark.parametrize(
    ("status", "answered"),
    [("new", "no"), ("open", "no"), ("pending", "yes"), ("hold", "unknown"), ("solved", "yes"),
     ("closed", "yes"), ("brand-new-state", "unknown"), (None, "unknown"), ([], "unknown")],
)  # fmt: skip
def test_the_state_says_whose_turn_it_is(status, answered):
    [ticket] = parse_tickets(
        {"tickets": [{"id": 1, "status": status}]}, "tickets", HOME, NOW
    ).mentions
    assert ticket.answered == answered


def test_a_customer_who_writes_again_waits_again(context):
    desk = Fake(items=1)
    desk.reply(desk.items[0], "Sorry")
    first = batches_of(desk, context)
    assert by_id(first)["35001"].answered == "yes"
    desk.items[0] |= {"status": "open", "updated_at": stamp(NOW + timedelta(hours=1))}
    assert by_id(batches_of(desk, context, first[-1].bookmark))["35001"].answered == "no"


def test_the_next_run_reads_nothing_twice(context):
    desk = Fake(items=5)
    first = batches_of(desk, context)
    assert len(by_id(first)) == 5
    assert by_id(batches_of(desk, context, first[-1].bookmark)) == {}


def test_a_cursor_that_zendesk_refuses_begins_anew(context):
    desk = Fake(items=5)
    kept = {"tickets": {"page": "forgotten"}}
    assert len(by_id(batches_of(desk, context, kept))) == 5


def test_a_deleted_ticket_is_gone(context):
    desk = Fake(items=2)
    first = batches_of(desk, context)
    desk.items[0] |= {"status": "deleted", "updated_at": stamp(NOW)}
    second = batches_of(desk, context, first[-1].bookmark)
    assert [each for batch in second for each in batch.gone_ids] == ["35001"]


def test_the_names_of_customers_come_along(context):
    assert by_id(batches_of(Fake(), context))["35001"].author.name == "Guest 35001"


def test_the_first_run_reads_some_days_back(context):
    desk = Fake(items=2)
    desk.items[0]["updated_at"] = "2026-01-01T00:00:00Z"
    assert set(by_id(batches_of(desk, context))) == {"35002"}
    assert set(by_id(batches_of(desk, context, days="400"))) == {"35001", "35002"}


def test_agents_read_by_search(context):
    desk = Fake(items=5)
    desk.role = "agent"
    first = batches_of(desk, context, **AGENT)
    assert set(by_id(first)) == desk.ids
    desk.add(1)
    for item in desk.items[:-1]:
        item["updated_at"] = stamp(NOW - timedelta(days=1))
    assert set(by_id(batches_of(desk, context, first[-1].bookmark, **AGENT))) == {"35006"}


def test_agents_narrow_the_search(context):
    desk = Fake()
    batches_of(desk, context, **AGENT, query="tags:review")
    assert desk.requests[-1].url.params["query"].endswith("Z tags:review")


def test_a_search_goes_on_after_its_cursors_have_expired(context):
    desk = Fake(items=7)
    first = batches_of(desk, context, **AGENT, max_items="2")
    assert first[-1].more
    desk.forget()
    second = batches_of(desk, context, first[-1].bookmark, **AGENT)
    assert set(by_id(first)) | set(by_id(second)) == desk.ids


def test_a_search_comes_to_its_end_though_cursors_last_an_hour_and_runs_are_daily(context):
    desk, seen, bookmark = Fake(items=0), set(), None
    desk.PAGE = 100
    for number in range(700):
        desk.items.append(desk.make(number, NOW - timedelta(days=80) + number * timedelta(hours=2)))
    for _ in range(6):
        desk.forget()
        batches = batches_of(desk, context, bookmark, **AGENT, max_items="150")
        seen |= set(by_id(batches))
        bookmark = json.loads(json.dumps(batches[-1].bookmark))
        if not batches[-1].more:
            break
    assert seen == desk.ids


def test_many_tickets_that_were_changed_in_one_go_are_read_page_by_page(context):
    desk = Fake(items=9)
    for item in desk.items:
        item["updated_at"] = stamp(NOW - timedelta(hours=5))
    assert set(by_id(batches_of(desk, context, **AGENT))) == desk.ids


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 90 * 24 * 60 * 60), max_size=40))
def test_whenever_tickets_changed_all_are_read(ages):
    now = int(NOW.timestamp())
    changed = {str(number): now - 1 - age for number, age in enumerate(ages)}

    def read(piece, after):
        inside = [each for each, at in changed.items() if piece.since <= at < piece.until]
        begin = int(after or 0)
        shown = tuple(Mention(external_id=each) for each in inside[begin : begin + 3])
        return Page(shown, next=str(begin + 3) if begin + 3 < len(inside) else None)

    ask, page, seen, asked = Slices(Account(None, NOW, 91), read, timedelta(hours=1)), Page(), [], 0
    while not page.last:
        page, asked = ask(page.next), asked + 1
        seen += [each.external_id for each in page.mentions]
        assert asked < 1000
    assert sorted(seen) == sorted(changed)


def test_searches_are_asked_faster_than_exports():
    assert (source().interval, source(**AGENT).interval) == (6, 1)
    assert source(**AGENT, interval="3").interval == 3


def test_a_full_slice_is_halved_and_an_empty_one_widened():
    desk, asked = Account(None, NOW, days=1), []

    def read(piece, _after):
        asked.append(piece)
        return Page(next="c" if len(asked) == 1 else None)

    ask, now = Slices(desk, read, timedelta(hours=1)), int(NOW.timestamp())
    first = ask(None)
    second = ask(first.next)
    third = ask(second.next)
    day = 24 * 60 * 60
    assert asked == [
        Slice(now - day, now), Slice(now - day, now - day // 2), Slice(now - day // 2, now)
    ]  # fmt: skip
    assert (first.last, second.last, third.last) == (False, False, True)
    assert third.next == {"since": now - 3600}


@pytest.mark.parametrize("since", [2**53, -1, "x", None, []])
def test_a_time_that_cannot_be_is_none(since, context):
    desk = Fake()
    bookmark = {"tickets": {"page": {"since": since, "width": since}}}
    assert set(by_id(batches_of(desk, context, bookmark, **AGENT))) == desk.ids


def test_ratings_stand_beside_the_tickets(context):
    desk = Fake(items=1)
    for hours in (5, 4, 3):
        desk.rate("bad", "Slow", hours=hours)
    first = batches_of(desk, context, ratings="true")
    assert set(by_id(first)) == {"35001", "rating-60", "rating-61", "rating-62"}
    assert by_id(first)["rating-60"].rating.stars == 1
    desk.ratings[0]["comment"] = "Slow, then kind"
    again = by_id(batches_of(desk, context, first[-1].bookmark, ratings="true"))
    assert again["rating-60"].text == "Slow, then kind"


def test_an_api_token_goes_with_its_owner_and_an_oauth_token_alone(context):
    desk = Fake()
    batches_of(desk, context)
    assert desk.requests[-1].headers["authorization"] == BASIC
    batches_of(desk, context, email="")
    assert desk.requests[-1].headers["authorization"] == f"Bearer {SECRET}"


def test_too_many_requests_with_a_plain_text(context):
    desk = Fake()
    desk.fail_after(0, too_many)
    with pytest.raises(HttpThrottled) as caught:
        batches_of(desk, context)
    assert caught.value.until is not None


@pytest.mark.parametrize(
    ("response", "kind", "hint"),
    [
        (httpx.Response(401, json={"error": "Couldn't authenticate you"}), AuthFailed, "email:"),
        (httpx.Response(403, json={"error": {"title": "Forbidden"}}), AuthFailed, "access: agent"),
        (httpx.Response(404, json={"error": {"title": "No help desk"}}), BadRequest, "subdomain:"),
    ],
)
def test_refusals_name_the_next_step(response, kind, hint, context):
    with pytest.raises(kind) as caught:
        batches_of(lambda _: response, context)
    assert hint in caught.value.hint


def test_a_search_that_zendesk_refuses(context):
    with pytest.raises(BadRequest) as caught:
        batches_of(lambda _: httpx.Response(422, json={"error": "invalid"}), context, **AGENT)
    assert "query:" in caught.value.hint


def test_an_answer_of_another_shape(context):
    with pytest.raises(BadAnswer):
        batches_of(lambda _: httpx.Response(200, json={"tickets": None}), context)


def probed(desk, context, secret=SECRET, **options):
    return source(**options).probe(context(desk, secret=lambda _: secret))


def test_probe_says_whose_token_it_is(context):
    told = "lipa-coffee: Anna (admin); 399 of 400 requests a minute left"
    assert probed(Fake(), context) == told


def test_probe_knows_that_agents_may_not_export(context):
    desk = Fake()
    desk.role = "agent"
    with pytest.raises(AuthFailed, match="no administrator") as caught:
        probed(desk, context)
    assert "access: agent" in caught.value.hint
    assert "(agent)" in probed(desk, context, **AGENT)
    desk.role = "end-user"
    with pytest.raises(AuthFailed):
        probed(desk, context, **AGENT)


def test_probe_of_a_wrong_token(context):
    with pytest.raises(AuthFailed):
        probed(Fake(), context, secret="old")
    visitor = {"user": {"id": None, "name": "Anonymous user", "role": "end-user"}}
    with pytest.raises(AuthFailed, match="does not accept"):
        probed(lambda _: httpx.Response(200, json=visitor), context)


@pytest.mark.parametrize(
    "written",
    ["lipa-coffee", "lipa-coffee.zendesk.com", " https://Lipa-Coffee.zendesk.com/agent/tickets/7"],
)
def test_an_address_is_understood(written):
    assert source(subdomain=written).subdomain == "lipa-coffee"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"subdomain": "https://help.lipa.example/hc"}, "first part"),
        ({"query": "tags:a"}, "access: agent"),
        ({"query": "type:ticket", **AGENT}, "must not hold"),
        ({"ratings": "true", **AGENT}, "administrators"),
        ({"email": "Anna"}, "email"),
        ({"token": "abc"}, "must not stand in this file"),
    ],
)
def test_options_complain_in_plain_words(options, message):
    with pytest.raises(ValidationError, match=message):
        source(**options)
