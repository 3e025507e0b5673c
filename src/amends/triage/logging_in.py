"""`amends sources login`: a person's consent, from their browser to where it is kept."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from amends.config.logins import KeptLogin
from amends.errors import AmendsError, HttpError, UsageError
from amends.triage.reading import advice, context
from amends.triage.sourcing import pick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from amends.config.logins import Where
    from amends.http import Http
    from amends.languages import Words
    from amends.sources import FetchContext, Named
    from amends.sources.auth import Consent, Pasted
    from amends.sources.auth.loopback import Loopback
    from amends.triage.business import Business

PATIENCE = 300.0
"""Seconds for a person to sign in and agree."""
GLANCE = 0.1
"""Seconds between two looks at what was typed meanwhile."""


class Person(Protocol):
    """Who is asked to agree; what is typed never shows on a screen or in a log."""

    def send(self, address: str, *, comes_back: bool) -> None:
        """Show the address on which to agree, and open it in a browser if there is one.

        `comes_back`: the browser brings the answer by itself, if it runs on this machine.
        """
        ...

    def typed(self) -> str | None:
        """Return the line that has been typed meanwhile, None if there is none yet.

        Raises `UsageError` where nothing can come any more: neither typed nor by a browser.
        """
        ...

    def wrong(self) -> None:
        """Say that what was typed is not the address; raises `UsageError` if nobody is there."""
        ...

    def token(self, instructions: tuple[str, ...]) -> str:
        """Show how to get a token and return what was pasted; raises `UsageError` without it."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """How a login is asked for."""

    person: Person
    words: Words
    where: Where = "file"
    patience: float = PATIENCE


def log_in(business: Business, name: str, asking: Asking) -> Iterator[str]:
    """Ask for a consent and keep it; yield where it is kept, then what the source finds with it.

    Raises `UsageError` for a source that has no login, `SourceError` and `ConfigError` where the
    login did not come about.
    """
    from amends.http import Http
    from amends.sources import Probes

    named = pick(business, name)
    login = KeptLogin(business.folder, name)
    login.check(asking.where)
    with Http(business.config.http) as http:
        try:
            login.write(_token(business, named, http, asking), asking.where)
            yield asking.words.say(f"login.kept.{asking.where}", name=name, path=login.path)
            if isinstance(named.source, Probes):
                yield named.source.probe(_lent(business, named, http))
        except AmendsError as error:
            raise _told(error, name) from None


def log_out(folder: Path, name: str) -> None:
    """Forget the login of a source; raises `UsageError` if there is none."""
    if not KeptLogin(folder, name).forget():
        raise UsageError(f"nobody is logged in to {name!r}", hint="amends sources list")


def _token(business: Business, named: Named, http: Http, asking: Asking) -> str:
    from amends.sources import LogsIn
    from amends.sources.auth import Pasted

    if not isinstance(named.source, LogsIn):
        raise _without_login(named)

    def lent() -> FetchContext:
        return _lent(business, named, http)

    wanted = named.source.consent(lent())
    if isinstance(wanted, Pasted):
        return wanted.keep(lent(), _pasted(wanted, asking.person))
    return _consented(wanted, lent, asking)


def _pasted(wanted: Pasted, person: Person) -> str:
    token = person.token(wanted.instructions).strip()
    if not token:
        raise UsageError("nothing was pasted", hint="Start again when you have the token.")
    return token


def _consented(consent: Consent, lent: Callable[[], FetchContext], asking: Asking) -> str:
    """Send a person to their browser, wait for the answer, and make a token of it."""
    from amends.sources.auth import Asked

    with _place(consent, asking.words) as place:
        asked = Asked(consent, place.redirect if place else consent.redirect)
        if place:
            place.listen(asked.is_answer)
        asking.person.send(asked.address, comes_back=place is not None)
        answer = _answer(place, asked.is_answer, asking)
    return asked.token(lent(), asked.code(answer))


def _place(consent: Consent, words: Words) -> AbstractContextManager[Loopback | None]:
    """Return the place where the browser comes back to, if that is on this machine."""
    from amends.sources.auth.loopback import Loopback, Pages, is_here

    if not is_here(consent.redirect):
        return nullcontext()
    pages = Pages(words.language, words.say("login.thanks"), words.say("login.stray"))
    return Loopback(consent.redirect, pages)


def _answer(place: Loopback | None, is_answer: Callable[[str], bool], asking: Asking) -> str:
    """Return the address the browser was sent to: it comes by itself, or is pasted."""
    end = time.monotonic() + asking.patience
    while time.monotonic() < end:
        if place and (arrived := place.arrived(GLANCE)):
            return arrived
        typed = asking.person.typed()
        if typed and is_answer(typed):
            return typed
        if typed:
            asking.person.wrong()
        if not place:
            time.sleep(GLANCE)
    minutes = round(asking.patience / 60)
    raise UsageError(
        f"nobody agreed within {minutes} minutes", hint="Start again: amends sources login NAME"
    )


def _lent(business: Business, named: Named, http: Http) -> FetchContext:
    from amends.http import Deadline

    return context(business, http, named, Deadline(named.source.max_seconds))


def _without_login(named: Named) -> UsageError:
    kind = named.source
    how = "it reads without one"
    if kind.NEEDS_KEY:
        how = f"its key stands in config.yaml (docs/sources.md says how, under {kind.type})"
    return UsageError(f"{named.name} has no login: {how}", hint=f"amends sources test {named.name}")


def _told(error: AmendsError, name: str) -> AmendsError:
    """Return the error as people may see it: with the next step, and without what caused it."""
    from amends.sources import from_http

    found = from_http(error) if isinstance(error, HttpError) else error
    found.hint = advice(found, name)
    return found
