"""Who should take a mention: the colleague who is there for just this, else the least busy one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.config import Config
    from amends.config.model import Member
    from amends.models import Case


SERIOUS = 3


def proposed(case: Case, config: Config, load: Mapping[str, int]) -> str | None:
    """Return the colleague who should take it; None where the team has nobody for it.

    The one whom topics, language and place name most exactly; a place's manager counts as named
    for it. Of several who suit equally well the one with the fewest open mentions (`load`). Serious
    harm goes to somebody in any case.
    """
    suited = {
        name: fit
        for name, member in config.team.items()
        if (fit := _fit(name, member, case, config)) is not None
    }
    if not suited and case.assessment.severity >= SERIOUS:
        suited = dict.fromkeys(config.team, 0)  # harm must not wait for the right topic
    if not suited:
        return None
    order = list(config.team)
    return min(suited, key=lambda name: (-suited[name], load.get(name, 0), order.index(name)))


def _fit(name: str, member: Member, case: Case, config: Config) -> int | None:
    """Return how many of a member's own terms name this mention; None where one excludes it."""
    place = case.mention.place
    manages = bool(place in config.places and _is(config.places[place or ""].manager, name))
    terms = (
        (member.topics, bool(set(member.topics) & set(case.assessment.topics))),
        (member.languages, case.assessment.language.code in member.languages),
        (member.places, place in member.places),
    )
    if any(wanted and not met for wanted, met in terms):
        return None
    return sum(met for _, met in terms) + manages


def _is(manager: str | None, name: str) -> bool:
    """Say whether a manager is this member, who may be named by the first name alone."""
    said = (manager or "").casefold()
    return name.casefold() in {said, said.split(" ")[0]}
