"""The queue on a terminal: cards where it is narrow, one row each where it is wide.

Everything is built of `rich.text.Text`, so that foreign text is never read as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from amends.outputs import safe
from amends.outputs.ages import age
from amends.outputs.reasons import in_short
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.listing import Ranked

WIDE = 160
"""Terminal cells from which one row holds everything."""
BAR = 5
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_URGENT, _HIGH = 70, 40


def rows(
    items: Iterable[Ranked], words: Words, now: datetime, width: int, *, header: bool = True
) -> Iterator[RenderableType]:
    """Draw mentions: a table from `WIDE` on, else three lines each."""
    if width >= WIDE:
        yield _table(items, words, now, header=header)
    else:
        for item in items:
            yield from _card(item, words, now, width)


def lines(items: Iterable[Ranked], words: Words, now: datetime) -> Iterator[str]:
    """Return one uncut, tab-separated line per mention, for pipes."""
    for item in items:
        yield "\t".join(
            (
                item.case.id,
                f"{item.priority.score:.1f}",
                _age(item, words, now).plain,
                _where(item),
                safe.stars(item.case),
                safe.who(item.case, words),
                safe.excerpt(item.case, words),
                _why(item, words),
            )
        )


def bar(score: float) -> Text:
    """Draw a priority as a bar of `BAR` cells and its number."""
    eighths = round(score / 100 * BAR * 8)
    full, rest = divmod(eighths, 8)
    drawn = "█" * full + (_EIGHTHS[rest] if rest else "")
    colour = "red" if score >= _URGENT else "yellow" if score >= _HIGH else "cyan"
    return Text.assemble((f"{drawn:<{BAR}}", colour), f" {score:>3.0f}")


def _table(items: Iterable[Ranked], words: Words, now: datetime, *, header: bool) -> Table:
    """Draw one row each; widths are fixed, so that the tables of all groups line up."""
    late = cell_len(words.say("queue.late"))
    widths = {"id": 5, "priority": 9, "age": late + 9, "stars": 5, "source": 22, "who": 16}
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True, show_header=header)
    for name, width in widths.items():
        title = words.say(f"queue.column.{name}")
        table.add_column(title, width=width, no_wrap=True, overflow="ellipsis")
    table.add_column(words.say("queue.column.words"), ratio=3, no_wrap=True, overflow="ellipsis")
    table.add_column(words.say("queue.column.why"), ratio=3, overflow="fold")
    for item in items:
        table.add_row(
            Text(item.case.id, "bold"),
            bar(item.priority.score),
            _age(item, words, now),
            safe.stars(item.case),
            Text(_where(item)),
            Text(safe.who(item.case, words)),
            _said(item, words),
            Text(_why(item, words), "dim"),
        )
    return table


def _card(item: Ranked, words: Words, now: datetime, width: int) -> Iterator[Text]:
    head = Text.assemble(
        (item.case.id, "bold"), " ", bar(item.priority.score), "  ", _age(item, words, now)
    )
    details = (safe.stars(item.case), safe.who(item.case, words), _where(item), _about(item))
    head.append("  " + " · ".join(detail for detail in details if detail))
    head.truncate(width, overflow="ellipsis")
    yield head
    indent = " " * 5
    body = Text(indent + safe.excerpt(item.case, words))
    body.truncate(width, overflow="ellipsis")
    yield body
    why = Text(indent + _why(item, words), "dim")
    why.truncate(width, overflow="ellipsis")
    yield why


def _age(item: Ranked, words: Words, now: datetime) -> Text:
    """Draw how old it is, and that it is late."""
    text = Text(age(item.case.mention.published_at, now, words))
    if item.late(now):
        text.append(" ")
        text.append(words.say("queue.late"), "bold red")
    return text


def _why(item: Ranked, words: Words) -> str:
    """Return the reasons in short; what else there is to know of it comes first."""
    reply = item.case.mention.reply
    pending = words.say("show.pending") if reply and reply.state == "pending" else ""
    others = words.say("story.also", n=item.others) if item.others else ""
    reasons = in_short(item.priority.reasons, words)
    return " · ".join(part for part in (pending, others, reasons) if part)


def _about(item: Ranked) -> str:
    return safe.about(item.case.mention)


def _said(item: Ranked, words: Words) -> Text:
    """Draw what was said, and before it about what."""
    about = _about(item)
    return Text.assemble((f"{about}: " if about else "", "dim"), safe.excerpt(item.case, words))


def _where(item: Ranked) -> str:
    mention = item.case.mention
    where = [mention.stands_at, mention.place or ""]
    if more := len(item.case.links) + len(item.also):
        where.append(f"+{more}")
    if item.case.handling.assignee:
        where.append(f"→ {item.case.handling.assignee}")
    return single_line(" · ".join(part for part in where if part))
