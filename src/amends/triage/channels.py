"""The ways on which alerts are told: chats, phones and webhooks of the configuration."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import NAMESPACE_URL, uuid5

from amends.config.secrets import resolve
from amends.errors import ConfigError
from amends.languages import words
from amends.models.delivery import Delivery, Ended
from amends.models.moments import micros
from amends.outputs import alert_messages, alerts_json
from amends.outputs.alert_messages import Setting, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from amends.config.alerts import Channel
    from amends.http import Http
    from amends.models.alert import Alert
    from amends.models.delivery import Purpose
    from amends.outputs.alert_messages import Notice
    from amends.triage.business import Business
    from amends.triage.mailing import Addressed

Tellable = TypeVar("Tellable", "Alert", "Notice")


@contextmanager
def ways(business: Business, http: Http | None = None) -> Iterator[list[Way]]:
    """Lend the configured channels; `http` is for tests."""
    from amends.http import Http

    with http or Http(business.config.http) as connections:
        found = business.config.alerts.channels.items()
        yield [Way(name, channel, business, connections) for name, channel in found]


def key(alert: Alert) -> str:
    """Return what is told once on a way: an alert at its level."""
    return f"{alert.id}/{alert.level}"


def setting(business: Business) -> Setting:
    """Return who tells, in which language, when and where."""
    name = business.config.business.name
    return Setting(words(business.language), business.now, business.zone, name)


def with_cases(business: Business, alert: Alert) -> Told:
    """Return an alert with the mentions that a message tells one by one."""
    shown = alert.mentions[: alert_messages.SHOWN]
    numbers = (business.store.number_of(each) for each in shown)
    return Told(alert, business.store.cases([each for each in numbers if each is not None]))


def templates(business: Business) -> Path | None:
    """Return the user's folder with templates of mails."""
    mail = business.config.mail
    return business.folder / mail.templates.expanduser() if mail and mail.templates else None


def post_or_fail(
    business: Business, letters: Sequence[Addressed], *, dry_run: bool = False
) -> list[Delivery]:
    """Post letters; where no mail can be sent at all, that is how each of them ended."""
    from amends.triage.mailing import post

    try:
        return post(business, letters, dry_run=dry_run)
    except ConfigError as error:
        return [
            Delivery(
                0, each.channel, each.purpose, each.key, business.now, "failed", 0,
                error=error.message, told=each.told,
            )
            for each in letters
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """A configured channel, with what every message there needs; nothing here raises."""

    name: str
    channel: Channel
    business: Business
    http: Http

    def alerts(self, found: Sequence[Alert]) -> Iterator[Delivery]:
        """Tell alerts, in one message where people read it; up to the first failure."""
        return self._tell(found, key, self._alert)

    def notices(self, found: Sequence[Notice]) -> Iterator[Delivery]:
        """Tell what rules want told, in the same manner."""
        return self._tell(found, lambda each: each.telling, self._notice)

    def _tell(
        self,
        found: Sequence[Tellable],
        key_of: Callable[[Tellable], str],
        send: Callable[[Sequence[Tellable]], Ended],
    ) -> Iterator[Delivery]:
        together = [found] if found else []
        for some in [[each] for each in found] if self.channel.webhook else together:
            tellings = [each.telling for each in some]
            delivery = self.once("alert", key_of(some[0]), tellings, partial(send, some))
            if delivery:
                yield delivery
                if delivery.state != "sent":
                    return

    def _notice(self, some: Sequence[Notice]) -> Ended:
        business, quote, first = self.business, self.channel.text, some[0]
        if self.channel.webhook:
            name = business.config.business.name
            body = alerts_json.notice(first, business.now, business=name, quote=quote)
            return self._post(body, first.telling)
        return self._send(*alert_messages.noticed_chat(some, setting(business), quote=quote))

    def _alert(self, some: Sequence[Alert]) -> Ended:
        business, quote, first = self.business, self.channel.text, some[0]
        if self.channel.webhook:
            name, cases = business.config.business.name, with_cases(business, first).cases
            body = alerts_json.message(
                first, cases, business.now, business=name, zone=business.zone, quote=quote
            )
            return self._post(body, f"{key(first)}|{micros(first.first_seen_at)}")
        found = [with_cases(business, each) for each in some]
        return self._send(*alert_messages.chat(found, setting(business), quote=quote))

    def trial(self, key: str) -> Ended:
        """Send a harmless test; `key` sets it apart from other tests."""
        business, say = self.business, words(self.business.language).say
        if self.channel.webhook:
            body = alerts_json.trial(business.config.business.name, business.now)
            return self._post(body, f"test|{key}")
        return self._send(say("alert.test.title"), say("alert.test.text"))

    def once(
        self, purpose: Purpose, what: str, told: Sequence[str], send: Callable[[], Ended]
    ) -> Delivery | None:
        """Write down, send, write down how it ended; None where it must not be sent again."""
        outbox = self.business.store.deliveries
        number = outbox.intend(self.name, purpose, what, now=self.business.now, told=told)
        if number is None:
            return None
        outbox.settle(number, *send())
        return outbox.find(self.name, purpose, what)

    def _send(self, title: str, text: str) -> Ended:
        from amends.delivery import notify

        return self._with(self.channel.url, lambda url: notify.send(url, title, text))

    def _post(self, value: Mapping[str, object], key: str) -> Ended:
        """Post JSON under an id that is the same for every try of the same thing."""
        from amends.delivery import webhook

        address = self.channel.webhook or ""
        body = json.dumps(value, ensure_ascii=False).encode()
        message = f"msg_{uuid5(NAMESPACE_URL, f'{address}|{key}').hex}"

        def post(secret: str) -> Ended:
            return webhook.post(self.http, address, body, message=message, secret=secret or None)

        return self._with(self.channel.secret, post)

    def _with(self, reference: str | None, use: Callable[[str], Ended]) -> Ended:
        """Read a secret at the moment of use; without one this way fails, the others go on."""
        try:
            secret = resolve(reference, base=self.business.folder) if reference else ""
        except ConfigError as error:
            return Ended("failed", error.message)
        return use(secret)
