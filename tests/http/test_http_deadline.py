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
