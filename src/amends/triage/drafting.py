"""A suggested reply, for a stored mention or for one that comes through a pipe."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.errors import InputError, UsageError
from amends.scoring.situation import situation
from amends.triage.arrivals import clean
from amends.triage.deciding import case as find_case

if TYPE_CHECKING:
    from amends.models import Case, Draft, Mention
    from amends.models.vocabulary import Playbook
    from amends.triage.business import Business


@dataclass(frozen=True, slots=True)
class Ask:
    """How the reply should be."""

    variant: int = 1
    short: bool = False
    language: str | None = None
    playbook: Playbook | None = None
    interface: str = "en"


def draft(business: Business, short_id: str, ask: Ask) -> Draft:
    """Suggest a reply to a stored mention; raises `UsageError` where there is nothing to answer."""
    case = find_case(business, short_id)
    if case.erased_at:
        raise UsageError(
            f"what {short_id} said was erased on {case.erased_at:%Y-%m-%d}, as `keep` wants it",
            hint="Look at it where it was published.",
        )
    return _compose(business, case, ask)


def draft_mention(business: Business, mention: Mention, ask: Ask) -> Draft:
    """Suggest a reply to a mention that is not stored."""
    from amends.triage.passing import rank_unstored

    (ranked,) = rank_unstored(business, [clean(mention, business.now)])
    return _compose(business, ranked.case, ask)


def read_mention() -> Mention:
    """Read one JSON mention from stdin; raises `InputError`."""
    from amends.sources.interchange import mention_from_json

    try:
        return mention_from_json(json.load(sys.stdin))
    except (ValueError, RecursionError) as error:
        raise InputError(f"stdin is not one JSON mention: {error}") from None


def _compose(business: Business, case: Case, ask: Ask) -> Draft:
    from amends.replies import compose

    return compose(
        case,
        business.config,
        playbook=ask.playbook or situation(case, business.now).playbook,
        now=business.now,
        variant=ask.variant,
        language=ask.language,
        short=ask.short,
        interface=ask.interface,
    )
