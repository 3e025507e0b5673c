"""Alerts at work: what is alarming is noted, told once on each way, and ends when it is over."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from amends.errors import UnknownId, UsageError
from amends.languages import words
from amends.models.delivery import Delivery, Letter
from amends.outputs import alert_mail
from amends.triage import notices
from amends.triage.channels import Way, key, post_or_fail, setting, templates, ways, with_cases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from amends.http import Http
    from amends.models.alert import Alert, AlertKind
    from amends.triage.business import Business
    from amends.triage.mailing import Addressed

UNSEEN = timedelta(hours=2)
"""An alert is over when a run so long after the last one that saw it does not see it either."""
AT_ONCE: tuple[AlertKind, ...] = ("harm",)
"""No figures that waver: who has the answer waits no more."""
MAIL = "mail"
"""What people call the way to `mail.to`."""


def watch(business: Business) -> list[Alert]:
    """Note what is alarming now, end what is over, and return what goes on, the newest first.

    Only for whoever holds the run lock, after everything that is new was read.
    """
    from amends.triage.alarming import signals

    settings, store = business.config.alerts, business.store.alerts
    store.renew(
        [each for each in signals(business) if _wanted(each.kind, settings.kinds)],
        now=business.now,
        unseen_for=UNSEEN,
        cool_down=timedelta(hours=settings.cool_down),
        at_once=AT_ONCE,
    )
    return store.running()


def tell(business: Business, *, http: Http | None = None) -> list[Delivery]:
    """Tell what goes on, and what rules want told, wherever that was not done yet.

    Returns what became of each. An alert is told again at a worse level, never at the same.

    In quiet hours only what may break them. A way that fails gets the rest with the next run, and
    none is told again what it perhaps heard. `http` is for tests.
    """
    due = [each for each in business.store.alerts.running() if may_be_told(business, each)]
    due.reverse()  # the oldest first, as it happened
    wanted = [] if _quiet(business) else notices.pending(business)
    if not due and not wanted:
        return []
    with ways(business, http) as found:
        told = [each for way in found for each in way.alerts(_unheard(way, due))]
        for way in found:
            told += way.notices(notices.unheard(business, wanted, way.name))
    letters = [*_letters(business, due), *notices.letters(business, wanted)]
    return [*told, *post_or_fail(business, letters)]


def trial(
    business: Business, name: str | None, *, dry_run: bool = False, http: Http | None = None
) -> list[Delivery]:
    """Send a harmless test on every way, or on the one that is called `name`.

    Quiet hours do not count, for somebody waits for it. A dry run only says where it would go.
    Raises `UsageError` where no way has that name.
    """
    test = uuid4().hex
    with ways(business, http) as found:
        _refuse_unknown(name, [way.name for way in found])
        chosen = [way for way in found if name in {None, way.name}]
        told = [each for way in chosen if (each := _try(way, test, dry_run=dry_run))]
    if name not in {None, MAIL} or not business.config.mail:
        return told
    say = words(business.language).say
    letter = Letter(subject=say("alert.test.title"), text=say("alert.test.text") + "\n")
    return [*told, *post_or_fail(business, _addressed(business, letter, test), dry_run=dry_run)]


def find(business: Business, name: str) -> Alert:
    """Return the alert that people call `name`, such as `a7`; raises `UnknownId`."""
    number = name.strip().lower().removeprefix("a")
    plausible = number.isascii() and number.isdecimal() and len(number) < len(str(2**63))
    found = business.store.alerts.find(int(number)) if plausible else None
    if found is None:
        raise UnknownId(f"no alert is called {name!r}", hint="amends alerts --all lists them.")
    return found


def well(told: Sequence[Delivery]) -> bool:
    """Whether all of it was sent, or only planned; what perhaps arrived did not end well."""
    return all(each.state in {"sent", "intended"} for each in told)


def within(hours: tuple[time, time], at: time) -> bool:
    """Whether a time of day lies in hours that may pass midnight; their end is outside."""
    begins, ends = hours
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def may_be_told(business: Business, alert: Alert) -> bool:
    """Whether it may be told for its own sake at this hour."""
    return alert.kind in business.config.alerts.despite_quiet or not _quiet(business)


def _quiet(business: Business) -> bool:
    hours = business.config.alerts.quiet
    return hours is not None and within(hours, business.now.astimezone(business.zone).time())


def _wanted(kind: AlertKind, kinds: Sequence[AlertKind]) -> bool:
    return not kinds or kind in kinds


def _unheard(way: Way, due: Sequence[Alert]) -> list[Alert]:
    kinds = way.channel.kinds
    return [each for each in due if _wanted(each.kind, kinds) and not _heard(way.name, each)]


def _heard(channel: str, alert: Alert) -> bool:
    return alert.told.get(channel, 0) >= alert.level


# ── tests ────────────────────────────────────────────────────────────────────────────────────


def _try(way: Way, test: str, *, dry_run: bool) -> Delivery | None:
    if dry_run:
        return Delivery(0, way.name, "test", test, way.business.now, "intended", 0)
    return way.once("test", test, (), partial(way.trial, test))


def _refuse_unknown(name: str | None, known: Sequence[str]) -> None:
    """Raise `UsageError` for a way that there is not."""
    if name is not None and name not in {MAIL, *known}:
        raise UsageError(
            f"no channel is called {name!r}", hint=f"In config.yaml: {', '.join((MAIL, *known))}."
        )


# ── mail ─────────────────────────────────────────────────────────────────────────────────────


def _letters(business: Business, due: Sequence[Alert]) -> list[Addressed]:
    """Return a letter to each about what neither a summary nor an earlier letter told them."""
    mail = business.config.mail
    if mail is None or not business.config.alerts.mail:
        return []
    made = (_letter(business, to, due) for to in mail.to)
    return [each for each in made if each]


def _letter(business: Business, to: str, due: Sequence[Alert]) -> Addressed | None:
    from amends.triage.mailing import Addressed, channel

    new = [each for each in due if not _heard(channel(to), each)]
    if not new:
        return None
    letter = alert_mail.letter(
        [with_cases(business, each) for each in new],
        setting(business),
        templates=templates(business),
    )
    return Addressed(to, letter, "alert", key(new[0]), tuple(each.telling for each in new))


def _addressed(business: Business, letter: Letter, test: str) -> list[Addressed]:
    from amends.triage.mailing import Addressed

    mail = business.config.mail
    return [Addressed(to, letter, "test", test) for to in (mail.to if mail else ())]
