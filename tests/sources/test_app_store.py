from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.errors import BadAnswer, BadRequest, HttpThrottled
from amends.sources.app_store import AppStore, parse
from fakes.app_store import Fake
from fakes.odd import odd_json

DATA = Path(__file__).parent.parent / "data" / "app_store"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class Apple:
    """The feed of some storefronts: reviews are numbers, a higher one is an hour younger."""

    def __init__(self, **reviews: list[int]) -> None:
        self.reviews = reviews
        self.asked: list[str] = []
        self.empty: frozenset[int] = frozenset()
        """Pages that are empty although there are reviews; the other order is as it was."""
        self.fails_at: str | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        country, _, _, page, app, order, _ = request.url.path.strip("/").split("/")
        number = int(page.removeprefix("page="))
        self.asked.append(f"{country}{number}")
        assert app == "id=123"
        if self.fails_at == f"{country}{number}":
            return httpx.Response(429, headers={"retry-after": "60"})
        if country not in self.reviews:
            return httpx.Response(400, text="<html>CustomerReviews RSS page depth …</html>")
        found = sorted(self.reviews[country], reverse=True)[50 * (number - 1) : 50 * number]
        if number in self.empty and order == "sortby=mostrecent":
            found = []
        entries = [review(each) for each in found]
        feed = {"entry": entries[0] if len(entries) == 1 else entries} if entries else {}
        body = json.dumps({"feed": feed})
        return httpx.Response(200, text=body, headers={"content-type": "text/javascript"})


def review(number: int) -> dict:
    when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    labels = {
        "id": number,
        "im:rating": 1,
        "content": f"text {number}",
        "updated": when.isoformat(),
    }
    return {key: {"label": str(value)} for key, value in labels.items()}


def run(context, apple, bookmark=None, **options):
    source = AppStore(app="123", **options)
    apple.asked.clear()
    return list(source.fetch(context(apple), bookmark))


def ids(batches) -> list[int]:
    return [int(mention.external_id) for batch in batches for mention in batch.mentions]


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), "123", "us", NOW)))


def test_the_first_run_reads_all_pages_and_the_second_only_the_first(context):
    apple = Apple(us=list(range(120)))
    first = run(context, apple)
    assert ids(first) == list(range(119, -1, -1))
    assert apple.asked == ["us1", "us2", "us3", "us4", "us4"]  # the end is asked for in both orders
    second = run(context, apple, first[-1].bookmark)
    assert ids(second) == list(range(119, 69, -1))
    assert apple.asked == ["us1"]
    assert second[-1].bookmark == first[-1].bookmark
    assert not any(batch.more for batch in first + second)


def test_a_new_page_of_reviews_is_read_down_to_the_mark(context):
    apple = Apple(us=list(range(10)))
    before = run(context, apple)[-1].bookmark
    apple.reviews["us"] = list(range(80))
    assert set(ids(run(context, apple, before))) >= set(range(10, 80))
    assert apple.asked == ["us1", "us2"]


def test_a_capped_run_goes_on_where_it_ended_and_misses_nothing(context):
    apple, bookmark, seen, ends = Apple(us=list(range(95)), bg=[1, 2]), None, [], []
    for _ in range(6):
        batches = run(context, apple, bookmark, max_items=30, countries=["us", "bg"])
        assert len(ids(batches)) <= 30
        seen += ids(batches)
        ends.append(batches[-1].more)
        bookmark = batches[-1].bookmark
        apple.reviews["us"].append(max(apple.reviews["us"]) + 1)
    assert set(seen) >= set(range(95))
    assert ends[0]


def test_a_run_that_breaks_off_keeps_what_it_read(context):
    apple = Apple(us=list(range(120)))
    apple.fails_at = "us3"
    batches = []
    with pytest.raises(HttpThrottled):
        batches.extend(AppStore(app="123").fetch(context(apple), None))
    apple.fails_at = None
    rest = run(context, apple, batches[-1].bookmark)
    assert set(ids(batches)) == set(range(20, 120))
    assert set(ids(rest)) >= set(range(20))
    assert rest[-1].bookmark == run(context, apple)[-1].bookmark


def test_an_empty_first_page_takes_nothing_away_and_keeps_the_mark(context):
    apple = Apple(us=[1, 2, 3])
    before = run(context, apple)[-1].bookmark
    apple.empty = frozenset({1})
    (batch,) = run(context, apple, before)
    assert set(ids([batch])) == {1, 2, 3}  # the other order still shows them
    assert batch.bookmark == before
    apple.reviews["us"] = []
    (batch,) = run(context, apple, before)
    assert (batch.mentions, batch.gone_ids, batch.bookmark) == ((), (), before)
    (note,) = batch.skipped
    assert note.where == "us"
    assert "app_store_connect" in note.why


