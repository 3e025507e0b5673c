from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.errors import BadAnswer
from amends.sources import hackernews
from amends.sources.hackernews import HackerNews, parse

DATA = Path(__file__).parent.parent / "data" / "hackernews"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
START = 1_790_000_000


class Algolia:
    """A search over comments written at the given seconds after START."""

    def __init__(self, *seconds: int, text: str = "Lipa Coffee") -> None:
        self.times = [START + second for second in seconds]
        self.text = text
        self.asked: list[dict] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        params = dict(request.url.params)
        self.asked.append(params)
        found = sorted(enumerate(self.times), key=lambda each: -each[1])
        for condition in filter(None, params.get("numericFilters", "").split(",")):
            name, bound = condition[:14], int(condition[14:])
            assert name in {"created_at_i>=", "created_at_i<="}
            found = [e for e in found if (e[1] >= bound if ">" in name else e[1] <= bound)]
        size = int(params["hitsPerPage"])
        hits = [
            {"objectID": str(n), "created_at_i": t, "comment_text": self.text} for n, t in found
        ]
        return httpx.Response(200, json={"hits": hits[:size]})


def run(context, server, bookmark=None, *, watch=None, **options):
    source = HackerNews(**{"type": "hackernews", "query": '"lipa coffee"', **options})
    server.asked.clear()
    return list(source.fetch(context(server, watch=watch), bookmark))


def ids(batches) -> list[int]:
    return [int(mention.external_id) for batch in batches for mention in batch.mentions]


def test_hits_become_mentions(expected, told):
    case = DATA / "search.in"
    expected(case, told(*parse(json.loads(case.read_bytes())["hits"], NOW)))


def test_typing_errors_are_not_forgiven(context):
    server = Algolia(1)
    run(context, server)
    assert server.asked == [
        {"query": '"lipa coffee"', "tags": "(story,comment)", "hitsPerPage": "1000",
         "typoTolerance": "false"}
    ]  # fmt: skip


def test_the_second_run_asks_from_an_hour_before_the_newest(context):
    server = Algolia(10, 20_000, 19_000)
    (batch,) = run(context, server)
    assert ids([batch]) == [1, 2, 0]
    again = run(context, server, batch.bookmark)
    assert server.asked[0]["numericFilters"] == f"created_at_i>={START + 20_000 - 3600}"
    assert ids(again) == [1, 2]
    assert again[0].bookmark == batch.bookmark


def test_nothing_found_is_empty_at_first_and_unchanged_later(context):
    (empty,) = run(context, Algolia())
    assert (empty.mentions, empty.more) == ((), False)
    (batch,) = run(context, Algolia(5))
    assert run(context, Algolia(), batch.bookmark) == []


def test_more_than_a_thousand_hits_are_read_by_time(context, monkeypatch):
    monkeypatch.setattr(hackernews, "PAGE", 10)
    server = Algolia(*range(35), 7, 7)
    batches = run(context, server)
    assert set(ids(batches)) == set(range(37))
    assert len(server.asked) > 3
    assert [batch.more for batch in batches] == [False] * len(batches)


def test_hits_of_one_second_on_two_pages_are_all_found(context, monkeypatch):
    monkeypatch.setattr(hackernews, "PAGE", 5)
    server = Algolia(*range(10), *range(10))
    assert set(ids(run(context, server))) == set(range(20))


def test_more_hits_in_one_second_than_fit_a_page_do_not_stop_the_walk(context, monkeypatch):
    monkeypatch.setattr(hackernews, "PAGE", 5)
    server = Algolia(*[100] * 12, 1, 2, 3)
    assert set(ids(run(context, server))) >= {12, 13, 14}


def test_a_capped_run_goes_on_where_it_ended(context):
    server, bookmark, seen, ends = Algolia(*range(25)), None, [], []
    for _ in range(4):
        batches = run(context, server, bookmark, max_items=10)
        bookmark = batches[-1].bookmark
        seen += ids(batches)
        ends.append(batches[-1].more)
    assert set(seen) == set(range(25))
    assert ends == [True, True, False, True]  # the last reads the hour before the mark again


def test_words_that_only_begin_alike_are_left_out(context):
    assert ids(run(context, Algolia(1, text="Lipa Coffees"))) == []
    assert ids(run(context, Algolia(1, text="LIPA <i>coffee</i>!"))) == [0]
    assert ids(run(context, Algolia(1, text="lipa and coffee"), query="coffee lipa")) == [0]
    assert ids(run(context, Algolia(1, text="coffee -- lipase"), query="coffee -lipase")) == []


