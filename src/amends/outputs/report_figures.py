"""What stands behind page one: the figures of a report, each with its words and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.report import FEW
from amends.outputs import report_bars as bars
from amends.outputs.forms import Columns, Figure, Grid, Line, Part, Series, Split, table
from amends.outputs.numbers import (
    grouped,
    mean,
    number,
    short_date,
    short_month,
    with_before,
)
from amends.outputs.report_rows import column, columns, figure_title, name_of

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models.report import Report, Span, Stars
    from amends.outputs.forms import Kind

_KINDS: tuple[Kind, ...] = ("raised", "other", "praise")


def figures(report: Report, words: Words) -> list[Figure]:
    """Return the figures that the report has something for."""
    if not report.counted.mentions:
        return []
    made = (
        _timeline(report, words),
        _mood(report, words),
        bars.topics(report, words),
        _stars(report, words),
        bars.response(report, words),
        bars.effect(report, words),
        bars.languages(report, words),
        _hours(report, words),
        bars.places(report, words),
        bars.people(report, words),
    )
    return [each for each in made if each is not None]


def _timeline(report: Report, words: Words) -> Figure | None:
    spans = report.timeline
    if not spans:
        return None
    counts = {
        "raised": tuple(span.raised for span in spans),
        "other": tuple(max(0, span.mentions - span.raised - span.praise) for span in spans),
        "praise": tuple(span.praise for span in spans),
    }
    form = Columns(
        _labels(report, words),
        tuple(Series(words.say(f"report.kind.{kind}"), kind, counts[kind]) for kind in _KINDS),
        tuple(not span.whole for span in spans),
    )
    most = max(spans, key=lambda span: span.mentions)
    return Figure(
        "timeline",
        figure_title("timeline", words),
        words.say(
            "report.timeline.summary",
            mentions=number(report.mentions.now, words),
            raised=number(report.raised.now, words),
            praise=number(report.praise.now, words),
            span=_span(most, words),
            most=number(most.mentions, words),
        ),
        table(
            (column(f"unit.{report.unit}", words), *columns("mentions raised praise stars", words)),
            (
                (
                    _span(span, words),
                    *(number(n, words) for n in (span.mentions, span.raised, span.praise)),
                    mean(span.stars, words, 1),
                )
                for span in spans
            ),
        ),
        form,
        words.say("report.timeline.cut") if any(form.cut) else "",
    )


def _mood(report: Report, words: Words) -> Figure | None:
    spans = report.timeline
    known = [span.mood.value for span in spans if span.mood.value is not None]
    if len(known) < 2:  # noqa: PLR2004 — a line has two ends
        return None
    few = tuple(span.mood.few for span in spans)
    return Figure(
        "mood",
        figure_title("mood", words),
        with_before(
            words.say("report.mood.summary", now=mean(report.mood.now, words, 2)),
            mean(report.mood.before, words, 2),
            words,
        ),
        table(
            (column(f"unit.{report.unit}", words), *columns("mood n", words)),
            (
                (_span(span, words), mean(span.mood, words, 2), number(span.mood.n, words))
                for span in spans
            ),
        ),
        Line(
            _labels(report, words),
            tuple(span.mood.value for span in spans),
            few,
            words.say("report.mood.high"),
            words.say("report.mood.low"),
            f"{number(min(known), words, 2)} … {number(max(known), words, 2)}",
        ),
        words.say("report.mood.few", few=FEW) if any(few) else "",
    )


def _stars(report: Report, words: Words) -> Figure | None:
    now, before = report.stars.now, report.stars.before
    if not now.mean.n:
        return None
    rated = [part for part in report.sources if part.stars.now.mean.n]
    parts = tuple(
        Part(name_of(part, words), part.stars.now.distribution, _rated(part.stars.now, words))
        for part in rated[: bars.ROWS]
    )
    total = Part(words.say("report.all"), now.distribution, _rated(now, words))
    form = Split((total, *parts) if len(parts) > 1 else parts or (total,))
    heads = columns("source stars before n", words)
    rows = [
        (
            name_of(part, words),
            mean(part.stars.now.mean, words, 1),
            mean(part.stars.before.mean if part.stars.before else None, words, 1),
            number(part.stars.now.mean.n, words),
            *(number(count, words) for count in part.stars.now.distribution),
        )
        for part in rated
    ]
    said = with_before(
        words.say(
            "report.stars.summary", mean=mean(now.mean, words, 1), n=grouped(now.mean.n, words)
        ),
        mean(before.mean if before else None, words, 1),
        words,
    )
    stars = [f"{star}★" for star in range(1, 6)]
    return Figure("stars", figure_title("stars", words), said, table([*heads, *stars], rows), form)


def _hours(report: Report, words: Words) -> Figure | None:
    hours = report.hours
    if not hours.n:
        return None
    days = words.say("report.weekdays").split()
    form = Grid(tuple(days), hours.week)
    top, day, hour = max(
        (value, -day, -hour) for day, row in enumerate(hours.week) for hour, value in enumerate(row)
    )
    said = words.say(
        "report.hours.summary",
        day=words.say("report.weekdays").split()[-day],
        hour=f"{-hour:02d}:00",
        n=number(top, words),
    )
    rows = (
        (name, *(number(value, words) for value in row))
        for name, row in zip(days, hours.week, strict=True)
    )
    note = words.say("report.hours.note")
    if hours.unknown:
        note += " " + words.say("report.hours.unknown", n=grouped(hours.unknown, words))
    heads = (column("unit.day", words), *(f"{hour:02d}" for hour in range(24)))
    return Figure("hours", figure_title("hours", words), said, table(heads, rows), form, note)


def _labels(report: Report, words: Words) -> tuple[str, ...]:
    write = short_month if report.unit == "month" else short_date
    return tuple(write(span.first, words) for span in report.timeline)


def _span(span: Span, words: Words) -> str:
    """Return the first day of a span; the table has the column's name for what it is."""
    return f"{short_date(span.first, words)} {span.first.year}"


def _rated(value: Stars, words: Words) -> str:
    return f"{number(value.mean.value or 0.0, words, 1)} · {number(value.mean.n, words)}"
