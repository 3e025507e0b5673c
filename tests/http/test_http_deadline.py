"""The time of a source runs, except while it waits for others."""

import pytest

from amends.http import Deadline


@pytest.fixture
def deadline(world):
    return Deadline(10, world.clock)


def test_it_runs(deadline, world):
    world.time += 4
    assert deadline.left == 6
    assert deadline.left_with(1) == 7
    world.time += 7
    assert (deadline.left, deadline.expired, deadline.left_with(1)) == (0, True, 0)
    assert deadline.left_with(3) == 2


def test_waiting_for_others_is_forgiven(deadline, world):
    world.time += 4
    with deadline.standing_still():
        world.time += 5
        assert deadline.left == 6
    assert (deadline.left, deadline.patience) == (6, 11)


def test_but_not_for_ever(deadline, world):
    for _ in range(2):
        with deadline.standing_still():
            world.time += 8
    assert (deadline.left, deadline.patience) == (4, 4)
    with deadline.standing_still():
        world.time += 4
        assert deadline.expired
    assert deadline.expired


def test_who_waits_in_a_queue_that_moves_on_waits_as_long_as_it_takes(deadline, world):
    world.time += 4
    served = [world.time]
    with deadline.standing_still(lambda: served[0]):
        for _ in range(20):
            world.time += 9
            assert (deadline.left, deadline.patience) == (6, 7)
            served[0] = world.time
        world.time += 3
    assert (deadline.left, deadline.patience) == (6, 13), "3 of 10 seconds in vain"


def test_a_queue_that_stands_still_gives_no_more_than_as_long_again(deadline, world):
    served = [world.time - 50]
    with deadline.standing_still(lambda: served[0]):
        world.time += 5
        served[0] = world.time
        world.time += 15
        assert (deadline.left, deadline.patience) == (5, 5)
    assert (deadline.left, deadline.patience) == (5, 5)


def test_some_of_the_time_may_be_over_when_it_begins(world):
    late = Deadline(10, world.clock, gone=2)
    assert (late.seconds, late.left, late.age) == (10, 8, 0)
    with late.standing_still():
        world.time += 3
        assert (late.left, late.age) == (8, 3)


def test_no_wait_is_shorter_than_none(world):
    world.time = 4.596
    deadline = Deadline(200, world.clock)
    for waited in (109.599, 294.921):  # moments of which the floating-point rest is below zero
        with deadline.standing_still():
            world.time += waited
    world.time += 300
    assert deadline.patience == 0, "a lock refuses to wait for less than nothing"
