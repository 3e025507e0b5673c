"""The three questions before a draft: what happened, what to offer, who until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.cli.session import note, prompted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.languages import Words
    from amends.models import Answers
    from amends.replies.policy import Basis
    from amends.triage.business import Business
    from amends.triage.drafting import Matter


def asked(business: Business, matter: Matter, words: Words) -> Answers:
    """Ask the three questions and return what was said; Enter takes what is usual."""
    from amends.triage import answering

    known = answering.choices(business, matter)
    cause = _one(words, "ask.what", known.causes, hint="ask.what_hint")
    offers = _several(words, known.offers)
    who, by = _keeper(business, words, known.who, known.by.isoformat())
    return answering.answers(
        business, matter, cause=cause or "unknown", offers=offers, by=by, who=who
    )


def _one(words: Words, question: str, among: Sequence[Basis], *, hint: str) -> str:
    return " ".join(_chosen(words, question, among, hint, most=1))


def _several(words: Words, among: Sequence[Basis]) -> list[str]:
    return _chosen(words, "ask.offer", among, "ask.offer_hint", most=len(among))


def _chosen(
    words: Words, question: str, among: Sequence[Basis], hint: str, *, most: int
) -> list[str]:
    """Return numbers of choices, or own words; what is no choice is asked again at once."""
    note(f"\n{words.say(question)}")
    _list(words, among)
    choices = {str(number) for number in range(1, len(among) + 1)}
    while True:
        said = prompted(f"  {words.say(hint)} › ").strip()
        numbers = said.replace(",", " ").split()
        if not all(map(str.isdecimal, numbers)):
            return [said]
        if choices.issuperset(numbers) and len(numbers) <= most:
            return numbers
        key = "ask.no_choice" if among else "ask.no_choices"
        note(f"  {words.say(key, said=said, n=len(among))}")


def _list(words: Words, among: Sequence[Basis]) -> None:
    from amends.replies import shown

    for number, basis in enumerate(among, start=1):
        asks = f" ({words.say('ask.approval', name=basis.granter)})" if basis.granter else ""
        note(f"  {number}  {shown(basis, words.language)}{asks}")


def _keeper(
    business: Business, words: Words, usual: str, usual_day: str
) -> tuple[str | None, str | None]:
    """Return who answers and until when; None for what stays usual."""
    from amends.triage import answering

    note(f"\n{words.say('ask.who')}")
    hint = words.say("ask.who_hint", who=usual or "-", date=usual_day)
    while True:
        said = prompted(f"  {hint} › ").strip()
        if not said:
            return None, None
        *names, last = (each.strip() for each in said.split(","))
        found = answering.day(last, business, words.language)
        if found is None and not names:
            return said, None
        if found is None:
            note(f"  {words.say('ask.no_day', said=last, date=usual_day)}")
        elif not answering.can_be_promised(found, business):
            note(f"  {words.say('ask.no_such_day', said=last)}")
            continue
        return ", ".join(names) or None, found.isoformat() if found else None
