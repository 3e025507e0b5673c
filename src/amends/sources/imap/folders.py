"""What a mailbox is asked: its folders, which mails are new, and the mails themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from amends.errors import MailboxError
from amends.imap import Answered, examine, fetched
from amends.sources.values import count, inside

if TYPE_CHECKING:
    from imap_tools.mailbox import BaseMailBox

    from amends.models import Json

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


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is fetched at once, and how long that may take."""

    together: int
    """Bytes of all mails of a pack; one mail is fetched, however large it is."""
    each: int
    """Bytes of one mail."""
    share: float
    """Of the time that is left."""


def open_folder(box: BaseMailBox, name: str) -> int:
    """Open a folder for reading alone and return its UIDVALIDITY."""
    examine(box, real_name(box, name))
    return _number(box, "UIDVALIDITY")


def real_name(box: BaseMailBox, name: str) -> str:
    """Return the name of a folder that is named by its use (RFC 6154)."""
    if not name.startswith("\\"):
        return name
    folders, use = box.folder.list(), name.casefold()
    marked = [each.name for each in folders if use in map(str.casefold, each.flags)]
    if use == _SENT:  # not every server tells the use of folders
        marked += [each.name for each in folders if _is_called_sent(each.name)]
    if marked:
        return marked[0]
    raise MailboxError(f"the mailbox has no folder for {name}", why="folder")


def is_of_sent(box: BaseMailBox, *, name: str) -> bool:
    """Whether a folder holds what the owner sent: by its use, or by what mail programs call it."""
    if name.startswith("\\"):
        return name.casefold() == _SENT
    if name.casefold() == "inbox":
        return False
    uses = {folder.name: folder.flags for folder in box.folder.list()}
    marked = any(flag.casefold() == _SENT for flag in uses.get(name, ()))
    return marked or _is_called_sent(name)


def _is_called_sent(name: str) -> bool:
    return re.split(r"[./\\]", name)[-1].casefold() in _NAMES_OF_SENT


def new_mails(
    box: BaseMailBox, *, name: str, mark: Mark, since: date
) -> tuple[int, int, list[int]]:
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


def fitting(
    box: BaseMailBox, *, name: str, validity: int, uids: list[int], effort: Effort
) -> tuple[int, list[Answered]]:
    """Fetch as many of some mails as an effort allows; return the last UID, and the mails."""
    _open_again(box, name, validity)
    sizes = _sizes(box, uids)
    totals = accumulate(min(sizes.get(uid, effort.each), effort.each) for uid in uids)
    number = max(1, sum(total <= effort.together for total in totals))
    return uids[number - 1], _mails(box, uids[:number], effort.each)


def newest_mails(
    box: BaseMailBox, *, name: str, validity: int, uids: list[int], each: int
) -> list[Answered]:
    """Fetch so many bytes of each of some mails."""
    _open_again(box, name, validity)
    return _mails(box, uids, each)


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


def folder_names(box: BaseMailBox) -> list[str]:
    """Return the names of the first folders of a mailbox."""
    return [folder.name for folder in box.folder.list()][:_MOST_SHOWN]


def size_of(box: BaseMailBox, *, name: str) -> int:
    """Return how many mails lie in a folder."""
    open_folder(box, name)
    return len(box.uids(charset=None))
