"""People and what passed between them and us: on a screen and in a pipe."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from rich.text import Text

from amends.outputs import safe
from amends.outputs.ages import age, duration
from amends.outputs.dates import day
from amends.outputs.gist import gist
from amends.outputs.layout import labelled
from amends.outputs.reasons import about
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import Case
    from amends.models.person import Correspondence, Person
    from amends.models.promises import Followup

    Line = RenderableType | str
    """A string is printed as it is, with its tabs."""

SHOWN = 20
"""Mentions of one person on a screen."""
_BARS = "▁▂▃▄▅▆▇█"
_MOODS = 12
"""Of the newest mentions, as bars."""
_GOOD = 0.25
_INDENT = " " * 6


def correspondence(
    found: Correspondence, words: Words, now: datetime, width: int | None, zone: tzinfo = UTC
) -> Iterator[Line]:
    """Draw all that passed between a person and us; days are those of `zone`."""
    person = found.person
    yield _head(person, words)
    yield Text(
        _joined(
            _span(person, words),
            _waits(person, words),
            _praises(person, words),
            _average(person),
        )
    )
    yield from _about(found, words, now, zone)
    for case in found.written[:SHOWN]:
        yield from _mention(case, found, words, now, width)
    if len(found.written) > SHOWN:
        yield Text(words.say("people.more", n=len(found.written) - SHOWN), "dim")
    if person.demand:
        yield Text(words.say("people.demand", id=person.demand), "bold yellow")
    if person.waiting:
        yield Text(words.say("people.answer_first", id=person.waiting), "bold")
    elif person.to_thank and not person.demand:
        yield Text(words.say("people.thank", id=person.to_thank), "bold")


def several(
    found: Sequence[Person], words: Words, now: datetime, width: int | None
) -> Iterator[Line]:
    """Draw the people whom a name fits, each with an id to ask for."""
    if width is not None:
        yield Text(words.say("people.several"), "bold")
    yield from people(found, words, now, width)


def people(
    found: Iterable[Person],
    words: Words,
    now: datetime,
    width: int | None,
    *,
    fans: bool = False,
) -> Iterator[Line]:
    """Draw people in a few lines each; of fans also what may be done, which is to thank."""
    drawn = False
    for person in found:
        drawn = True
        if width is None:
            yield _row(person, words, now)
            continue
        yield _cut(_named(person, words), width)
        last = words.say("people.last", time=age(person.last_at, now, words))
        wrote = _joined(_span(person, words), last, _waits(person, words))
        yield _cut(Text(f"{_INDENT}{wrote}"), width)
        felt = _joined(_felt(person, words), _average(person), _praises(person, words))
        if felt:
            yield _cut(Text(f"{_INDENT}{felt}", "dim"), width)
        if fans:
            yield _cut(Text(f"{_INDENT}{_thanks(person, words)}", "cyan"), width)
    if drawn and fans and width is not None:
        yield Text(words.say("people.only_thanks"), "dim")


def _row(person: Person, words: Words, now: datetime) -> str:
    """Return one uncut, tab-separated line, for pipes."""
    cells = (
        person.newest,
        person.name or words.say("queue.anonymous"),
        person.site,
        words.say(f"people.{person.sure}"),
        words.say("people.mentions", n=person.mentions),
        words.say("people.waiting", n=person.unanswered),
        words.say("people.praise", n=person.praise),
        age(person.last_at, now, words),
    )
    return "\t".join(single_line(cell) for cell in cells)


def _named(person: Person, words: Words) -> Text:
    return Text.assemble((f"{person.newest:<{len(_INDENT)}}", "bold"), _head(person, words))


def _head(person: Person, words: Words) -> Text:
    name = single_line(person.name or "")[:40] or words.say("queue.anonymous")
    site, sure = single_line(person.site), words.say(f"people.{person.sure}")
    return Text.assemble((name, "bold"), f" · {site} · {sure}")


def _span(person: Person, words: Words) -> str:
    """Return how much they wrote, in how long a time."""
    said = words.say("people.mentions", n=person.mentions)
    if person.mentions == 1:
        return said
    span = (person.last_at - person.first_at).total_seconds()
    return words.say("people.over", mentions=said, time=duration(span, words))


def _waits(person: Person, words: Words) -> str:
    return words.say("people.waiting", n=person.unanswered) if person.unanswered else ""


def _praises(person: Person, words: Words) -> str:
    return words.say("people.praise", n=person.praise) if person.praise else ""


def _average(person: Person) -> str:
    return "" if person.stars is None else f"{person.stars:.2g}★"


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _felt(person: Person, words: Words) -> str:
    trend = person.trend
    return f"{_bars(person.moods)} {words.say(f'people.mood.{trend}')}" if trend else ""


def _thanks(person: Person, words: Words) -> str:
    """Say what may be done: never thanks over the head of somebody who waits for an answer."""
    if person.demand:
        return words.say("people.demand", id=person.demand)
    if person.waiting:
        return words.say("people.answer_first", id=person.waiting)
    if person.to_thank:
        return words.say("people.thank", id=person.to_thank)
    return words.say("people.thanked")


def _about(found: Correspondence, words: Words, now: datetime, zone: tzinfo) -> Iterator[Line]:
    person = found.person
    if person.moods:
        yield labelled(words.say("people.mood"), _mood(person, words))
    yield labelled(words.say("people.reach"), _reach(person, words))
    for given in found.granted[:SHOWN]:
        said = _joined(
            day(given.at.astimezone(zone).date(), words),
            given.mention,
            _cost(given.cost),
            single_line(given.what),
        )
        yield labelled(words.say("people.granted"), said)
    if len(found.granted) > 1:
        yield labelled("", _total(found, words))
    for made in found.promises:
        yield labelled(words.say("people.promised"), _promise(made, words, now, zone))
    yield Text("")


def _mood(person: Person, words: Words) -> str:
    """Return the mood as bars, and the same in words and figures for who cannot see them."""
    ends = (person.moods[0], person.moods[-1])
    said = [f"{words.say(f'sentiment.{_tone(mood)}')} {mood:+.2f}" for mood in ends]
    if not person.trend:
        return said[0]
    trend = words.say(f"people.mood.{person.trend}")
    return f"{_bars(person.moods)}  {' → '.join(said)}, {trend}"


def _tone(mood: float) -> str:
    if abs(mood) < _GOOD:
        return "neutral"
    return "positive" if mood > 0 else "negative"


def _bars(moods: Sequence[float]) -> str:
    """Return a bar for each of the newest moods, the lowest for the worst possible."""
    steps = len(_BARS) - 1
    return "".join(_BARS[round((mood + 1) / 2 * steps)] for mood in moods[-_MOODS:])


def _reach(person: Person, words: Words) -> str:
    known = [
        words.say(f"people.{name}", n=count, people=about(count, words))
        for name, count in (("followers", person.followers), ("views", person.views))
        if count is not None
    ]
    return " · ".join(known) or words.say("flag.reach_unknown")


def _cost(cost: float | None) -> str:
    return "" if cost is None else f"{cost:.2f}"


def _total(found: Correspondence, words: Words) -> str:
    known = [given.cost for given in found.granted if given.cost is not None]
    unpriced = len(found.granted) - len(known)
    return _joined(
        words.say("people.total", cost=_cost(sum(known))) if known else "",
        words.say("people.unpriced", n=unpriced) if unpriced else "",
    )


def _promise(made: Followup, words: Words, now: datetime, zone: tzinfo) -> str:
    late = words.say("queue.late") if made.due_at < now else ""
    due = day(made.due_at.astimezone(zone).date(), words)
    return single_line(_joined(made.id, due, late, made.who, f"“{made.what}”"))


def _mention(
    case: Case, found: Correspondence, words: Words, now: datetime, width: int | None
) -> Iterator[Line]:
    mention = case.mention
    head = Text.assemble((f"{case.id:<{len(_INDENT)}}", "bold"))
    details = _joined(
        age(mention.published_at, now, words),
        safe.stars(case),
        _joined(mention.source, mention.place or ""),
        words.say(f"status.{case.handling.status}"),
    )
    head.append(single_line(details))
    if case.id in found.unanswered:
        head.append("  ").append(words.say("people.mark"), "bold red")
    elif case.answered:
        head.append(f" · {words.say('reason.answered')}")
    yield _cut(head, width)
    yield _cut(Text(f"{_INDENT}{safe.excerpt(case, words)}"), width)
    yield _cut(Text(f"{_INDENT}{gist(case, words)}", "dim"), width)


def _cut(text: Text, width: int | None) -> Text:
    if width is not None:
        text.truncate(width, overflow="ellipsis")
    return text
