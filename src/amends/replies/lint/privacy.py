"""What others must not read: personal data, and that somebody was a client at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.languages.lexicon import split
from amends.replies.lint.bars import ENOUGH, faults
from amends.replies.lint.rule import Found, Rule, at
from amends.replies.lint.view import UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.letter import Hit
    from amends.replies.lint.view import Said, View

_SENSITIVE = re.compile(
    r"health|medic|clinic|doctor|dent|pharma|therap|hospital|care|legal|law|financ|bank|insur|tax"
)
"""Sectors in which it is a secret that somebody was there."""
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,/-])\+?\d[\d ()/-]{6,18}\d(?![\w/]|[.,]\d)")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b")
_ORDER = re.compile(
    r"(?:order|booking|invoice|заказ\w*|поръчка\w*|замовлення|pedido|reserva|zamówieni\w*|rezerwacj\w*"
    r"|bestell\w*|buchung\w*|commande|ordine|encomenda|objednávk\w*|bestelling|sipariş\w*|comand\w*)"
    r"[^\w\n]{1,3}(?:n[oº°r.]{1,3}|№|#|numer|number|nummer)?[^\w\n]{0,3}(?=\w*\d\w*\d\w*\d)[\w/-]{4,20}",
    re.IGNORECASE,
)
_CARD_END = re.compile(
    r"[•*·×x]{2,}\s?\d{4}\b|(?:\bending|\bends|кончающ\w+|окончан\w+|заканчив\w+|завършва\w*"
    r"|закінчу\w+|kończąc\w+|kończy|końcówk\w+|końcowc\w+|termina\w*|acaba\w*|endet|endend\w*"
    r"|endung|finissant|terminant|finit|finisce|končí\w*|eindig\w+|biten|numaralı kart\w*"
    r"|se încheie)(?:\s[^\W\d_]{1,4}){0,2}\s\d{4}\b",
    re.IGNORECASE,
)
"""The last digits of a card."""
_DATE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b")
_PHONE_DIGITS = 8
_STEM = 5
_NAME = 3
"""Letters: of a word's beginning; of a name that is no initial."""
_TELLING = 2
"""So many words about health tell something of a person; one alone may be said of anybody."""
_LIKELY, _SURE = 0.25, 0.75


def _personal(view: View) -> Iterator[Found]:
    """Health, debts, family: what is said of them is nobody else's business.

    Elsewhere it takes more: that an order was late is no secret to those who read of it above.
    """
    yield from _numbers(view)
    for each in view.said:
        if _intimate(view, each):
            yield at(each, "health", "private", "client_words")
    if _SENSITIVE.search(view.sector):
        for each in view.said:
            if each.holds("client_words") and _DATE.search(each.text):
                yield at(each, "client_words")


def _intimate(view: View, said: Said) -> bool:
    """Whether a sentence tells of health, debts or family; who only asks, tells less."""
    news = [hit for hit in said.sentence.hits if _is_news(view, hit)]
    words = {hit for hit in news if hit.name == "health"}
    if any(hit.name == "private" for hit in news):
        return True
    likely = said.does("personal", "confirms_client")
    if said.does("asks_details", "follow_up") > likely:
        return False
    about = said.holds("you") or said.acts["cause"] >= ENOUGH or likely >= _LIKELY
    if (len(words) >= _TELLING and about) or (words and likely >= _LIKELY):
        return True
    of_client = any(hit.name == "client_words" for hit in news)
    return likely >= _SURE and of_client and view.playbook not in UNVERIFIED


def _is_news(view: View, hit: Hit) -> bool:
    """Whether they have not said this word themselves, under the eyes of everybody."""
    theirs = f"{view.mention.title or ''} {view.mention.text}" if view.mention else ""
    return view.text[hit.start : hit.end].casefold()[:_STEM] not in theirs.casefold()


def _numbers(view: View) -> Iterator[Found]:
    """Yield numbers of cards and orders, and addresses that are not ours."""
    for pattern in (_CARD, _CARD_END, _ORDER):
        for found in pattern.finditer(view.text):
            yield Found(*found.span())
    for found in (*_MAIL.finditer(view.text), *_PHONE.finditer(view.text)):
        whole = "@" in found[0] or sum(map(str.isdigit, found[0])) >= _PHONE_DIGITS
        if whole and not _ours(view, found[0]):
            yield Found(*found.span())


def _ours(view: View, address: str) -> bool:
    """Whether an address is our own: not one that they named, nor another than the configured."""
    if view.mention:
        author = view.mention.author
        theirs = f"{view.mention.text} {author.name} {author.handle} {author.id}".casefold()
        if address.casefold() in theirs or _bears(address, author.name):
            return False
    contact = view.config.business.contact if view.config else None
    if contact is None or not (contact.email and "@" in address):
        return True
    return address.rpartition("@")[2].casefold() == contact.email.rpartition("@")[2].casefold()


def _bears(address: str, name: str | None) -> bool:
    """Whether an address is made of somebody's name."""
    local = address.partition("@")[0].casefold()
    parts = [part for part in split(name or "").folded if len(part) >= _NAME]
    return "@" in address and any(part in local for part in parts)


def _confirms_client(view: View) -> Iterator[Found]:
    if _SENSITIVE.search(view.sector):
        for each in faults(view, "confirms_client"):
            yield at(each, "confirms_client", "client_words")


RULES = (
    Rule("reveals_personal_data", "error", _personal),
    Rule("confirms_client", "error", _confirms_client),
)
