"""Alerts: one for as long as it lasts, its worst level kept, told once; and what leaves no trace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models import Batch, Mention
from amends.models.alert import Alert, AlertReason, Signal
from amends.store import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
STORM = Signal("storm", "place:Harbour", 1, (AlertReason("above_usual", {"n": 9}),), ("k7f2",))


def at(hours):
    return NOW + hours * HOUR


def renew(store, *signals, hours=0.0, unseen_for=2 * HOUR, cool_down=24 * HOUR):
    store.alerts.renew(signals, now=at(hours), unseen_for=unseen_for, cool_down=cool_down)


def worse(level, **changes):
    values = {"reasons": STORM.reasons, "mentions": STORM.mentions} | changes
    return Signal(STORM.kind, STORM.about, level, **values)


def told(store, channel, key, purpose="alert", state="sent", also=()):
    said = (*also, f"alert:{key}") if purpose == "digest" else (f"alert:{key}",)
    number = store.deliveries.intend(channel, purpose, key, now=at(1), told=said)
    store.deliveries.settle(number, state)


def test_a_signal_begins_an_alert(store):
    renew(store, STORM)
    assert store.alerts.running() == [
        Alert(
            number=1,
            kind="storm",
            about="place:Harbour",
            level=1,
            reasons=STORM.reasons,
            first_seen_at=NOW,
            last_seen_at=NOW,
            mentions=("k7f2",),
        )
    ]
    assert store.alerts.find(1).id == "a1"
    assert store.alerts.find(2) is None


def test_seen_again_it_is_the_same_with_news(store):
    renew(store, STORM)
    news = (AlertReason("above_usual", {"n": 20}),)
    renew(store, worse(3, reasons=news, mentions=("b2c3", "k7f2")), hours=1)
    (alert,) = store.alerts.running()
    assert (alert.number, alert.level, alert.reasons) == (1, 3, news)
    assert (alert.first_seen_at, alert.last_seen_at) == (NOW, at(1))
    assert alert.mentions == ("b2c3", "k7f2")


def test_a_level_never_falls(store):
    for hours, level in enumerate((2, 3, 1)):
        renew(store, worse(level), hours=hours)
    assert store.alerts.running()[0].level == 3


def test_one_run_that_sees_nothing_ends_nothing_too_soon(store):
    renew(store, STORM)
    renew(store, hours=1)
    assert store.alerts.running()
    renew(store, hours=2)
    assert store.alerts.running() == []
    assert [(alert.id, alert.ended_at) for alert in store.alerts.past()] == [("a1", at(2))]


def test_some_kinds_end_at_once(store):
    harm = Signal("harm", "mention:k7f2", 1, ())
    times = {"unseen_for": 2 * HOUR, "cool_down": 24 * HOUR, "at_once": ("harm",)}
    store.alerts.renew([STORM, harm], now=NOW, **times)
    store.alerts.renew([], now=NOW, **times)
    assert len(store.alerts.running()) == 2
    store.alerts.renew([], now=at(0.1), **times)
    assert [alert.kind for alert in store.alerts.running()] == ["storm"]


def test_back_before_it_has_cooled_down_it_is_the_same(store):
    renew(store, STORM)
    renew(store, hours=2)
    renew(store, STORM, hours=20)
    (alert,) = store.alerts.running()
    assert (alert.id, alert.first_seen_at, alert.ended_at) == ("a1", NOW, None)


def test_back_after_that_it_is_another(store):
    renew(store, STORM)
    renew(store, hours=2)
    renew(store, STORM, hours=26)
    assert [alert.id for alert in store.alerts.running()] == ["a2"]
    assert [alert.id for alert in store.alerts.past()] == ["a1"]


def test_without_a_cool_down_one_that_runs_is_still_one(store):
    for hours in (0, 1, 2):
        renew(store, STORM, hours=hours, cool_down=timedelta(0))
    assert [alert.id for alert in store.alerts.running()] == ["a1"]


def test_a_clock_that_goes_back_moves_nothing(store):
    renew(store, STORM, hours=5)
    renew(store, STORM, hours=-500)
    renew(store, hours=-500)
    (alert,) = store.alerts.running()
    assert (alert.first_seen_at, alert.last_seen_at) == (at(5), at(5))


def test_the_newest_stands_first(store):
    renew(store, STORM)
    renew(store, STORM, Signal("harm", "mention:k7f2", 1, ()), hours=1)
    assert [alert.id for alert in store.alerts.running()] == ["a2", "a1"]


def test_where_it_was_told(store):
    renew(store, STORM)
    told(store, "team", "a1/1")
    told(store, "team", "a1/2", state="unknown")
    told(store, "phone", "a1/2", state="failed")
    told(store, "mail:ana@shop.example", "2026-11-20", purpose="digest", also=["mention:k7f2"])
    assert store.alerts.running()[0].told == {"team": 2}
    told(store, "mail:bo@shop.example", "a1/1", purpose="digest")
    told(store, "odd", "a1/1/2", purpose="digest")
    told(store, "odd", "x/y", purpose="digest")
    assert store.alerts.running()[0].told == {"team": 2, "mail:bo@shop.example": 1}


def test_what_is_erased_leaves_no_trace(store):
    mentions = tuple(
        Mention(text=f"Cold soup {n}", external_id=str(n), source="g", source_type="file")
        for n in range(2)
    )
    saved = store.save("g", "file", "f", Batch(mentions), baseline=30 * 24 * HOUR, now=NOW)
    gone, stays = store.ids(saved.new)
    reasons = (AlertReason("loudest", {"id": gone}), AlertReason("above_usual", {"n": 9}))
    renew(
        store,
        Signal("storm", "place:Harbour", 1, reasons, (gone, stays)),
        Signal("harm", f"mention:{gone}", 1, ()),
        Signal("harm", f"mention:{stays}", 1, (), (stays,)),
    )
    store.privacy.remove([saved.new[0]], why="erased", who="ana", now=NOW)
    found = {alert.about: alert for alert in store.alerts.running()}
    assert found.keys() == {"place:Harbour", f"mention:{stays}"}
    assert found["place:Harbour"].mentions == (stays,)
    assert [reason.code for reason in found["place:Harbour"].reasons] == ["above_usual"]
    assert (
        store._database.row("SELECT count(*) FROM alerts WHERE mentions LIKE ?", (f"%{gone}%",))[0]
        == 0
    )


RUNS = st.lists(
    st.tuples(
        st.floats(min_value=0.1, max_value=40),
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), max_size=4),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(RUNS)
def test_any_sequence_of_runs(tmp_path_factory, runs):
    path = tmp_path_factory.mktemp("runs") / "a.db"
    levels, ended, hours = {}, {}, 0.0
    with Store(path, now=NOW) as store:
        for pause, seen in runs:
            hours += pause
            renew(store, *(Signal("storm", f"place:{p}", n, ()) for p, n in seen), hours=hours)
            running = store.alerts.running()
            assert len({alert.about for alert in running}) == len(running)
            assert {f"place:{p}" for p, _ in seen} <= {alert.about for alert in running}
            for alert in [*running, *store.alerts.past()]:
                assert alert.level >= levels.get(alert.number, 1)
                levels[alert.number] = alert.level
                assert alert.first_seen_at <= alert.last_seen_at
            for alert in store.alerts.past():
                assert alert.ended_at - alert.last_seen_at >= 2 * HOUR
                ended[alert.number] = alert
            for alert in running:
                before = [each for each in ended.values() if each.about == alert.about]
                assert all(
                    each.number == alert.number or alert.first_seen_at - each.ended_at >= 24 * HOUR
                    for each in before
                )


@pytest.mark.parametrize(
    ("about", "renamed"),
    [
        ("source:google", "source:maps"),
        ("all source:google", "all source:maps"),
        ("down source:google place:Old Town", "down source:maps place:Old Town"),
        ("source:google maps", "source:google maps"),
        ("place:Harbour", "place:Harbour"),
    ],
)
def test_it_goes_on_when_its_source_is_renamed(store, about, renamed):
    def signal(about, source):
        return Signal("storm", about, 1, (AlertReason("x", {"source": source}),))

    renew(store, signal(about, "google"))
    store.sources.rename("google", "maps")
    renew(store, signal(renamed, "maps"), hours=1)
    (alert,) = store.alerts.running()
    assert (alert.number, alert.about) == (1, renamed)
    assert alert.reasons[0].args == {"source": "maps"}


def test_of_two_that_a_new_name_makes_the_same_the_old_one_ends(store):
    old, new = (Signal("silence", f"source:{name}", 1, ()) for name in ("google", "maps"))
    renew(store, old, new)
    store.sources.rename("google", "maps")
    renew(store, new, hours=2)
    assert [each.about for each in store.alerts.running()] == ["source:maps"]
