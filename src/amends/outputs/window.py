"""The shop window on a screen, in a pipe and as JSON: what strangers see first, and our answers."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from amends.models.mention import Rating
from amends.outputs import json as as_json
from amends.outputs import safe
from amends.outputs.ages import DAY, age
from amends.outputs.layout import indented
from amends.outputs.moments import when
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.window import Front, Seen, Window

    Line = RenderableType | str
    """A string is printed as it is, with its tabs."""

_FRESH = 2 * DAY
"""Seconds after which it matters when our knowledge of an answer is from."""
_REMARKS = ("unread", "unmatched", "untold")
"""Notes that are explained once below the reviews, not beside each."""
_TO_WRITE = (None, "rejected")
"""Notes of what is unanswered where a reply is still to be written."""
_INDENT = 3


def window(found: Window, words: Words, now: datetime, width: int | None) -> Iterator[Line]:
    """Draw each place of ours with its reviews and neighbours; in a pipe one line per review."""
    if width is None:
        yield from (line for front in found.fronts for line in _piped(front, words, now))
        return
    for number, (_, fronts) in enumerate(groupby(found.fronts, attrgetter("source"))):
        if number:
            yield Text("")
        yield from _source(list(fronts), words, now, width)


def _source(
    fronts: Sequence[Front], words: Words, now: datetime, width: int
) -> Iterator[RenderableType]:
    for front in fronts:
        if front.shop.ours:
            yield from _ours(front, words, now, width)
    if any(not each.shop.ours for each in fronts):
        yield from _beside(fronts, words)


def _ours(front: Front, words: Words, now: datetime, width: int) -> Iterator[RenderableType]:
    yield Text(" · ".join(part for part in _head(front, words) if part), "bold")
    if front.shop.url:
        yield Text(front.shop.url, "dim", overflow="fold")
    yield Text(_figures(front, words))
    for number, each in enumerate(front.seen, 1):
        yield from _review(number, each, words, now, width)
    yield from (Text(each, "dim") for each in _remarks(front, words))
    if first := _to_answer(front):
        yield Text(words.say("window.next", command=f"amends draft {first}"))


def _head(front: Front, words: Words) -> Iterator[str]:
    yield single_line(front.place or "")
    yield _name(front)
    yield single_line(front.site)
    yield _average(front)
    if front.shop.count is not None:
        yield words.say("window.ratings", n=front.shop.count)


def _name(front: Front) -> str:
    return safe.shortened(front.shop.name or "") or single_line(front.shop.id)


def _average(front: Front) -> str:
    return safe.rated(None if front.shop.rating is None else Rating(front.shop.rating))


def _figures(front: Front, words: Words) -> str:
    if front.shop.trouble:
        return single_line(front.shop.trouble)
    if not front.seen:
        return words.say("window.nothing")
    return words.say(
        "window.figures",
        shown=len(front.seen),
        low=front.low,
        unanswered=front.count("no"),
        unknown=front.count("unknown"),
    )


def _review(
    number: int, seen: Seen, words: Words, now: datetime, width: int
) -> Iterator[RenderableType]:
    """Draw a review in three lines; its author with the address that has to stand beside."""
    yield Text.assemble(
        f"{number}  {safe.rated(seen.review.rating):<4} {_age(seen, words, now):>8}  ",
        (f"{seen.id}  " if seen.id else "", "bold"),
        (_answered(seen, words, now), _style(seen)),
    )
    by = (safe.author(seen.review, words), _page(seen))
    yield indented(Text(" · ".join(part for part in by if part), "dim", overflow="fold"), _INDENT)
    body = Text(" " * _INDENT + safe.said(seen.review, words))
    body.truncate(width, overflow="ellipsis")
    yield body


def _style(seen: Seen) -> str:
    if seen.answered == "yes":
        return "green"
    return "bold red" if seen.answered == "no" and seen.note in _TO_WRITE else "yellow"


def _age(seen: Seen, words: Words, now: datetime) -> str:
    return age(None if seen.review.date_uncertain else seen.review.published_at, now, words)


def _page(seen: Seen) -> str:
    """Return the page of the author, else that of the review, if it is an address."""
    found = seen.review.extra.get("author_url") or seen.review.url
    return single_line(found) if isinstance(found, str) else ""


def _answered(seen: Seen, words: Words, now: datetime) -> str:
    """Return whether it is answered, what else is known of that, and since when we know it."""
    parts = [words.say(f"window.answered.{seen.answered}")]
    if seen.note and seen.note not in _REMARKS:
        parts.append(words.say(f"window.note.{seen.note}"))
    if seen.as_of and seen.id and (now - seen.as_of).total_seconds() > _FRESH:
        parts.append(words.say("window.as_of", age=age(seen.as_of, now, words)))
    return ", ".join(parts)


def _remarks(front: Front, words: Words) -> Iterator[str]:
    """Explain what is not known."""
    notes = {each.note for each in front.seen}
    for note in _REMARKS:
        if note in notes:
            yield words.say(f"window.note.{note}", site=front.site)
    if "unread" in notes and front.own_type:
        yield words.say("window.own", type=front.own_type, site=front.site)


def _to_answer(front: Front) -> str | None:
    """Return the id of the first review that a reply is still to be written for."""
    waiting = (each for each in front.seen if each.answered == "no" and each.note in _TO_WRITE)
    return next((each.id for each in waiting if each.id), None)


def _beside(fronts: Sequence[Front], words: Words) -> Iterator[RenderableType]:
    """Draw our place among its neighbours: stars, ratings, how many of the first keep away."""
    yield Text("")
    yield Text(words.say("window.beside"), "bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for front in fronts:
        style = "bold" if front.shop.ours else ""
        ratings = "" if front.shop.count is None else str(front.shop.count)
        cells = (_name(front), _average(front), ratings, _share(front, words))
        table.add_row(*(Text(cell, style) for cell in cells))
    yield Padding(table, (0, 0, 0, _INDENT), expand=False)


def _share(front: Front, words: Words) -> str:
    if front.shop.trouble or not front.seen:
        return _figures(front, words)
    return words.say("window.share", low=front.low, shown=front.rated)


# ── for programs ─────────────────────────────────────────────────────────────────────────────


def _piped(front: Front, words: Words, now: datetime) -> Iterator[str]:
    """Return a line per review: the place, its stars, then the review; one for a place without."""
    whose = words.say("window.ours" if front.shop.ours else "window.neighbour")
    ratings = "" if front.shop.count is None else str(front.shop.count)
    place = (single_line(front.place or ""), whose, _name(front), _average(front), ratings)
    if not front.seen:
        yield "\t".join((*place, _figures(front, words)))
    for number, each in enumerate(front.seen, 1):
        review = each.review
        yield "\t".join(
            (
                *place,
                str(number),
                safe.rated(review.rating),
                _age(each, words, now),
                _answered(each, words, now) if front.shop.ours else "",
                each.id or "",
                safe.author(review, words),
                _page(each),
                safe.said(review, words),
            )
        )


def window_json(found: Window, exit_code: int, now: datetime) -> dict[str, Any]:
    """Return `amends.window/1`."""
    return as_json.envelope("window", now) | {
        "items": [_front_json(each) for each in found.fronts],
        "failed": [as_json.run(each) for each in found.failed],
        "exit_code": exit_code,
    }


def _front_json(front: Front) -> dict[str, Any]:
    return {
        "source": front.source,
        "source_type": front.source_type,
        "place": front.place,
        "ours": front.shop.ours,
        "external_id": front.shop.id,
        "name": front.shop.name,
        "url": front.shop.url,
        "rating": front.shop.rating,
        "ratings": front.shop.count,
        "low": front.low,
        "unanswered": front.count("no") if front.shop.ours else None,
        "unknown": front.count("unknown") if front.shop.ours else None,
        "trouble": front.shop.trouble,
        "reviews": [_seen_json(each) for each in front.seen],
    }


def _seen_json(seen: Seen) -> dict[str, Any]:
    review = seen.review
    return {
        "id": seen.id,
        "answered": seen.answered,
        "note": seen.note,
        "as_of": when(seen.as_of),
        "stars": review.rating.stars if review.rating else None,
        "published_at": None if review.date_uncertain else when(review.published_at),
        "author": {"name": review.author.shown, "url": _page(seen) or None},
        "title": review.title,
        "text": review.text,
        "language": review.language,
        "url": review.url,
    }
