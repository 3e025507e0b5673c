"""The outbox: each thing is told once on a channel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.store import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANA = ("mail:ana@shop.test", "digest", "2026-11-20")


@pytest.fixture
def outbox(tmp_path):
    with Store(tmp_path / "amends.db", now=NOW) as store:
        yield store.deliveries


def test_it_is_intended_then_settled(outbox):
    number = outbox.intend(*ANA, now=NOW, message_id="<1@shop.test>", told=["b", "a"])
    found = outbox.find(*ANA)
    assert (found.number, found.state, found.tries, found.at) == (number, "intended", 1, NOW)
    assert (found.message_id, found.told) == ("<1@shop.test>", ("a", "b"))
    outbox.settle(number, "sent")
    assert outbox.find(*ANA) == found._replace(state="sent")


@pytest.mark.parametrize("state", ["intended", "sent", "unknown"])
def test_it_is_not_told_twice(outbox, state):
    number = outbox.intend(*ANA, now=NOW)
    outbox.settle(number, state)
    assert outbox.intend(*ANA, now=NOW) is None
    assert outbox.find(*ANA).tries == 1


def test_what_failed_is_tried_again_under_its_number(outbox):
    number = outbox.intend(*ANA, now=NOW, message_id="<1@shop.test>", told=["a"])
    outbox.settle(number, "failed", "451 later")
    assert outbox.find(*ANA).error == "451 later"
    later = NOW + timedelta(hours=1)
    assert outbox.intend(*ANA, now=later, message_id="<2@shop.test>", told=["b"]) == number
    found = outbox.find(*ANA)
    assert (found.at, found.state, found.tries, found.error) == (later, "intended", 2, None)
    assert (found.message_id, found.told) == ("<2@shop.test>", ("b",))


def test_channel_purpose_and_key_each_tell_things_apart(outbox):
    channel, purpose, key = ANA
    numbers = {
        outbox.intend(*each, now=NOW)
        for each in (ANA, ("chat", purpose, key), (channel, "alert", key), (channel, purpose, "x"))
    }
    assert len(numbers) == 4
    assert None not in numbers
    assert outbox.find(channel, purpose, "never") is None


def test_what_a_killed_run_left_is_unknown_and_said_once(outbox):
    number = outbox.intend(*ANA, now=NOW)
    sent = outbox.intend("chat", "alert", "a1", now=NOW)
    outbox.settle(sent, "sent")
    outbox.intend("chat", "test", "t", now=NOW)
    assert outbox.left_behind(NOW + timedelta(minutes=59)) == []  # perhaps it is under way
    later = NOW + timedelta(hours=2)
    (left,) = outbox.left_behind(later)
    assert (left.number, left.state, left.error) == (number, "unknown", "the run was cut off")
    assert outbox.left_behind(later) == []


def test_the_last_is_the_newest_that_perhaps_arrived(outbox):
    channel, purpose, _ = ANA
    for hours, state in enumerate(["sent", "unknown", "failed", "intended"]):
        number = outbox.intend(channel, purpose, state, now=NOW + timedelta(hours=hours))
        outbox.settle(number, state)
    assert outbox.last(channel, purpose).key == "unknown"
    assert outbox.last("chat", purpose) is None
    begin = NOW + timedelta(hours=1)
    assert [each.key for each in outbox.since(begin)] == ["intended", "failed", "unknown"]
    assert outbox.since(begin, purpose="alert") == []


def test_in_a_rehearsal_nothing_lasts(tmp_path):
    with Store(tmp_path / "amends.db", now=NOW) as store:
        assert store.deliveries.lasts
        with store.rehearsal():
            assert not store.deliveries.lasts
