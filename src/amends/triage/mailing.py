"""Sending mail once: written down before, sent, and written down how it ended.

A run that is killed in between leaves it as intended; nobody knows then whether it arrived, and it
is not sent again. What surely did not arrive is tried by the next run that wants to tell the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.delivery.account import account
from amends.delivery.message import bare, compose, new_id
from amends.delivery.smtp import Connection, Outcome
from amends.delivery.trouble import NOTHING_TO_DO
from amends.errors import ConfigError, DeliveryError
from amends.models.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.config.mail import Mail
    from amends.models.delivery import DeliveryState, Letter, Purpose
    from amends.triage.business import Business

RETRIED: frozenset[DeliveryState] = frozenset({"failed"})


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter with its recipient, and what must not be told to them twice."""

    to: str
    """With a name or without: `Ana <ana@shop.example>`."""
    letter: Letter
    purpose: Purpose
    key: str
    told: tuple[str, ...] = ()
    """What it says, as keys; see `Delivery.told`."""

    @property
    def channel(self) -> str:
        """The name of the recipient in the outbox."""
        return channel(self.to)


def channel(address: str) -> str:
    """Return the name in the outbox of whoever reads mail at an address.

    Capitals make no other reader, though a server might see that otherwise (RFC 5321 §2.4).
    """
    return f"mail:{bare(address).casefold()}"


class Posted(NamedTuple):
    """What became of one letter, in the outbox and on its way."""

    delivery: Delivery
    outcome: Outcome


def post(
    business: Business, letters: Sequence[Addressed], *, dry_run: bool = False
) -> list[Delivery]:
    """Send letters over one connection and return what became of each.

    Left out are those that were sent before, and those of which nobody knows. A failed delivery
    is returned, not raised; its `error` says why. A dry run, as any run whose writing will be taken
    back, sends and writes nothing and returns what would be sent, as intended. Raises ConfigError,
    before anything is tried, where there is no `mail:` section or its password cannot be found.
    """
    letters = _each_once(letters)
    if dry_run or not business.store.deliveries.lasts:
        return [plan for one in letters if (plan := _planned(business, one))]
    if not letters:
        return []
    with connection(business) as server:
        return [each.delivery for one in letters if (each := send(business, server, one))]


def _each_once(letters: Sequence[Addressed]) -> list[Addressed]:
    """Leave out what the same reader would get twice, and what failed would be tried twice."""
    first: dict[tuple[str, str, str], Addressed] = {}
    for one in letters:
        first.setdefault((one.channel, one.purpose, one.key), one)
    return list(first.values())


def settings(business: Business) -> Mail:
    """Return how mail is sent; raises ConfigError where that is not configured."""
    if business.config.mail is None:
        raise ConfigError(
            ["there is no `mail:` section: amends does not know how to send mail"],
            hint="Add host, user, password, from and to; `amends schema config` has them all.",
        )
    return business.config.mail


def connection(business: Business) -> Connection:
    """Return the connection for a run, which opens when it is needed; raises ConfigError."""
    return Connection(account(settings(business), business.folder))


def send(business: Business, server: Connection, one: Addressed) -> Posted | None:
    """Send one letter if it may be sent, and keep what became of it; None if it may not."""
    sender = settings(business).address
    try:
        message_id, broken = new_id(sender), None
    except DeliveryError as error:
        message_id, broken = None, Outcome("failed", error.message, "sender", error.hint)
    outbox = business.store.deliveries
    number = outbox.intend(
        one.channel, one.purpose, one.key, now=business.now, message_id=message_id, told=one.told
    )
    if number is None:
        return None
    outcome = broken or _sent(business, server, one, sender, message_id or "")
    outbox.settle(number, outcome.state, outcome.error)
    delivery = outbox.find(one.channel, one.purpose, one.key)
    assert delivery  # it was just written
    hint = None if outcome.hint in NOTHING_TO_DO else outcome.hint
    return Posted(delivery._replace(hint=hint), outcome)


def _sent(
    business: Business, server: Connection, one: Addressed, sender: str, message_id: str
) -> Outcome:
    try:
        mail = compose(
            one.letter,
            sender=sender,
            to=one.to,
            business=business.config.business.name or "amends",
            purpose=one.purpose,
            at=business.now.astimezone(business.zone),
            message_id=message_id,
        )
    except DeliveryError as error:
        return Outcome("failed", error.message, "recipient", error.hint)
    return server.send(mail, sender=sender, to=one.to)


def _planned(business: Business, one: Addressed) -> Delivery | None:
    known = business.store.deliveries.find(one.channel, one.purpose, one.key)
    if known and known.state not in RETRIED:
        return None
    tries = known.tries if known else 0
    return Delivery(
        0, one.channel, one.purpose, one.key, business.now, "intended", tries, told=one.told
    )
