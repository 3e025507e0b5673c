"""Whether a model's wording of a draft may be shown; whatever stands against it, refuses it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from amends.errors import ModelError
from amends.languages import detect, has
from amends.models import Part
from amends.replies.lint.letter import sentences
from amends.replies.lint.view import View
from amends.replies.modelled.claims import Sources, beyond
from amends.replies.modelled.facts import Facts
from amends.replies.modelled.prompt import unsigned
from amends.replies.platforms import platform
from amends.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amends.languages import Words
    from amends.models import Draft
    from amends.models.lint import Verdict
    from amends.replies.grounds import Grounds

_LONGER, _SPARE = 2, 200
"""How much longer than the draft a rewording may be: times, and characters more."""
_QUOTE = 80
_SURE = 0.7
_ENOUGH_WORDS = 5
"""From so many words on the language of a sentence can be told."""
_MARKUP = re.compile(
    r"__|``?|~~|\[[^\]\n]{0,200}\]|[<>{}|\\*#]"
    r"|(?m:^\s*(?:[-•–]\s|\d{1,2}[.)]\s))"
)
_PREAMBLE = re.compile(r"\A[^.!?\n]{0,120}:\s*(?:\n|\Z)|\A[^\n]{0,120}:\s*\n")
_Objection = tuple[str, dict[str, Any]]
"""The key of a message, and what fills it."""


def reworded(
    draft: Draft,
    answer: str,
    model: str,
    grounds: Grounds,
    lint: Callable[[str], Verdict],
    words: Words,
) -> Draft:
    """Return the draft in the model's words; raises `ModelError` with the first reason against it.

    Parts, and their meaning, are ours alone: the model's text is one part, under it the signature
    of the draft. It keeps every date of the draft, so what that promises is promised still.
    `lint` checks a whole reply.
    """
    text = _bare(answer, draft)
    made = replace(
        draft,
        parts=(Part("answer", text, based_on=f"llm {model}"), *draft.parts[len(unsigned(draft)) :]),
        model=model,
    )
    for code, args in _objections(made, draft, grounds, lint):
        raise ModelError(words.say(f"model.{code}", **args))
    place = platform(grounds.case.mention.source_type)
    used = draft.length and replace(draft.length, used=place.length(made.text or ""))
    return replace(made, length=used, lint=lint(made.text or ""))


def _bare(answer: str, draft: Draft) -> str:
    """Return the answer in one paragraph, without the signature, if it signs against the rules."""
    text = normalise(answer)
    sign = next((part.text for part in draft.parts if part.part == "sign"), "")
    if sign and text.endswith(sign):
        text = text.removesuffix(sign).rstrip(" \n—–-,")
    return text


def _objections(
    made: Draft, draft: Draft, grounds: Grounds, lint: Callable[[str], Verdict]
) -> Iterator[_Objection]:
    """Yield what stands against a text; form first, since all the rest reads it."""
    text = made.parts[0].text
    allowed = _allowed(draft, grounds)
    yield from _form(text, made, draft, grounds)
    yield from _language(text, draft.language)
    said = Facts(text, draft.language)
    for each in said.beyond(Facts(allowed, draft.language)):
        yield "names", {"quote": _cut(each)}
    own = " ".join(part.text for part in unsigned(draft))
    for each in said.missing(Facts(own, draft.language)):
        yield "missing", {"quote": _cut(each)}
    for each in _offers(draft, grounds):
        if Facts(each, draft.language).folded not in said.folded:
            yield "missing", {"quote": _cut(each)}
    theirs = Facts(grounds.text, draft.language)
    sources = Sources(_view(own, draft, grounds), Facts(allowed, draft.language), theirs)
    for each in beyond(_view(text, draft, grounds), sources):
        yield "more", {"quote": _cut(each)}
    yield from _lint(made, draft, lint)


def _form(text: str, made: Draft, draft: Draft, grounds: Grounds) -> Iterator[_Objection]:
    if not text:
        yield "empty", {}
    most = _LONGER * len(draft.text or "") + _SPARE
    if len(text) > most:
        yield "too_long", {"n": len(text), "limit": most}
    place = platform(grounds.case.mention.source_type)
    whole = made.text or ""
    if place.limit is not None and not place.fits(whole):
        yield "too_long", {"n": place.length(whole), "limit": place.limit}
    if not has(draft.language, "lint"):
        yield "unchecked", {"language": draft.language}
    if found := _PREAMBLE.search(text):
        yield "around", {"quote": _cut(found[0])}
    if found := _MARKUP.search(text):
        yield "markup", {"quote": _cut(found[0])}


def _language(text: str, wanted: str) -> Iterator[_Objection]:
    """Every sentence that is long enough must be in it: one in another would escape the rest."""
    if detect(text).code != wanted:
        yield "language", {"found": detect(text).code, "wanted": wanted}
    for each in sentences(text, ()):
        found = detect(each.text, expected=(wanted,))
        sure = found.confidence >= _SURE and len(each.text.split()) >= _ENOUGH_WORDS
        if sure and found.code != wanted:
            yield "language", {"found": found.code, "wanted": wanted}


def _lint(made: Draft, draft: Draft, lint: Callable[[str], Verdict]) -> Iterator[_Objection]:
    """Yield errors; and doubts that the draft itself does not raise."""
    known = {found.rule for found in draft.lint.findings} if draft.lint else set()
    for found in lint(made.text or "").findings:
        if found.level == "error" or found.rule not in known:
            yield "lint", {"because": found.because, "quote": _cut(found.quote)}


def _offers(draft: Draft, grounds: Grounds) -> Iterator[str]:
    """Yield the offers that stand in the draft; in their own words, since those were weighed."""
    text = Facts(draft.text or "", draft.language).folded
    for basis in grounds.offers:
        offer = basis.wordings.get(draft.language, "")
        if Facts(offer, draft.language).folded in text:
            yield offer


def _allowed(draft: Draft, grounds: Grounds) -> str:
    """Return all that may be named: the draft, and the facts of the review that it may quote."""
    facts = [f"“{fact}”" for fact in (grounds.quote, grounds.detail, grounds.good) if fact]
    return "\n".join([draft.text or "", *facts])


def _view(text: str, draft: Draft, grounds: Grounds) -> View:
    case = grounds.case
    return View(
        text,
        mention=case.mention,
        assessment=case.assessment,
        playbook=draft.playbook if draft.purpose == "answer" else None,
        language=draft.language,
        config=grounds.config,
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else f"{line[: _QUOTE - 1]}…"
