"""Replies before they are sent: proposed by one, approved by another where the policy asks it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.models.handling import Proposal
from amends.triage.deciding import case, find, moved

if TYPE_CHECKING:
    from amends.models import Case, Handling
    from amends.models.vocabulary import Status
    from amends.replies.policy import Granted
    from amends.triage.business import Business


def propose(business: Business, short_id: str, text: str, *, needs_approval: bool = False) -> bool:
    """Keep a reply to be approved or sent later; return whether somebody else has to approve it.

    The policy decides that: what it offers may cost more than its author may grant.
    """
    said = not_empty(text)
    with business.change() as change:
        present = case(business, short_id)
        asks = needs_approval or _exceeds(business, present, business.who)
        proposal = Proposal(said, business.who, business.now, asks)
        handling = replace(_prepared(business, present, "drafted"), proposal=proposal)
        details = {"text": said, "needs_approval": asks}
        change.decide(find(business, short_id), handling, what="proposed", details=details)
    return asks


def approve(business: Business, short_id: str) -> Proposal:
    """Approve a proposed reply; raises `UsageError` for what only somebody else may approve."""
    with business.change() as change:
        present = case(business, short_id)
        proposal = present.handling.proposal
        if proposal is None:
            raise UsageError(
                f"there is no proposed reply to {present.id}", hint=f"amends propose {present.id}"
            )
        _refuse_approval(business, present, proposal)
        approved = replace(proposal, approved_by=business.who)
        ready = replace(present, handling=replace(present.handling, proposal=approved))
        drafted = _prepared(business, ready, "drafted")  # it may be older than the last edit
        ready = replace(ready, handling=drafted)
        handling = replace(_prepared(business, ready, "approved"), proposal=approved)
        details = {"author": proposal.who}
        change.decide(find(business, short_id), handling, what="approved", details=details)
    return approved


def may_grant(business: Business, remedy: Granted, who: str) -> bool:
    """Say whether a person may grant a remedy: named for it, or up to what they may spend."""
    if remedy.by is None or remedy.by.casefold() == who.casefold():
        return True
    member = next(
        (each for name, each in business.config.team.items() if name.casefold() == who.casefold()),
        None,
    )
    limit = member.may_grant if member else None
    return limit is not None and remedy.cost is not None and remedy.cost <= limit


def not_empty(text: str) -> str:
    """Return a text without its edges; raises `UsageError` where nothing is left."""
    said = text.strip()
    if not said:
        raise UsageError("the reply is empty", hint="Give --text, --file, or type it.")
    return said


def _prepared(business: Business, present: Case, status: Status) -> Handling:
    """Return the handling with a reply in preparation; who has an answer is not without one."""
    return present.handling if present.answered else moved(business, present, status)


def _exceeds(business: Business, present: Case, who: str) -> bool:
    """Say whether what is offered needs somebody else's word than this person's."""
    from amends.replies.policy import granted

    offers = (granted(each, business.config) for each in present.handling.answers.offers)
    return any(not may_grant(business, each, who) for each in offers)


def _refuse_approval(business: Business, present: Case, proposal: Proposal) -> None:
    if not proposal.needs_approval:
        return
    if proposal.who.casefold() == business.who.casefold():
        raise UsageError(
            "a reply that needs approval is approved by somebody else than its author",
            hint=f"{proposal.who} wrote it; who are you? AMENDS_USER, or user: in config.yaml.",
        )
    if business.config.team and _exceeds(business, present, business.who):
        raise UsageError(
            f"what it offers is more than {business.who} may grant",
            hint="See remedies: by, and team: may_grant in config.yaml.",
        )
