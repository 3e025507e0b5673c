"""How a reply is made: its language, its length, who signs it, whether it is a form letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.replies.lint.bars import FAULT, reaches
from amends.replies.lint.rule import NOWHERE, Found, Rule, at
from amends.replies.lint.view import QUOTED, stems
from amends.replies.platforms import LINK
from amends.replies.signing import signers
from amends.text import similar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.models.lint import Level
    from amends.replies.lint.view import Said, View

_COPY = 0.9
_ALIKE = 0.8
"""How alike two replies may be before readers notice."""
_GREETING = 4
"""Words: a sentence so short says nothing of its own."""
_CURT = 12
_CURT_THANKS = 4
_SURE = 0.7
_PLACEHOLDER = re.compile(
    r"\{\{?[^{}\n]{1,40}\}\}?|\[[^\W\d_][^\[\]\n]{0,40}\](?!\()|<[^\W\d_/][^<>\n@]{0,40}>|%\(?\w+\)?[sd]\b"
    r"|(?<!\w)(?:_{3,}|X{3,}|Х{3,}|…{2,})(?!\w)|\bTODO\b|\blorem ipsum\b",
)
_SPECIFIC = (
    "cause",
    "checking",
    "repair",
    "change",
    "answer",
    "chat",
    "correction",
    "asks_details",
)
_QUOTE_WORDS = 3
_NOTHING_OF_THEIRS = 0.5
"""What is left of the bar of a formula in a reply that takes up no word of the mention."""
_SOME = 5
_END = 40
"""Characters after the name: a role, a house."""


def _scripted(view: View) -> Iterator[Found]:
    """It could answer any review, or it is nearly one of the last replies."""
    likeness = max((similar(view.text, other) for other in view.earlier), default=0.0)
    if likeness >= _ALIKE:
        yield Found(0, len(view.text), "error" if likeness >= _COPY else "warning")
        return
    bar = FAULT * (_NOTHING_OF_THEIRS if _says_nothing_of_theirs(view) else 1)
    formulae = [
        each
        for each in view.said
        if reaches(each, "scripted", bar) and len(each.text.split()) >= _GREETING
    ]
    if formulae:
        telling = [each for each in view.said if each not in formulae and _telling(each)]
        level: Level = "warning" if len(telling) >= len(formulae) else "error"
        for each in formulae:
            found = at(each, "scripted")
            yield Found(found.start, found.end, level)


def _says_nothing_of_theirs(view: View) -> bool:
    """Whether it takes up no word of a mention that offers some."""
    if view.mention is None or view.echoes:
        return False
    return len(stems(view.mention.text)) >= _SOME


def _telling(said: Said) -> bool:
    """Whether a sentence could not stand in any reply."""
    words = len(said.text.split())
    return words > _GREETING and said.does(*_SPECIFIC) >= FAULT and not said.holds("scripted")


def _wrong_language(view: View) -> Iterator[Found]:
    found = view.detected
    if view.expected and found.confidence >= _SURE and found.code not in ("und", view.expected):
        yield Found(0, 0, args={"found": found.code, "expected": view.expected})


def _no_name(view: View) -> Iterator[Found]:
    if view.playbook not in (None, "no_reply") and view.text.strip() and not _signed(view):
        yield NOWHERE


def _signed(view: View) -> bool:
    if view.signature:
        return True
    names = signers(view.config) if view.config else ()
    return any(name.casefold() in view.text[-len(name) - _END :].casefold() for name in names)


def _curt(view: View) -> Iterator[Found]:
    """So short that it reads as a shrug; praise may be answered in a few words."""
    words = len(view.text.split())
    if view.playbook in (None, "no_reply") or not words:
        return
    if words < (_CURT_THANKS if view.playbook in ("thank", "answer") else _CURT):
        yield Found(0, len(view.text))


def _placeholder(view: View) -> Iterator[Found]:
    """What stands in quotation marks, or in the mention, is quoted."""
    quoted = [found.span() for found in QUOTED.finditer(view.text)]
    theirs = view.mention.text if view.mention else ""
    for found in _PLACEHOLDER.finditer(view.text):
        inside = any(start < found.start() and found.end() < end for start, end in quoted)
        if not inside and found[0] not in theirs:
            yield Found(*found.span())


def _too_long(view: View) -> Iterator[Found]:
    place = view.platform
    if place and place.limit is not None and not place.fits(view.text):
        args = {"name": place.name, "limit": place.limit, "length": place.length(view.text)}
        yield Found(0, len(view.text), args=args | {"unit": place.unit})


def _link(view: View) -> Iterator[Found]:
    if view.platform and not view.platform.links:
        for found in LINK.finditer(view.text):
            yield Found(*found.span(), args={"name": view.platform.name})


def _snippet(view: View) -> Iterator[Found]:
    """Literal words of the review, where the platform forbids them."""
    if view.platform is None or view.platform.snippets or view.mention is None:
        return
    theirs = view.mention.text.casefold()
    for found in QUOTED.finditer(view.text):
        inside = found[0][1:-1].strip(" .,!?…")
        if len(inside.split()) >= _QUOTE_WORDS and inside.casefold() in theirs:
            yield Found(*found.span(), args={"name": view.platform.name})


RULES = (
    Rule("scripted", "error", _scripted),
    Rule("wrong_language", "error", _wrong_language),
    Rule("no_name", "error", _no_name),
    Rule("too_long_for_platform", "error", _too_long),
    Rule("unfilled_placeholder", "error", _placeholder),
    Rule("forbidden_link", "warning", _link),
    Rule("quotes_the_review", "error", _snippet),
    Rule("curt", "warning", _curt),
)
