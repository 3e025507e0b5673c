"""What rules want somebody to hear (`then: notify:`): once for each mention and rule, on each way.

Told with the alerts, in the name of the rule; not in quiet hours.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from amends.config.rules import MAIL
from amends.outputs import alert_mail
from amends.outputs.alert_messages import Notice
from amends.triage.channels import setting, templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Case
    from amends.triage.business import Business
    from amends.triage.mailing import Addressed

LATEST = timedelta(days=3)
"""What a rule found longer ago, and nobody was told, is no news any more."""


class Pending(NamedTuple):
    """A mention, a rule that began to hold for it, and whom it wants to hear."""

    rule: str
    case: Case
    targets: tuple[str, ...]
    """As they stand in the configuration: `Elena/mail`."""

    def on(self, channel: str) -> Notice | None:
        """Return what is to be told on a channel; None: nothing."""
        parted = (each.partition("/") for each in self.targets)
        names = tuple(name for name, _, way in parted if way == channel)
        return Notice(self.rule, names, self.case) if names else None


def pending(business: Business) -> list[Pending]:
    """Return what rules want told, wherever it may have been told already; the oldest first."""
    rules = {name: rule.then.notify for name, rule in business.config.rules.items()}
    if not any(rules.values()):
        return []
    store = business.store
    found = [
        (number, rule)
        for number, rule in store.rulings.to_tell(business.now - LATEST)
        if rules.get(rule)
    ]
    numbers = list(dict.fromkeys(number for number, _ in found))
    cases = dict(zip(numbers, store.cases(numbers), strict=True))
    return [Pending(rule, cases[number], rules[rule]) for number, rule in found]


def unheard(business: Business, found: Sequence[Pending], channel: str) -> list[Notice]:
    """Return what was not told on a channel of the configuration yet."""
    return _new(business, [notice for each in found if (notice := each.on(channel))], channel)


def letters(business: Business, found: Sequence[Pending]) -> list[Addressed]:
    """Return a letter to each colleague about what they were not mailed yet."""
    from amends.triage.mailing import Addressed, channel

    made = []
    for name, member in business.config.team.items() if found else ():
        theirs = [
            Notice(each.rule, (name,), each.case)
            for each in found
            if member.email and f"{name}/{MAIL}" in each.targets
        ]
        new = _new(business, theirs, channel(member.email or ""))
        if new and member.email:
            letter = alert_mail.noticed_letter(
                new, setting(business), templates=templates(business)
            )
            told = tuple(each.telling for each in new)
            made.append(Addressed(member.email, letter, "alert", told[0], told))
    return made


def _new(business: Business, found: Sequence[Notice], channel: str) -> list[Notice]:
    told = business.store.deliveries.told(channel) if found else set()
    return [each for each in found if each.telling not in told]
