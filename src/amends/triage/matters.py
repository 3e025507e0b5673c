"""What an order by mail may be about, and the code that says so.

The code is made of the database's own secret, of what is to be done, and of the state in which the
summary showed the matter: nobody can guess it, and an old link does not close what has come back.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from amends.store.ids import SIGNS
from amends.triage.deciding import others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Case
    from amends.triage.business import Business

Deed = Literal["reply", "close", "keep"]
"""What an order asks for: the customer was answered, the matter is settled, the promise kept."""
CODE_LENGTH = 9
"""Signs of a code: 42 bits, and a run reads at most 200 mails."""
NAME = rf"[{SIGNS}]{{4,12}}|f\d{{1,9}}"
CODE = rf"[{SIGNS}]{{{CODE_LENGTH}}}"


class Matter(NamedTuple):
    """Something that is still to be done, as it stands now."""

    name: str
    number: int
    """Of the mention."""
    deed: Deed
    state: tuple[str, ...]
    """What must not have changed since the code was made."""
    since: datetime | None
    """When it became what it is: nobody has done it before."""


def matters(business: Business, name: str) -> list[Matter]:
    """Return what a name may mean that is still to be done: `f523` is a promise, or a mention."""
    return [*_promise(business, name), *_mention(business, name)]


def _promise(business: Business, name: str) -> Iterator[Matter]:
    if re.fullmatch(r"f[0-9]{1,9}", name):
        promise = business.store.promise(int(name[1:]))
        number = business.store.number_of(promise.mention) if promise and promise.open else None
        if promise and number is not None:
            yield Matter(promise.id, number, "keep", (), promise.made_at)


def _mention(business: Business, name: str) -> Iterator[Matter]:
    number = business.store.number_of(name)
    present = business.store.cases([number])[0] if number is not None else None
    deed = _deed(present) if present else None
    if number is None or present is None or deed is None:
        return
    handling = present.handling
    begun = (present.first_seen_at, handling.replied_at, handling.reopened_at)
    yield Matter(
        present.id,
        number,
        deed,
        _state(business, present, number, deed),
        max(filter(None, begun), default=None),
    )


def _state(business: Business, present: Case, number: int, deed: Deed) -> tuple[str, ...]:
    """Return which words these are, how often it came back, and which letters stand behind it."""
    returns = sum(
        bool(each.get("changed", {}).get("reopened_at", (None, None))[1])
        for each in business.store.events(number)
        if each["undoes"] is None
    )
    behind = sorted(each.id for each in others(business, [present], answered=deed == "close"))
    return (str(present.revision), str(returns), *behind)


def _deed(present: Case) -> Deed | None:
    """Return what is left to do about a mention."""
    handling = present.handling
    if not handling.open:
        return None
    if not present.answered:
        return "reply"
    settles = handling.status in {"replied", "following_up"} or handling.reopened_at is not None
    return "close" if settles and handling.follow_up_at is None else None


def code(business: Business, matter: Matter) -> str:
    """Return the code that says "done" of a matter: signs that are not mistaken on paper."""
    told = "\x1f".join(("order", matter.deed, matter.name, *matter.state))
    secret = business.store.mailed_orders.secret
    rest = int.from_bytes(hmac.digest(secret, told.encode(), "sha256"), "big")
    signs = []
    for _ in range(CODE_LENGTH):
        rest, sign = divmod(rest, len(SIGNS))
        signs.append(SIGNS[sign])
    return "".join(signs)
