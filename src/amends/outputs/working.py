"""The daily quarter of an hour on a screen: one matter, the reply in hand, what is left."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.text import Text

from amends.outputs import drafted, followups, safe
from amends.outputs.console import Screen
from amends.outputs.events import told
from amends.outputs.first_hour import first_hour
from amends.outputs.gist import gist
from amends.outputs.layout import indented, labelled
from amends.outputs.reasons import in_short
from amends.outputs.record import advised, state
from amends.outputs.sheet import author, not_known, title
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.work import Passed, Place, Shown, Summary

TALL = 36
"""Lines of a screen from which there is room for all."""
LEAST = 3
"""Lines of the customer's words that are always shown."""
_KEYS: dict[str, str] = {
    "copy": "c",
    "edit": "e",
    "replied": "r",
    "wording": "2-9",
    "short": "s",
    "hold": "h",
    "happened": "w",
    "propose": "p",
    "kept": "k",
    "moved": "m",
    "later": "z",
    "assign": "a",
    "leave": "x",
    "verified": "v",
    "note": "n",
    "close": "d",
    "undo": "u",
    "text": "t",
    "help": "?",
    "next": "⏎",
    "back": "b",
    "quit": "q",
}
"""In this order; `help` tells all of them."""
_ALWAYS = ("later", "assign", "help", "next", "quit")
_WITH_TEXT = ("copy", "edit", "replied", "wording", "hold")
_UNANSWERED = ("happened", "leave", "verified")


def matter(
    at: Place, view: Shown, words: Words, timezone: str, width: int, height: int
) -> Iterator[RenderableType]:
    """Draw a matter whole; of long words as many lines as the screen has room for."""
    head = [*_head(at, view, words, width)]
    below = [
        *_below(view, words, timezone, width, tall=height >= TALL),
        *reply(view, words, timezone, width, height),
    ]
    room = height - _lines([*head, *below], width) - 1
    yield from head
    yield from _said(view, words, width, max(LEAST, room))
    yield from below


def reply(
    view: Shown, words: Words, timezone: str, width: int, height: int
) -> Iterator[RenderableType]:
    """Draw the reply in hand, its check, and the keys; above it, whose it is."""
    case = view.case
    whose = [case.id, safe.stars(case), safe.who(case, words)]
    yield _rule("── " + " · ".join(part for part in whose if part), "─", width, "dim")
    if view.own and view.text is not None:
        yield from _own(view, words, timezone)
    elif view.draft and view.text is not None:
        yield from drafted.reply(view.draft, words, flowing=height < TALL)
    else:
        because = view.draft.because if view.draft else None
        yield Text(because or words.say("work.no_reply"), "dim")
    yield keys(view, words, width)


def keys(view: Shown, words: Words, width: int) -> Text:
    """Return the keys that fit the matter, in a line or two."""
    said = Text()
    used = 0
    for name in _fitting(view):
        label = f"{_KEYS[name]} {words.say(f'work.key.{name}')}"
        if used and used + len(label) + 2 > width:
            said.append("\n")
            used = 0
        said.append("  " if used else "")
        said.append(_KEYS[name], "bold cyan")
        said.append(label[len(_KEYS[name]) :])
        used += len(label) + (2 if used else 0)
    return said


def every_key(words: Words) -> Iterator[RenderableType]:
    """Draw what each key does."""
    for name, key in _KEYS.items():
        yield labelled(f"{key:>5}", words.say(f"work.help.{name}"))


def passed(found: Iterable[Passed], words: Words) -> Iterator[Text]:
    """Say in a line each why matters are passed over."""
    for each in found:
        because = told(each.event, words) if each.event else words.say("work.is_gone")
        yield Text(words.say("work.passed", id=each.id, because=because), "dim")


def summary(made: Summary, words: Words) -> Text:
    """Say in one line what became of the day, and what is left."""
    deeds = [words.say(f"work.did.{deed}", n=count) for deed, count in made.counts.items()]
    parts = [*(deeds or [words.say("work.did.nothing")])]
    if made.minutes:
        parts.append(words.say("work.minutes", n=made.minutes))
    parts.append(words.say("work.left", n=made.left) if made.left else words.say("work.none_left"))
    return Text(" · ".join(parts), "bold")


