"""Which mails are new, folder by folder: `UIDVALIDITY` and the last UID (RFC 3501 §2.3.1.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

from amends.errors import MailboxError
from amends.imap import Answered, examine, fetched
from amends.sources.imap.sorting import UNKNOWN, Arrived, Rules, Sorted
from amends.sources.paging import Page
from amends.sources.values import count, inside

if TYPE_CHECKING:
    from collections.abc import Callable

    from imap_tools.mailbox import BaseMailBox

    from amends.imap import Session
    from amends.models import Json

    Found = TypeVar("Found")

PACK = 100
"""Mails that are fetched at once at most, and after which the bookmark is true again."""
MOST_BYTES = 200_000
"""Of one mail; what stands behind them are attachments, as a rule, and they are not read."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is fetched at once, and how long that may take."""

    together: int
    """Bytes of all mails of a pack; one mail is fetched, however large it is."""
    each: int
    """Bytes of one mail."""
    share: float
    """Of the time that is left."""


EFFORTS = (
    Effort(1_000_000, MOST_BYTES, 0.25), Effort(250_000, MOST_BYTES, 0.4), Effort(0, 20_000, 1)
)  # fmt: skip
"""What is tried one after the other where a line is slow, so that each run gets on."""
LOOK_BACK = timedelta(days=7)
"""So far before the newest known mail a folder is read again that was numbered anew."""
_MOST_SHOWN = 20
_SENT = "\\sent"
_NAMES_OF_SENT = frozenset(
    (
        "sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete elemente",
        "gesendete objekte", "enviados", "elementos enviados", "wysłane", "elementy wysłane",
        "отправленные", "изпратени",
    )
)  # fmt: skip
"""What folders of sent mails are called on servers that do not tell the use of folders."""
_MOST_TRIED = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a folder has been read."""

    validity: int = 0
    """Of the numbers; when it changes they all mean something else."""
    uid: int = 0
    day: date | None = None
    """When the newest known mail arrived."""

    @classmethod
    def read(cls, kept: Json) -> Mark:
        """Read it from a bookmark; anything odd counts as nothing."""
        try:
            day = date.fromisoformat(inside(kept, "day"))
        except (TypeError, ValueError):
            day = None
        return cls(count(inside(kept, "validity")) or 0, count(inside(kept, "uid")) or 0, day)

    def to_json(self) -> dict[str, Any]:
        """Return it as a bookmark holds it."""
        day = {"day": self.day.isoformat()} if self.day else {}
        return {"validity": self.validity, "uid": self.uid, **day}


@dataclass(slots=True)
class Reader:
    """Asks for the mails of some folders, the oldest first."""

    session: Session
    left: Callable[[], float]
    """Seconds that remain."""
    folders: tuple[str, ...]
    since: date
    """Where a folder begins that has not been read before."""
    rules: Rules
    pending: dict[str, list[int]] = field(default_factory=dict)
    of_sent: dict[str, bool] = field(default_factory=dict)
    """Which folders hold what we sent, as far as anybody has asked."""
    slow: int = 0
    """With which effort a pack is begun."""
    came_back: bool = False
    """Whether the connection has been cut off and was made anew."""

    def ask(self, cursor: Json) -> Page:
        """Return the next pack of mails; the cursor holds the mark of each folder."""
        marks = {name: Mark.read(inside(cursor, name)) for name in self.folders}
        for number, name in enumerate(self.folders):
            if name not in self.pending:
                marks[name], self.pending[name] = self._look(name, marks[name])
            if not self.pending[name]:
                continue
            sent = self._is_sent(name)
            last, mails = self._pack(name, marks[name].validity)
            found, last, mails = self._sorted(name, last, mails, sent=sent)
            self.pending[name] = [uid for uid in self.pending[name] if uid > last]
            marks[name] = self._moved(marks[name], last, mails)
            known = all(after in self.pending for after in self.folders[number + 1 :])
            return _page(found, marks, last=known and not any(self.pending.values()))
        return Page(next=_kept(marks), last=True)

    def sizes(self) -> list[str]:
        """Return how many mails lie in each folder."""
        return [f"{self._do(partial(_size, name=name)):,} in {name}" for name in self.folders]

    def not_understood(self) -> list[str]:
        """Return the notices about reviews, among the newest mails, that nobody can read."""
        name, found = self.folders[0], Sorted()
        validity, _, uids = self._do(partial(_new, name=name, mark=Mark(), since=self.since))
        newest, sent = uids[-_MOST_TRIED:], self._is_sent(name)
        if newest:
            work = partial(_newest, name=name, validity=validity, uids=newest)
            found, *_ = self._sorted(name, newest[-1], self._do(work), sent=sent)
        return [each.where for each in found.dropped if each.why.startswith(UNKNOWN)]

    def _is_sent(self, name: str) -> bool:
        if name not in self.of_sent:
            self.of_sent[name] = self._do(partial(is_of_sent, name=name))
        return self.of_sent[name]

    def _look(self, name: str, mark: Mark) -> tuple[Mark, list[int]]:
        """Return the mails of a folder that are not known, and where it stands without them."""
        validity, following, uids = self._do(partial(_new, name=name, mark=mark, since=self.since))
        if mark.validity == validity:
            return mark, uids
        last = min(uids) - 1 if uids else following - 1
        return Mark(validity, max(last, 0), mark.day), uids

    def _moved(self, mark: Mark, uid: int, mails: list[Answered]) -> Mark:
        today = self.rules.now.astimezone(UTC).date()
        days = [at.date() for each in mails if (at := each.taken_in)]
        newest = max((min(day, today) for day in days), default=None)
        return Mark(mark.validity, uid, max(filter(None, (newest, mark.day)), default=None))

    def _pack(self, name: str, validity: int) -> tuple[int, list[Answered]]:
        """Fetch the next mails, fewer where they come late; return the last UID and the mails."""
        uids = self.pending[name][:PACK]
        for effort in EFFORTS[self.slow :]:
            work = partial(_fitting, name=name, validity=validity, uids=uids, effort=effort)
            try:
                return self._do(work, effort.share)
            except MailboxError as error:
                if error.why != "late" or effort is EFFORTS[-1]:
                    raise
                self.slow = 1
        raise AssertionError  # the last effort has returned or raised

    def _sorted(
        self, name: str, last: int, mails: list[Answered], *, sent: bool
    ) -> tuple[Sorted, int, list[Answered]]:
        """Sort mails as long as there is time; return the last UID and the mails that are done."""
        found, mails = Sorted(), sorted(mails, key=lambda each: each.uid)
        for number, each in enumerate(mails, start=1):
            self.rules.sort(_arrived(each, name, sent=sent), found)
            if number < len(mails) and self.left() <= 0:
                return found, each.uid, mails[:number]
        return found, last, mails

    def _do(self, work: Callable[[BaseMailBox], Found], share: float = 1) -> Found:
        """Ask, within a share of the time left; a connection that is cut off is made anew, once."""
        try:
            return self.session.do(work, self.left() * share)
        except MailboxError as error:
            if error.why != "cut" or self.came_back:
                raise
            self.came_back = True
            return self.session.do(work, self.left() * share)


def _page(found: Sorted, marks: dict[str, Mark], *, last: bool) -> Page:
    return Page(
        tuple(found.mentions),
        tuple(found.skipped),
        next=_kept(marks),
        last=last,
        filtered=len(found.dropped),
        dropped=tuple(found.dropped[:_MOST_SHOWN]),
        own=tuple(found.own),
    )


def _arrived(told: Answered, name: str, *, sent: bool) -> Arrived:
    answered = b"\\answered" in told.told.lower()
    where = f"{name}, mail {told.uid}"
    return Arrived(where, told.content, told.size, told.taken_in, answered, sent)


def open_folder(box: BaseMailBox, name: str) -> int:
    """Open a folder for reading alone and return its UIDVALIDITY."""
    examine(box, real_name(box, name))
    return _number(box, "UIDVALIDITY")


def real_name(box: BaseMailBox, name: str) -> str:
    """Return the name of a folder that is named by its use (RFC 6154)."""
    if not name.startswith("\\"):
        return name
    for folder in box.folder.list():
        if name.casefold() in (flag.casefold() for flag in folder.flags):
            return folder.name
    raise MailboxError(f"the mailbox has no folder for {name}", why="folder")


def is_of_sent(box: BaseMailBox, *, name: str) -> bool:
    """Whether a folder holds what the owner sent: by its use, or by what mail programs call it."""
    if name.startswith("\\"):
        return name.casefold() == _SENT
    if name.casefold() == "inbox":
        return False
    uses = {folder.name: folder.flags for folder in box.folder.list()}
    marked = any(flag.casefold() == _SENT for flag in uses.get(name, ()))
    return marked or re.split(r"[./\\]", name)[-1].casefold() in _NAMES_OF_SENT


def _new(box: BaseMailBox, *, name: str, mark: Mark, since: date) -> tuple[int, int, list[int]]:
    """Return UIDVALIDITY, UIDNEXT (0: not told) and the UIDs of what has come since the mark.

    `n:*` always fits the last mail, also where its number is below n: known ones are left out.
    """
    from imap_tools import AND

    validity = open_folder(box, name)
    following = _number(box, "UIDNEXT")
    if mark.validity != validity:
        day = since if mark.day is None else mark.day - LOOK_BACK
        found = box.uids(AND(date_gte=day), charset=None)
        return validity, following or _after_last(box), sorted(map(int, found))
    if 0 < following <= mark.uid + 1:
        return validity, following, []
    found = box.uids(f"UID {mark.uid + 1}:*", charset=None)
    return validity, following, sorted(uid for uid in map(int, found) if uid > mark.uid)


def _after_last(box: BaseMailBox) -> int:
    """Return what UIDNEXT would be, for servers that do not tell it."""
    return max(map(int, box.uids("UID *", charset=None)), default=0) + 1


def _fitting(
    box: BaseMailBox, *, name: str, validity: int, uids: list[int], effort: Effort
) -> tuple[int, list[Answered]]:
    """Fetch as many of some mails as an effort allows; return the last UID, and the mails."""
    _open_again(box, name, validity)
    sizes = _sizes(box, uids)
    totals = accumulate(min(sizes.get(uid, effort.each), effort.each) for uid in uids)
    number = max(1, sum(total <= effort.together for total in totals))
    return uids[number - 1], _mails(box, uids[:number], effort.each)


def _newest(box: BaseMailBox, *, name: str, validity: int, uids: list[int]) -> list[Answered]:
    _open_again(box, name, validity)
    return _mails(box, uids, EFFORTS[-1].each)


def _open_again(box: BaseMailBox, name: str, validity: int) -> None:
    if box.folder.get() != real_name(box, name) and open_folder(box, name) != validity:
        raise MailboxError(f"the folder {name!r} was numbered anew while it was read")


def _sizes(box: BaseMailBox, uids: list[int]) -> dict[int, int]:
    """Return the sizes of mails in bytes, as far as the server tells them."""
    status, answer = box.client.uid("fetch", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
    if status != "OK":
        raise box.client.error(f"FETCH {status}")
    told = [Answered(line, b"") for line in answer if isinstance(line, bytes)]
    return {each.uid: each.size for each in told if each.size}


def _mails(box: BaseMailBox, uids: list[int], most: int) -> list[Answered]:
    """Fetch the beginnings of some mails; those that are gone meanwhile are left out."""
    wanted = frozenset(uids)
    parts = f"(UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[]<0.{most}>)"
    return [each for each in fetched(box, uids, parts) if each.uid in wanted]


def _number(box: BaseMailBox, name: str) -> int:
    """Return a number that came with the opening of a folder; 0 where it did not."""
    told = box.client.response(name)[1][0]
    return int(told) if isinstance(told, bytes) and told.isdigit() else 0


def _kept(marks: dict[str, Mark]) -> dict[str, Any]:
    return {name: mark.to_json() for name, mark in marks.items()}


def folder_names(box: BaseMailBox) -> list[str]:
    """Return the names of the first folders of a mailbox."""
    return [folder.name for folder in box.folder.list()][:_MOST_SHOWN]


def _size(box: BaseMailBox, *, name: str) -> int:
    open_folder(box, name)
    return len(box.uids(charset=None))
