"""Somebody demands money for silence: it must not sink, and nobody is to engage."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.models import Rating
from amends.store import Filter
from amends.triage import looking, ranking
from amends.triage.day import plan
from amends.triage.deciding import Wish, mark
from amends.triage.flagging import advice
from amends.triage.upkeep import keep_up

DAY = timedelta(days=1)
DEMAND = "Pay me 300 euros by Friday or I will post one star reviews everywhere"
AGAIN = "Last warning. 300 euros or your rating is dead."


def tags(office, one):
    return office.handling(one).tags


def advised(office, one):
    with office.open() as business:
        return advice(business, office.case(one))


def placed(office, **options):
    with office.open() as business:
        return ranking.listing(business, Filter(), **options)


def test_a_demand_and_what_the_same_person_writes_later_are_tagged(office):
    before = office.arrive("0", "The bread was stale.", author="Max", now=office.now - 9 * DAY)
    first = office.arrive("1", DEMAND, author="Max")
    office.now += DAY
    again = office.arrive("2", AGAIN, author="Max")
    other = office.arrive("3", AGAIN, author="Kate")
    assert [tags(office, each) for each in (before, first, again, other)] == [
        (),
        ("extortion",),
        ("extortion",),
        (),
    ]
    event = office.happened(first)[-1]
    assert (event["who"], event["what"], event["tags"]) == ("amends", "warned", ["extortion"])


def test_after_ninety_days_it_is_another_matter(office):
    office.arrive("1", DEMAND, author="Max")
    office.now += 91 * DAY
    assert tags(office, office.arrive("2", "The soup was cold.", author="Max")) == ()


def test_a_tag_that_somebody_took_off_stays_off(office):
    one = office.arrive("1", DEMAND, author="Max")
    office.do(mark, [one], Wish(tags=("-extortion",)))
    office.arrive("1", f"{DEMAND}!", author="Max", now=office.now + DAY)
    assert tags(office, one) == ()


def test_each_is_looked_at_once(office):
    one = office.arrive("1", DEMAND, author="Max")
    before = office.happened(one)
    with office.open() as business:
        assert business.store.upkeep.unwarned() == []
    office.do(keep_up)
    assert office.happened(one) == before


@pytest.mark.parametrize("intent", ["spam", "irrelevant", "complaint"])
def test_it_stands_among_what_is_to_be_done(office, intent):
    one = office.arrive("1", DEMAND, author="Max", intent=intent)
    [item] = placed(office).items
    assert (item.case.id, item.group, item.situation.playbook) == (one, "ask", "no_reply")
    assert item.priority.score >= 20
    assert "asks.extortion" in [reason.code for reason in item.priority.reasons]


def test_the_advice_stands_beside_all_that_the_person_wrote(office):
    before = office.arrive("0", "The bread was stale.", author="Max", now=office.now - 9 * DAY)
    first = office.arrive("1", DEMAND, author="Max")
    again = office.arrive("2", AGAIN, author="Max")
    other = office.arrive("3", AGAIN, author="Kate")
    for each in (before, first, again):
        assert advised(office, each).demanded_in == first
    assert advised(office, other) is None


def test_a_wave_of_stars_and_a_demand_that_came_by_mail(office):
    """A letter belongs to no place; the ratings that it announces do."""
    mail = office.arrive("1", DEMAND, author="Max", place=None, now=office.now - DAY)
    wave = [
        office.arrive(str(n), "", author=f"P{n}", rating=Rating(1), now=office.now + n * DAY / 24)
        for n in range(2, 5)
    ]
    assert [advised(office, each).demanded_in for each in wave] == [mail] * 3


def test_a_demand_is_not_lost_among_many_letters(office, monkeypatch):
    monkeypatch.setattr("amends.triage.flagging.AROUND", 4)
    mail = office.arrive("1", DEMAND, author="Max", now=office.now - DAY)
    for number in range(10, 16):
        office.arrive(str(number), "When do you open?", author=f"Q{number}", intent="question")
    wave = [office.arrive(str(n), "", author=f"P{n}", rating=Rating(1)) for n in range(2, 5)]
    assert [advised(office, each).demanded_in for each in wave] == [mail] * 3


def test_at_work_there_is_advice_and_no_reply_in_hand(office):
    first = office.arrive("1", DEMAND, author="Max")
    office.arrive("2", AGAIN, author="Max", intent="spam")
    with office.open() as business:
        day = plan(business, Filter(), limit=10)
        views = [looking.look(business, task, "en") for task in day.tasks]
    assert [view.task.group for view in views] == ["ask"]
    assert views[0].text is None
    assert views[0].whole.advice.demanded_in == first
