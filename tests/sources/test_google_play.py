from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.errors import AmendsError, AuthFailed, HttpStatus
from amends.sources import Probes, Refetches, from_http
from amends.sources.google_play import GooglePlay, parse
from fakes import NOW, SECRET
from fakes.google_business import DISABLED, refused
from fakes.google_play import APP, Fake
from fakes.odd import odd_json
from fakes.reading import mentions

DATA = Path(__file__).parent.parent / "data" / "google_play"


def source(**options):
    return GooglePlay(**{"package": APP, "service_account": "file:google-play.json", **options})


def lent(context, play, now=NOW):
    play.now = now
    return replace(context(play, secret=play.secret), now=now)


def run(context, play, bookmark=None, now=NOW, **options):
    return list(source(**options).fetch(lent(context, play, now), bookmark))


def ids(batches):
    return {mention.external_id for mention in mentions(batches)}


def skipped(batches):
    return [each for batch in batches for each in batch.skipped]


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), APP, NOW)))


def test_it_can_be_tried_and_asked_again():
    assert isinstance(source(), Probes)
    assert isinstance(source(), Refetches)


KEYS = ["reviews", "reviewId", "authorName", "comments", "userComment", "developerComment", "text",
        "originalText", "lastModified", "seconds", "starRating", "thumbsUpCount"]  # fmt: skip
VALUES = odd_json(KEYS)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=3))
def test_whatever_comes_is_read_or_skipped(reviews):
    told = {"reviews": reviews}
    found, skipped = parse(told, APP, NOW)
    assert len(found) + len(skipped) == len(reviews)
    assert all(mention.external_id and mention.published_at for mention in found)


# The 7 days.


def test_all_of_the_window_is_read_each_time(context):
    play = Fake(items=5)
    first = run(context, play)
    play.reply(play.items[0], "Fixed.")  # the oldest: a reply moves nothing to the top
    second = run(context, play, first[-1].bookmark)
    assert ids(first) == ids(second) == play.ids
    assert [each.reply.text for each in mentions(second) if each.reply] == ["Fixed."]


def test_a_gap_is_told_once_with_its_days_and_the_way_out(context):
    play = Fake()
    first = run(context, play)
    assert skipped(first) == []
    later = run(context, play, first[-1].bookmark, now=NOW + timedelta(days=10))
    (told,) = skipped(later)
    assert told.where == "2026-11-21 08:00 to 2026-11-24 08:00 UTC"
    assert "7 days only" in told.why
    assert "amends import" in told.why
    assert mentions(later) == []
    again = run(context, play, later[-1].bookmark, now=NOW + timedelta(days=11))
    assert skipped(again) == []


def test_a_run_within_the_week_leaves_no_gap(context):
    play = Fake()
    first = run(context, play)
    assert skipped(run(context, play, first[-1].bookmark, now=NOW + timedelta(days=7))) == []


def test_a_gap_is_told_once_also_by_a_run_that_is_cut(context):
    play = Fake()
    before = run(context, play)[-1].bookmark
    now = NOW + timedelta(days=9)
    play.items = [play.make(10 + each, now - timedelta(hours=each)) for each in range(6)]
    first = run(context, play, before, now=now, max_items=2)
    assert first[-1].more
    assert len(skipped(first)) == 1
    second = run(context, play, first[-1].bookmark, now=now, max_items=100)
    assert skipped(second) == []
    assert ids(first) | ids(second) == play.ids
    assert not second[-1].more


def test_a_walk_that_stays_unfinished_for_days_tells_what_it_cannot_read_any_more(context):
    play = Fake(items=6)
    first = run(context, play, max_items=2)
    assert first[-1].more
    rest = run(context, play, first[-1].bookmark, now=NOW + timedelta(days=2))
    assert [each.where for each in skipped(rest)] == ["2026-11-14 08:00 to 2026-11-16 08:00 UTC"]


