"""The tables of the report that have no picture, and the words that all its tables share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.languages import capitalised, language, names
from amends.outputs.ages import duration
from amends.outputs.forms import Table, table
from amends.outputs.numbers import amount, grouped, mean, number, share
from amends.outputs.safe import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.languages import Words
    from amends.models.report import Part, Report, Stars

_HOUR = 3600


def column(key: str, words: Words) -> str:
    """Return the name of a column or row."""
    return words.say(f"report.column.{key}")


def columns(keys: str, words: Words) -> tuple[str, ...]:
    """Return several names."""
    return tuple(column(key, words) for key in keys.split())


def figure_title(key: str, words: Words) -> str:
    """Return what stands above a figure."""
    return words.say(f"report.{key}.title")


def name_of(part: Part, words: Words) -> str:
    """Return the name of a source or a place."""
    return shortened(part.name) if part.name else words.say("report.no_place")


def language_name(code: str, words: Words) -> str:
    """Return the name of a language in itself; its code where it has no folder."""
    if code == "und":
        return words.say("report.unknown_language")
    return capitalised(language(code).name, code) if code in names() else code


def wait(hours: float | None, words: Words) -> str:
    """Return how long an answer took."""
    return "–" if hours is None else duration(hours * _HOUR, words)


def overview(report: Report, words: Words) -> Table:
    """Return the main figures beside those of the period before."""
    promises = report.promises
    rows: list[tuple[str, str, str]] = [
        _counts("mentions", report.mentions.now, report.mentions.before, words),
        _counts("raised", report.raised.now, report.raised.before, words),
        _counts("praise", report.praise.now, report.praise.before, words),
        _row(
            "solved_of",
            share(report.solved.now, words),
            share(report.solved.before, words),
            words,
        ),
        _row(
            "answered_of",
            share(report.answered.now, words),
            share(report.answered.before, words),
            words,
        ),
        _counts("overdue", report.overdue.now, report.overdue.before, words),
        _row(
            "kept",
            share(promises.now.kept, words),
            share(promises.before.kept if promises.before else None, words),
            words,
        ),
        _row("mood", mean(report.mood.now, words, 2), mean(report.mood.before, words, 2), words),
        _row("stars", _stars(report.stars.now, words), _stars(report.stars.before, words), words),
    ]
    if report.rate:
        now, before = report.rate.per_1000.now, report.rate.per_1000.before
        rows.append(_row("per_1000", _decimal(now, words), _decimal(before, words), words))
    return table(columns("what now before", words), rows)


def place_rows(parts: Sequence[Part], words: Words) -> Table:
    """Return sources, or places, with what is known of each."""
    heads = columns("where mentions raised before solved answered stars median", words)
    rows = (
        (
            name_of(part, words),
            number(part.mentions.now, words),
            number(part.raised.now, words),
            "–" if part.raised.before is None else number(part.raised.before, words),
            share(part.solved.now, words),
            share(part.answered.now, words),
            _stars(part.stars.now, words),
            wait(part.response.now.median, words),
        )
        for part in parts
    )
    return table(heads, rows)


def remedies(report: Report, words: Words) -> Table:
    """Return what was granted, the dearest first."""
    rows = (
        (shortened(each.name), number(each.count, words), amount(each.cost, words))
        for each in report.remedies.kinds
    )
    return table(columns("remedy count cost", words), rows)


def remedies_said(report: Report, words: Words) -> list[str]:
    """Return what remedies cost in sentences."""
    found = report.remedies
    if not found.granted.now and not found.offered:
        return [words.say("report.remedies.none")]
    cost = amount(found.cost.now, words)
    said = [
        words.say(
            "report.remedies.summary",
            n=grouped(found.granted.now, words),
            cost=cost,
        )
    ]
    if found.costless:
        said.append(words.say("report.remedies.costless", n=grouped(found.costless, words)))
    if found.granted.before is not None:
        before = f"{number(found.granted.before, words)} · {amount(found.cost.before, words)}"
        said.append(words.say("report.before", value=before))
    return said


def reach(report: Report, words: Words) -> list[str]:
    """Return how far mentions went in sentences."""
    found = report.reach
    if found.views.now is None:
        return [words.say("report.reach.unknown")]
    said = {"views": number(found.views.now, words), "known": share(found.known, words)}
    lines = [words.say("report.reach.summary", **said)]
    if found.views.before is not None:
        lines.append(words.say("report.before", value=number(found.views.before, words)))
    return lines


def loud(report: Report, words: Words) -> list[tuple[str, ...]]:
    """Return the figures of the loudest mentions, in their order."""
    return [
        tuple(
            words.say(f"report.reach.{name}", count=number(value, words))
            for name in ("views", "likes", "shares", "replies", "followers")
            if (value := getattr(each, name))
        )
        + (
            (words.say("report.reach.answered" if each.answered else "report.reach.unanswered"),)
            if each.raised
            else ()
        )
        for each in report.reach.loudest
    ]


def counted(report: Report, words: Words) -> list[str]:
    """Return what was looked at and what was left out."""
    found = report.counted
    lines = [
        words.say(
            "report.counted.summary",
            mentions=number(found.mentions, words),
            spam=number(found.spam, words),
            irrelevant=number(found.irrelevant, words),
            copies=number(found.copies, words),
        )
    ]
    for name in ("erased", "unread", "backfill", "undated"):
        value = getattr(found, name)
        if value:
            lines.append(words.say(f"report.counted.{name}", count=number(value, words)))
    if report.answer_unknown:
        count = number(report.answer_unknown, words)
        lines.append(words.say("report.counted.answer_unknown", count=count))
    lines.append(words.say("report.counted.raised"))
    return lines


def _counts(key: str, now: int, before: int | None, words: Words) -> tuple[str, str, str]:
    past = "–" if before is None else number(before, words)
    return _row(key, number(now, words), past, words)


def _row(key: str, now: str, before: str, words: Words) -> tuple[str, str, str]:
    return column(key, words), now, before


def _decimal(value: float | None, words: Words) -> str:
    return "–" if value is None else number(value, words, 1)


def _stars(value: Stars | None, words: Words) -> str:
    return mean(value.mean if value else None, words, 1)
