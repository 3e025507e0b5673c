"""Follow-ups: listed, kept, moved, dropped; and what keeps a matter from closing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.errors import UnknownId, UsageError
from amends.triage.deciding import Wish, mark
from amends.triage.promising import add, agenda, drop, due_now, keep, move

DAY = timedelta(days=1)


@pytest.fixture
def promised(office):
    one = office.arrive("1")
    office.do(add, one, "a new cake", by="2026-11-24", who="Mira")
    office.do(add, one, "a call", by="2026-11-20")
    return one


def test_the_soonest_first_and_where_each_stands(office, promised):
    listed = office.do(agenda)
    found = [(each.id, each.what, each.who, listed.due(each)) for each in listed.items]
    assert found == [("f2", "a call", "ana", "today"), ("f1", "a new cake", "Mira", "coming")]
    office.now += DAY
    assert office.do(agenda).due(office.do(agenda).items[0]) == "late"
    assert [each.id for each in office.do(due_now)] == ["f2"]
    assert [each.id for each in office.do(lambda b: agenda(b, who="mira")).items] == ["f1"]


def test_the_matter_follows_its_soonest_promise(office, promised):
    call, cake = (datetime(2026, 11, day, 16, tzinfo=UTC) for day in (20, 24))
    assert office.handling(promised).follow_up_at == call
    office.do(keep, "F2", "rang her")
    assert office.handling(promised).follow_up_at == cake
    office.do(move, "f1", "2026-11-26")
    assert office.handling(promised).follow_up_at == cake + 2 * DAY
    office.do(drop, "1", "she moved away")
    assert office.handling(promised).follow_up_at is None
    assert [each.id for each in office.do(agenda, done=True).items] == ["f2", "f1"]


def test_an_open_promise_keeps_a_matter_from_closing(office, promised):
    with pytest.raises(UsageError, match="promise of ours is still open"):
        office.do(mark, [promised], Wish(status="closed"))
    office.do(mark, [promised], Wish(status="closed", because="she moved away"))
    assert office.handling(promised).status == "closed"


def test_a_promise_opens_what_was_closed(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="closed", because="settled"))
    office.do(add, one, "a new cake", by="2026-11-24")
    handling = office.handling(one)
    assert (handling.status, handling.because) == ("following_up", None)


def test_what_is_settled_is_settled_once(office, promised):
    office.do(keep, "f2")
    for again in (keep, lambda b, f: drop(b, f, "no"), lambda b, f: move(b, f, "2026-12-24")):
        with pytest.raises(UsageError, match="f2 is settled already"):
            office.do(again, "f2")


@pytest.mark.parametrize("name", ["f9", "9", "fx", "", "f-1", "f1.0", "f99999999999", "²"])
def test_no_promise_of_that_name(office, promised, name):
    with pytest.raises(UnknownId):
        office.do(keep, name)


@pytest.mark.parametrize("because", ["", "  "])
def test_dropping_needs_a_reason(office, promised, because):
    with pytest.raises(UsageError, match="reason"):
        office.do(drop, "f1", because)


@pytest.mark.parametrize("day", ["soonish", "2026-11-19", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_days_that_cannot_be_promised(office, day):
    one = office.arrive("1")
    text = office.path.read_text("utf-8").replace("Europe/Sofia", "America/Los_Angeles")
    office.path.write_text(text, "utf-8")
    with pytest.raises(UsageError):
        office.do(add, one, "a new cake", by=day)
    assert office.do(agenda).items == ()


def test_who_writes_again_meanwhile_is_seen(office, promised):
    office.now += DAY
    office.arrive("2", "Still no cake, and no call either.")
    assert all(each.wrote_since for each in office.do(agenda).items)


def test_nothing_is_promised_with_nothing(office):
    with pytest.raises(UsageError, match="what is promised"):
        office.do(add, office.arrive("1"), " ", by="2026-12-01")