def _head(at: Place, view: Shown, words: Words, width: int) -> Iterator[RenderableType]:
    said = [
        words.say("work.place", n=at.number, total=at.total),
        words.say("work.minutes", n=at.minutes),
        words.say(f"queue.group.{view.task.group}"),
    ]
    yield _rule(f"━━ {' · '.join(said)}", "━", width, "bold")
    for event in view.news:
        yield Text(words.say("work.news", what=told(event, words)), "yellow")
    yield title(view.whole.item, words, view.whole.at)


def _rule(said: str, sign: str, width: int, style: str) -> Text:
    line = Text(f"{said} ", style)
    line.append(sign * max(0, width - line.cell_len))
    return line


def _said(view: Shown, words: Words, width: int, room: int) -> Iterator[RenderableType]:
    """Draw the customer's words; where they are cut, say how to see all of them."""
    mention = view.case.mention
    text = "\n".join(
        single_line(line)
        for line in (mention.title, *mention.text.split("\n"))
        if line and line.strip()
    )
    drawn = Text(text or safe.said(mention, words))
    lines = drawn.wrap(_console(width), width - 2)
    cut = len(lines) > room
    for line in lines[: room - 1] if cut else lines:
        yield indented(line, 2)
    if cut:
        yield Text(f"  … {words.say('work.more', n=len(lines) - room + 1)}", "dim")


def _below(
    view: Shown, words: Words, timezone: str, width: int, *, tall: bool
) -> Iterator[RenderableType]:
    """Draw what is known of the matter besides the customer's words."""
    whole, now = view.whole, view.whole.at
    case = view.case
    yield from state(whole, words, now)
    yield labelled(words.say("draft.in_short"), gist(case, words))
    score = words.say("show.why", score=f"{whole.item.priority.score:g}")
    yield labelled(score, in_short(whole.item.priority.reasons, words))
    if unknown := not_known(whole.item, words):
        yield labelled(words.say("show.unknown"), unknown)
    yield from author(whole, words, now, width, most=2)
    yield from advised(whole, words, now)
    yield from followups.rows(view.promises, words, now, timezone, width)
    steps = first_hour(case, "answer", words)[:-1] if not case.answered else []
    for step in steps if tall else steps[:1]:
        yield indented(Text(step, "bold red"), 2)


def _own(view: Shown, words: Words, timezone: str) -> Iterator[RenderableType]:
    """Draw the words that somebody kept."""
    kept = view.own
    if kept is None:
        return
    at = f"{kept.at.astimezone(ZoneInfo(timezone)):%H:%M}"
    if kept.at.date() != view.whole.at.date():
        at = f"{kept.at.astimezone(ZoneInfo(timezone)):%Y-%m-%d} {at}"
    yield Text(words.say("work.own", who=kept.who, at=at), "dim")
    for line in (view.text or "").split("\n"):
        yield indented(Text(single_line(line)), 2)
    if view.unapproved:
        yield Text(words.say("work.unapproved"), "yellow")
    if kept.approved_by:
        yield Text(words.say("work.approved", who=kept.approved_by), "green")
    if view.verdict:
        yield from drafted.check(view.verdict, words)


def _fitting(view: Shown) -> Sequence[str]:
    """Return the keys that are of use for this matter, in their order."""
    wanted = {*_ALWAYS}
    if view.text is not None:
        wanted |= {*_WITH_TEXT}
    if not view.case.answered:
        wanted |= {*_UNANSWERED}
    if view.case.assessment.intent not in {"vague_negative", "suspected_fake"}:
        wanted.discard("verified")
    if view.promises:
        wanted |= {"kept", "moved"}
    elif view.case.answered:
        wanted.add("close")
    if view.unapproved or (view.draft and view.draft.needs_approval):
        wanted.add("propose")
    return [name for name in _KEYS if name in wanted]


def _lines(drawn: Sequence[RenderableType], width: int) -> int:
    """Return how many lines of a screen things take."""
    console = _console(width)
    return sum(len(console.render_lines(each, pad=False)) for each in drawn)


def _console(width: int) -> Screen:
    return Screen(width=width, file=io.StringIO(), color_system=None)
