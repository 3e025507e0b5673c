"""The mail of alerts, and of what rules tell: text, and a page that mail programs draw right.

The page has the frame of the summary's (`mail.html.j2`). Its reader is the owner or a colleague, so
it quotes; its subject does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from amends.errors import ConfigError
from amends.models.delivery import Letter
from amends.outputs import safe
from amends.outputs.alert_messages import (
    LINES,
    by_rule,
    ends,
    facts,
    gravest_first,
    noticed_title,
    quoted,
    title,
)
from amends.outputs.alerts import because, headline, lasting
from amends.outputs.templates import link, render
from amends.outputs.tones import TONES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from amends.languages import Words
    from amends.models import Case
    from amends.models.alert import AlertKind
    from amends.outputs.alert_messages import Notice, Setting, Told

TEMPLATE = "alert.html.j2"
_TONES: Mapping[AlertKind, str] = {"harm": "urgent", "storm": "late", "spread": "late"}


class Shown(NamedTuple):
    """A mention in a mail."""

    facts: str
    """Id, source, place, stars and age."""
    text: str
    """The customer's words in quotation marks, cut, with nothing to make a link of."""
    language: str
    link: str
    """Page where it stands; empty where there is none."""


class Card(NamedTuple):
    """One alert, or one mention of a rule, in words; none of it is markup."""

    title: str
    label: str
    tone: str
    lines: tuple[str, ...]
    mentions: tuple[Shown, ...]
    ends: tuple[str, ...]


def letter(found: Sequence[Told], setting: Setting, *, templates: Path | None = None) -> Letter:
    """Return the mail that tells some alerts, in the thread of the first; see `_letter`."""
    shown = [_card(each, setting) for each in gravest_first(found)[:LINES]]
    made = _letter(title(found, setting), shown, len(found), setting, templates)
    return replace(made, in_thread=f"alert-{found[0].alert.number}")


def noticed_letter(
    found: Sequence[Notice], setting: Setting, *, templates: Path | None = None
) -> Letter:
    """Return the mail that tells a colleague what rules want them to hear; see `_letter`."""
    shown = [_noticed(each, setting) for each in found[:LINES]]
    return _letter(noticed_title(found, setting), shown, len(found), setting, templates)


def _card(told: Told, setting: Setting) -> Card:
    alert, (words, now, zone, _) = told.alert, setting
    return Card(
        safe.unlinked(f"{alert.id} {headline(alert, words)}"),
        lasting(alert, words, now),
        _TONES.get(alert.kind, "calm"),
        tuple(safe.unlinked(each) for each in because(alert, words, zone)),
        tuple(_shown(each, setting) for each in told.cases),
        tuple(ends(alert, words, zone)),
    )


def _noticed(notice: Notice, setting: Setting) -> Card:
    words, case = setting.words, notice.case
    look = words.say("alert.look", command=f"amends show {case.id}")
    shown = (_shown(case, setting),)
    return Card(by_rule(notice, words), case.id, "calm", (), shown, (look,))


def _shown(case: Case, setting: Setting) -> Shown:
    return Shown(
        safe.unlinked(facts(case, setting)),
        safe.unlinked(quoted(case, setting.words)),
        case.assessment.language.code,
        link(case.mention.url),
    )


def _letter(
    subject: str, cards: Sequence[Card], total: int, setting: Setting, templates: Path | None
) -> Letter:
    """Return a mail without a page where a template of the user's fails: an alarm goes out.

    The summary, which has the same frame, and `amends doctor` say what is wrong with it.
    """
    words, hidden = setting.words, total - len(cards)
    blocks = ["\n".join(_written(card, words)) for card in cards]
    blocks += [words.say("digest.html.hidden", n=hidden)] if hidden else []
    values = {"title": subject, "cards": cards, "hidden": hidden, "tones": TONES}
    try:
        page = render(
            TEMPLATE,
            values,
            words=words,
            now=setting.now,
            zone=setting.zone,
            folder=templates,
        )
    except ConfigError:
        page = None
    return Letter(subject, "\n\n".join(blocks) + "\n", page)


def _written(card: Card, words: Words) -> Iterator[str]:
    yield f"{card.title} · {card.label}"
    yield from card.lines
    for each in card.mentions:
        yield f"{each.facts}: {each.text}"
        if each.link:
            yield f"{words.say('digest.page')}: {each.link}"
    yield from card.ends
