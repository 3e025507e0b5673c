"""A run ends with its slowest source, told in virtual time."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.http import Deadline
from amends.triage import pace

FOR_EVER = float("inf")
TICK = 1e-6


@dataclass
class Read:
    """One source that was read: when it began, when it was over and what it had."""

    begun: float
    over: float
    deadline: Deadline


class Day:
    """A run over sources that take (cap, needed) seconds; nothing passes but virtual time."""

    def __init__(self, sources, workers):
        self.time = 1000.0
        self.active: list[Read] = []
        self.reads: list[Read] = []
        waiting = list(sources)
        made = pace.Pace([cap for cap, _ in sources], workers, lambda: self.time)
        while waiting or self.active:
            pause = made.wait([each.deadline for each in self.active]) if waiting else FOR_EVER
            if waiting and pause <= 0:
                self.begin(*waiting.pop(0), made)
            else:
                self.pass_time(pause)

    def begin(self, cap, needed, made):
        deadline = made.deadline(cap)
        over = self.time + min(needed, deadline.left)
        self.active.append(Read(self.time, over, deadline))
        self.reads.append(self.active[-1])

    def pass_time(self, pause):
        soon = self.time + max(pause, TICK)
        self.time = min([soon, *(each.over for each in self.active)])
        self.active = [each for each in self.active if each.over > self.time]

    @property
    def took(self):
        return self.time - 1000


def test_two_hundred_of_which_many_hang_end_with_the_slowest():
    sources = [(60, (0.1, FOR_EVER, 2.0, 0.4)[n % 4]) for n in range(200)]
    day = Day([*sources, (90, FOR_EVER)], workers=8)
    assert len(day.reads) == 201
    assert day.took == 90
    assert max(each.begun for each in day.reads) - 1000 < 8


CAPS = st.floats(0.1, 600)
NEEDED = st.one_of(st.just(FOR_EVER), st.floats(0, 700))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CAPS, NEEDED), max_size=pace.MOST), st.integers(1, 64))
def test_no_run_is_longer_than_its_longest_source_may_take(sources, workers):
    day = Day(sources, workers)
    longest = max((cap for cap, _ in sources), default=0)
    assert day.took <= longest + TICK
    for (cap, _), read in zip(sources, day.reads, strict=True):
        assert read.begun - 1000 <= longest * pace.FIRST_PART + len(sources) * TICK
        assert read.deadline.seconds == cap, "what it is told of its time"
        assert read.over - read.begun <= cap + TICK


@given(st.lists(st.tuples(CAPS, NEEDED), min_size=1, max_size=20), st.integers(1, 8))
def test_everybody_has_most_of_the_own_time(sources, workers):
    made = Day([(cap, FOR_EVER) for cap, _ in sources], workers)
    for (cap, _), read in zip(sources, made.reads, strict=True):
        assert read.over - read.begun >= cap * (1 - pace.FIRST_PART) - TICK


def test_no_more_than_workers_begin_at_once():
    day = Day([(60, FOR_EVER)] * 40, workers=4)
    begun = [each.begun for each in day.reads]
    assert [begun.count(moment) for moment in sorted(set(begun))] == [4] * 10
    assert begun[-1] - begun[0] == pytest.approx(9 * pace.MOMENT, abs=100 * TICK)


def test_one_after_the_other_where_each_is_quick():
    day = Day([(60, 0.2)] * 10, workers=1)
    assert [each.begun for each in day.reads][1:] == [each.over for each in day.reads][:-1]


def test_where_more_hang_than_are_read_at_once_the_others_keep_their_time(monkeypatch):
    monkeypatch.setattr(pace, "MOST", 3)
    day = Day([(60, FOR_EVER)] * 3 + [(60, 40)] * 3, workers=8)
    assert [each.over - each.begun for each in day.reads[3:]] == [40] * 3
