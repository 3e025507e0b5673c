"""Which accounts a person sees at Google, and which locations stand in them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest
from amends.models import Skipped
from amends.sources.google import pages
from amends.sources.values import inside, line, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.sources.google import Ask

ACCOUNTS = "https://mybusinessaccountmanagement.googleapis.com/v1/accounts"
"""At most 20 on a page, all that the person may see, groups among them (its discovery document)."""
LOCATIONS = "https://mybusinessbusinessinformation.googleapis.com/v1/accounts/{}/locations"
"""At most 100 on a page; without a read mask it answers 400 (its discovery document)."""
_READ = "name,title,storeCode,storefrontAddress,metadata"
_ACCOUNT = re.compile(r"accounts/([\w-]{1,64})", re.ASCII)
_LOCATION = re.compile(r"locations/([\w-]{1,64})", re.ASCII)
_SHOWN = 8
"""Names that a message lists."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's own account, a group of locations, or an organisation."""

    id: str
    name: str = ""
    number: str = ""

    @property
    def called(self) -> frozenset[str]:
        """What `account:` may say to mean it."""
        return folded(self.id, f"accounts/{self.id}", self.name, self.number)


@dataclass(frozen=True, slots=True)
class Location:
    """One business at one address, in an account that it can be reached through."""

    id: str
    account: str
    name: str = ""
    """What it is shown as: its title, or more than that where several have the same."""
    title: str = ""
    code: str = ""
    """The owner's own name for it, which Google calls the store code."""
    address: str = ""
    maps: str | None = None
    verified: bool = True
    """Whether Google says that the owner speaks for it; true where it says nothing."""

    @property
    def path(self) -> str:
        """Where the reviews of version 4 stand, which still wants the account."""
        return f"accounts/{self.account}/locations/{self.id}"

    @property
    def called(self) -> frozenset[str]:
        """What `locations:` and `places:` may say to mean it."""
        return folded(self.id, f"locations/{self.id}", self.path, self.title, self.code, self.name)


def folded(*names: str) -> frozenset[str]:
    """Return names as they are compared; empty ones are none."""
    return frozenset(name.strip().casefold() for name in names if name.strip())


def accounts(ask: Ask, wanted: Sequence[str]) -> list[Account]:
    """Return the accounts that are meant, all of them if none is named.

    Raises `BadRequest` where one that is named is not there.
    """
    listed = pages(ask, ACCOUNTS, {"pageSize": 20}, "accounts")
    found = [account for each in listed if (account := _account(each))]
    for name in wanted:
        if not any(folded(name) & account.called for account in found):
            raise BadRequest(
                f"this login sees no account {name!r}",
                hint=f"It sees: {_listed(account.name or account.id for account in found)}.",
            )
    meant = folded(*wanted)
    return [account for account in found if not meant or meant & account.called]


def locations(ask: Ask, of: Iterable[Account]) -> list[Location]:
    """Return the locations of these accounts, each once, though several may hold it."""
    found: dict[str, Location] = {}
    for account in of:
        url = LOCATIONS.format(account.id)
        for each in pages(ask, url, {"pageSize": 100, "readMask": _READ}, "locations"):
            location = _location(each, account.id)
            if location:
                found.setdefault(location.id, location)
    return _told_apart(list(found.values()))


def chosen(
    there: Sequence[Location], wanted: Sequence[str]
) -> tuple[list[Location], tuple[Skipped, ...]]:
    """Return the locations that are meant, and the names that none has.

    Raises `BadRequest` where nothing is left to be read.
    """
    if not there:
        raise BadRequest(
            "this login manages no location",
            hint="Log in with the Google account that opens business.google.com for you: "
            "amends sources login NAME",
        )
    known = _listed(location.name for location in there)
    missing = [name for name in wanted if not any(folded(name) & each.called for each in there)]
    meant = folded(*wanted)
    found = [location for location in there if not meant or meant & location.called]
    if not found:
        raise BadRequest(f"no location is called {missing[0]!r}", hint=f"There are: {known}.")
    return found, tuple(Skipped(f"location {name}", f"not there; {known} are") for name in missing)


def _account(told: dict[str, Any]) -> Account | None:
    named = _ACCOUNT.fullmatch(line(told.get("name")) or "")
    if named is None:
        return None
    return Account(
        named[1], line(told.get("accountName")) or "", line(told.get("accountNumber")) or ""
    )


def _location(told: dict[str, Any], account: str) -> Location | None:
    named = _LOCATION.fullmatch(line(told.get("name")) or "")
    if named is None:
        return None
    title, code = line(told.get("title")) or "", line(told.get("storeCode")) or ""
    lines = inside(told, "storefrontAddress", "addressLines")
    metadata = told.get("metadata")
    return Location(
        id=named[1],
        account=account,
        name=title or code or named[1],
        title=title,
        code=code,
        address=(line(lines[0]) or "") if isinstance(lines, list) and lines else "",
        maps=web_address(inside(metadata, "mapsUri")),
        # Google leaves out what is false, so that only a present metadata without it says so.
        verified=not isinstance(metadata, dict) or metadata.get("hasVoiceOfMerchant") is True,
    )


def _told_apart(found: list[Location]) -> list[Location]:
    """Give branches that bear the same title names that tell them apart."""
    times = Counter(location.name.casefold() for location in found)
    return [
        location
        if times[location.name.casefold()] == 1
        else replace(location, name=location.code or _longer(location))
        for location in found
    ]


def _longer(location: Location) -> str:
    return f"{location.title}, {location.address or location.id}"


def _listed(names: Iterable[str]) -> str:
    every = [name[:60] for name in names]
    more = len(every) - _SHOWN
    return ", ".join(every[:_SHOWN]) + (f" and {more} more" if more > 0 else "") or "none"
