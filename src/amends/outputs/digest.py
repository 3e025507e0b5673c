"""The summary of the morning in words: its subject, and what each part of it says.

Everything here is one harmless line; how it looks is decided in `digest_text` and `digest_html`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from amends.outputs import digest_lines as lines
from amends.outputs import safe
from amends.outputs.ages import duration
from amends.outputs.dates import day
from amends.outputs.digest_lines import LINE, NAME, QUOTE
from amends.outputs.reasons import in_short
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.languages import Words
    from amends.models.alert import Alert
    from amends.models.delivery import Delivery, Letter
    from amends.models.digest import Digest, DigestItem
    from amends.models.promises import Followup

SUBJECT = 60
"""Characters of a subject that a phone shows."""
LONG_DAY = 180
"""Minutes; what takes longer is not done today, and the figure would only frighten."""
_LONG = 400
"""Characters of a line that holds a path."""
_REASONS, _NAMED = 3, 3
"""Reasons of a priority, ids of an alert's mentions."""
_UNEVENTFUL = frozenset({"close", "thank", "nothing"})
"""Where nobody waits: nothing of that is the one thing of a day."""


class Section(NamedTuple):
    """Some lines under a title."""

    title: str
    lines: tuple[str, ...]


def subject(digest: Digest, words: Words) -> str:
    """Return what says it all on a locked phone: figures, no name of a person, nothing of health.

    What has no room is left out from the end.
    """
    name = safe.clipped(single_line(digest.business), NAME) or "amends"
    nothing = words.say(f"digest.subject.{_calm(digest)}")
    said = _pressing(digest, words) or _rest(digest, words) or [nothing]
    minutes = _minutes(digest, words, "digest.subject.minutes")
    key, since = "digest.subject.since" if digest.earlier else "digest.subject", _earlier(digest)
    for parts in ([*said, *minutes], *(said[:n] for n in range(len(said), 0, -1))):
        line = words.say(key, parts=", ".join(parts), business=name, time=since)
        if len(line) <= SUBJECT:
            return line
    return line


def headline(digest: Digest, words: Words) -> str:
    """Return the figures of the day as a sentence; later on that day those since the last mail."""
    said = [*_pressing(digest, words), *_rest(digest, words)]
    if not said:
        return words.say(f"digest.{_calm(digest)}", n=digest.sources)
    parts = ", ".join(said)
    if digest.earlier:
        parts = words.say("digest.since", parts=parts, time=_earlier(digest))
    return " ".join([f"{parts}.", *_minutes(digest, words, "digest.minutes")])


def lead(digest: Digest, words: Words) -> str:
    """Return the one thing in words, where somebody waits: what to do, where, how many stars."""
    item = digest.first
    if item is None or (item.ranked.group in _UNEVENTFUL and not item.due):
        return ""
    mention = item.ranked.case.mention
    place = safe.clipped(single_line(mention.place or mention.stands_at), NAME)
    parts = ", ".join(part for part in (place, safe.stars(item.ranked.case)) if part)
    return words.say("digest.lead", action=action(item, words, digest.at), where=parts)


def mistake(digest: Digest, words: Words) -> str:
    """Return the line that says why the reader's own template was not used, or nothing."""
    if digest.mistake is None:
        return ""
    return words.say("digest.mistake", problem=safe.clipped(single_line(digest.mistake), _LONG))


def kindred(item: DigestItem, words: Words) -> list[str]:
    """Return what stands behind an item: others who tell the same, and more of the same person."""
    ranked, also = item.ranked, item.ranked.also
    told = words.say("digest.others", n=ranked.others, id=item.id) if ranked.others else ""
    more = words.say("digest.also", ids=lines.named(also)) if also else ""
    return [line for line in (told, more) if line]


def _earlier(digest: Digest) -> str:
    return f"{digest.earlier.astimezone(ZoneInfo(digest.timezone)):%H:%M}" if digest.earlier else ""


def _calm(digest: Digest) -> str:
    """Name the state in which nothing is to be done."""
    return "news" if not digest.quiet else "unread" if digest.unread else "quiet"


def action(item: DigestItem, words: Words, now: datetime) -> str:
    """Return what to do about an item, and that it is late."""
    if item.phone_first:
        return words.say("digest.action.phone")
    if item.due:
        late = duration((item.late_by.total_seconds()), words) if item.late_by else ""
        return words.say(f"digest.action.promise.{'late' if late else 'today'}", time=late)
    said = words.say(f"digest.action.{item.ranked.group}")
    if item.late_by and item.ranked.late(now):
        time = duration(item.late_by.total_seconds(), words)
        between = " · " if said.endswith("?") else ", "
        return f"{said}{between}{words.say('queue.late_by', time=time)}"
    return said


def why(item: DigestItem, words: Words) -> str:
    """Return the weightiest reasons."""
    return in_short(item.ranked.priority.reasons, words, _REASONS)


def alarming(item: DigestItem, words: Words, zone: ZoneInfo) -> list[str]:
    """Return what makes it an alert and is not said of it anyway, such as how fast it spreads."""
    from amends.outputs.alerts import because

    return [
        line for each in item.alerts for line in because(each, words, zone, section="digest.alert")
    ]


