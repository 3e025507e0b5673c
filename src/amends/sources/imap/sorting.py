"""What becomes of a mail: a mention, an answer of ours, the pages of an alert, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from amends.models import Author, Mention, Skipped
from amends.sources.imap import alerts, notices
from amends.sources.imap.senders import ANYBODYS, domain_of, is_nobody, is_perhaps_nobody, sent_by
from amends.sources.mail import MALFORMED, Letter, read
from amends.sources.values import AHEAD, EARLIEST, line

if TYPE_CHECKING:
    from datetime import datetime

    from amends.sources.imap.notices import Notice

_MACHINES = {
    "bounce": "a mail that came back",
    "auto_reply": "an automatic answer",
    "bulk": "a newsletter or a list",
    "calendar": "an invitation of a calendar",
    "nobody": "a notice of a program",
    "order": "a word of your team to amends",
}
_BEFORE = r"(?:[^:\]]{0,20}[:\]]){0,8} ?done"
_ORDER = re.compile(rf"{_BEFORE} [a-z0-9]{{4,12}} [a-z0-9]{{6,20}}[ .]*", re.IGNORECASE)
"""What the links of the morning's summary write (`triage.orders` obeys it)."""
_SIGN = "[bcdfghjkmnpqrstvwxz2-9]"
_ORDER_WITH_CODE = re.compile(
    rf"{_BEFORE} (?:{_SIGN}{{4,12}}|f\d{{1,9}}) {_SIGN}{{9}}[ .]*", re.IGNORECASE
)
"""The same from addresses that are not ours, such as those of colleagues: names and codes have no
vowels, so that no customer's sentence fits."""
LEAST_FETCHED = 20_000
"""Bytes that are there of each mail, be the line as slow as it may."""
_EMPTY = "neither text nor subject"
_FORGED = "its sender is forged, says your own mail server"
_UNPROVEN = "says that it is yours, which your mail server does not confirm (yours lie in `\\Sent`)"
UNKNOWN = "a notice about reviews that amends cannot read (map it in `notifications:`)"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail as it came from the server."""

    where: str
    """Where to look for it: `INBOX, mail 812`."""
    content: bytes
    """As much of it as is read."""
    size: int
    """Its whole size in bytes, 0 where the server does not say."""
    taken_in: datetime | None
    answered: bool = False
    """Whether a mail program says that it has been answered."""
    sent: bool = False
    """Whether it lies in the folder of what we sent: then it is ours, whatever its address."""


@dataclass(slots=True)
class Sorted:
    """What a pack of mails held."""

    mentions: list[Mention] = field(default_factory=list)
    own: list[Mention] = field(default_factory=list)
    dropped: list[Skipped] = field(default_factory=list)
    """What is no customer's mail, and why."""
    skipped: list[Skipped] = field(default_factory=list)
    """What could not be read."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What tells one mail from another."""

    own: str
    """The address of the mailbox; empty where nobody knows it."""
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    notices: tuple[tuple[str, Notice], ...]
    """How platforms' mails are read, by the type of their mentions; the first that fits counts."""
    now: datetime

    def sort(self, arrived: Arrived, into: Sorted) -> None:
        """Put a mail where it belongs; never raises, whatever a stranger has sent."""
        try:
            letter = read(arrived.content)
            self._sort(arrived, letter, into)
        except MALFORMED as error:
            why = f"not a mail that can be read ({type(error).__name__})"
            into.skipped.append(Skipped(arrived.where, why))

    def _sort(self, arrived: Arrived, letter: Letter, into: Sorted) -> None:
        address = letter.address or ""
        where = f"{arrived.where}, from {address or 'nobody'}: {letter.subject or 'no subject'}"
        if not letter.id:
            made_up = _digest(arrived.content)
            letter = replace(letter, id=made_up, thread=letter.thread or made_up)
        at, uncertain = self._when(letter, arrived)
        left_out = self._left_out(address)
        if arrived.sent:
            self._ours(where, letter.mention(at, uncertain=uncertain), letter, into)
        elif left_out:
            into.dropped.append(Skipped(where, left_out))
        elif (told := self._told(letter, at, uncertain=uncertain)) is not None:
            into.mentions.extend(told if letter.proven else map(_unverified, told))
        elif machine := self._machine(letter):
            into.dropped.append(Skipped(where, machine))
        else:
            self._written(arrived, letter.mention(at, uncertain=uncertain), letter, into)

    def _ours(self, where: str, made: Mention, letter: Letter, into: Sorted) -> None:
        """Keep what we sent; a machine of ours answers nobody."""
        if why := self._machine_of_ours(letter):
            into.dropped.append(Skipped(where, why))
        elif not made.text:
            into.dropped.append(Skipped(where, _EMPTY))
        else:
            into.own.append(made)

    def _machine_of_ours(self, letter: Letter) -> str | None:
        kind = "order" if _ORDER.fullmatch(letter.subject or "") else letter.automatic
        return _MACHINES[kind] if kind else None

    def _written(self, arrived: Arrived, made: Mention, letter: Letter, into: Sorted) -> None:
        """Keep what a person wrote: a customer, or one of us."""
        if arrived.size > len(arrived.content) and not letter.body:
            why = "its text stands behind large attachments"
            into.skipped.append(Skipped(arrived.where, why))
        elif not made.text and not letter.attachments:
            into.dropped.append(Skipped(arrived.where, _EMPTY))
        elif self._is_form(letter):
            into.mentions.append(_of_form(made, letter))
        elif self._is_ours(letter.address or "") and not letter.believed:
            into.dropped.append(Skipped(arrived.where, _FORGED))
        elif self.own and letter.address == self.own:
            self._said_to_be_ours(arrived, made, letter, into)
        else:
            into.mentions.append(replace(made, answered="yes") if arrived.answered else made)

    @staticmethod
    def _said_to_be_ours(arrived: Arrived, made: Mention, letter: Letter, into: Sorted) -> None:
        """Anybody can write our address into a mail, and an answer settles a complaint."""
        if letter.proven:
            into.own.append(made)
        else:
            into.dropped.append(Skipped(arrived.where, _UNPROVEN))

    def _left_out(self, address: str) -> str | None:
        if sent_by(address, self.exclude):
            return "its sender is in `exclude`"
        if self.include and not sent_by(address, self.include):
            return "its sender is not in `include`"
        return None

    def _told(self, letter: Letter, at: datetime, *, uncertain: bool) -> tuple[Mention, ...] | None:
        """Return what a platform tells of; None where the mail is none of its notices."""
        if not letter.believed:
            return None
        if letter.address == alerts.SENDER:
            return alerts.articles(letter, at, uncertain=uncertain) or None
        for name, notice in notices.of(letter, self.notices):
            if made := notices.mention(letter, name, notice, at, uncertain=uncertain):
                return (made,)
        return None

    def _machine(self, letter: Letter) -> str | None:
        """Return why a mail is no customer's; None: a person wrote it.

        Guests write by way of platforms, too: their mails are not those of a program.
        """
        if self._is_order(letter):
            return _MACHINES["order"]
        platform = letter.address == alerts.SENDER or bool(notices.of(letter, self.notices))
        if platform and not letter.believed:
            return _FORGED
        told = notices.resembles(letter) and letter.address != self.own
        nobody = _is_program(letter) or (platform and told)
        kind = self._automatic(letter) or ("nobody" if nobody else None)
        if kind is None or (kind != "bounce" and not platform and self._is_form(letter)):
            return None
        if told and kind not in {"bounce", "calendar"}:
            return f"{UNKNOWN}; {notices.structure(letter)}"
        return _MACHINES[kind]

    def _automatic(self, letter: Letter) -> str | None:
        """Return the machine behind a mail: newsletters can be left, people answer somebody."""
        if self._by_our_list(letter):
            return None if letter.automatic == "bulk" else letter.automatic
        news = letter.listed and letter.parent is None
        return letter.automatic or ("bulk" if news else None)

    def _by_our_list(self, letter: Letter) -> bool:
        """Whether it came by a list of ours: many firms let one hand out what customers write."""
        domain = domain_of(self.own)
        return domain not in {"", *ANYBODYS} and letter.list_id.endswith("." + domain)

    def _is_order(self, letter: Letter) -> bool:
        subject = letter.subject or ""
        ours = self._is_ours(letter.address or "") and _ORDER.fullmatch(subject)
        return bool(ours or _ORDER_WITH_CODE.fullmatch(subject))

    def _is_form(self, letter: Letter) -> bool:
        """Whether a form on a page sent it: the customer stands in `Reply-To:` alone."""
        address, customer = letter.address or "", _address(letter.reply_to)
        if not customer or customer == address or self._is_ours(customer):
            return False
        if self._by_our_list(letter):  # such lists put their own address in for the customer's
            return self._is_ours(address)
        if self.own and address == self.own:
            return letter.parent is None
        kin = sent_by(customer, [domain_of(address)]) or sent_by(address, [domain_of(customer)])
        program = is_nobody(address) or is_perhaps_nobody(address)
        return program and letter.automatic != "bulk" and not kin

    def _is_ours(self, address: str) -> bool:
        """Whether it is our address, or one of our domain where not everybody has one there."""
        domain = domain_of(self.own)
        return bool(self.own) and (
            address == self.own or (domain not in ANYBODYS and domain_of(address) == domain)
        )

    def _when(self, letter: Letter, arrived: Arrived) -> tuple[datetime, bool]:
        """Return when it was sent, else when it was taken in; and whether that is a guess."""
        latest = (arrived.taken_in or self.now) + AHEAD
        for moment in (letter.sent, arrived.taken_in):
            if moment is not None and EARLIEST <= moment <= min(latest, self.now + AHEAD):
                return min(moment, self.now), False
        return self.now, True


def _unverified(told: Mention) -> Mention:
    """Mark what a mail tells of a platform that nobody confirms to have sent it."""
    return replace(told, extra={**told.extra, "unverified": True})


def _of_form(made: Mention, letter: Letter) -> Mention:
    from email.utils import parseaddr

    name, address = parseaddr(letter.reply_to)
    author = Author(id=line(address.casefold()), name=line(name))
    if letter.list_id:
        return replace(made, author=author)
    return replace(made, author=author, parent_id=None, thread_id=made.external_id)


def _is_program(letter: Letter) -> bool:
    """Whether a program wrote it; people, too, have addresses such as webmaster@."""
    address = letter.address or ""
    return is_nobody(address) or (letter.listed and is_perhaps_nobody(address))


def _address(reply_to: str) -> str:
    from email.utils import parseaddr

    return parseaddr(reply_to)[1].casefold()


def _digest(content: bytes) -> str:
    """Return an id for a mail that has none: the same however it is numbered, or cut off."""
    return f"sha256:{sha256(content[:LEAST_FETCHED]).hexdigest()[:32]}"
