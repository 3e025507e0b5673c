"""What the owner knows before a reply is drafted: what happened, what to offer, who until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.models import Answers
from amends.triage.replying import END_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from amends.replies import Choices
    from amends.replies.policy import Basis
    from amends.triage.business import Business
    from amends.triage.drafting import Matter

_DIGITS = 3
"""Python refuses to read numbers of thousands of digits."""
FARTHEST = timedelta(days=366)


def choices(business: Business, matter: Matter) -> Choices:
    """Return what can be answered."""
    from amends import replies

    return replies.choices(matter.case, business.config, business.now)


def answers(
    business: Business,
    matter: Matter,
    *,
    cause: str | None,
    offers: Sequence[str],
    by: str | None,
    who: str | None,
) -> Answers:
    """Return what was said, with what was known before for the rest.

    A cause or an offer is an id, the number of a choice, or own words; a blank takes back what was
    said. Raises `UsageError` for a number that is no choice and a day that cannot be read.
    """
    before = matter.case.handling.answers
    given = choices(business, matter)
    chosen = tuple(filter(None, (_chosen(each, given.offers, "--offer") for each in offers)))
    return Answers(
        cause=before.cause if cause is None else _chosen(cause, given.causes, "--cause") or None,
        offers=chosen if offers else before.offers,
        by=before.by if by is None else _moment(by, business) if by.strip() else None,
        who=before.who if who is None else who.strip() or None,
    )


def _chosen(said: str, among: Sequence[Basis], option: str) -> str:
    """Return the key of a choice named by its number; anything else as it was said."""
    number = said.strip()
    if not number.isdecimal():
        return number
    if len(number) > _DIGITS or not 1 <= int(number) <= len(among):
        raise UsageError(
            f"{option} {number}: there are {len(among)} choices",
            hint="Give the number of a choice, an id, or your own words.",
        )
    return among[int(number) - 1].key


def day(said: str, business: Business, language: str) -> date | None:
    """Return the day that somebody names in a few words, in a language or in English."""
    from amends.replies import day_named

    today = business.now.astimezone(business.zone).date()
    return day_named(said, language, today) or day_named(said, "en", today)


def can_be_promised(named: date, business: Business) -> bool:
    """Say whether a day is still to come, and near enough to be promised."""
    end = datetime.combine(named, END_OF_DAY, business.zone)
    return business.now <= end <= business.now + FARTHEST


def _moment(said: str, business: Business) -> datetime:
    """Return the moment by which something is promised; of a day alone its end."""
    named = day(said, business, business.language)
    try:
        moment = (
            datetime.combine(named, END_OF_DAY) if named else datetime.fromisoformat(said.strip())
        )
    except (ValueError, OverflowError):
        raise UsageError(
            f"--by {said!r} is no day that I know", hint="Write 2026-11-25, 25 Nov or Wednesday."
        ) from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=business.zone)
    if aware < business.now:
        raise UsageError(f"--by {said!r} has been already", hint="A promise needs a day to come.")
    if aware - business.now > FARTHEST:
        raise UsageError(f"--by {said!r} is too far away", hint="Promise a day within a year.")
    return aware
