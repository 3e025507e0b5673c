"""One matter on the desk: all that is known of it now, and the reply in hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.models.work import Shown
from amends.triage import drafting, showing
from amends.triage.drafting import Ask

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Case
    from amends.models.listing import Group, Task
    from amends.models.promises import Followup
    from amends.models.reply import Purpose
    from amends.models.vocabulary import UiLanguage
    from amends.triage.business import Business
    from amends.triage.drafting import Matter

GRAVE = 4
"""Critical: people first, and the words in public later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Shown):
    """A matter on the desk, and what its reply is drafted from."""

    ask: Ask
    matter: Matter | None
    """None where the text is erased; then nothing can be drafted."""


def look(business: Business, task: Task, interface: UiLanguage) -> View:
    """Read a matter as it is now; a reply that somebody kept is in hand, else a draft."""
    whole = showing.show(business, task.id)
    matter = None if whole.item.case.erased_at else drafting.stored(business, task.id)
    answers = matter.rounds if matter else 0
    promise = next((each for each in whole.promises if each.id == task.promise), None)
    wanted = purpose(whole.item.case, task.group, promise, now=whole.at, answers=answers)
    ask = Ask(purpose=wanted, interface=interface)
    view = View(task=task, whole=whole, ask=ask, matter=matter)
    return in_own_words(business, reworded(business, view, ask))


def reworded(business: Business, view: View, ask: Ask) -> View:
    """Return the matter with another draft in hand."""
    if view.matter is None:
        return view
    made = drafting.draft(business, view.matter, ask)
    return replace(view, ask=ask, draft=made, text=made.text, verdict=made.lint, own=None)


def in_own_words(business: Business, view: View) -> View:
    """Return the matter with the words in hand that somebody kept, if there are any."""
    kept = view.case.handling.proposal
    if kept is None or view.matter is None or view.draft is None:
        return view
    verdict = drafting.check(
        business, view.matter, kept.text, view.draft, interface=view.ask.interface
    )
    return replace(view, text=kept.text, verdict=verdict, own=kept)


def purpose(
    case: Case, group: Group, promise: Followup | None, *, now: datetime, answers: int
) -> Purpose | None:
    """Return what a reply would be for; None: the answer, or the next one.

    `promise` is the one that it is about. Where people came to harm, nothing but a hold reply is
    for the public yet, until they have read one of our `answers`.
    """
    if not case.answered:
        return "hold" if case.assessment.severity >= GRAVE and not answers else None
    if group == "close":
        return "all_right"
    return "late" if promise and promise.due_at < now else "done"


def refuse_without(text: str | None) -> str:
    """Return the reply in hand; raises `UsageError` where there is none."""
    if text is None:
        raise UsageError("there is no reply in hand")
    return text