def test_what_only_begins_alike_is_told(context):
    (batch,) = run(context, Algolia(1, text="lipase and coffee"))
    (left_out,) = batch.dropped
    assert (batch.filtered, left_out.why) == (1, "“lipa coffee” is not in it")


def test_filter_asks_for_the_words_of_watch_too(context):
    watch = Watch(none=("enzyme",))
    server = Algolia(1, text="Lipa Coffee, the enzyme")
    assert ids(run(context, server, watch=watch)) == [0]
    assert ids(run(context, server, watch=watch, filter=True)) == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"hits": null}', b'{"message": "x"}'])
def test_an_answer_of_another_shape_is_bad(context, body):
    with pytest.raises(BadAnswer, match="Hacker News search"):
        list(HackerNews(type="hackernews", query="lipa").fetch(
            context(lambda _: httpx.Response(200, content=body)), None))  # fmt: skip


@given(
    st.lists(
        st.none()
        | st.dictionaries(
            st.sampled_from(
                ["objectID", "created_at_i", "author", "title", "url", "points", "comment_text",
                 "story_text", "story_id", "story_title", "parent_id", "num_comments"]
            ),
            st.none() | st.text() | st.integers() | st.floats() | st.lists(st.text()),
        )
    )
)  # fmt: skip
def test_any_hits_give_mentions(hits):
    mentions, skipped = parse(hits, NOW)
    assert len(mentions) + len(skipped) == len(hits)
    assert all(mention.external_id and mention.published_at.tzinfo for mention in mentions)


@given(st.lists(st.integers(0, 2**53)), st.none() | st.integers(0, 2**53))
def test_the_next_page_is_always_further_down(times, until):
    times = [time for time in times if until is None or time <= until]
    below = hackernews._below(times, until)
    assert (below is None) == (not times)
    assert until is None or below is None or int(below) < until


def test_what_does_not_match_moves_the_mark_all_the_same(context):
    (batch,) = run(context, Algolia(10, 20, text="Lipa Coffees"))
    assert batch.bookmark == {"mark": START + 20}


@pytest.mark.parametrize("walk", [{}, {"cursor": START + 9, "newest": START + 24}])
def test_a_bookmark_of_an_earlier_version_is_read(walk, context):
    server = Algolia(*range(25))
    batches = run(context, server, {"walk": walk})
    assert set(ids(batches)) == set(range(25))
    assert batches[-1].bookmark == {"mark": START + 24}


class Items:
    """The search knows some stories; the plain items say what became of the others."""

    def __init__(self, stories: dict[str, int], items: dict[str, object]) -> None:
        self.stories = stories
        self.items = items
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        if request.url.host == "hn.algolia.com":
            wanted = request.url.params["tags"].removeprefix("story,(").removesuffix(")").split(",")
            hits = [
                {"objectID": key, "created_at_i": START, "title": "Lipa", "points": points,
                 "num_comments": 1}
                for key, points in self.stories.items()
                if f"story_{key}" in wanted
            ]  # fmt: skip
            return httpx.Response(200, json={"hits": hits})
        external_id = request.url.path.removeprefix("/v0/item/").removesuffix(".json")
        item = self.items.get(external_id)
        return (
            item if isinstance(item, httpx.Response) else httpx.Response(200, text=json.dumps(item))
        )


def test_stories_are_asked_for_again_in_one_request(context):
    server = Items({"1": 120, "2": 7}, {})
    (batch,) = HackerNews(query="lipa").refetch(context(server), ("1", "2"))
    assert [(each.external_id, each.reach.likes) for each in batch.mentions] == [
        ("1", 120),
        ("2", 7),
    ]
    assert len(server.asked) == 1


def test_only_the_word_deleted_means_gone(context):
    server = Items({"1": 120}, {"2": {"id": 2, "deleted": True}, "3": {"id": 3, "dead": True}})
    _, batch = HackerNews(query="lipa").refetch(context(server), ("1", "2", "3", "4"))
    assert batch.gone_ids == ("2",)


def test_what_was_found_counts_though_the_plain_items_do_not_answer(context):
    server = Items({"1": 120}, {"2": httpx.Response(403)})
    batches = HackerNews(query="lipa").refetch(context(server), ("1", "2"))
    assert [each.external_id for each in next(batches).mentions] == ["1"]


def test_an_item_without_sense_is_not_gone(context):
    server = Items({}, {"2": ["deleted"]})
    (batch,) = HackerNews(query="lipa").refetch(context(server), ("2",))
    assert (batch.mentions, batch.gone_ids) == ((), ())
