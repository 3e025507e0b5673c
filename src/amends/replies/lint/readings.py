"""How a reply can be read: what it admits, which precedent it sets, what they will ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.lint import HowRead
from amends.replies.lint.bars import ENOUGH, FAULT, holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.languages import Words
    from amends.replies.lint.view import Said, View

_QUOTE = 80
_FULL = "apologise_explain_solve_follow_up"


def readings(view: View, words: Words) -> tuple[HowRead, ...]:
    """Return the ways in which others may read it, worded in the language of the interface."""
    return (*_admits(view, words), *_precedent(view, words), *_question(view, words))


def _admits(view: View, words: Words) -> Iterator[HowRead]:
    guilty = [each for each in view.said if each.acts["admits"] >= FAULT or each.holds("admits")]
    causes = [each for each in view.said if each.acts["cause"] >= FAULT]
    for each in (guilty or causes)[:1]:
        code = "guilt" if guilty else "cause"
        yield HowRead("admits", _quote(each), words.say(f"lint.read.admits_{code}"))


def _precedent(view: View, words: Words) -> Iterator[HowRead]:
    given = [each for each in view.said if each.acts["repair"] >= FAULT]
    dear = [each for each in given if each.holds("gift_words")] or given
    for each in dear[:1]:
        yield HowRead("precedent", _quote(each), words.say("lint.read.precedent"))


def _question(view: View, words: Words) -> Iterator[HowRead]:
    """Name the first thing that the reply leaves open."""
    if view.playbook not in (None, _FULL, "thank_and_fix") or not view.said:
        return
    matter = holds(view, "apology", "cause", "repair", "denial", "change", "checking")
    open_ = (
        ("how", not holds(view, "cause", "checking")),
        ("found", view.most("checking") >= ENOUGH and not _dated(view, "checking", "follow_up")),
        ("when", view.most("repair") >= ENOUGH and not _dated(view, "repair", "follow_up")),
        ("again", not holds(view, "change")),
        ("done", not holds(view, "follow_up")),
    )
    for code, asked in open_:
        if matter and asked:
            yield HowRead("question", "", words.say(f"lint.read.question_{code}"))
            return


def _dated(view: View, *acts: str) -> bool:
    return any(
        each.does(*acts) >= ENOUGH and each.holds("day", "answer_soon") for each in view.said
    )


def _quote(said: Said) -> str:
    return said.text if len(said.text) <= _QUOTE else f"{said.text[: _QUOTE - 1]}…"