def test_what_the_other_order_shows_at_the_first_run_is_no_mark(context):
    apple = Apple(us=list(range(120)))
    apple.empty = frozenset({1})
    (batch,) = run(context, apple)
    assert len(ids([batch])) == 50
    apple.empty = frozenset()
    assert set(ids(run(context, apple, batch.bookmark))) == set(range(120))


def test_an_empty_page_midway_is_no_end(context):
    apple = Apple(us=list(range(120)), bg=[1])
    apple.empty = frozenset({2})
    first = run(context, apple, countries=["us", "bg"])
    assert first[-1].more
    assert first[-1].skipped
    apple.empty = frozenset()
    second = run(context, apple, first[-1].bookmark, countries=["us", "bg"])
    assert apple.asked[0] == "bg1"  # a feed that wobbles keeps no other waiting
    assert set(ids(first + second)) == set(range(120))
    assert not second[-1].more


def test_an_answer_of_another_shape_is_bad(context):
    with pytest.raises(BadAnswer, match="no `feed`"):
        list(AppStore(app="1").fetch(context(lambda _: httpx.Response(200, json={})), None))


def test_an_app_without_reviews_is_simply_empty(context):
    (batch,) = run(context, Apple(us=[]))
    assert (batch.mentions, batch.skipped, batch.more) == ((), (), False)


def test_nothing_is_asked_beyond_page_ten(context):
    apple = Apple(us=list(range(700)))
    assert len(ids(run(context, apple))) == 500
    assert apple.asked[-1] == "us10"


def test_a_page_for_ever_is_left(context):
    apple = Apple(us=list(range(50)))

    def first_page_for_ever(request):
        url = str(request.url).replace("page=2", "page=1")
        return apple(httpx.Request("GET", url))

    assert ids(list(AppStore(app="123").fetch(context(first_page_for_ever), None))) == [
        *range(49, -1, -1)
    ]


def test_reviews_without_a_time_are_read_and_move_no_mark(context):
    def timeless(request):
        response = Apple(us=[1, 2])(request)
        return httpx.Response(200, text=response.text.replace('"updated"', '"when"'))

    (batch, *rest) = list(AppStore(app="123").fetch(context(timeless), None))
    assert {mention.date_uncertain for mention in batch.mentions} == {True}
    assert "mark" not in (rest or [batch])[-1].bookmark["us"]


@pytest.mark.parametrize("walk", [{"cursor": 1_767_400_000, "newest": 1_767_600_000}, {}])
def test_a_bookmark_of_an_earlier_version_is_read(walk, context):
    apple = Apple(us=list(range(120)))
    mark = 1_767_300_000
    batches = run(context, apple, {"us": {"mark": mark, "walk": walk}})
    oldest = (mark - datetime(2026, 1, 1, tzinfo=UTC).timestamp()) / 3600
    assert set(ids(batches)) >= {each for each in range(120) if each > oldest}
    assert batches[-1].bookmark == run(context, apple)[-1].bookmark


def test_the_probe_tells_the_name_and_where_it_is_sold(context):
    source = AppStore(app="https://apps.apple.com/us/app/lipa/id123456789", countries=["us", "pl"])
    assert source.probe(context(Fake())) == "Lipa Coffee: us (3 ratings), pl (not sold there)"
    with pytest.raises(BadRequest):
        AppStore(app="7").probe(context(Fake()))


def test_a_storefront_without_the_app_is_no_failure(context):
    apple = Apple(us=[1])
    batches = run(context, apple, countries=["xx", "us"])
    assert ids(batches) == [1]


def test_an_app_that_is_nowhere_is_a_mistake_in_the_options(context):
    with pytest.raises(BadRequest, match="no App Store of us, bg has an app 123"):
        run(context, Apple(), countries=["us", "bg"])


def test_options_are_checked():
    assert AppStore(app="1", countries="BG").countries == ("bg",)
    assert AppStore(app="https://apps.apple.com/us/app/lipa/id123?l=pl").app == "123"
    assert AppStore(app="id123").app == "123"
    for wrong in ({"app": "Lipa"}, {"app": "1" * 16}, {"app": "1", "countries": []}, {"app": "1", "pages": 11},
                  {"app": "1", "countries": ["usa"]}):  # fmt: skip
        with pytest.raises(ValidationError):
            AppStore(**wrong)


@given(
    odd_json()
    | st.fixed_dictionaries(
        {
            "feed": st.fixed_dictionaries(
                {
                    "entry": st.lists(
                        st.dictionaries(
                            st.sampled_from(
                                [
                                    "id",
                                    "im:rating",
                                    "author",
                                    "title",
                                    "content",
                                    "updated",
                                    "im:voteSum",
                                ]
                            ),
                            odd_json() | st.fixed_dictionaries({"label": odd_json()}),
                        )
                    )
                }
            )
        }
    )
)
def test_any_json_gives_mentions(feed):
    for mention in parse(feed, "1", "us", NOW)[0]:
        assert mention.external_id
        assert 1 <= mention.rating.value <= 5
