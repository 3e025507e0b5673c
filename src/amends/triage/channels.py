"""The ways on which alerts are told: chats, phones and webhooks of the configuration."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from amends.config.secrets import resolve
from amends.errors import ConfigError
from amends.languages import words
from amends.models.delivery import Ended
from amends.models.moments import micros
from amends.outputs import alerts as worded
from amends.outputs import alerts_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amends.config.alerts import Channel
    from amends.http import Http
    from amends.models import Case
    from amends.models.alert import Alert
    from amends.triage.business import Business


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


def shown_cases(business: Business, alert: Alert) -> list[Case]:
    """Return the mentions that a message tells one by one."""
    numbers = (business.store.number_of(each) for each in alert.mentions[: worded.SHOWN])
    return business.store.cases([number for number in numbers if number is not None])


@dataclass(frozen=True, slots=True)
class Way:
    """A configured channel, with what every message there needs; nothing here raises."""

    name: str
    channel: Channel
    business: Business
    http: Http

    def alert(self, alert: Alert) -> Ended:
        """Tell one alert."""
        business, cases = self.business, shown_cases(self.business, alert)
        name, now, quote = business.config.business.name, business.now, self.channel.text
        if self.channel.webhook:
            body = alerts_json.message(alert, cases, now, business=name, quote=quote)
            return self._post(body, f"{key(alert)}|{micros(alert.first_seen_at)}")
        title, text = worded.chat(
            alert,
            cases,
            words(business.language),
            now,
            business.zone,
            business=name,
            quote=quote,
        )
        return self._send(title, text)

    def trial(self, key: str) -> Ended:
        """Send a harmless test; `key` sets it apart from other tests."""
        business, say = self.business, words(self.business.language).say
        if self.channel.webhook:
            body = alerts_json.trial(business.config.business.name, business.now)
            return self._post(body, f"test|{key}")
        return self._send(say("alert.test.title"), say("alert.test.text"))

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
