"""A day is a day of the business: what sleeps until 1 December does not wake on 30 November."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from amends.languages import words
from amends.outputs.authors import correspondence
from amends.outputs.events import told
from amends.outputs.handled import happened
from amends.triage import authors
from amends.triage.deciding import Wish, mark
from amends.triage.promising import add, move


def test_the_history_names_the_days_of_the_business(office):
    one = office.arrive("1")
    midnight = datetime(2026, 11, 30, 22, tzinfo=UTC)  # Sofia is two hours ahead
    office.do(mark, [one], Wish(snooze=midnight))
    event = office.happened(one)[-1]
    assert "Tue 1 Dec" in told(event, words("en"))
    assert happened(event)["until"] == "2026-11-30T22:00:00Z"


def test_a_promise_in_america_ends_on_its_own_day(office):
    office.path.write_text(office.path.read_text().replace("Europe/Sofia", "America/Los_Angeles"))
    one = office.arrive("1")
    office.do(add, one, "a call", by="2026-12-01")
    office.do(add, one, "a visit", by="2026-12-05")
    office.do(move, "f2", "2026-12-09")
    promised, _, moved = office.happened(one)[-3:]
    assert "Tue 1 Dec" in told(promised, words("en"))
    assert "Wed 9 Dec" in told(moved, words("en"))
    assert happened(promised)["by"] == "2026-12-02T02:00:00Z"
    with office.open() as business:
        [person] = authors.found(business, one)
        found, zone = authors.correspondence(business, person), business.zone
    screen = Console(file=io.StringIO(), width=80)
    screen.print(*correspondence(found, words("en"), office.now, 80, zone))
    assert "f1 · Tue 1 Dec" in screen.file.getvalue()


def test_a_time_that_no_zone_can_show_is_refused(shop):
    shop.run("check")
    [one, *_] = shop.ids().values()
    refused = shop.run("mark", one, "--snooze", "9999-12-31T23:59:00-12:00")
    assert refused.code == 2
    assert shop.run("mark", one, "--snooze", "9998-12-31T23:59:00-12:00").code == 2
    assert shop.run("mark", one, "--snooze", "8999-12-31").code == 0


def test_half_a_second_of_sleep_is_sleep(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(snooze=office.now + timedelta(seconds=0.5)))
    assert office.handling(one).snoozed_until
