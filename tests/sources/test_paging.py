"""Walks over pages: nothing is left out, whatever cuts them short."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.config.model import HttpConfig, Watch
from amends.errors import BadAnswer, HttpStatus, HttpTimeout
from amends.http import Deadline, Http
from amends.models import Mention
from amends.sources import FetchContext
from amends.sources.paging import Page, changed, newest_first, oldest_first, whole
from fakes import NOW

SIZE = 3


@dataclass
class Shelf:
    """A platform with pages of three: the newest on top, or growing at its end."""

    items: list[Mention] = field(default_factory=list)
    asked: int = 0
    breaks_after: int | None = None
    number: int = 0

    def add(self, number: int, minutes: int = 1) -> None:
        for _ in range(number):
            self.number += 1
            at = NOW - timedelta(days=9) + timedelta(minutes=self.number * minutes)
            self.items.append(Mention(external_id=f"m{self.number}", published_at=at))

    def remove(self, place: int) -> None:
        if self.items:
            self.items.pop(place % len(self.items))

    def from_the_top(self, cursor) -> Page:
        """Number the pages from the newest on."""
        self._count()
        number = cursor or 1
        shown = list(reversed(self.items))[(number - 1) * SIZE :]
        return Page(tuple(shown[:SIZE]), next=number + 1 if len(shown) > SIZE else None)

    def by_token(self, cursor) -> Page:
        """Begin below the item that the token names; a token that is not known is refused."""
        self._count()
        newest = list(reversed(self.items))
        names = [item.external_id for item in newest]
        if cursor is not None and cursor not in names:
            raise HttpStatus("the token is not known", status=400)
        shown = newest[0 if cursor is None else names.index(cursor) + 1 :]
        more = len(shown) > SIZE
        return Page(tuple(shown[:SIZE]), next=shown[SIZE - 1].external_id if more else None)

    def from_the_end(self, cursor) -> Page:
        """Go on after the item whose number the cursor is."""
        self._count()
        after = cursor or 0
        shown = [item for item in self.items if int(item.external_id[1:]) > after]
        page = tuple(shown[:SIZE])
        onward = int(page[-1].external_id[1:]) if page else after
        return Page(page, next=onward, last=len(shown) <= SIZE)

    @property
    def ids(self) -> set[str]:
        return {item.external_id for item in self.items}

    def _count(self) -> None:
        self.asked += 1
        if self.breaks_after is not None and self.asked > self.breaks_after:
            raise HttpStatus("broken", status=500)


def context(deadline: Deadline | None = None, interval: float = 0) -> FetchContext:
    deadline = deadline or Deadline(60, lambda: 0.0)
    http = Http(HttpConfig(), transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    lent = http.source(deadline, interval)
    return FetchContext(lent, NOW, deadline, Watch(), lambda _: "")


def run(walk, ask, bookmark=None, *, room=1000, ctx=None, **options):
    """Return what a run saw, its last bookmark (through JSON), and whether there is more."""
    seen, more = [], False
    try:
        for batch in walk(ctx or context(), bookmark, ask, room=room, **options):
            seen += [mention.external_id for mention in batch.mentions]
            bookmark, more = json.loads(json.dumps(batch.bookmark)), batch.more
    except HttpStatus:
        more = True
    return seen, bookmark, more


def test_a_first_walk_reads_all_and_the_second_one_a_page():
    shelf = Shelf()
    shelf.add(8)
    seen, bookmark, more = run(newest_first, shelf.from_the_top)
    assert (set(seen), len(seen), more) == (shelf.ids, 8, False)
    assert bookmark == {"mark": int(shelf.items[-1].published_at.timestamp())}
    shelf.asked = 0
    shelf.add(1)
    seen, _, more = run(newest_first, shelf.from_the_top, bookmark)
    assert (seen[0], shelf.asked, more) == ("m9", 1, False)


def test_a_capped_walk_goes_on_below_after_what_is_new_on_top():
    shelf = Shelf()
    shelf.add(9)
    first, bookmark, more = run(newest_first, shelf.by_token, room=4)
    assert (first, more) == (["m9", "m8", "m7", "m6"], True)
    shelf.add(1)
    second, bookmark, more = run(newest_first, shelf.by_token, bookmark, room=4)
    assert second == ["m10", "m5", "m4", "m3"]
    third, bookmark, more = run(newest_first, shelf.by_token, bookmark, room=4)
    assert (third, more) == (["m2", "m1"], False)
    assert bookmark == {"mark": int(shelf.items[-1].published_at.timestamp())}


def test_a_list_without_order_is_read_whole_each_time_over_as_many_runs_as_it_takes():
    shelf = Shelf()
    shelf.add(7)
    first, bookmark, more = run(whole, shelf.from_the_top, room=4)
    second, bookmark, over = run(whole, shelf.from_the_top, bookmark, room=4)
    assert (set(first + second), more, over) == (shelf.ids, True, False)
    assert bookmark == {}
    again, _, _ = run(whole, shelf.from_the_top, bookmark)
    assert set(again) == shelf.ids


def test_a_pinned_old_one_on_top_does_not_end_the_walk():
    shelf = Shelf()
    shelf.add(7)
    _, bookmark, _ = run(newest_first, shelf.from_the_top)
    shelf.add(5)
    shelf.items.append(shelf.items.pop(0))
    seen, _, _ = run(newest_first, shelf.from_the_top, bookmark)
    assert set(seen) >= {f"m{number}" for number in range(8, 13)}


def test_the_overlap_reads_below_the_mark():
    shelf = Shelf()
    shelf.add(12, minutes=60)
    _, bookmark, _ = run(newest_first, shelf.from_the_top)
    seen, _, _ = run(newest_first, shelf.from_the_top, bookmark, overlap=timedelta(hours=5))
    assert len(seen) == 6
    seen, _, _ = run(newest_first, shelf.from_the_top, bookmark)
    assert len(seen) == 3


def test_a_clock_that_is_ahead_does_not_move_the_mark_ahead():
    early = Mention(external_id="a", published_at=NOW + timedelta(hours=20))
    _, bookmark, _ = run(newest_first, lambda _: Page((early,)))
    assert bookmark == {"mark": int(NOW.timestamp())}


def test_a_list_sorted_by_change_is_walked_by_change():
    old = NOW - timedelta(days=400)
    page = Page((Mention(external_id="a", published_at=old, updated_at=NOW),))
    _, bookmark, _ = run(newest_first, lambda _: page, when=changed)
    assert bookmark == {"mark": int(NOW.timestamp())}


def test_times_of_our_own_guess_move_no_mark():
    page = Page((Mention(external_id="a", published_at=NOW, date_uncertain=True),))
    assert run(newest_first, lambda _: page)[1] == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["mark", "walk", "page", "done", "newest"]), inner
    ),
    max_leaves=6,
)  # fmt: skip


@given(json_values)
def test_any_bookmark_can_be_read(bookmark):
    shelf = Shelf()
    shelf.add(4)
    for batch in newest_first(context(), bookmark, lambda _: Page(tuple(shelf.items)), room=9):
        assert json.loads(json.dumps(batch.bookmark)) == batch.bookmark


def test_what_a_source_leaves_out_moves_the_mark_too():
    at = NOW - timedelta(hours=3)
    (batch,) = newest_first(context(), None, lambda _: Page(filtered=4, newest=at), room=9)
    assert (batch.bookmark, batch.filtered) == ({"mark": int(at.timestamp())}, 4)


def test_an_empty_list_is_one_empty_batch():
    assert [
        batch.mentions for batch in newest_first(context(), None, lambda _: Page(), room=9)
    ] == [()]
    assert [
        batch.mentions for batch in oldest_first(context(), None, lambda _: Page(), room=9)
    ] == [()]


def test_a_deadline_ends_the_run_after_a_page_and_says_so():
    shelf = Shelf()
    shelf.add(7)
    time = [0.0]
    deadline = Deadline(5, lambda: time[0])
    lent = context(deadline=deadline)

    def slow(cursor):
        time[0] += 4
        return shelf.from_the_top(cursor)

    seen, _, more = run(newest_first, slow, ctx=lent)
    assert (len(seen), more) == (6, True)


def test_a_turn_that_would_come_too_late_is_not_waited_for():
    shelf = Shelf()
    shelf.add(9)
    time = [0.0]

    def asked(cursor):
        time[0] += 3
        return shelf.from_the_top(cursor)

    lent = context(Deadline(10, lambda: time[0]), interval=5)
    seen, bookmark, more = run(newest_first, asked, ctx=lent)
    assert (len(seen), more) == (6, True)
    assert bookmark["walk"]["page"] == 3


@pytest.mark.parametrize("way", ["from_the_top", "from_the_end"])
def test_a_request_for_which_no_time_was_left_is_no_failure(way):
    shelf = Shelf()
    shelf.add(9)
    time = [0.0]
    walk = newest_first if way == "from_the_top" else oldest_first

    def asked(cursor):
        if shelf.asked == 2:
            time[0] = 10
            raise HttpTimeout("the turn at this host would come after the source's time")
        return getattr(shelf, way)(cursor)

    lent = context(Deadline(10, lambda: time[0]))
    seen, bookmark, more = run(walk, asked, ctx=lent)
    assert (len(seen), more) == (6, True)
    found, _, more = run(walk, getattr(shelf, way), bookmark)
    assert (set(seen) | set(found), more) == (shelf.ids, False)


def test_a_server_that_answers_nothing_in_all_the_time_is_a_failure():
    time = [0.0]

    def hang(_):
        time[0] = 10
        raise HttpTimeout("late")

    lent = context(Deadline(10, lambda: time[0]))
    with pytest.raises(HttpTimeout):
        list(newest_first(lent, {"mark": 5}, hang, room=9))


def test_news_that_end_on_a_page_do_not_forget_where_the_walk_stood():
    shelf = Shelf()
    shelf.add(15)
    _, bookmark, _ = run(newest_first, shelf.by_token, room=9)
    shelf.add(3)
    shelf.asked = 0
    seen, bookmark, more = run(newest_first, shelf.by_token, bookmark)
    assert (set(seen) >= {"m18", "m17", "m16", "m6", "m5", "m4", "m3", "m2", "m1"}, more) == (
        True,
        False,
    )
    assert len(seen) == 9
    assert shelf.asked == 4


def test_what_is_left_out_moves_the_mark_all_the_same():
    shelf = Shelf()
    shelf.add(7)

    def sifted(cursor):
        page = shelf.from_the_top(cursor)
        return replace(page, mentions=(), stood=page.mentions)

    _, bookmark, _ = run(newest_first, sifted)
    assert bookmark == {"mark": int(shelf.items[-1].published_at.timestamp())}
    shelf.asked = 0
    run(newest_first, sifted, bookmark)
    assert shelf.asked == 1


def test_an_edit_of_what_was_taken_of_a_cut_page_is_taken_again():
    first = Mention(external_id="a", text="Bad", published_at=NOW, updated_at=NOW)
    second = Mention(external_id="b", text="Cold", published_at=NOW, updated_at=NOW)
    seen, bookmark, more = run(
        oldest_first, lambda _: Page((first, second), next=2, last=True), room=1
    )
    assert (seen, more) == (["a"], True)
    edited = replace(first, text="Bad EDITED", updated_at=NOW + timedelta(hours=1))
    seen, _, _ = run(oldest_first, lambda _: Page((edited, second), next=2, last=True), bookmark)
    assert seen == ["a", "b"]


def test_nothing_since_the_cursor_is_unchanged_and_not_empty():
    shelf = Shelf()
    shelf.add(4)
    _, bookmark, _ = run(oldest_first, shelf.from_the_end)
    (batch,) = oldest_first(context(), bookmark, shelf.from_the_end, room=9)
    assert batch.unchanged
    (batch,) = oldest_first(context(), None, lambda _: Page(), room=9)
    assert not batch.unchanged


def test_pages_in_a_circle_are_noticed():
    with pytest.raises(BadAnswer, match="circle"):
        list(newest_first(context(), None, lambda _: Page(next="again"), room=9))
    with pytest.raises(BadAnswer, match="circle"):
        list(oldest_first(context(), None, lambda _: Page(next="x", last=False), room=9))


def test_a_forgotten_cursor_begins_the_walk_anew():
    shelf = Shelf()
    shelf.add(9)
    _, bookmark, _ = run(newest_first, shelf.by_token, room=3)
    shelf.items = [item for item in shelf.items if item.external_id != "m7"]
    seen, _, more = run(newest_first, shelf.by_token, bookmark)
    assert (set(seen), more) == (shelf.ids, False)


def test_an_error_that_is_not_about_the_cursor_is_told():
    def refuse(_):
        raise HttpStatus("no", status=401)

    with pytest.raises(HttpStatus):
        list(newest_first(context(), {"walk": {"page": "t", "newest": 1}}, refuse, room=9))


def test_what_grows_at_its_end_is_read_once():
    shelf = Shelf()
    shelf.add(7)
    seen, bookmark, more = run(oldest_first, shelf.from_the_end)
    assert (len(seen), bookmark, more) == (7, {"page": 7}, False)
    assert run(oldest_first, shelf.from_the_end, bookmark)[0] == []
    shelf.add(2)
    assert run(oldest_first, shelf.from_the_end, bookmark)[0] == ["m8", "m9"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 8)),
        st.tuples(st.just("run"), st.integers(1, 9)),
        st.tuples(st.just("break"), st.integers(0, 4)),
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(steps=STEPS, way=st.sampled_from(["from_the_top", "by_token", "from_the_end"]))
def test_whatever_cuts_the_runs_nothing_is_left_out(steps, way):
    shelf, found, bookmark = Shelf(), set(), None
    ask = getattr(shelf, way)
    walk = oldest_first if way == "from_the_end" else newest_first
    shelf.add(4)
    for what, number in steps:
        if what == "add":
            shelf.add(number)
            continue
        shelf.asked = 0
        shelf.breaks_after = number if what == "break" else None
        room = number if what == "run" else 1000
        seen, bookmark, _ = run(walk, ask, bookmark, room=room)
        found |= set(seen)
        assert len(seen) <= room
    shelf.breaks_after, more = None, True
    while more:
        seen, bookmark, more = run(walk, ask, bookmark, room=2)
        assert seen or not more
        found |= set(seen)
    # What came to the top while the last walk was under way is the next one's.
    found |= set(run(walk, ask, bookmark)[0])
    assert found == shelf.ids


@settings(max_examples=200, deadline=None)
@given(steps=STEPS, removed=st.lists(st.integers(0, 50), max_size=4))
def test_what_stays_is_found_although_others_go(steps, removed):
    """By token: page numbers shift, and only a whole page is read twice for that."""
    shelf, found, bookmark = Shelf(), set(), None
    shelf.add(6)
    for what, number in steps:
        if what == "add":
            shelf.add(number)
        else:
            seen, bookmark, _ = run(newest_first, shelf.by_token, bookmark, room=number + 1)
            found |= set(seen)
        if removed:
            shelf.remove(removed.pop())
    more = True
    while more:
        seen, bookmark, more = run(newest_first, shelf.by_token, bookmark)
        found |= set(seen)
    found |= set(run(newest_first, shelf.by_token, bookmark)[0])
    assert found >= shelf.ids
