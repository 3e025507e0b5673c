"""What comes next: who owes what."""

from __future__ import annotations

from datetime import timedelta

from amends.models.fix import Effect, Fix, Measured
from amends.models.moments import micros
from amends.models.promises import Followup
from amends.report.steps import MOST

DAY = timedelta(days=1)


def promise(told, due, **changes):
    number = len(told.promises) + 1
    given = {"place": "Harbour", "who": "ana", "what": "I will ring you."} | changes
    made = Followup(
        number=number,
        mention="k7f2",
        author=None,
        made_at=told.since,
        due_at=due,
        **given,
    )
    told.promises.append(made)


def owner(topic, place):
    return f"{topic} at {place}"


def kinds(told, **changes):
    return [each.kind for each in told.report(owner=owner, **changes).next]


def test_the_most_pressing_goes_first(told):
    promise(told, told.until + DAY)
    promise(told, told.until - DAY)
    promise(told, told.until - 2 * DAY)
    promise(told, told.until - 3 * DAY, kept_at=told.until - 3 * DAY)
    for _ in range(3):
        told.add(due_at=micros(told.until - DAY))
    told.add(answered_after=1, status="replied")
    found = told.report(owner=owner).next
    assert [(each.kind, each.promise, each.who, each.count) for each in found] == [
        ("late_promise", "f3", "ana", None),
        ("late_promise", "f2", "ana", None),
        ("unanswered", None, "None at Harbour", 3),
        ("no_fix", None, "delivery at Harbour", 4),
        ("promise", "f1", "ana", None),
        ("unsettled", None, None, 1),
    ]
    assert found[0].by == told.until - 2 * DAY
    assert found[0].what == "I will ring you."


def test_what_somebody_laid_aside_is_not_owed(told):
    told.add(due_at=micros(told.until - DAY), status="ignored")
    told.add(answered_after=1, status="closed")
    assert kinds(told) == []


def fixed(told, verdict, ended=None):
    fix = Fix(1, "double box", "delivery", "Harbour", told.since, "ana", ended)
    return (Measured(fix, Effect(9, verdict)),)


def test_a_cause_asks_for_a_fix_until_it_has_one_that_may_help(told):
    for _ in range(3):
        told.add(answered_after=1, closed_after=2)
    assert kinds(told) == ["no_fix"]
    for verdict in ("too_early", "no_past", "too_few", "fewer"):
        assert kinds(told, fixes=fixed(told, verdict)) == []
    for verdict in ("unclear", "more"):
        assert kinds(told, fixes=fixed(told, verdict)) == ["fix_fails"]
    assert kinds(told, fixes=fixed(told, "fewer", told.until)) == ["no_fix"]


def test_the_same_complaints_ask_for_one_fix(told):
    for _ in range(3):
        told.add(topics="|billing|refund|", answered_after=1, closed_after=2)
    (step,) = told.report().next
    assert (step.kind, step.topic, step.also, step.count) == ("no_fix", "billing", ("refund",), 3)


def test_two_complaints_are_no_pattern(told):
    for _ in range(2):
        told.add(answered_after=1, closed_after=2)
    assert kinds(told) == []


def test_it_stays_a_list_that_can_be_read(told):
    for days in range(20):
        promise(told, told.until - timedelta(days=days, hours=1))
        promise(told, told.until + timedelta(days=days))
        told.add(due_at=micros(told.until - DAY), place=f"p{days % 9}")
    assert len(told.report(owner=owner).next) <= MOST


def test_late_answers_of_all_places_add_up(told):
    for place, many in [("Harbour", 3), ("Old Town", 2), ("Station", 2), ("Airport", 1), (None, 1)]:
        for _ in range(many):
            told.add(place=place, due_at=micros(told.until - DAY))
    found = [each for each in told.report(owner=owner).next if each.kind == "unanswered"]
    assert [(each.place, each.count) for each in found] == [
        ("Harbour", 3),
        ("Old Town", 2),
        ("Station", 2),
        (None, 2),
    ]
