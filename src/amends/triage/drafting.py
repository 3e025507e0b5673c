"""A suggested reply, for a stored mention or for one that comes through a pipe."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from amends.errors import InputError, UsageError
from amends.languages import words
from amends.scoring.situation import situation
from amends.triage.arrivals import clean
from amends.triage.deciding import case as find_case
from amends.triage.deciding import find, others

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.models import Answers, Case, Draft, Mention
    from amends.models.lint import Verdict
    from amends.models.reply import Purpose
    from amends.models.vocabulary import Playbook
    from amends.triage.business import Business

_NEVER_AGAIN: frozenset[Playbook] = frozenset({"thank", "thank_and_fix", "no_reply"})
"""Playbooks for what leaves no matter open, however often they write."""


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
    rounds: int = 0
    """How many answers this customer has read."""


def stored(business: Business, short_id: str) -> Matter:
    """Return a stored mention to be answered; raises `UsageError` where its text is gone."""
    case = find_case(business, short_id)
    if case.erased_at:
        raise UsageError(
            f"what {short_id} said was erased on {case.erased_at:%Y-%m-%d}, as `keep` wants it",
            hint="Look at it where it was published.",
        )
    return _with_replies(business, [*_came_back(business, case), case])


def _came_back(business: Business, case: Case) -> list[Case]:
    """Return the matters of ours that the customer goes on with here, as if under our answer."""
    open_ones = others(business, [case], answered=False)
    return [each for each in open_ones if each.handling.reopened_at is not None]


def _with_replies(business: Business, cases: Sequence[Case]) -> Matter:
    """Return the last of these cases to be answered, with our replies to any of them."""
    store, case = business.store, cases[-1]
    given = [store.replies(find(business, each.id)) for each in cases]
    return Matter(
        case,
        replies=tuple(
            each["text"] for each in sorted(chain(*given), key=lambda each: str(each["at"]))
        ),
        earlier=tuple(store.latest_replies(case.mention.source)),
        rounds=sum(
            _read(each, len(replies), store.events(find(business, each.id)))
            for each, replies in zip(cases, given, strict=True)
        ),
    )


def _read(case: Case, recorded: int, events: Sequence[Mapping[str, Any]]) -> int:
    """Return how many of the recorded replies the customer could read, and that at the source.

    None that the platform refused, and not the last one while it holds that back.
    """
    reply = case.mention.reply
    refused = [event["what"] for event in events].count("refused")
    if reply is None or reply.state == "approved":
        return max(recorded - refused, int(reply is not None))
    held = case.handling.replied_at is not None
    return max(recorded - refused - held, 0)


def unstored(business: Business, mention: Mention) -> Matter:
    """Return a mention that is not stored; nobody remembers what it was answered."""
    from amends.triage.passing import rank_unstored

    (ranked,) = rank_unstored(business, [clean(mention, business.now)])
    reply = ranked.case.mention.reply
    return Matter(ranked.case, rounds=int(reply is not None and reply.state == "approved"))


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
    """Return how the matter is to be answered; an article not in public."""
    if ask.playbook is None and matter.case.mention.kind == "article":
        return "no_reply"
    return ask.playbook or situation(matter.case, business.now).playbook


def draft(business: Business, matter: Matter, ask: Ask) -> Draft:
    """Suggest a reply; with its check, as if somebody had written it."""
    from amends.replies import Wish, compose

    book = playbook(business, matter, ask)
    again = matter.rounds > 0 and not matter.case.answered and book not in _NEVER_AGAIN
    wish = Wish(
        playbook=book,
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
        return replace(made, because=_unneeded(business, matter, ask) or made.because)
    lint = partial(check, business, matter, made=made, interface=ask.interface)
    made = replace(made, refused=_refused(matter.case), lint=lint(made.text))
    if not ask.llm:
        return made
    from amends.triage.modelling import worded

    return worded(business, matter, made, ask, lint)


def _refused(case: Case) -> str | None:
    reply = case.mention.reply
    return (reply.reason or "") if reply and reply.state == "rejected" else None


def _unneeded(business: Business, matter: Matter, ask: Ask) -> str | None:
    """Say why nothing is suggested for what has its answer, and for the press."""
    from amends.outputs import unneeded

    case = matter.case
    number = find(business, case.id) if case.id else None
    promised = business.store.followups(number, open_only=True) if number else []
    return unneeded.because(case, promised, words(ask.interface), business.zone)


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
