from __future__ import annotations

import pytest

from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    Blocked,
    Gone,
    HttpError,
    HttpStatus,
    HttpTimeout,
    NeedsPayment,
    SourceError,
    Throttled,
)
from amends.http import Deadline
from amends.models import Batch, Mention
from amends.sources.lists import one_after_another


class Numbers:
    """A list of numbers, two on a page; its bookmark is how many were read."""

    def __init__(self, name: str, *numbers: int) -> None:
        self.name, self.numbers = name, numbers

    def __call__(self, bookmark, room):
        read = bookmark if isinstance(bookmark, int) else 0
        while True:
            page = self.numbers[read : read + min(2, room)]
            read, room = read + len(page), room - len(page)
            found = tuple(Mention(external_id=f"{self.name}{number}") for number in page)
            left = read < len(self.numbers)
            yield Batch(found, (), read, more=left and room <= 0)
            if not left or room <= 0:
                return


class Context:
    def __init__(self, seconds):
        self.deadline = Deadline(seconds)
        self.http = self

    @property
    def time_is_up(self):
        return self.deadline.expired


def walk(bookmark, room, seconds=60, **lists):
    parts = {name: Numbers(name, *numbers) for name, numbers in lists.items()}
    batches = list(one_after_another(Context(seconds), bookmark, parts, room=room))
    return [each.external_id for batch in batches for each in batch.mentions], batches[-1]


def test_every_list_is_read_from_its_own_bookmark():
    found, last = walk({"a": 1, "b": 2, "x": 9}, 10, a=[1, 2, 3], b=[1, 2, 3])
    assert found == ["a2", "a3", "b3"]
    assert (last.bookmark, last.more) == ({"a": 3, "b": 3}, False)


def test_the_next_run_begins_with_the_list_after_the_one_that_was_cut():
    found, last = walk(None, 2, a=range(9), b=[1, 2])
    assert found == ["a0", "a1"]
    assert last.more
    found, last = walk(last.bookmark, 3, a=range(9), b=[1, 2])
    assert found == ["b1", "b2", "a2"]
    assert last.more


def test_a_run_that_is_full_when_a_list_ends_says_that_others_are_left():
    _, last = walk(None, 2, a=[1, 2], b=[1])
    assert last.more
    found, last = walk(last.bookmark, 2, a=[1, 2], b=[1])
    assert (found, last.more) == (["b1"], False)


def test_full_at_the_very_end_is_finished():
    _, last = walk(None, 3, a=[1, 2], b=[1])
    assert (last.bookmark, last.more) == ({"a": 2, "b": 1}, False)


def test_when_the_time_is_over_the_other_lists_come_next():
    found, last = walk(None, 9, seconds=0, a=[1], b=[1])
    assert (found, last.more) == (["a1"], True)
    found, last = walk(last.bookmark, 9, seconds=0, a=[1], b=[1])
    assert (found, last.more) == (["b1"], True)


def test_the_last_list_itself_says_whether_the_time_was_enough():
    found, last = walk(None, 9, seconds=0, a=[1, 2, 3])
    assert (found, last.more) == (["a1", "a2", "a3"], False)


def test_an_odd_bookmark_counts_as_none():
    assert walk({"first": ["a"], "a": {}}, 9, a=[1])[0] == ["a1"]
    assert walk("odd", 9, a=[1])[0] == ["a1"]


@pytest.mark.parametrize(
    "error",
    [BadAnswer("odd"), BadRequest("no such place"), Gone("gone"), HttpStatus("x", status=500)],
)
def test_a_list_that_is_broken_does_not_keep_the_others_from_being_read(error):
    found, raised = broken(error)
    assert (found, raised) == (["b1", "c1"], error)


@pytest.mark.parametrize("error", [Throttled("wait"), NeedsPayment("pay"), Blocked("wall")])
def test_what_concerns_the_whole_platform_ends_the_run(error):
    assert broken(error) == ([], error)


@pytest.mark.parametrize("error", [AuthFailed("no"), HttpStatus("x", status=403)])
def test_a_refusal_may_be_meant_for_one_list_alone(error):
    assert broken(error) == (["b1", "c1"], error)
    assert broken(error, "ab") == ([], error)
    assert broken(error, "b") == (["a1", "c1"], error)


def test_a_list_that_hangs_is_left_while_there_is_time():
    error = HttpTimeout("not a byte")
    assert broken(error) == (["b1", "c1"], error)


def test_lists_for_which_no_time_is_left_are_the_next_ones():
    time, bookmark, seen = [0.0], None, []

    def slow(name):
        def read(mark, room):
            if time[0] >= 10:
                raise HttpTimeout("the turn would come after the source's time")
            time[0] += 4
            yield Batch((Mention(external_id=name),), bookmark="read")

        return read

    lists = {name: slow(name) for name in "abcdefg"}
    for _ in range(3):
        time[0] = 0.0
        ctx = Context(10)
        ctx.deadline = Deadline(10, lambda: time[0])
        batches = list(one_after_another(ctx, bookmark, lists, room=99))
        bookmark = batches[-1].bookmark
        seen.append("".join(each.external_id for batch in batches for each in batch.mentions))
        assert batches[-1].more
    assert seen == ["abc", "def", "gab"]


def broken(error, which="a"):
    """Read three lists of which some raise; return what was found and what was raised."""

    def refuse(*_):
        raise error
        yield

    lists = {name: refuse if name in which else Numbers(name, 1) for name in "abc"}
    found = []
    try:
        for batch in one_after_another(Context(60), None, lists, room=9):
            found += [each.external_id for each in batch.mentions]
    except (HttpError, SourceError) as raised:
        return found, raised
    return found, None
