"""Which mails are new, folder by folder: `UIDVALIDITY` and the last UID (RFC 3501 §2.3.1.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from amends.errors import MailboxError
from amends.sources.imap.folders import (
    Effort,
    Mark,
    fitting,
    is_of_sent,
    new_mails,
    newest_mails,
    size_of,
)
from amends.sources.imap.sorting import LEAST_FETCHED, UNKNOWN, Arrived, Rules, Sorted
from amends.sources.imap.writers import Writers
from amends.sources.mail import has_text
from amends.sources.paging import Page
from amends.sources.values import inside

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from imap_tools.mailbox import BaseMailBox

    from amends.imap import Answered, Session
    from amends.models import Json

    Found = TypeVar("Found")

PACK = 100
"""Mails that are fetched at once at most, and after which the bookmark is true again."""
MOST_BYTES = 200_000
"""Of one mail; what stands behind them are attachments, as a rule, and they are not read."""
LARGEST = 30_000_000
"""Bytes of a mail that is fetched whole, where its text stands behind the photos."""

EFFORTS = (
    Effort(1_000_000, MOST_BYTES, 0.25),
    Effort(250_000, MOST_BYTES, 0.4),
    Effort(0, LEAST_FETCHED, 1),
)
"""What is tried one after the other where a line is slow, so that each run gets on."""
_SHARE_OF_ONE = 0.3
"""Of the time left, for one large mail."""
_LEAST = 0.2
"""Seconds; within less nobody connects anew."""
_WRITERS = ""
"""Where the bookmark keeps them: no folder has this name."""
_MOST_SHOWN = 20
_MOST_TRIED = 50


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
    missing: list[MailboxError] = field(default_factory=list)
    """What is wrong with folders that are not there: the others are read."""
    of_sent: dict[str, bool] = field(default_factory=dict)
    """Which folders hold what we sent, as far as anybody has asked."""
    slow: int = 0
    """With which effort a pack is begun."""
    came_back: bool = False
    """Whether the connection has been cut off and was made anew."""

    def ask(self, cursor: Json) -> Page:
        """Return the next pack of mails; the cursor holds the mark of each folder."""
        marks = {name: Mark.read(inside(cursor, name)) for name in self.folders}
        writers = Writers.read(inside(cursor, _WRITERS))
        for number, name in enumerate(self.folders):
            if name not in self.pending:
                marks[name], self.pending[name] = self._look(name, marks[name])
            if not self.pending[name]:
                continue
            last, mails = self._pack(name, marks[name].validity)
            found, last, mails = self._sorted(name, marks[name].validity, last, mails)
            self.pending[name] = [uid for uid in self.pending[name] if uid > last]
            marks[name] = self._moved(marks[name], last, mails)
            known = all(after in self.pending for after in self.folders[number + 1 :])
            found.mentions = [writers.apart(each) for each in found.mentions]
            found.own = [writers.apart(each) for each in found.own]
            onward = _kept(marks, writers)
            return _page(found, onward, last=known and not any(self.pending.values()))
        return Page(next=_kept(marks, writers), last=True)

    def sizes(self) -> list[str]:
        """Return how many mails lie in each folder."""
        return [f"{self._do(partial(size_of, name=name)):,} in {name}" for name in self.folders]

    def not_understood(self) -> list[str]:
        """Return the notices about reviews, among the newest mails, that nobody can read."""
        name, found = self.folders[0], Sorted()
        asked = partial(new_mails, name=name, mark=Mark(), since=self.since)
        validity, _, uids = self._do(asked)
        newest, sent = uids[-_MOST_TRIED:], self._is_sent(name)
        if newest:
            work = partial(
                newest_mails, name=name, validity=validity, uids=newest, each=EFFORTS[-1].each
            )
            for each in self._do(work):
                self.rules.sort(_arrived(each, name, sent=sent), found)
        return [each.where for each in found.dropped if each.why.startswith(UNKNOWN)]

    def _is_sent(self, name: str) -> bool:
        if name not in self.of_sent:
            self.of_sent[name] = self._do(partial(is_of_sent, name=name))
        return self.of_sent[name]

    def _look(self, name: str, mark: Mark) -> tuple[Mark, list[int]]:
        """Return the mails of a folder that are not known, and where it stands without them."""
        asked = partial(new_mails, name=name, mark=mark, since=self.since)
        try:
            validity, following, uids = self._do(asked)
        except MailboxError as error:
            if error.why != "folder":
                raise
            self.missing.append(error)
            return mark, []
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
            work = partial(fitting, name=name, validity=validity, uids=uids, effort=effort)
            try:
                return self._do(work, effort.share)
            except MailboxError as error:
                if error.why != "late" or effort is EFFORTS[-1] or self.left() < _LEAST:
                    raise
                self.slow = 1
        raise AssertionError  # the last effort has returned or raised

    def _with_text(self, name: str, validity: int, begun: Answered) -> Answered:
        """Fetch a mail whole if its beginning holds no text; what goes wrong leaves it as it is."""
        if not len(begun.content) < begun.size <= LARGEST or has_text(begun.content):
            return begun
        asked = partial(
            newest_mails, name=name, validity=validity, uids=[begun.uid], each=begun.size
        )
        try:
            return next(iter(self.session.do(asked, self.left() * _SHARE_OF_ONE)), begun)
        except MailboxError:
            return begun

    def _sorted(
        self, name: str, validity: int, last: int, mails: list[Answered]
    ) -> tuple[Sorted, int, list[Answered]]:
        """Sort mails as long as there is time; return the last UID and the mails that are done."""
        found, sent = Sorted(), self._is_sent(name)
        mails = sorted(mails, key=lambda each: each.uid)
        for number, each in enumerate(mails, start=1):
            whole = self._with_text(name, validity, each)
            self.rules.sort(_arrived(whole, name, sent=sent), found)
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


def _page(found: Sorted, onward: dict[str, Any], *, last: bool) -> Page:
    return Page(
        tuple(found.mentions),
        tuple(found.skipped),
        next=onward,
        last=last,
        filtered=len(found.dropped),
        dropped=tuple(found.dropped[:_MOST_SHOWN]),
        own=tuple(found.own),
    )


def _arrived(told: Answered, name: str, *, sent: bool) -> Arrived:
    answered = b"\\answered" in told.told.lower()
    where = f"{name}, mail {told.uid}"
    return Arrived(where, told.content, told.size, told.taken_in, answered, sent)


def _kept(marks: dict[str, Mark], writers: Writers) -> dict[str, Any]:
    kept: dict[str, Any] = {name: mark.to_json() for name, mark in marks.items()}
    return kept | ({_WRITERS: writers.to_json()} if writers.known else {})
