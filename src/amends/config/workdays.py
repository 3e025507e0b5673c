"""Which days are worked: those with hours, but for the holidays of the owner and of the country."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from amends.config.model import Config
    from amends.config.values import Weekday

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = "en_US"
"""Names of holidays, which nobody reads here; else their language depends on the machine's."""


def day_off(config: Config, day: date) -> bool:
    """Say whether nobody works on a day; without configured hours every weekday is worked."""
    hours = config.sla.hours
    return bool(hours and WEEKDAYS[day.weekday()] not in hours) or day in holidays(config, day.year)


def holidays(config: Config, year: int) -> frozenset[date]:
    """Return the days of a year on which the business rests, its own and the public ones."""
    own = frozenset(day for day in config.sla.holidays if day.year == year)
    country = config.business.country
    if country and keeps_public_holidays(config):
        return own | public_holidays(country, config.sla.region, year)
    return own


def keeps_public_holidays(config: Config) -> bool:
    """Say whether the clocks stand still on public holidays, if a country is configured."""
    wanted = config.sla.public_holidays
    return wanted == "yes" or (wanted == "auto" and bool(config.sla.hours))


@cache
def public_holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    """Return a country's public holidays in a year, with those of the region if it is known.

    https://holidays.readthedocs.io: substitute days count; an unknown country has none.
    """
    import warnings

    from holidays import country_holidays

    code = regions(country).get(region.casefold()) if region else None
    try:
        with warnings.catch_warnings(action="ignore"):  # of years that it does not know yet
            return frozenset(country_holidays(country, code, years=year, language=_NAMES))
    except NotImplementedError:
        return frozenset()


@cache
def regions(country: str) -> Mapping[str, str]:
    """Return spelling → code of the regions that have holidays of their own, in small letters.

    `DE-BY`, `BY`, `Bayern` and `Bavaria` are one.
    """
    from holidays import country_holidays

    try:
        known = country_holidays(country, language=_NAMES).get_subdivision_aliases()
    except NotImplementedError:
        return {}
    return {
        name.casefold(): code
        for code, aliases in known.items()
        for name in (code, f"{country}-{code}", *aliases)
    }
