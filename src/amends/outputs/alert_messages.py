"""What tells alerts outside: chats, and the text of mails; `alert_mail` has their page.

Titles and subjects stand on locked screens: no customer's name or words, nothing of anybody's
health. A chat is read by others: it quotes only where the configuration lets it, and never what is
delicate. Several that are told at once are one message with a line for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.models.discretion import delicate
from amends.outputs import safe
from amends.outputs.ages import age
from amends.outputs.alerts import LONGEST_NAME, because, command, headline, lasting, local, named
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from amends.languages import Words
    from amends.models import Case
    from amends.models.alert import Alert, AlertKind

LONGEST_TITLE = 80
LONGEST_QUOTE = 200
SHOWN = 3
"""Mentions of an alert that a message tells one by one; of the others it names the ids."""
LINES = 10
"""So many alerts, or mentions of rules, have a line in a message; the others are counted."""
_GRAVE: tuple[AlertKind, ...] = ("harm", "storm", "spread", "rating", "silence")
_FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "*_`~<>[]|\\@#"}
"""The signs that chats take for markup or for calling people, and their harmless likenesses."""


class Setting(NamedTuple):
    """Who tells, in which language, when and where."""

    words: Words
    now: datetime
    zone: tzinfo
    business: str


class Told(NamedTuple):
    """An alert, with the mentions that are told one by one."""

    alert: Alert
    cases: Sequence[Case] = ()


class Notice(NamedTuple):
    """A mention of which a rule wants somebody to hear."""

    rule: str
    names: tuple[str, ...]
    """The colleagues for whom it is."""
    case: Case

    @property
    def telling(self) -> str:
        """The key, among those of `Delivery.told`, of having told it."""
        return f"rule:{self.rule}/{self.case.id}"


def gravest_first(found: Sequence[Told]) -> list[Told]:
    """Put harm first, then what grows, each the worst first; among equals their order stays."""
    return sorted(found, key=lambda each: (_GRAVE.index(each.alert.kind), -each.alert.level))


# ── alerts ───────────────────────────────────────────────────────────────────────────────────


def title(found: Sequence[Told], setting: Setting) -> str:
    """Return the subject of a message: the gravest alert, and how many more there are."""
    said = headline(gravest_first(found)[0].alert, setting.words)
    if more := len(found) - 1:
        said = setting.words.say("alert.and_more", first=said, n=more)
    return _signed(said, setting)


def chat(found: Sequence[Told], setting: Setting, *, quote: bool) -> tuple[str, str]:
    """Return title and plain text of a message in which nothing is markup.

    `quote` lets a message about one alert quote what is not delicate.
    """
    lines = _whole(found[0], setting, quote=quote) if len(found) == 1 else _listed(found, setting)
    return plain(title(found, setting)), "\n".join(plain(line) for line in lines)


def _whole(told: Told, setting: Setting, *, quote: bool) -> Iterator[str]:
    alert, (words, _, zone, _) = told.alert, setting
    yield from because(alert, words, zone)
    for case in told.cases:
        yield mentioned(case, setting, quote=quote and not delicate(case.assessment))
    yield from ends(alert, words, zone)


def _listed(found: Sequence[Told], setting: Setting) -> Iterator[str]:
    for alert, _ in gravest_first(found)[:LINES]:
        yield " · ".join(parts(alert, setting))
    if (more := len(found) - LINES) > 0:
        yield setting.words.say("digest.html.hidden", n=more)
    yield setting.words.say("alert.look", command="amends alerts")


def parts(alert: Alert, setting: Setting) -> Iterator[str]:
    """Yield what a line says of an alert: what, since when, why, and of which mentions."""
    words = setting.words
    yield f"{alert.id} {headline(alert, words)}"
    yield lasting(alert, words, setting.now)
    yield from because(alert, words, setting.zone)[:1]
    if alert.mentions and not alert.about_one:
        yield named(alert, words)


def ends(alert: Alert, words: Words, zone: tzinfo) -> Iterator[str]:
    """Yield what stands below an alert: its mentions, its beginning, and what to type."""
    if len(alert.mentions) > SHOWN:
        yield named(alert, words)
    yield words.say("alert.began", time=local(alert.first_seen_at, words, zone))
    yield words.say("alert.look", command=command(alert))


# ── mentions that rules tell ─────────────────────────────────────────────────────────────────


def noticed_title(found: Sequence[Notice], setting: Setting) -> str:
    """Return the subject of a message: for whom it is and how much; a rule's name may say more."""
    names = dict.fromkeys(name for each in found for name in each.names)
    who = ", ".join(single_line(name)[:LONGEST_NAME] for name in names)
    n = len({each.case.id for each in found})
    return _signed(setting.words.say("alert.noticed", who=who, n=n), setting)


def noticed_chat(found: Sequence[Notice], setting: Setting, *, quote: bool) -> tuple[str, str]:
    """Return title and plain text of a message in which nothing is markup."""
    lines = []
    for each in found[:LINES]:
        hushed = delicate(each.case.assessment)
        said = mentioned(each.case, setting, quote=quote and not hushed)
        lines.append(said if hushed else f"{by_rule(each, setting.words)}: {said}")
    if (more := len(found) - LINES) > 0:
        lines.append(setting.words.say("digest.html.hidden", n=more))
    if len(found) == 1:
        look = f"amends show {found[0].case.id}"
        lines.append(setting.words.say("alert.look", command=look))
    return plain(noticed_title(found, setting)), "\n".join(plain(line) for line in lines)


def by_rule(notice: Notice, words: Words) -> str:
    """Name the rule that wants it told."""
    return words.say("alert.by_rule", rule=single_line(notice.rule))


# ── what all of them say ─────────────────────────────────────────────────────────────────────


def plain(text: str) -> str:
    """Return a text on one line in which no chat finds markup, a link or somebody to call."""
    return single_line(text).translate(_FULL_WIDTH).replace("://", ":／／")


def facts(case: Case, setting: Setting) -> str:
    """Name a mention without its author and its words."""
    mention = case.mention
    said = (
        case.id,
        single_line(mention.stands_at),
        single_line(mention.place or "")[:LONGEST_NAME],
        safe.stars(case),
        age(mention.published_at, setting.now, setting.words),
    )
    return " · ".join(filter(None, said))


def quoted(case: Case, words: Words) -> str:
    """Return the beginning of a customer's words."""
    text = safe.clipped(safe.excerpt(case, words), LONGEST_QUOTE)
    return words.say("digest.quoted", text=text)


def mentioned(case: Case, setting: Setting, *, quote: bool) -> str:
    """Name a mention without its author; with its words only if they may be quoted."""
    said = facts(case, setting)
    return f"{said}: {quoted(case, setting.words)}" if quote else said


def _signed(said: str, setting: Setting) -> str:
    """Add whose message it is, where there is room."""
    name = single_line(setting.business)[:LONGEST_NAME]
    return (f"{said} ({name})" if name else said)[:LONGEST_TITLE]
