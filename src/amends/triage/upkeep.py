"""What time and configuration decide by themselves, once a run: rules, stories, silence.

Runs under the run lock after the assessing. Each step follows from the state of the store, so that
a run which was killed before is made good by the next one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.handling.assignment import proposed
from amends.store import OURSELVES
from amends.triage.assessing import admit
from amends.triage.deciding import moved
from amends.triage.keeping import clock_is_believed
from amends.triage.ruling import apply_rules
from amends.triage.stories import attach_stories
from amends.triage.warning import warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Case
    from amends.triage.business import Business

SILENCE = timedelta(days=14)
"""So long a customer may take to answer our question; then the matter is closed, and can come back.

EXPERIENCE of care leads: who has not answered by then mostly will not.
"""
_SERIOUS = 3
"""From this severity on only a person closes a matter."""


def keep_up(business: Business) -> None:
    """Let assessed mentions in, and do what needs nobody's decision."""
    admit(business)
    apply_rules(business)
    warn(business)
    assign(business)
    attach_stories(business)
    close_silent(business)


def assign(business: Business) -> int:
    """Give each open mention that nobody has had yet to whom it suits; people may change that."""
    if not business.config.team:
        return 0
    load = business.store.upkeep.load()
    with business.store.change(who=OURSELVES, now=business.now) as change:
        given = 0
        for number, case in _numbered(business, business.store.upkeep.never_assigned()):
            name = proposed(case, business.config, load)
            if name:
                load[name] = load.get(name, 0) + 1
                handling = replace(case.handling, assignee=name)
                details = {"assignee": name}
                change.decide(number, handling, what="assigned", details=details)
                given += 1
    return given


def close_silent(business: Business) -> int:
    """Close what waited for a customer who never answered, and what was answered for good.

    A clock that is not believed closes nothing: silence is what time alone decides.
    """
    if not clock_is_believed(business):
        return 0
    store, since = business.store, business.now - SILENCE
    with store.change(who=OURSELVES, now=business.now) as change:
        silent = [
            (number, case)
            for number, case in _numbered(business, store.upkeep.silent_since(since))
            if _may_close(case)
        ]
        for number, case in silent:
            asked = case.handling.status == "waiting_for_customer"
            why = "asked, no answer" if asked else "answered, nothing came back"
            handling = moved(business, case, "closed", why)
            change.decide(
                number,
                handling,
                what="marked",
                details={"status": "closed", "before": case.handling.status, "because": why},
            )
    return len(silent)


def _numbered(business: Business, numbers: Sequence[int]) -> list[tuple[int, Case]]:
    return list(zip(numbers, business.store.cases(numbers), strict=True))


def _may_close(case: Case) -> bool:
    """Serious harm, an open promise, and a reply that nobody can see yet need a person."""
    reply = case.mention.reply
    shown = reply is None or reply.state == "approved"
    return case.assessment.severity < _SERIOUS and case.handling.follow_up_at is None and shown
