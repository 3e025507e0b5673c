"""`amends undo`: whole commands, exactly, and never over what came after them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from amends.errors import UsageError
from amends.models import Answers
from amends.store import OURSELVES
from amends.triage.correcting import Wanted
from amends.triage.deciding import Wish, mark, verify
from amends.triage.promising import add, drop, keep, move
from amends.triage.proposing import approve, propose
from amends.triage.replying import reply
from amends.triage.undoing import undo

DAY = timedelta(days=1)
TABLES = ("handling", "promises", "replies", "remedies", "corrections", "assessments", "mentions")
PROMISE = "Sorry, Kate. I will call you on Wednesday."


def tell(business, short_id, cause):
    """What `amends draft --cause` keeps."""
    with business.change() as change:
        number = business.store.number_of(short_id)
        handling = business.store.cases([number])[0].handling
        known = replace(handling, answers=Answers(cause=cause, offers=("a free cake",)))
        change.decide(number, known, what="told", details={"cause": cause})


COMMANDS = {
    "marked": lambda b, one: mark(b, [one], Wish(status="closed", because="settled", tags=("x",))),
    "left alone": lambda b, one: mark(b, [one], Wish(status="ignored", because="a joke")),
    "snoozed": lambda b, one: mark(b, [one], Wish(snooze=b.now + DAY)),
    "noted": lambda b, one: mark(b, [one], Wish(note="rang twice")),
    "corrected": lambda b, one: mark(
        b, [one], Wish(correct=Wanted(sentiment="positive", severity="4", topics=("delivery",)))
    ),
    "chosen": lambda b, one: mark(b, [one], Wish(chose="full_refund")),
    "verified": lambda b, one: verify(b, one, "confirmed"),
    "told": lambda b, one: tell(b, one, "the van broke down"),
    "proposed": lambda b, one: propose(b, one, "Sorry, Kate."),
    "replied": lambda b, one: reply(b, one, PROMISE),
    "promised": lambda b, one: add(b, one, "a new cake", by="2026-12-01"),
}


def decided(office):
    """Every row that decisions are kept in, without the counters that only grow."""
    connection = sqlite3.connect(office.path.parent / "amends.db")
    connection.row_factory = sqlite3.Row
    found = {
        table: [dict(row) | {"version": 0} for row in connection.execute(f"SELECT * FROM {table}")]
        for table in TABLES
    }
    connection.close()
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_as_it_was(office, name):
    one = office.arrive("1")
    before = decided(office)
    office.do(COMMANDS[name], one)
    assert name == "noted" or decided(office) != before
    taken = office.do(undo)
    assert (taken.who, taken.ids) == ("ana", (one,))
    assert decided(office) == before
    last = office.happened(one)[-1]
    assert (last["what"], last["who"], last["taken_back"]) == ("undone", "ana", taken.what)


def test_what_a_colleague_did_is_named_by_its_number(office):
    one = office.arrive("1")
    before = decided(office)
    office.do(COMMANDS["marked"], one)
    with pytest.raises(UsageError, match="nothing of yours"):
        office.do(undo, who="boris")
    taken = office.do(undo, office.happened(one)[-1]["change"], who="boris")
    assert taken.who == "ana"
    assert decided(office) == before
    assert office.happened(one)[-1]["who"] == "boris"


SETTLED = {
    "kept": lambda b: keep(b, "f1", "rang her"),
    "moved": lambda b: move(b, "f1", "2026-12-24"),
    "dropped": lambda b: drop(b, "f1", "she moved away"),
}


@pytest.mark.parametrize("name", SETTLED)
def test_a_promise_is_as_it_was(office, name):
    one = office.arrive("1")
    office.do(reply, one, PROMISE)
    before = decided(office)
    office.do(SETTLED[name])
    assert decided(office) != before
    assert office.do(undo).what == name
    assert decided(office) == before


def test_an_approval_is_as_it_was(office):
    one = office.arrive("1")
    office.do(propose, one, "Sorry, Kate.", needs_approval=True)
    before = decided(office)
    office.do(approve, one, who="boris")
    office.do(undo, who="boris")
    assert decided(office) == before


def test_many_at_once(office):
    ids = [office.arrive(str(n), f"Complaint {n}", author=f"P{n}") for n in range(5)]
    before = decided(office)
    office.do(mark, ids, Wish(status="seen", assignee="mira"))
    assert office.do(undo).ids == tuple(ids)
    assert decided(office) == before


def test_one_after_the_other_and_then_nothing(office):
    one = office.arrive("1")
    before = decided(office)
    for command in ("noted", "replied", "marked"):
        office.do(COMMANDS[command], one)
    assert [office.do(undo).what for _ in range(3)] == ["marked", "replied", "noted"]
    assert decided(office) == before
    with pytest.raises(UsageError, match="nothing of yours to undo"):
        office.do(undo)


def change_of(office, one, what):
    return next(each["change"] for each in office.happened(one)[::-1] if each["what"] == what)


def test_what_took_something_back_is_not_taken_back_itself(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="seen"))
    office.do(undo)
    with pytest.raises(UsageError, match="took another change back"):
        office.do(undo, change_of(office, one, "undone"))
    with pytest.raises(UsageError, match="taken back already"):
        office.do(undo, change_of(office, one, "marked"))


@pytest.mark.parametrize("change", [-1, 999, 10**18])
def test_a_change_that_never_was(office, change):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="seen"))
    with pytest.raises(UsageError, match="no change"):
        office.do(undo, change)
    assert office.handling(one).status == "seen"


def test_entering_the_queue_is_no_decision(office):
    one = office.arrive("1")
    with pytest.raises(UsageError, match="cannot be taken back"):
        office.do(undo, change_of(office, one, "queued"))


def test_what_came_after_and_touches_nothing_of_it_stays(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="seen"))
    seen = change_of(office, one, "marked")
    office.do(mark, [one], Wish(assignee="mira", tags=("vip",)))
    office.do(undo, seen)
    handling = office.handling(one)
    assert (handling.status, handling.assignee, handling.tags) == ("new", "mira", ("vip",))


def test_what_came_after_and_rests_on_it_is_named(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="seen"))
    seen = change_of(office, one, "marked")
    office.do(reply, one, PROMISE, who="boris")
    before = decided(office)
    with pytest.raises(UsageError, match=f"{one} has changed since: replied by boris") as refused:
        office.do(undo, seen)
    assert refused.value.hint.endswith(f"amends history {one}")
    assert decided(office) == before


def test_a_promise_that_was_kept_since(office):
    one = office.arrive("1")
    office.do(reply, one, PROMISE)
    replied = change_of(office, one, "replied")
    office.do(keep, "f1", who="boris")
    with pytest.raises(UsageError, match="kept by boris"):
        office.do(undo, replied)


@pytest.mark.parametrize("command", ["replied", "marked"])
def test_after_an_answer_the_customers_return_stands(office, command):
    """An undone answer would leave a return to nothing."""
    one = office.arrive("1")
    office.do(COMMANDS[command], one)
    office.arrive("1", "It came late, and now you call me a liar as well! Never again.")
    before = decided(office)
    with pytest.raises(UsageError, match="edited by customer"):
        office.do(undo)
    assert decided(office) == before


def test_an_edit_before_any_answer_keeps_nobody_from_undoing(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="verifying"))
    office.arrive("1", "It came two hours late, and cold, and nobody said a word about it.")
    office.do(undo)
    handling = office.handling(one)
    assert (handling.status, handling.reopened_at) == ("new", None)


def test_a_fix_that_has_ended_since(office):
    from amends.store import Row

    def put(business, values):
        with business.change() as change:
            change.record("fixed", {}, [Row("fixes", {"number": 1}, values)])
            return change.number

    known = {"name": "double box", "at": 1, "who": "ana"}
    first = office.do(put, known)
    office.do(put, {"ended_at": 2})
    with pytest.raises(UsageError, match="has changed since"):
        office.do(undo, first)
    office.do(undo)
    office.do(undo)


class TestWhatAmendsDidByItself:
    def test_a_plain_undo_takes_what_people_did(self, office):
        office.configure("team: {Mira: {}}\n")
        one = office.arrive("1")
        assert office.happened(one)[-1]["what"] == "assigned"
        with pytest.raises(UsageError, match="nothing of yours to undo"):
            office.do(undo)
        office.do(undo, change_of(office, one, "assigned"))
        assert office.handling(one).assignee is None
        office.arrive("2", "Another one, and quite another matter.", author="Bo")
        assert office.handling(one).assignee is None  # people have had their say

    def test_closing_what_was_silent(self, office):
        from amends.triage.upkeep import keep_up

        one = office.arrive("1")
        office.do(reply, one, "Sorry, Kate. What was the number of your order?", wait=True)
        before = decided(office)
        office.now += 15 * DAY
        office.do(keep_up)
        closing = office.happened(one)[-1]
        assert (closing["who"], closing["status"]) == (OURSELVES, "closed")
        taken = office.do(undo, closing["change"])
        assert taken.who == OURSELVES
        assert decided(office) == before
        office.do(keep_up)
        assert office.handling(one).status == "waiting_for_customer"
        office.now += 15 * DAY
        office.do(keep_up)
        assert office.handling(one).status == "closed"


@pytest.mark.parametrize(
    ("first", "second"), [("2026-12-01", "2026-12-01"), ("2026-12-01", "2026-12-05")]
)
def test_a_promise_is_not_taken_back_from_under_another(office, first, second):
    one = office.arrive("1")
    office.do(add, one, "a call", by=first)
    office.do(add, one, "a visit", by=second)
    made = [each["change"] for each in office.happened(one) if each["what"] == "promised"]
    with pytest.raises(UsageError, match="changed since"):
        office.do(undo, made[0])
    office.do(undo)
    office.do(undo)
    assert office.handling(one).follow_up_at is None


def test_a_promise_that_is_the_next_one_by_now_is_not_taken_back(office):
    one = office.arrive("1")
    office.do(add, one, "a call", by="2026-12-01")
    office.do(add, one, "a visit", by="2026-12-05")
    made = office.happened(one)[-1]["change"]
    office.do(keep, "f1")
    with pytest.raises(UsageError, match="changed since"):
        office.do(undo, made)
