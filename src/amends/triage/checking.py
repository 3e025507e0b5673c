"""The daily run: fetch, assess, and say what to do today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.models.listing import GROUPS, CheckReport
from amends.models.order import NOTHING_OBEYED
from amends.store import Filter, run_lock
from amends.triage import ranking
from amends.triage.ahead import Ahead
from amends.triage.alerting import watch
from amends.triage.assessing import assess_pending
from amends.triage.fetching import fetch
from amends.triage.keeping import forget
from amends.triage.orders import obey
from amends.triage.passing import rank_unstored
from amends.triage.progress import SILENT
from amends.triage.promising import due_now
from amends.triage.stories import in_the_press
from amends.triage.upkeep import keep_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import SourceRun
    from amends.models.listing import Listing
    from amends.models.order import Obeyed
    from amends.triage.business import Business
    from amends.triage.fetching import Fetched
    from amends.triage.progress import Progress

FAILED_SOURCE = 4
FAIL_ON_MET = 10
SHOWN = 10
"""An owner reads ten lines."""
TO_DO = tuple(group for group in GROUPS if group != "promised")
"""Promises have a list of their own."""


def check(
    business: Business,
    *,
    only: Sequence[str] = (),
    place: str | None = None,
    fail_on: str | None = None,
    limit: int = SHOWN,
    progress: Progress = SILENT,
) -> CheckReport:
    """Run the whole daily check and return what it found.

    `only` names sources, `place` narrows the listing, `fail_on` (urgent, overdue, any) asks for
    exit code 10 when such mentions wait.
    """
    place = business.place(place)
    fetched = run(business, "check", only=only, progress=progress)
    listing = ranking.listing(business, Filter(place=place), limit=limit, groups=TO_DO)
    met = _met(listing, fail_on)
    return CheckReport(
        at=business.now,
        runs=fetched.runs,
        listing=listing,
        not_kept=tuple(
            item
            for item in rank_unstored(business, fetched.not_kept)
            if place in {None, item.case.mention.place}
        ),
        erased_unanswered=fetched.erased_unanswered,
        clock=fetched.clock,
        vanished=vanished(business),
        backlog=business.store.entry.backlog(),
        followups=tuple(each for each in due_now(business) if place in {None, each.place}),
        demands=tuple(business.store.upkeep.demands(place, business.now)),
        alerts=tuple(business.store.alerts.running()),
        press=() if place else tuple(in_the_press(business)),
        timezone=business.config.business.timezone,
        met=met,
        obeyed=fetched.obeyed,
        cut_off=fetched.cut_off,
        exit_code=exit_code(fetched.runs, fetched.obeyed) or (FAIL_ON_MET if met else 0),
    )


def run(
    business: Business,
    command: str,
    *,
    only: Sequence[str] = (),
    progress: Progress = SILENT,
) -> Fetched:
    """Fetch and assess under the run lock; what a killed run left over is made good here."""
    from amends.http import Http

    for name in only:
        business.require(source=name)
    with run_lock(business.store.path, command, business.now):
        cut_off = business.store.deliveries.left_behind(business.now)
        obeyed = obey(business)
        chosen = [named for named in business.sources if not only or named.name in only]
        ahead = Ahead(business)
        with Http(business.config.http) as http:
            fetched = fetch(business, chosen, http, progress=progress, ahead=ahead)
        runs = tuple(replace(each, unfound=None) for each in fetched.runs)
        assess_pending(business, progress=progress, early=ahead.vectors)
        keep_up(business)
        forgotten = forget(business)
        watch(business)
    return replace(
        fetched,
        runs=runs if http.heard else fetched.runs,
        erased_unanswered=forgotten.unanswered,
        clock=forgotten.doubt,
        obeyed=obeyed,
        cut_off=tuple(cut_off),
    )


def exit_code(runs: Sequence[SourceRun], obeyed: Obeyed = NOTHING_OBEYED) -> int:
    """Return 4 if any source did not end well or brought what could not be read, else 0.

    One that holds more than `max_items` ended well: that is what the owner asked for.

    The mailbox with the `done` mails counts as one of them.
    """
    well = all(each.well and not each.skipped for each in runs)
    return 0 if well and obeyed.error is None else FAILED_SOURCE


def vanished(business: Business) -> dict[str, int]:
    """Return sources that have been read, are no longer configured, and have mentions."""
    read = business.store.sources.read()
    return {name: count for name, count in read.items() if name not in business.config.sources}


def _met(listing: Listing, wanted: str | None) -> bool:
    """Say whether mentions wait that the caller asked to hear of."""
    waiting = {
        "urgent": listing.groups.get("urgent", 0),
        "overdue": listing.overdue,
        "any": sum(listing.groups.get(group, 0) for group in GROUPS),
    }
    return wanted is not None and waiting[wanted] > 0
