"""Page one of the report: sentences to be read aloud, the same in HTML, Markdown and terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.languages import capitalised
from amends.outputs.numbers import amount, full_date, grouped, number, percent, share, with_before
from amends.outputs.report_rows import language_name
from amends.outputs.safe import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from amends.languages import Words
    from amends.models.fix import Measured
    from amends.models.report import Cause, Period, Quote, Report, Step, Waited


_STEPS = 6
"""So many steps stand on page one."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing of a list: what it is, what there is to say of it, who said so."""

    head: str
    lines: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading and what stands under it."""

    key: str
    title: str
    lines: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    note: str = ""
    """What comes after the points."""
    quotes: tuple[Quote, ...] = ()


def title(report: Report, words: Words) -> str:
    """Return the name of the report."""
    business = shortened(report.business, 120)
    return words.say("report.heading", business=business) if business else words.say("report.title")


def about(report: Report, words: Words) -> list[str]:
    """Return which days it is about, and what they are compared with."""
    said = [
        words.say(
            "report.period",
            n=grouped((report.period.last - report.period.first).days + 1, words),
            **_days(report.period, words),
        )
    ]
    if report.place:
        said.append(words.say("report.only_place", place=shortened(report.place)))
    if report.source:
        said.append(words.say("report.only_source", source=shortened(report.source)))
    known = "report.compared" if report.comparable else "report.not_compared"
    said.append(words.say(known, **_days(report.before, words)))
    if report.new_sources:
        names = ", ".join(map(shortened, report.new_sources))
        said.append(words.say("report.new_sources", names=names))
    return said


def passages(report: Report, words: Words) -> list[Passage]:
    """Return page one: solved, causes, promises, waiting, the best sentence, what comes next."""
    if not report.counted.mentions:
        return [Passage("empty", words.say("report.part.empty"), (words.say("report.empty"),))]
    return [
        _passage("solved", words, lines=_solved(report, words)),
        _causes(report, words),
        _passage("promises", words, lines=_promises(report, words)),
        _passage("waiting", words, lines=_waiting(report, words)),
        _best(report, words),
        _next(report, words),
    ]


def later(report: Report, words: Words) -> Passage | None:
    """Return what else comes next, which page one has no room for."""
    rest = report.next[_STEPS:]
    if not rest:
        return None
    points = tuple(_step(step, report, words) for step in rest)
    return Passage("later", words.say("report.later.title"), points=points)


def topic(name: str, place: str | None, words: Words, *, also: Iterable[str] = ()) -> str:
    """Return `Delivery, Oborishte`, or `Delivery / damage, Oborishte`."""
    named = " / ".join(words.say(f"topic.{each}") for each in (name, *also))
    said = capitalised(named, words.language)
    return f"{said}, {shortened(place)}" if place else said


def byline(quote: Quote, words: Words, timezone: str) -> str:
    """Return who wrote it, where and when; and in which language, if it is not the reader's."""
    stars = f"{number(quote.stars, words, int(quote.stars % 1 > 0))}★" if quote.stars else ""
    who = shortened(quote.author or "") or words.say("queue.anonymous")
    foreign = quote.language not in {words.language, "und"}
    spoken = language_name(quote.language, words) if foreign else ""
    parts = (who, stars, quote.place, quote.source, _date(quote.at, words, timezone), spoken)
    return " · ".join(shortened(part) for part in parts if part)


def _passage(key: str, words: Words, *, lines: Iterator[str]) -> Passage:
    return Passage(key, words.say(f"report.part.{key}"), tuple(lines))


def _solved(report: Report, words: Words) -> Iterator[str]:
    now, before = report.solved.now, report.solved.before
    if not now.n:
        yield words.say("report.nothing_raised")
    else:
        solved = number(now.count, words)
        key = "report.raised" if now.count else "report.raised_none"
        yield words.say(key, n=grouped(now.n, words), solved=solved)
    beside = []
    if now.count and not now.few:
        beside.append(words.say("report.solved", percent=percent(now.value or 0.0, words)))
    if before and before.n:
        beside.append(words.say("report.before", value=share(before, words)))
    if now.n and now.few:
        beside.append(words.say("report.few"))
    if beside:
        yield " ".join(beside)
    yield from _rate(report, words)


def _rate(report: Report, words: Words) -> Iterator[str]:
    rate = report.rate
    if rate is None:
        return
    said = words.say("report.rate", rate=number(rate.per_1000.now, words, 1))
    before = rate.per_1000.before
    yield with_before(said, "–" if before is None else number(before, words, 1), words)
    silent = number(rate.silent.now, words)
    yield words.say("report.silent", one_in=rate.one_in, silent=silent)


def _causes(report: Report, words: Words) -> Passage:
    lines = () if report.causes else (words.say("report.no_causes"),)
    told: set[str] = set()
    points = tuple(_cause(cause, words, report.timezone, told) for cause in report.causes)
    return Passage("causes", words.say("report.part.causes"), lines, points)


