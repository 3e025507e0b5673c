from datetime import UTC, datetime

import pytest

from amends.errors import UsageError
from amends.handling.moves import move
from amends.models import Handling

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_leaving_one_alone_needs_a_reason():
    with pytest.raises(UsageError, match="needs a reason"):
        move(Handling(), "ignored", because=None, now=NOW)
    assert move(Handling(), "ignored", because="a joke", now=NOW).because == "a joke"


def test_an_answer_stops_the_first_clock_once():
    replied = move(Handling(), "replied", because=None, now=NOW)
    assert replied.replied_at == NOW
    later = datetime(2026, 11, 22, tzinfo=UTC)
    assert move(replied, "following_up", because=None, now=later).replied_at == NOW


def test_what_is_decided_about_is_in_the_queue():
    assert move(Handling(), "seen", because=None, now=NOW).queued_at == NOW


def test_closing_needs_no_answer():
    assert move(Handling(), "closed", because=None, now=NOW).replied_at is None
