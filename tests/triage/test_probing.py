"""The probe for monitors: what it counts, what it takes for bad, and that it changes nothing."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config import load
from amends.errors import StoreError, UsageError
from amends.languages import words
from amends.models import SourceRun
from amends.models.health import Bounds, Figure, Health, Matter
from amends.outputs import health as drawn
from amends.store import run_lock
from amends.triage import business as opening
from amends.triage.probing import Limits, bounds, probe

LINE = re.compile(
    r"AMENDS (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]*"
    r"( \|( [a-z]+=\d+s?;[\d.]*;[\d.]*;0)+)?"
)


def ran(office, outcome="ok", *, at=None, error=None):
    at = at or office.now
    with office.open(now=at) as business:
        run = SourceRun("google", "file", outcome, error=error)
        business.store.sources.log_run(run, "f1", 3, at)


def found(office, limits=Limits(), **options):  # noqa: B008 — a value that nobody changes
    return office.do(probe, limits, **options)


def value(health, name):
    return next(each.value for each in health.figures if each.name == name)


def test_a_business_at_peace(office):
    office.arrive("late")
    ran(office)
    health = found(office, now=office.now + timedelta(hours=5))
    assert (health.status, health.exit_code, health.sound) == ("ok", 0, True)
    assert drawn.line(health, words("en")) == (
        "AMENDS OK - 1 source read 5 h ago, 0 urgent, 0 overdue, 0 alerts"
        " | age=18000s;93600;180000;0 sources=1;;;0 failing=0;0;;0 urgent=0;;;0"
        " overdue=0;;;0 alerts=0;;;0 undelivered=0;0;;0"
    )


@pytest.mark.parametrize(("hours", "status"), [(26, "ok"), (27, "warning"), (51, "critical")])
def test_how_long_no_run_may_stay_away(office, hours, status):
    ran(office)
    assert found(office, now=office.now + timedelta(hours=hours)).status == status


def test_a_clock_that_went_back_makes_no_negative_age(office):
    ran(office)
    assert value(found(office, now=office.now - timedelta(hours=5)), "age") == 0


def test_nothing_has_run_yet(office):
    office.arrive("late")
    health = found(office)
    assert health.status == "warning"
    assert "not run yet" in drawn.line(health, words("en"))


def test_a_source_that_fails_now_and_is_well_again(office):
    ran(office, "auth")
    health = found(office)
    assert health.status == "warning"
    assert "google not read (credentials refused), " in drawn.line(health, words("en"))
    assert found(office, Limits(failing=Bounds(1))).status == "ok"
    ran(office, "ok", at=office.now + timedelta(minutes=1))
    assert found(office, now=office.now + timedelta(hours=1)).status == "ok"


def test_a_source_that_is_switched_off_is_nobodys_concern(office):
    ran(office, "auth")
    text = office.path.read_text(encoding="utf-8")
    off = text.replace("path: google.jsonl", "path: google.jsonl, enabled: false")
    office.path.write_text(off, encoding="utf-8")
    health = found(office)
    assert (health.status, value(health, "sources")) == ("ok", 0)


def test_work_is_bad_only_where_somebody_set_a_limit(office):
    for number in range(3):
        office.arrive(f"hurt {number}", author=f"A{number}", severity=4)
    later = office.now + timedelta(days=1)
    ran(office, at=later)
    health = found(office, now=later)
    assert (health.status, value(health, "urgent"), value(health, "overdue")) == ("ok", 3, 3)
    assert found(office, Limits(urgent=Bounds(2)), now=later).status == "warning"
    bad = found(office, Limits(overdue=Bounds(None, 2)), now=later)
    assert bad.status == "critical"
    assert drawn.line(bad, words("en")).startswith("AMENDS CRITICAL - 3 overdue, ")


def sent(office, state, *, at, key="k"):
    with office.open(now=at) as business:
        number = business.store.deliveries.intend("mail:a@shop.example", "digest", key, now=at)
        if state != "intended":
            business.store.deliveries.settle(number, state)


@pytest.mark.parametrize(
    ("state", "minutes", "lost"),
    [
        ("sent", 1, 0),
        ("failed", 1, 1),
        ("unknown", 1, 1),
        ("intended", 1, 0),
        ("intended", 60, 1),
        ("failed", 60 * 24 * 3, 0),
    ],
)
def test_what_did_not_arrive(office, state, minutes, lost):
    sent(office, state, at=office.now - timedelta(minutes=minutes))
    ran(office)
    health = found(office)
    assert value(health, "undelivered") == lost
    assert health.status == ("warning" if lost else "ok")


def test_what_failed_and_arrived_later_is_forgotten(office):
    sent(office, "failed", at=office.now - timedelta(hours=3), key="1")
    sent(office, "sent", at=office.now - timedelta(hours=2), key="2")
    assert value(found(office), "undelivered") == 0


def test_whatever_arrives_later_on_a_channel_ends_what_got_lost_there(office):
    with office.open() as business:
        outbox = business.store.deliveries
        told = [("alert", "failed"), ("test", "unknown"), ("digest", "sent")]
        for ago, (purpose, state) in zip((3, 2, 1), told, strict=True):
            number = outbox.intend("team", purpose, "k", now=office.now - timedelta(hours=ago))
            outbox.settle(number, state)
    assert value(found(office), "undelivered") == 0


def test_a_trial_that_fails_after_an_arrival_is_told(office):
    with office.open() as business:
        outbox = business.store.deliveries
        for ago, purpose, state in ((2, "alert", "sent"), (1, "test", "failed")):
            number = outbox.intend("team", purpose, "k", now=office.now - timedelta(hours=ago))
            outbox.settle(number, state)
    assert value(found(office), "undelivered") == 1


def test_an_alert_that_failed_and_stood_in_the_summary_has_arrived(office):
    with office.open() as business:
        outbox = business.store.deliveries
        for purpose, key, also in (("alert", "a3/1", ()), ("digest", "2026-11-20", ("late:f5@1",))):
            number = outbox.intend(
                "mail:a@shop.example", purpose, key, now=office.now, told=("alert:a3/1", *also)
            )
            outbox.settle(number, "failed" if purpose == "alert" else "sent")
    assert value(found(office), "undelivered") == 0
    with office.open() as business:
        outbox = business.store.deliveries
        number = outbox.intend("team", "alert", "a3/1", now=office.now, told=("alert:a3/1",))
        outbox.settle(number, "failed")
    assert value(found(office), "undelivered") == 1


def test_a_way_on_which_all_got_lost_is_named_once(office):
    with office.open() as business:
        outbox = business.store.deliveries
        for purpose in ("digest", "alert"):
            number = outbox.intend("mail:a@shop.example", purpose, "k", now=office.now)
            outbox.settle(number, "failed")
    ran(office)
    health = found(office)
    assert value(health, "undelivered") == 1
    assert drawn.line(health, words("en")).count("mail:a@shop.example") == 1


def read_only(office):
    return opening.opened(load(office.path), office.now, read_only=True)


def test_it_reads_while_a_run_is_under_way_and_changes_nothing(office):
    office.arrive("late")
    ran(office)
    with office.open() as other, run_lock(other.store.path, "check", office.now):
        with other.change() as change, read_only(office) as business:
            change.record("noted", {}, [])  # another process writes
            assert probe(business, Limits()).status == "ok"
        with read_only(office) as business, pytest.raises(StoreError):
            business.store.deliveries.intend("x", "test", "k", now=office.now)


def test_it_makes_no_database_and_brings_none_up_to_date(office):
    path = office.path.with_name("amends.db")
    with pytest.raises(StoreError, match="no database"), read_only(office):
        pass
    assert not path.exists()
    office.arrive("late")
    old = sqlite3.connect(path)
    old.execute("PRAGMA user_version = 7")
    old.close()
    with pytest.raises(StoreError, match="older amends"), read_only(office):
        pass
    assert not list(path.parent.glob("*.bak"))


def test_a_damaged_database_is_critical(office):
    for number in range(30):
        office.arrive(f"late {number}", author=f"A{number}")
    ran(office)
    path = office.path.with_name("amends.db")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sql = "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'mentions'"
    page, size = connection.execute(sql).fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(data)
    with read_only(office) as business:
        health = probe(business, Limits())
    assert (health.status, health.sound) == ("critical", False)
    assert drawn.line(health, words("en")) == "AMENDS CRITICAL - the database is damaged"


@pytest.mark.parametrize(
    ("text", "time", "expected"),
    [
        ("", False, Bounds()),
        ("3", False, Bounds(3)),
        ("3,10", False, Bounds(3, 10)),
        (",10", False, Bounds(None, 10)),
        ("26h , 2d", True, Bounds(93_600, 172_800)),
        ("90m", True, Bounds(5400)),
        ("1.5h,", True, Bounds(5400)),
    ],
)
def test_limits_as_people_write_them(text, time, expected):
    assert bounds(text, time=time) == expected


@pytest.mark.parametrize("text", ["x", "1,2,3", "3h", "-1", "1e9", "@1:2", "²", "٣"])
def test_what_is_no_limit(text):
    with pytest.raises(UsageError, match="is no limit"):
        bounds(text)


@pytest.mark.parametrize("text", ["26", "26h,50", ",50", "0"])
def test_a_time_needs_its_unit(text):
    with pytest.raises(UsageError, match="has no unit: write 26h, 90m or 2d"):
        bounds(text, time=True)


@given(st.text(max_size=30))
def test_any_limit_is_read_or_refused(text):
    try:
        found = bounds(text, time=True)
    except UsageError:
        return
    assert all(each is None or each >= 0 for each in found)


FIGURES = st.builds(
    Figure,
    st.sampled_from(["age", "sources", "urgent", "overdue", "alerts", "failing"]),
    st.integers(0, 10**12),
    st.builds(Bounds, *[st.none() | st.integers(0, 10**9) | st.floats(0, 1e6)] * 2),
    st.sampled_from(["", "s"]),
)
MATTERS = st.builds(
    Matter,
    st.sampled_from(["ok", "warning", "critical"]),
    st.just("failing"),
    st.fixed_dictionaries({"name": st.text(), "outcome": st.sampled_from(["auth", "failed"])}),
)


@given(
    st.lists(FIGURES, max_size=6, unique_by=lambda each: each.name),
    st.lists(MATTERS, max_size=5),
    st.none() | st.text(),
    st.sampled_from(["en", "ru", "es", "pl", "bg"]),
)
def test_nothing_breaks_the_line(figures, matters, failed, language):
    names = {each.name for each in figures}
    if "age" in names and "sources" not in names:
        figures = [*figures, Figure("sources", 1)]
    health = Health(
        datetime(2026, 11, 20, tzinfo=UTC), tuple(figures), tuple(matters), failed=failed
    )
    line = drawn.line(health, words(language))
    assert LINE.fullmatch(line), line
    assert line.isprintable()
    assert health.exit_code in range(4)


def test_a_source_that_holds_more_than_a_run_may_take_is_read(office):
    ran(office, "partial")
    assert (value(found(office), "failing"), value(found(office), "sources")) == (0, 1)
    ran(office, "partial", error="the 2nd page did not come")
    assert value(found(office), "failing") == 1