def _cause(cause: Cause, words: Words, timezone: str, told: set[str]) -> Point:
    """Word a cause; it takes one quotation, of a mention that is not told already."""
    fresh = [quote for quote in cause.quotes if quote.mention not in told][:1]
    told.update(quote.mention for quote in fresh)
    lines = []
    before = cause.raised.before
    if cause.direction and before:
        key = f"report.direction.{cause.direction}"
        lines.append(words.say(key, before=number(before.count, words)))
    lines += [_fix(each, words, timezone) for each in cause.fixes]
    if not cause.fixes:
        lines.append(words.say("report.no_fix"))
    what = topic(cause.topic, cause.place, words, also=cause.also)
    head = words.say("report.cause", what=what, share=share(cause.raised.now, words))
    return Point(head, tuple(lines), tuple(fresh))


def _fix(each: Measured, words: Words, timezone: str) -> str:
    effect = each.effect
    chance = effect.chance or 0.0
    shown = f"{100 * chance:.0f}" if chance >= 0.01 else "< 1"  # noqa: PLR2004 — one per cent
    said = words.say(
        "report.fix", date=_date(each.fix.at, words, timezone), name=shortened(each.fix.name, 120)
    )
    verdict = words.say(f"fix.{effect.verdict}", chance=shown, n=int(effect.days))
    result = f"{capitalised(verdict, words.language)}."
    if effect.before is None or effect.after is None:
        return f"{said} {result}"
    counts = words.say("fix.counts", before=effect.before, after=effect.after, n=round(effect.days))
    return f"{said} {capitalised(counts, words.language)}. {result}"


def _promises(report: Report, words: Words) -> Iterator[str]:
    now, before = report.promises.now, report.promises.before
    past = share(before.kept if before else None, words)
    if not now.due:
        yield with_before(words.say("report.promises_none"), past, words)
        return
    due = words.say("report.promises", n=grouped(now.due, words))
    kept = words.say("report.promises_kept", share=share(now.kept, words))
    yield with_before(f"{due} {kept}", past, words)
    parts = {name: getattr(now, name) for name in ("in_time", "late", "broken", "dropped")}
    yield words.say("report.promises_parts", **parts)


def _waiting(report: Report, words: Words) -> Iterator[str]:
    late, in_time = report.waiting.late, report.waiting.in_time
    sizes = {"late": number(late.n, words), "in_time": number(in_time.n, words)}
    if not report.waiting.known:
        yield words.say("report.waiting_unknown", **sizes)
        return
    yield words.say("report.waiting", **sizes)
    for name in ("wrote_again", "lost_stars", "left", "compensated"):
        both: tuple[Waited, Waited] = (late, in_time)
        shares = [getattr(each, name) for each in both]
        if any(each.n for each in shares):
            said = {"late": share(shares[0], words), "in_time": share(shares[1], words)}
            yield words.say(f"report.waiting_{name}", **said)
    if late.cost.value is not None and in_time.cost.value is not None:
        costs = {
            "late": amount(late.cost.value, words),
            "in_time": amount(in_time.cost.value, words),
        }
        yield words.say("report.waiting_cost", **costs)
    yield words.say("report.waiting_caveat")


def _best(report: Report, words: Words) -> Passage:
    heading = words.say("report.part.best")
    if report.best is None:
        return Passage("best", heading, (words.say("report.best_none"),))
    return Passage("best", heading, quotes=(report.best,))


def _next(report: Report, words: Words) -> Passage:
    more = len(report.next) - _STEPS
    lines = () if report.next else (words.say("report.next_none"),)
    note = words.say("report.next_more", n=more) if more > 0 else ""
    points = tuple(_step(step, report, words) for step in report.next[:_STEPS])
    return Passage("next", words.say("report.part.next"), lines, points, note)


def _step(step: Step, report: Report, words: Words) -> Point:
    count = step.count or 0
    head = words.say(
        f"report.step.{step.kind}",
        n=grouped(count, words),
        what=shortened(step.what or "", 240),
        where=_where(step, report, words),
        promise=step.promise or "",
        raised=number(report.raised.now, words),
    )
    who = shortened(step.who) if step.who else words.say("report.step_nobody")
    said = [words.say("report.step_who", who=who), *_by(step, report, words)]
    return Point(capitalised(head, words.language), (" ".join(said),))


def _where(step: Step, report: Report, words: Words) -> str:
    """Return what a step is about; without a place it means all of them, or all others."""
    if step.topic:
        return topic(step.topic, step.place, words, also=step.also)
    if step.place:
        return shortened(step.place)
    others = any(each.kind == step.kind and each.place for each in report.next)
    return words.say("report.step_elsewhere" if others else "fix.everywhere")


def _by(step: Step, report: Report, words: Words) -> Iterator[str]:
    """Say until when, if that is set; an answer that is late has no other day than this one."""
    if step.by:
        yield words.say("report.step_by", day=_date(step.by, words, report.timezone))
    elif step.kind == "unanswered":
        yield words.say("report.step_by", day=words.say("report.step_at_once"))


def _days(period: Period, words: Words) -> dict[str, str]:
    return {
        "first": full_date(period.first, words),
        "last": full_date(period.last, words),
    }


def _date(moment: datetime, words: Words, timezone: str) -> str:
    return full_date(moment.astimezone(ZoneInfo(timezone)).date(), words)