def test_an_app_that_nobody_reviewed_is_read_and_empty(context):
    (batch,) = run(context, Fake(items=0))
    assert (batch.mentions, batch.more) == ((), False)
    assert batch.bookmark == {"read": int(NOW.timestamp())}


def test_what_left_the_window_is_not_gone(context):
    play = Fake(items=2)
    wanted = (*play.ids, "gp:unknown", "../x")
    now = NOW + timedelta(days=5)
    play.edit(play.items[1])
    (batch,) = source().refetch(lent(context, play, now), wanted[:1])
    assert batch.gone_ids == ()
    batches = list(source().refetch(lent(context, play, NOW + timedelta(days=8)), wanted))
    assert not any(each.gone_ids for each in batches)


def test_a_single_review_is_read_again(context):
    play = Fake(items=2)
    play.edit(play.items[0])
    batches = list(source().refetch(lent(context, play), (play.items[0]["reviewId"],)))
    assert [mention.text for mention in mentions(batches)] == ["It hangs, version 1. EDITED"]


# What is asked.


def test_a_translation_stands_apart(context):
    play = Fake(items=1)
    (mention,) = mentions(run(context, play, translate="bg"))
    assert (mention.title, mention.text) == ("Slow", "It hangs, version 1.")
    assert mention.extra["translation"] == "[bg] Slow\nIt hangs, version 1."
    assert "translation" not in mentions(run(context, play))[0].extra


def test_the_probe_counts_the_first_page(context):
    assert source().probe(lent(context, Fake(items=1))) == (
        "com.example.lipa: 1 written or changed in the last 7 days"
    )
    assert "more than 2 written" in source().probe(lent(context, Fake(items=3)))


@pytest.mark.parametrize(
    ("answer", "kind", "step"),
    [
        (refused(403, "PERMISSION_DENIED", "x", [DISABLED]), "auth", "→ Enable"),
        (refused(403, "PERMISSION_DENIED"), "auth", "Users and permissions"),
        (refused(404, "NOT_FOUND"), "failed", "Is `package` the id"),
        (refused(403, "RESOURCE_EXHAUSTED"), "throttled", "200 such requests an hour"),
        (refused(429, "RESOURCE_EXHAUSTED"), "throttled", "200 such requests an hour"),
    ],
)
def test_each_refusal_has_its_next_step(context, answer, kind, step):
    play = Fake()

    def fails(request):
        return answer if play.is_content(request) else play(request)

    for ask in (source().probe, lambda ctx: list(source().fetch(ctx, None))):
        with pytest.raises(AmendsError) as caught:
            ask(context(fails, secret=play.secret))
        error = caught.value
        error = from_http(error) if isinstance(error, HttpStatus) else error
        assert error.outcome == kind
        assert step in error.hint
        assert SECRET not in f"{error.message}{error.hint}"


def test_an_account_that_was_not_invited_says_where_to_do_that(context):
    play = Fake()
    play.invited = False
    with pytest.raises(HttpStatus) as caught:
        run(context, play)
    assert isinstance(from_http(caught.value), AuthFailed)
    assert "Play Console" in caught.value.hint


# Options.


@pytest.mark.parametrize(
    "given",
    [APP, f" {APP} ", f"https://play.google.com/store/apps/details?id={APP}&hl=bg",
     f"https://play.google.com/store/apps/details?hl=bg&id={APP}"],
)  # fmt: skip
def test_the_address_of_the_app_is_understood(given):
    assert source(package=given).package == APP


@pytest.mark.parametrize(
    "given", ["lipa", "", "com.example/..", "https://example.com/x", "http://["]
)
def test_what_is_no_package_is_refused(given):
    with pytest.raises(ValidationError) as caught:
        source(package=given)
    assert "such as com.example.lipa" in str(caught.value)


def test_a_new_key_drops_no_bookmark():
    assert source(service_account="env:KEY").settings() == source().settings()
