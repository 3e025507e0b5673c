"""What a person may ask for: all that is kept about them, and that it goes; and what is old."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.errors import StoreError, UnknownId, UsageError
from amends.models.moments import micros, moment
from amends.sources.identity import account_of
from amends.store import run_lock
from amends.text import single_line
from amends.triage.keeping import clock_is_believed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from amends.store.privacy import Aged, Writer
    from amends.triage.business import Business

NAMELESS = "id:"
"""Before the short id: the key of somebody whose mention names nobody."""
TELLING = 4
"""Letters; shorter names stand in too many texts to say anything."""
_AGE = re.compile(r"([1-9]\d{0,5})\s*([dwmy])")
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "y": 12}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is meant: by a name, handle, account or e-mail address; keys and ids win."""

    author: str | None = None
    keys: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote: an account of a platform, a name within a source, or one mention."""

    key: str
    names: tuple[str, ...]
    sources: tuple[str, ...]
    numbers: tuple[int, ...]
    """Of the mentions, linked copies under the same name included."""
    first: datetime
    last: datetime


def find(business: Business, asked: Asked) -> list[Person]:
    """Return the people who are meant, those of one name and different keys apart.

    Raises `UsageError` where nobody is asked for or found, and `UnknownId`.
    """
    business.require(source=asked.source)
    wanted = _folded(asked.author)
    if not (wanted or asked.keys or asked.ids):
        raise UsageError("nobody was named", hint="Give --author NAME, --person KEY or --id ID.")
    writers = [
        each for each in business.store.privacy.writers() if asked.source in {None, each.source}
    ]
    keys = _keys_of(writers, asked.ids) | set(asked.keys)
    chosen = keys or {_key(each) for each in writers if _is(each, wanted)}
    if not chosen or not chosen <= {_key(each) for each in writers}:
        raise UsageError(
            "nobody is known by that", hint="amends authors, or amends inbox --all, lists names."
        )
    return [_person(key, writers) for key in sorted(chosen)]


def one(found: Sequence[Person], asked: Asked) -> None:
    """Raise `UsageError` if a name means several people and nobody has chosen among them."""
    if len(found) > 1 and not (asked.keys or asked.ids):
        raise UsageError(
            f"{len(found)} people are called that; nothing was done",
            hint="Choose with --person KEY; it may be repeated.",
        )


def _key(writer: Writer) -> str:
    return writer.person or f"{NAMELESS}{writer.id}"


def _keys_of(writers: Iterable[Writer], ids: Sequence[str]) -> set[str]:
    by_id = {each.id: _key(each) for each in writers}
    for short_id in ids:
        if short_id not in by_id:
            raise UnknownId(
                f"no mention has the id {short_id[:40]!r}", hint="amends inbox --all lists them."
            )
    return {by_id[short_id] for short_id in ids}


def _folded(name: str | None) -> str:
    return single_line(name or "").casefold()


def _is(writer: Writer, wanted: str) -> bool:
    """Say whether a writer goes by a name; an address may stand in a field of its own."""
    known = {_folded(each) for each in (writer.author_id, writer.author_name)}
    handle = _folded(writer.author_handle)
    known |= {handle, f"@{handle.removeprefix('@')}", handle.removeprefix("@"), writer.id}
    if wanted in known - {"", "@"}:
        return True
    return "@" in wanted and (account_of(wanted) in known or f'"{wanted}"' in _folded(writer.extra))


def _person(key: str, writers: Sequence[Writer]) -> Person:
    own = [each for each in writers if _key(each) == key]
    names = {each.author_name or each.author_handle or each.author_id or "" for each in own} - {""}
    roots, folded = {each.root for each in own}, {_folded(name) for name in names}
    copies = [
        each
        for each in writers
        if each.root in roots and _key(each) != key and _folded(each.author_name) in {*folded, ""}
    ]
    whole = own + copies
    return Person(
        key,
        tuple(sorted(names)),
        tuple(sorted({each.source for each in whole})),
        tuple(sorted(each.number for each in whole)),
        moment(min(each.published_at for each in whole)),
        moment(max(each.published_at for each in whole)),
    )


def numbers(people: Iterable[Person]) -> list[int]:
    """Return the mentions of all of them, each once."""
    return sorted({number for person in people for number in person.numbers})


def held(business: Business, people: Sequence[Person]) -> list[dict[str, Any]]:
    """Return all that is kept about people: each mention with what belongs to it."""
    return business.store.privacy.records(numbers(people))


def named_by_others(business: Business, people: Sequence[Person]) -> list[str]:
    """Return the ids of other mentions that name or quote them; only a person can judge those."""
    names = {_folded(name) for person in people for name in person.names}
    telling = {name for name in names if len(name) >= TELLING}
    return business.store.privacy.naming(telling, numbers(people))


@dataclass(frozen=True, slots=True)
class Removed:
    """How a removal ended."""

    mentions: int
    clean: bool
    """No byte of it is left in the file and its log."""
    copies: tuple[str, ...]
    """Names of backups beside the database, which still hold it."""


def erase(business: Business, people: Sequence[Person]) -> Removed:
    """Remove all that is kept about people; fetching does not bring it back."""
    return _remove(business, numbers(people), "erased", "privacy erase")


def _remove(business: Business, chosen: Sequence[int], why: str, command: str) -> Removed:
    store = business.store
    with run_lock(store.path, command, business.now):
        count = store.privacy.remove(chosen, why=why, who=business.who, now=business.now)
        return Removed(count, store.privacy.scrub(), backups(store.path))


def backups(path: Path) -> tuple[str, ...]:
    """Return the names of copies of the database that lie beside it."""
    return tuple(sorted(file.name for file in path.parent.glob(f"{path.name}*.bak")))


@dataclass(frozen=True, slots=True)
class Old:
    """What pruning would remove, and what it spares."""

    numbers: tuple[int, ...]
    by_source: Mapping[str, int]
    spared: Mapping[str, int]
    """Why → how many: open, history, promise, report, story."""


def since(age: str, now: datetime) -> datetime:
    """Return the moment that lies an age back: `24m`, `400d`, `8w`, `2y`; raises `UsageError`."""
    from dateutil.relativedelta import relativedelta

    match = _AGE.fullmatch(age.strip().lower())
    try:
        if match:
            count, unit = int(match[1]), match[2]
            months, days = count * _MONTHS.get(unit, 0), count * _DAYS.get(unit, 0)
            return now - relativedelta(months=months, days=days)
    except (ValueError, OverflowError):
        pass  # before the first year there is
    raise UsageError(f"{age[:20]!r} is no age", hint="Write 24m, 400d, 8w or 2y.")


def old(business: Business, age: str, *, closed_only: bool = False) -> Old:
    """Find what nothing has happened to for so long, and what of it may go.

    Never what is open, was promised something, waits for its platform's answer to our report, or
    belongs to a story that is not over.
    """
    limit = micros(since(age, business.now))
    privacy = business.store.privacy
    found = {each.number: each for each in privacy.aged(limit)}
    reasons = {number: _spared(each, closed_only=closed_only) for number, each in found.items()}
    for story in privacy.stories():
        if any(reasons.get(number, "young") for number in story):
            for number in story & reasons.keys():
                reasons[number] = reasons[number] or "story"
    going = [number for number, reason in reasons.items() if not reason]
    return Old(
        tuple(going),
        dict(sorted(Counter(found[number].source for number in going).items())),
        dict(sorted(Counter(reason for reason in reasons.values() if reason).items())),
    )


def _spared(each: Aged, *, closed_only: bool) -> str:
    """Say why an old mention stays; nothing if it may go."""
    if each.promised:
        return "promise"
    if each.reported:
        return "report"
    if each.state == "history":
        return "history" if closed_only else ""
    return "" if each.state == "decided" else "open"


def prune(business: Business, age: str, *, closed_only: bool = False) -> Removed:
    """Remove what is old; raises `StoreError` while the clock cannot be trusted with it."""
    if not clock_is_believed(business):
        raise StoreError(
            f"the clock says {business.now:%Y-%m-%d}, and nothing that was read bears it out;"
            " nothing was removed",
            hint="Put the clock right. If it is, run `amends check`, and prune a week later.",
        )
    chosen = old(business, age, closed_only=closed_only).numbers
    return _remove(business, chosen, "pruned", "prune")
