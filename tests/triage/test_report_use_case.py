"""The report of a business: its days, its places, its people, and when nothing is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from amends.errors import UsageError
from amends.models import Rating
from amends.triage import deciding, fixing, replying, reporting
from amends.triage.deciding import Wish

DAY = timedelta(days=1)


def report(office, days=90, until=None, *, now=None, **narrowed):
    since = (now or office.now) - days * DAY
    return office.do(reporting.report, since, until, now=now, **narrowed)


def test_a_new_business_has_an_honest_report(office):
    found = report(office)
    assert found.business == "Blue Door Bakery"
    assert found.mentions.now == 0
    assert found.solved.now.value is None
    assert not found.comparable


def test_days_are_whole_and_of_the_business(office):
    found = report(office, days=7)
    assert (found.period.first, found.period.last) == (date(2026, 11, 13), date(2026, 11, 20))
    assert found.period.since == datetime(2026, 11, 12, 22, tzinfo=UTC)  # midnight in Sofia
    assert found.period.until == office.now
    assert found.before.until == found.period.since
    assert found.before.days == pytest.approx(found.period.days)


def test_an_answer_that_is_settled_is_solved(office):
    first = office.arrive("a", "The cake came crushed and the box was open when it arrived here.")
    office.arrive(
        "b", "Nobody picked up the phone the whole afternoon, we rang four times.", author="Bo"
    )
    office.do(replying.reply, first, "I am sorry. It was our fault.", now=office.now + DAY)
    office.do(deciding.mark, [first], Wish(status="closed"), now=office.now + 2 * DAY)
    found = report(office, now=office.now + 3 * DAY)
    assert (found.solved.now.count, found.solved.now.n) == (1, 2)
    assert (found.answered.now.count, found.answered.now.n) == (1, 2)
    assert found.response.now.median == pytest.approx(25)
    earlier = report(office, until=office.now + DAY / 2, now=office.now + 3 * DAY)
    assert earlier.solved.now.count == 0  # as it stood then
    assert earlier.answered.now.count == 0


def test_a_promise_is_kept_or_late(office):
    short_id = office.arrive("a")
    office.do(replying.reply, short_id, "I am sorry. I will call you by 23 November 2026.")
    found = report(office, now=office.now + 10 * DAY)
    assert (found.promises.now.due, found.promises.now.broken) == (1, 1)
    assert [each.kind for each in found.next if each.promise] == ["late_promise"]


def test_fixes_stand_beside_their_cause(office):
    office.do(fixing.add, "double box", "other", None)
    assert report(office).causes == ()


def test_managers_and_only_colleagues_are_named(office):
    office.configure("team: {Ana: {places: [Harbour]}, Bo: {topics: [delivery]}}\n")
    with office.open() as business:
        assert reporting._owner(business, "food", "Harbour") == "Ana"
        assert reporting._owner(business, "delivery", "Harbour") is None  # two of them
        assert reporting._owner(business, "delivery", "Old Town") == "Bo"
        assert reporting._owner(business, "food", "Old Town") is None
    manager = "places: {Old Town: {}, Harbour: {manager: Elena}}\n"
    text = office.path.read_text().replace("places: {Old Town: {}, Harbour: {}}\n", manager)
    office.path.write_text(text)
    with office.open() as business:
        assert reporting._owner(business, "delivery", "Harbour") == "Elena"


def test_one_place_or_source_only(office):
    office.arrive("a", author="Kate")
    office.arrive("b", "Cold soup again and a waiter who shrugs.", author="Bo", place="Harbour")
    assert report(office, place="harbour").mentions.now == 1
    assert report(office, source="google").mentions.now == 2
    with pytest.raises(UsageError, match="no place"):
        report(office, place="Moon")
    with pytest.raises(UsageError, match="no source"):
        report(office, source="moon")


@pytest.mark.parametrize("days", [-1, 9000])
def test_a_period_that_is_none_is_refused(office, days):
    with pytest.raises(UsageError):
        report(office, days=days)


def test_until_cannot_lie_ahead(office):
    assert report(office, until=office.now + 9 * DAY).period.until == office.now


def test_colleagues_are_shown_where_configured(office):
    short_id = office.arrive("a")
    office.do(replying.reply, short_id, "I am sorry. It was our fault.", who="Mira")
    assert report(office, now=office.now + DAY).people is None
    office.configure("report: {by_person: yes}\n")
    (found,) = report(office, now=office.now + DAY).people
    assert (found.name, found.response.now.n) == ("Mira", 1)


def test_stars_that_rise_after_the_answer(office):
    given = {"author": "Kate", "rating": Rating(1), "published_at": office.now - DAY}
    short_id = office.arrive("a", **given)
    office.do(replying.reply, short_id, "I am sorry. It was our fault.")
    office.arrive("a", **given | {"rating": Rating(5)}, now=office.now + DAY)
    found = report(office, now=office.now + 2 * DAY)
    assert (found.effect.now.raised, found.effect.now.lowered) == (1, 0)
    assert (found.effect.now.stars_before.value, found.effect.now.stars_after.value) == (1.0, 5.0)


def test_it_is_the_same_twice(office):
    office.arrive("a")
    assert report(office) == report(office)
