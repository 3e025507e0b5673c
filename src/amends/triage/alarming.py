"""What is alarming at this moment: figures out of the store, through the detectors."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.alerts.harm import harms
from amends.alerts.rating import ratings
from amends.alerts.silence import silences
from amends.alerts.spread import seen, spreads
from amends.alerts.storm import storms
from amends.alerts.timing import DAY
from amends.alerts.watched import Weather
from amends.models.alert import ALERT_KINDS
from amends.models.moments import micros

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models.alert import AlertKind, Signal
    from amends.triage.business import Business

PAST = timedelta(days=70)
"""What is looked back on: eight weeks before a week that may be unusual, and one to spare."""
TODAY = timedelta(days=1)
"""Whose reach was read within this time may be spreading; what brought something is not silent."""


def signals(business: Business) -> list[Signal]:
    """Return what is alarming, of the configured kinds and in their order; nothing is stored.

    To be called when everything new is assessed, and joined with its story.
    """
    wanted = business.config.alerts.kinds or ALERT_KINDS
    look = _Look(business)
    return [each for kind in ALERT_KINDS if kind in wanted for each in look.kinds[kind]()]


class _Look:
    """One look, and what each detector is given."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.now = micros(business.now)
        self.series = business.store.series
        self.kinds: Mapping[AlertKind, Callable[[], list[Signal]]] = {
            "storm": self._storms,
            "spread": self._spreads,
            "harm": self._harms,
            "silence": self._silences,
            "rating": self._ratings,
        }

    def _storms(self) -> list[Signal]:
        now = self.business.now
        weather = Weather(
            self.series.arrivals(now - PAST, now),
            self.series.first_reads(),
            self.business.config.alerts.min_mentions,
            {about for kind, about in self.series.running() if kind == "storm"},
        )
        return storms(weather, self.now, self.business.zone)

    def _spreads(self) -> list[Signal]:
        now = self.business.now
        reaches: defaultdict[str, list[float]] = defaultdict(list)
        for source, reading in self.series.reaches(now - PAST):
            people = seen(reading)
            if people is not None:
                reaches[source].append(people)
        return spreads(self.series.spreaders(now - TODAY, now), reaches, self.now)

    def _harms(self) -> list[Signal]:
        store = self.business.store
        critical = self.series.critical(self.business.now)
        waiting = [each for each in critical if not store.standing(each.number).answered]
        return harms(waiting, self.now)

    def _silences(self) -> list[Signal]:
        read = set(self.business.switched_on)
        now = self.business.now
        runs = self.series.runs(now)
        watched = {name: each for name, each in runs.items() if name in read}
        return silences(self.series.quiet(now - TODAY, PAST), watched, self.now)

    def _ratings(self) -> list[Signal]:
        step = self.business.config.alerts.rating_step
        return ratings(self.series.stars(self.business.now), step, self.now // DAY)
