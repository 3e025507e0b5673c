from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from amends.errors import AuthFailed, BadAnswer, BadRequest, Throttled
from amends.sources.steam import ATTEMPTS, LANGUAGES, Steam, parse
from fakes import NOW
from fakes.reading import ids
from fakes.steam import KEY, Fake, asked_for

DATA = Path(__file__).parent.parent / "data" / "steam"


def run(context, platform, bookmark=None, **options):
    source = Steam(**{"app": "620", **options})
    return list(source.fetch(context(platform, secret=lambda _: KEY), bookmark))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    reviews = json.loads(case.read_bytes())["response"]["reviews"]
    expected(case, told(*parse(reviews, "620", NOW)))


def test_all_languages_all_purchases_and_review_bombs_are_asked_for(context):
    platform = Fake(items=4)
    platform.items[0]["language"] = "bulgarian"
    platform.items[1]["bomb"] = True
    batches = run(context, platform)
    assert set(ids(batches)) == platform.ids
    asked = asked_for(platform.requests[0])
    assert (asked["filter"], asked["num_per_page"], asked["cursor"]) == ("2", "100", "*")
    assert "key" not in asked


def test_thumbs_are_the_ends_of_the_scale_and_are_told_as_what_they_are():
    up, down = ({"recommendationid": "1", "voted_up": up} for up in (True, False))
    for review, value in ((up, 5), (down, 1), ({"recommendationid": "1"}, 1)):
        ((mention,), _) = parse([review], "620", NOW)
        assert mention.rating.stars == value
        assert mention.extra["recommended"] is (value == 5)


def test_the_second_run_asks_once_and_takes_the_newest_edits_and_responses(context):
    platform = Fake(items=2)
    first = run(context, platform)
    platform.requests.clear()
    platform.edit(platform.items[0])
    platform.reply(platform.items[1], "Mended in 1.2")
    second = run(context, platform, first[-1].bookmark)
    assert len(platform.requests) == 1
    found = {mention.external_id: mention for batch in second for mention in batch.mentions}
    one, two = (found[platform.id_of(item)] for item in platform.items)
    assert "EDITED" in one.text
    assert one.updated_at - one.published_at == timedelta(seconds=60)
    assert (one.answered, two.answered, two.reply.text) == ("no", "yes", "Mended in 1.2")


def test_an_empty_page_is_no_end_because_it_says_so(context):
    platform = Fake(items=5)
    told = []

    def empty_once(request):
        response = platform(request)
        if asked_for(request)["cursor"] != "*" and not told:
            told.append(asked_for(request)["cursor"])
            empty = {"cursor": told[0], "query_summary": {"num_reviews": 0}}
            return httpx.Response(200, json={"response": empty})
        return response

    assert set(ids(run(context, empty_once))) == platform.ids
    assert told


@pytest.mark.parametrize("hiccups", [1, ATTEMPTS - 1])
def test_a_page_that_is_empty_too_early_is_asked_for_again(hiccups, context):
    platform = Fake(items=5)
    platform.hiccups = hiccups
    assert set(ids(run(context, platform))) == platform.ids


def test_what_steam_counts_but_does_not_give_is_told(context):
    platform = Fake(items=5)
    first = run(context, platform, max_items=2)

    def nothing_but_the_first_page(request):
        platform.hiccups = 0 if asked_for(request)["cursor"] == "*" else 99
        return platform(request)

    (batch,) = run(context, nothing_but_the_first_page, first[-1].bookmark)
    assert [note.where for note in batch.skipped] == ["3 older reviews"]
    assert not batch.more


def test_the_end_is_not_asked_for_again_when_the_total_says_it_is_one(context):
    platform = Fake(items=4)
    run(context, platform)
    assert [asked_for(request)["cursor"] for request in platform.requests] == [
        "*", "AoJ+2/w=", "AoJ+4/w=",
    ]  # fmt: skip


def test_a_cursor_that_steam_has_forgotten_begins_the_walk_anew(context):
    platform = Fake(items=7)
    first = run(context, platform, max_items=2)
    kept = json.loads(json.dumps(first[-1].bookmark))
    kept["walk"]["page"]["cursor"] = "forgotten"
    batches = run(context, platform, kept)
    assert set(ids(batches)) == platform.ids
    assert not batches[-1].more


def test_an_app_that_is_unknown_is_a_mistake_in_the_options(context):
    with pytest.raises(BadRequest, match="nothing about an app 7") as told:
        run(context, Fake(), app="7")
    assert "number" in told.value.hint
    with pytest.raises(BadRequest):
        Steam(app="7").probe(context(Fake()))


def test_an_answer_of_another_shape_is_bad(context):
    with pytest.raises(BadAnswer, match="no `response`"):
        run(context, lambda _: httpx.Response(200, json={"success": 2}))


def test_an_app_without_reviews_is_empty_and_asked_for_once(context):
    platform = Fake(items=0)
    (batch,) = run(context, platform)
    assert (batch.mentions, batch.more) == ((), False)
    assert len(platform.requests) == 1


def test_a_publisher_key_goes_to_the_other_host(context):
    platform = Fake()
    assert set(ids(run(context, platform, key="env:STEAM_KEY"))) == platform.ids
    assert {request.url.host for request in platform.requests} == {"partner.steam-api.com"}
    assert not any(KEY in str(request.url) for request in platform.requests)


def test_a_wrong_key_and_a_limit_say_what_to_do(context):
    source = Steam(app="620", key="env:STEAM_KEY")
    with pytest.raises(AuthFailed) as told:
        list(source.fetch(context(Fake(), secret=lambda _: "wrong"), None))
    assert "publisher key" in told.value.hint
    assert "wrong" not in told.value.message
    with pytest.raises(Throttled) as told:
        run(context, lambda _: httpx.Response(429))
    assert "higher limit" in told.value.hint


def test_the_probe_tells_how_many_there_are(context):
    assert Steam(app="620").probe(context(Fake(items=3))) == "app 620: 3 reviews, “Mixed”"


@pytest.mark.parametrize(
    ("given_app", "number"),
    [
        ("620", "620"),
        ("https://store.steampowered.com/app/620/Portal_2/", "620"),
        ("store.steampowered.com/app/620?l=polish", "620"),
    ],
)
def test_an_address_is_understood(given_app, number):
    assert Steam(app=given_app).app == number


def test_options_are_checked():
    assert Steam(app="1", languages="pt").languages == ("brazilian", "portuguese")
    assert Steam(app="1", languages=["bg", "all"]).languages == ("all",)
    assert Steam(app="1", languages="English").languages == ("english",)
    for wrong in ({"app": "Portal"}, {"app": "1", "languages": "xx"}, {"app": "1", "languages": []},
                  {"app": "1", "key": "a secret"}):  # fmt: skip
        with pytest.raises(ValidationError):
            Steam(**wrong)


def test_every_language_has_a_code_of_two_letters():
    assert all(len(code) == 2 and code.islower() for code in LANGUAGES.values())
