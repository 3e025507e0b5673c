"""Replies that were given, with the promises and remedies that they bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from amends.errors import UsageError
from amends.scoring.situation import situation
from amends.store import Made, Row
from amends.store.decisions import promise_row, remedy_row, reply_row
from amends.triage.deciding import case, find, moved, others
from amends.triage.proposing import not_empty

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from amends.models import Case
    from amends.models.handling import Proposal
    from amends.models.vocabulary import Status
    from amends.replies.policy import Granted
    from amends.store import Change
    from amends.triage.business import Business

END_OF_DAY = time(18)
"""When a promised day is over for a customer who waits."""
_ASKING = frozenset({"ask_details", "verify_then_answer"})
"""Playbooks after whose reply it is the customer's turn."""


@dataclass(frozen=True, slots=True)
class Replied:
    """What a recorded reply brought."""

    status: Status
    promises: tuple[Made, ...]
    remedies: tuple[Granted, ...] = ()
    along: tuple[str, ...] = ()
    """Ids of the person's other open mentions, which it answers too."""
    unsaid: tuple[Granted, ...] = ()
    """Remedies that were chosen, but that it does not name."""
    besides: dict[str, Any] | None = None
    """A colleague's reply that the customer had before: at, who, text."""
    unapproved: bool = False
    """It needed the approval of somebody else, and had none."""


def reply(business: Business, short_id: str, text: str | None, *, wait: bool = False) -> Replied:
    """Record the reply that was given, with what it promises; the first clock stops.

    Without a text it is the proposal as it was approved. A sentence that names a day to come is a
    promise until that day. `wait`: it is the customer's turn now. The remedies that were to be
    offered are noted, as granted where there was no choice.
    """
    with business.change() as change:
        number, present = find(business, short_id), case(business, short_id)
        said = _said(business, present, text)
        promises = _new_promises(business, present, said)
        status = _after(business, present, promises, wait=wait)
        before = business.store.replies(number)
        remedies, unsaid = _remedies(business, present, said)
        handling = replace(
            moved(business, present, status),
            replied_at=business.now,  # an earlier answer may precede an edit
            follow_up_at=_soonest(present, promises),
        )
        rows = [reply_row(change, number, said)]
        rows += [promise_row(change, number, made) for made in promises]
        rows += [
            remedy_row(change, number, each.key, each.cost, granted=len(remedies) == 1)
            for each in remedies
        ]
        details = {"before": present.handling.status, "status": status}
        change.decide(number, handling, what="replied", details=details, rows=rows)
        along = others(business, [present], answered=False)
        for other in along:
            change.decide(
                find(business, other.id),
                replace(moved(business, other, status), replied_at=business.now),
                what="replied",
                details={"with": short_id, "status": status},
            )
    proposal = present.handling.proposal
    return Replied(
        status,
        promises,
        remedies,
        tuple(other.id for other in along),
        unsaid,
        _besides(business, present, before),
        unapproved=bool(proposal and proposal.needs_approval and not proposal.approved_by),
    )


def chosen(business: Business, change: Change, present: Case, said: str) -> list[Row]:
    """Return the rows that make one of the offered remedies the granted one.

    A known one that was not offered is granted all the same: somebody may have talked to them.
    """
    from amends.replies.policy import granted

    found = granted(said, business.config)
    number = find(business, present.id)
    offers = [each["remedy"] for each in business.store.remedies.of(number)]
    if not found.known and found.key not in offers:
        known = ", ".join(dict.fromkeys(offers)) or "amends draft --offer lists them"
        raise UsageError(f"no remedy is called {found.key!r}", hint=f"Offered: {known}.")
    offered = [each for each in business.store.remedies.of(number) if each["remedy"] == found.key]
    if any(each["granted"] for each in offered):
        raise UsageError(f"{found.key} is granted already")
    if offered:
        return [Row("remedies", {"number": offered[0]["number"]}, {"granted": 1})]
    return [remedy_row(change, number, found.key, found.cost, granted=True)]


def _said(business: Business, present: Case, text: str | None) -> str:
    proposal = present.handling.proposal
    if text is None and proposal is None:
        raise UsageError(
            f"no reply to {present.id} is proposed", hint="Give --text, --file or --edit."
        )
    if text is None and proposal:
        _refuse_outdated(business, present, proposal)
    if text is None and proposal and proposal.needs_approval and not proposal.approved_by:
        raise UsageError(
            f"the proposed reply to {present.id} waits for approval",
            hint=f"Somebody else than {proposal.who}: amends approve {present.id}",
        )
    return not_empty(text if text is not None else proposal.text if proposal else "")


def _refuse_outdated(business: Business, present: Case, proposal: Proposal) -> None:
    """Raise where the customer has written since: the text answers what was said before."""
    for other in (present, *others(business, [present], answered=False)):
        seen = other.first_seen_at
        if seen and seen > proposal.at:
            raise UsageError(
                f"the customer has written since that was proposed ({other.id})",
                hint=f"Look at it: amends show {other.id}; then propose again, or give --text.",
            )


def _besides(
    business: Business, present: Case, before: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """Return a colleague's reply to the same words: two answers may contradict each other."""
    last = before[-1] if before and present.answered else None
    return last if last and last["who"].casefold() != business.who.casefold() else None


def _after(business: Business, present: Case, promises: tuple[Made, ...], *, wait: bool) -> Status:
    """Return the status after a reply, by whose turn it is."""
    book = situation(present, business.now).playbook
    if wait or (book in _ASKING and not present.answered):
        return "waiting_for_customer"
    return "following_up" if promises or present.handling.follow_up_at else "replied"


def _soonest(present: Case, promises: tuple[Made, ...]) -> datetime | None:
    known = [present.handling.follow_up_at, *(made.due_at for made in promises)]
    return min((moment for moment in known if moment), default=None)


def _new_promises(business: Business, present: Case, said: str) -> tuple[Made, ...]:
    """Return what the reply promises and no earlier one has."""
    known = business.store.followups(find(business, present.id), open_only=True)
    open_ones = {(each.what, each.due_at) for each in known}
    return tuple(
        made
        for made in _promises(business, present, said)
        if (made.what, made.due_at) not in open_ones
    )


def _promises(business: Business, present: Case, said: str) -> tuple[Made, ...]:
    from amends.languages import detect
    from amends.replies import pledged

    zone = business.zone
    answers = present.handling.answers
    who = answers.who or _keeper(business)
    remedy = answers.offers[0] if len(answers.offers) == 1 else None
    tongue = detect(said, hint=present.assessment.language.code).code
    return tuple(
        Made(each.what, who, end_of(each.by, zone), remedy)
        for each in pledged(said, tongue, business.now.astimezone(zone).date())
    )


def _keeper(business: Business) -> str:
    """Return who keeps what is promised: the colleague who records it, else who signs."""
    from amends.replies import signer

    for name in business.config.team:
        if name.casefold() == business.who.casefold():
            return name
    return signer(business.config, business.language) or business.who


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return when a promised day is over."""
    return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)


def _remedies(
    business: Business, present: Case, said: str
) -> tuple[tuple[Granted, ...], tuple[Granted, ...]]:
    """Return what the reply offers of what the owner chose, and what it leaves out.

    What was offered before is not offered again.
    """
    from amends.replies.policy import granted

    before = {each["remedy"] for each in business.store.remedies.of(find(business, present.id))}
    offers = [granted(each, business.config) for each in present.handling.answers.offers]
    new = [each for each in offers if each.key not in before]
    named = tuple(each for each in new if each.said_in(said))
    return named, tuple(each for each in new if each not in named)