def promised(promise: Followup, words: Words, zone: ZoneInfo) -> str:
    """Return what was promised, who keeps it, until when; and that the customer wrote since."""
    line = words.say(
        "digest.promised",
        what=safe.clipped(single_line(promise.what), QUOTE),
        who=safe.clipped(single_line(promise.who), NAME),
        date=day(promise.due_at.astimezone(zone).date(), words),
    )
    return f"{line} {words.say('followup.wrote')}" if promise.wrote_since else line


def before(digest: Digest, words: Words) -> list[Section]:
    """Return what stands above the items."""
    zone = ZoneInfo(digest.timezone)
    found = [_alert(each, words, digest.at, zone) for each in digest.at_large]
    return [Section(words.say("digest.title.alerts"), tuple(found))] if found else []


def _alert(alert: Alert, words: Words, now: datetime, zone: ZoneInfo) -> str:
    from amends.outputs import alerts

    known = "" if alert.about_one else ", ".join(alert.mentions[:_NAMED])
    parts = (
        alerts.headline(alert, words),
        alerts.lasting(alert, words, now),
        *alerts.because(alert, words, zone)[:1],
        known,
    )
    return " · ".join(part for part in parts if part)


def after(digest: Digest, words: Words) -> list[Section]:
    """Return what stands below the items, each part only if there is something to say."""
    zone = ZoneInfo(digest.timezone)
    parts = {
        "orders": lines.orders(digest.orders, words),
        "more": _more(digest, words),
        "promises": (_promise(each, words, zone) for each in _other_promises(digest)),
        "refused": (lines.refused(each, words) for each in digest.refused),
        "waiting": _waiting(digest, words),
        "better": (lines.better(each, words) for each in digest.better),
        "praise": (lines.praise(each, words) for each in digest.praise),
        "failing": (lines.failing(each, words, digest.at) for each in digest.failing),
        "troubles": (lines.trouble(each, words, zone) for each in digest.troubles),
    }
    made = [Section(words.say(f"digest.title.{name}"), tuple(part)) for name, part in parts.items()]
    return [section for section in made if section.lines]


def _pressing(digest: Digest, words: Words) -> list[str]:
    """Return what does not wait as figures."""
    late, first = len(digest.late), digest.first
    phone = first is not None and first.phone_first
    calm = [item for item in digest.items if item.ranked.group != "urgent"]
    alarms = len(digest.at_large) + sum(len(item.alerts) for item in calm)
    figures = {
        "phone" if phone else "urgent": digest.urgent,
        "late": late,
        "today": len(digest.promises) - late,
        "alerts": alarms,
    }
    return [words.say(f"digest.count.{name}", n=n) for name, n in figures.items() if n]


def _rest(digest: Digest, words: Words) -> list[str]:
    """Return what can wait as figures; an earlier mail of the day has told them."""
    if digest.earlier:
        return []
    figures = {
        "refused": _of(digest, "refused"),
        "answer": _of(digest, "answer") + _of(digest, "ask"),
        "thank": _of(digest, "thank") + _of(digest, "close"),
    }
    return [words.say(f"digest.count.{name}", n=n) for name, n in figures.items() if n]


def _of(digest: Digest, group: str) -> int:
    shown = sum(item.ranked.group == group for item in digest.items)
    return shown + next((n for name, n in digest.more.items() if name == group), 0)


def _minutes(digest: Digest, words: Words, key: str) -> list[str]:
    return [words.say(key, n=digest.minutes)] if 0 < digest.minutes <= LONG_DAY else []


def _more(digest: Digest, words: Words) -> Iterator[str]:
    parts = [words.say(f"digest.more.{group}", n=n) for group, n in digest.more.items()]
    if parts:
        yield words.say("digest.more", parts=", ".join(parts))


def _other_promises(digest: Digest) -> list[Followup]:
    told = {item.promise.number for item in digest.items if item.promise}
    return [each for each in digest.promises if each.number not in told]


def _promise(promise: Followup, words: Words, zone: ZoneInfo) -> str:
    said = (promise.id, safe.clipped(single_line(promise.place or ""), NAME))
    return " · ".join(part for part in (*said, promised(promise, words, zone)) if part)


def _waiting(digest: Digest, words: Words) -> Iterator[str]:
    if digest.waiting:
        yield words.say("digest.waiting", n=digest.waiting)


def mail(to: str, letter: Letter, words: Words) -> str:
    """Return a letter as it would go out, for a look at it before."""
    head = words.say("digest.mail.to", to=single_line(to))
    about = words.say("digest.mail.subject", subject=single_line(letter.subject))
    return f"{head}\n{about}\n\n{letter.text}\n"


def delivered(delivery: Delivery, words: Words) -> str:
    """Return what became of a mail."""
    to = single_line(delivery.channel).removeprefix("mail:")
    error = safe.clipped(single_line(delivery.error or "–"), LINE)
    return words.say(f"digest.mail.{delivery.state}", to=to, error=f"{error.rstrip('.')}.")
