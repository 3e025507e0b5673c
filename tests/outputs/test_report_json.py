"""The report as JSON: strict, rounded, and unknown is null."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from amends.models.alert import Alert, AlertReason
from amends.models.fix import Effect, Fix, Measured
from amends.models.moments import micros
from amends.models.report import Mean, Pair, Period, Promises, Share, Spread, Stars
from amends.outputs.alerts_json import fact
from amends.outputs.report_json import plain, report

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_a_share_says_how_sure_it_is():
    assert plain(Share(1, 3)) == {
        "count": 1,
        "n": 3,
        "value": 0.3333,
        "low": 0.0615,
        "high": 0.7923,
        "few": True,
    }
    assert plain(Share(0, 0))["value"] is None


def test_figures_are_rounded_and_the_unknown_is_null():
    assert plain(Mean(2 / 3, 12)) == {"value": 0.6667, "n": 12, "few": False}
    assert plain(Spread(None, None, 0)) == {"median": None, "most": None, "n": 0, "few": True}
    assert plain(Pair(3, None)) == {"now": 3, "before": None}
    stars = Stars(Mean(None, 0), (0, 0, 0, 0, 0))
    assert plain(stars)["distribution"] == [0, 0, 0, 0, 0]


def test_times_are_utc_and_days_are_days():
    found = plain(Period(AT, AT, date(2026, 11, 20), date(2026, 11, 20)))
    assert (found["since"], found["first"]) == ("2026-11-20T08:00:00Z", "2026-11-20")
    assert found["days"] == 0


def test_promises_say_how_many_were_kept():
    assert plain(Promises(4, 2, 1, 1, 0))["kept"]["value"] == 1.0


def test_a_fix_is_that_of_its_own_command():
    fix = Measured(Fix(1, "double box", "delivery", None, AT, "ana"), Effect(9, "fewer", 7, 1))
    assert (plain(fix)["name"], plain(fix)["after"]) == ("double box", 1)


def test_alerts_are_those_of_their_own_command_and_in_the_business_s_time(full_report):
    reason = AlertReason("harm", {"source": "google", "since_at": micros(AT)})
    alert = Alert(7, "harm", "mention:k7f2", 2, (reason,), AT, AT)
    (found,) = report(replace(full_report, alerts=(alert,), timezone="Europe/Sofia"))["alerts"]
    assert found == fact(alert, ZoneInfo("Europe/Sofia"))
    assert "10:00" in found["because"][0]
