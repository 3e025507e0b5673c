"""The figures of the report that are bars: what went wrong, how fast we answer, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.languages import capitalised
from amends.models.report import FEW, Share
from amends.outputs.forms import Bar, Bars, Figure, table
from amends.outputs.numbers import grouped, mean, number, percent, share, with_before
from amends.outputs.report_rows import (
    column,
    columns,
    figure_title,
    language_name,
    name_of,
    place_rows,
    wait,
)
from amends.outputs.safe import shortened

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models.report import ReplyEffect, Report, Spread

ROWS = 12
"""As many bars are drawn; the tables have all rows."""


def topics(report: Report, words: Words) -> Figure | None:
    """Return which topics went wrong, with the period before."""
    found = sorted(report.topics, key=lambda each: -each.raised.now)
    if not found:
        return None
    named = [
        (capitalised(words.say(f"topic.{each.topic}"), words.language), each) for each in found
    ]
    bars = tuple(
        Bar(
            name,
            each.raised.now,
            f"{_arrow(each.direction)}{number(each.raised.now, words)}",
            each.raised.before,
        )
        for name, each in named[:ROWS]
        if each.raised.now or each.raised.before
    )
    heads = columns("topic raised before direction praise mentions mood", words)
    rows = (
        (
            name,
            number(each.raised.now, words),
            _known(each.raised.before, words),
            words.say(f"report.way.{each.direction}") if each.direction else "–",
            number(each.praise.now, words),
            number(each.mentions.now, words),
            mean(each.mood.now, words, 2),
        )
        for name, each in named
    )
    said = words.say(
        "report.topics.summary", topic=named[0][0], n=number(named[0][1].raised.now, words)
    )
    before = words.say("report.stroke") if report.comparable else ""
    note = words.say("report.topics.note") if report.comparable else ""
    form = Bars(bars, before, "raised") if bars else None
    return Figure("topics", figure_title("topics", words), said, table(heads, rows), form, note)


def response(report: Report, words: Words) -> Figure | None:
    """Return how long first answers took, in all and by source and place."""
    now, before = report.response.now, report.response.before
    if now.median is None:
        return None
    several = [*report.sources, *report.places]
    answered = [part for part in several if part.response.now.median is not None]
    bars = [_waited(words.say("report.all"), now, before, words)]
    bars += [
        _waited(name_of(part, words), part.response.now, part.response.before, words)
        for part in answered[: ROWS - 1]
    ]
    rows = [
        (name, wait(spread.median, words), wait(spread.most, words), number(spread.n, words))
        for name, spread in (
            (words.say("report.all"), now),
            *((name_of(part, words), part.response.now) for part in answered),
        )
    ]
    return Figure(
        "response",
        figure_title("response", words),
        with_before(
            words.say(
                "report.response.summary",
                median=wait(now.median, words),
                most=wait(now.most, words).removesuffix("."),  # of "12 дн."
            ),
            wait(before.median if before else None, words),
            words,
        ),
        table(columns("where median most n", words), rows),
        Bars(tuple(bars), words.say("report.stroke") if before and before.n else ""),
        words.say("report.response.note", few=FEW),
    )


def effect(report: Report, words: Words) -> Figure | None:
    """Return what customers did after our answers."""
    now, before = report.effect.now, report.effect.before
    if not now.answered:
        return None
    past = dict(_afterwards(before)) if before else {}
    both = [(key, each, past.get(key)) for key, each in _afterwards(now)]
    bars = tuple(
        Bar(column(key, words), each.value or 0.0, share(each, words), old.value if old else None)
        for key, each, old in both
    )
    rows = ((column(key, words), share(each, words), share(old, words)) for key, each, old in both)
    note = ""
    if now.stars_before.n:
        note = words.say(
            "report.effect.stars",
            n=grouped(now.stars_before.n, words),
            before=mean(now.stars_before, words, 1),
            after=mean(now.stars_after, words, 1),
        )
    return Figure(
        "effect",
        figure_title("effect", words),
        words.say(
            "report.effect.summary",
            n=grouped(now.answered, words),
            total=number(report.mentions.now, words),
        ),
        table(columns("what now before", words), rows),
        Bars(bars, words.say("report.stroke") if before and before.answered else "", "praise"),
        note,
    )


def _afterwards(effect: ReplyEffect) -> tuple[tuple[str, Share], ...]:
    return (
        ("edited", effect.edited),
        ("raised_stars", Share(effect.raised, effect.answered)),
        ("lowered_stars", Share(effect.lowered, effect.answered)),
        ("thanked", effect.thanked),
    )


def languages(report: Report, words: Words) -> Figure | None:
    """Return in which languages people write."""
    found = report.languages
    if not found:
        return None
    rows = [
        (
            language_name(each.code, words),
            share(each.mentions.now, words),
            share(each.mentions.before, words),
            number(each.raised.now, words),
            mean(each.mood.now, words, 2),
        )
        for each in found
    ]
    bars = tuple(
        Bar(
            language_name(each.code, words),
            each.mentions.now.value or 0.0,
            _part(each.mentions.now, words),
            each.mentions.before.value if each.mentions.before else None,
        )
        for each in found[:ROWS]
    )
    said = words.say("report.languages.summary", language=rows[0][0], share=rows[0][1])
    heads = columns("language share before raised mood", words)
    before = words.say("report.stroke") if report.comparable else ""
    return Figure(
        "languages", figure_title("languages", words), said, table(heads, rows), Bars(bars, before)
    )


def places(report: Report, words: Words) -> Figure | None:
    """Return where things went wrong, where there are several places."""
    found = report.places
    if len(found) < 2:  # noqa: PLR2004 — one place is the whole report
        return None
    bars = tuple(
        Bar(
            name_of(part, words),
            part.raised.now,
            number(part.raised.now, words),
            part.raised.before,
        )
        for part in found[:ROWS]
    )
    worst = max(found, key=lambda part: part.raised.now)
    said = words.say(
        "report.places.summary", place=name_of(worst, words), n=number(worst.raised.now, words)
    )
    before = words.say("report.stroke") if report.comparable else ""
    return Figure(
        "places",
        figure_title("places", words),
        said,
        place_rows(found, words),
        Bars(bars, before, "raised"),
    )


def people(report: Report, words: Words) -> Figure | None:
    """Return how fast colleagues answer, where that is configured."""
    if not report.people:
        return None
    rows = [
        (
            shortened(person.name),
            wait(person.response.now.median, words),
            wait(person.response.now.most, words),
            number(person.response.now.n, words),
        )
        for person in report.people
    ]
    heads = columns("who median most n", words)
    said = words.say("report.people.summary")
    return Figure("people", figure_title("people", words), said, table(heads, rows))


def _waited(name: str, now: Spread, before: Spread | None, words: Words) -> Bar:
    said = wait(now.median, words)
    if now.few:
        said = words.say("report.mean_few", value=said, n=now.n)
    return Bar(name, now.median or 0.0, said, before.median if before else None)


def _arrow(direction: str | None) -> str:
    return {"up": "▲ ", "down": "▼ "}.get(direction or "", "")


def _known(value: int | None, words: Words) -> str:
    return "–" if value is None else number(value, words)


def _part(value: Share, words: Words) -> str:
    """Return per cent alone; few are counted."""
    return share(value, words) if value.few else percent(value.value or 0.0, words)
