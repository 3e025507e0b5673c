"""A suggested reply, for a stored mention or for one that comes through a pipe."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from amends.errors import InputError, UsageError
from amends.scoring.situation import situation
from amends.triage.arrivals import clean
from amends.triage.deciding import case as find_case
from amends.triage.deciding import find

if TYPE_CHECKING:
    from amends.models import Answers, Case, Draft, Mention
    from amends.models.lint import Verdict
    from amends.models.reply import Purpose
    from amends.models.vocabulary import Playbook
    from amends.triage.business import Business


@dataclass(frozen=True, slots=True)
class Ask:
    """How the reply should be."""

    variant: int = 1
    short: bool = False
    language: str | None = None
    playbook: Playbook | None = None
    purpose: Purpose | None = None
    """None: the first answer, or the next one where the customer wrote again after ours."""
    interface: str = "en"
    llm: bool = False
    """Let the configured language model word it."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A case to be answered, and what was answered before."""

    case: Case
    replies: tuple[str, ...] = ()
    """Those to this customer, oldest first."""
    earlier: tuple[str, ...] = ()
    """The last ones to anybody at this source, newest first."""

    @property
    def rounds(self) -> int:
        """How many answers this customer has had."""
        at_the_source = self.case.mention.reply is not None
        return max(len(self.replies), int(at_the_source))


def stored(business: Business, short_id: str) -> Matter:
    """Return a stored mention to be answered; raises `UsageError` where its text is gone."""
    case = find_case(business, short_id)
    if case.erased_at:
        raise UsageError(
            f"what {short_id} said was erased on {case.erased_at:%Y-%m-%d}, as `keep` wants it",
            hint="Look at it where it was published.",
        )
    return Matter(
        case,
        tuple(each["text"] for each in business.store.replies(find(business, short_id))),
        tuple(business.store.latest_replies(case.mention.source)),
    )


def unstored(business: Business, mention: Mention) -> Matter:
    """Return a mention that is not stored; nobody remembers what it was answered."""
    from amends.triage.passing import rank_unstored

    (ranked,) = rank_unstored(business, [clean(mention, business.now)])
    return Matter(ranked.case)


def told(business: Business, matter: Matter, answers: Answers) -> Matter:
    """Keep with a stored mention what the owner knows of it; return it with that."""
    case = matter.case
    if answers == case.handling.answers:
        return matter
    if not case.id:
        return replace(matter, case=replace(case, handling=replace(case.handling, answers=answers)))
    with business.change() as change:
        fresh = find_case(business, case.id)
        change.decide(
            find(business, case.id),
            replace(fresh.handling, answers=answers),
            what="told",
            details={"cause": answers.cause, "offers": list(answers.offers)},
        )
    return replace(matter, case=find_case(business, case.id))


def playbook(business: Business, matter: Matter, ask: Ask) -> Playbook:
    """Return how the matter is to be answered."""
    return ask.playbook or situation(matter.case, business.now).playbook


def draft(business: Business, matter: Matter, ask: Ask) -> Draft:
    """Suggest a reply; with its check, as if somebody had written it."""
    from amends.replies import Wish, compose

    again = matter.rounds > 0 and not matter.case.answered
    wish = Wish(
        playbook=playbook(business, matter, ask),
        purpose=ask.purpose or ("again" if again else "answer"),
        variant=ask.variant,
        language=ask.language,
        short=ask.short,
        interface=ask.interface,
    )
    made = compose(
        matter.case,
        business.config,
        wish,
        now=business.now,
        earlier=matter.earlier,
        rounds=matter.rounds,
    )
    if made.text is None:
        return made
    lint = partial(check, business, matter, made=made, interface=ask.interface)
    made = replace(made, lint=lint(made.text))
    if not ask.llm:
        return made
    from amends.triage.modelling import worded

    return worded(business, matter, made, ask, lint)


def check(business: Business, matter: Matter, text: str, made: Draft, *, interface: str) -> Verdict:
    """Check a text that is to answer the matter as the draft would."""
    from amends.replies import lint, platform

    case = matter.case
    return lint.check(
        text,
        mention=case.mention,
        assessment=case.assessment,
        playbook=made.playbook if made.purpose == "answer" else None,
        platform=platform(case.mention.source_type),
        language=made.language,
        config=business.config,
        earlier=matter.earlier,
        interface=interface,
    )


def read_mention() -> Mention:
    """Read one JSON mention from stdin; raises `InputError`."""
    from amends.sources.interchange import mention_from_json

    try:
        return mention_from_json(json.load(sys.stdin))
    except (ValueError, RecursionError) as error:
        raise InputError(f"stdin is not one JSON mention: {error}") from None
