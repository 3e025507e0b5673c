"""Days on which nobody works: free weekdays, the owner's holidays and the country's."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from amends.config import Config
from amends.config.iso import COUNTRIES
from amends.config.workdays import day_off, holidays, public_holidays, regions

EPIPHANY = date(2027, 1, 6)
"""A public holiday in Bavaria, and not in Berlin."""


def shop(country, **sla):
    return Config.model_validate({"business": {"country": country}, "sla": sla})


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("BG", date(2026, 3, 3)),
        ("BG", date(2026, 5, 25)),  # the 24th was a Sunday: the day after is free
        ("PL", date(2026, 11, 11)),
        ("ES", date(2026, 10, 12)),
        ("US", date(2026, 11, 26)),
        ("DE", date(2026, 10, 3)),
    ],
)
def test_public_holidays_of_a_country(country, day):
    assert day_off(shop(country, public_holidays="yes"), day)
    assert not day_off(shop(country, public_holidays="no"), day)


@pytest.mark.parametrize("region", ["BY", "by", "DE-BY", "Bayern"])
def test_a_region_by_its_spellings(region):
    assert day_off(shop("DE", public_holidays="yes", region=region), EPIPHANY)


@pytest.mark.parametrize("region", [None, "BE", "Atlantis"])
def test_another_region_keeps_the_holidays_of_the_country(region):
    days = shop("DE", public_holidays="yes", region=region)
    assert not day_off(days, EPIPHANY)
    assert day_off(days, date(2026, 12, 25))


def test_a_free_weekday():
    days = shop(None, hours={"mon": "9:00-18:00"})
    assert [day_off(days, date(2026, 11, number)) for number in (21, 22, 23, 24)] == [
        True,
        True,
        False,
        True,
    ]


def test_own_holidays_come_on_top():
    days = shop("BG", public_holidays="yes", holidays="2026-12-31")
    year = holidays(days, 2026)
    assert year == public_holidays("BG", None, 2026) | {date(2026, 12, 31)}
    assert date(2026, 12, 31) not in holidays(days, 2025)


def test_public_holidays_are_not_looked_up_where_none_are_kept(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)  # its import would fail
    public_holidays.cache_clear()
    assert not day_off(shop("BG"), date(2026, 3, 3))
    weekly = shop("BG", hours={"tue": "9:00-12:00"}, public_holidays="no")
    assert not day_off(weekly, date(2026, 3, 3))


@pytest.mark.parametrize("year", [1900, 1970, 2026, 2099, 2200])
def test_no_country_and_no_year_is_too_strange(year):
    for country in COUNTRIES & {"IN", "UA", "SA", "CN", "IL", "IR", "AQ", "BV", "XK"}:
        assert all(day.year == year for day in public_holidays(country, None, year))


def test_a_country_that_is_not_known_has_none():
    assert public_holidays("ZZ", "BY", 2026) == frozenset()
    assert regions("ZZ") == {}
