"""The sources themselves: what kinds there are, how they did, whether one works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.errors import UsageError
from amends.store import run_lock
from amends.triage.checking import exit_code
from amends.triage.fetching import read_first_page

if TYPE_CHECKING:
    from amends.models import Mention, SourceRun
    from amends.sources import Named
    from amends.triage.business import Business

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tried:
    """What one page of a source held; nothing was stored."""

    run: SourceRun
    first: tuple[Mention, ...]

    @property
    def exit_code(self) -> int:
        """0, or 4 if the source did not end well."""
        return exit_code([self.run])


def kinds() -> list[dict[str, Any]]:
    """Return every type of source with its line, whether it needs a key, whether it can reply."""
    from amends.sources import summary, types

    return [
        {
            "type": name,
            "summary": summary(kind),
            "needs_key": kind.NEEDS_KEY,
            "can_reply": kind.CAN_REPLY,
        }
        for name, kind in sorted(types().items())
    ]


def configured(business: Business) -> list[dict[str, Any]]:
    """Return each configured source with its mentions and its newest run."""
    counts = business.store.known_sources()
    found = []
    for named in business.sources:
        last = business.store.last_run(named.name) or {}
        found.append(
            {
                "name": named.name,
                "type": named.source.type,
                "enabled": named.source.enabled,
                "mentions": counts.get(named.name, ("", 0))[1],
                "last_run_at": last.get("at"),
                "last_outcome": last.get("outcome"),
                "last_error": last.get("error"),
            }
        )
    return found


def pick(business: Business, name: str) -> Named:
    """Return a configured source by its name; raises `UsageError`."""
    for named in business.sources:
        if named.name == name:
            return named
    known = ", ".join(business.config.sources) or "none"
    raise UsageError(f"config.yaml names no source {name!r}", hint=f"There are: {known}.")


def try_one(business: Business, name: str) -> Tried:
    """Read one page of a source without storing it."""
    from amends.http import Http

    named = pick(business, name)
    with Http(business.config.http) as http:
        run, batch = read_first_page(business, named, http)
    mentions = batch.mentions if batch else ()
    return Tried(run, mentions[:SHOWN])


def rename(business: Business, old: str, new: str) -> int:
    """Move mentions, bookmark and run log of a source; raises `UsageError`."""
    known = business.store.known_sources()
    if old not in known:
        raise UsageError(f"no mention belongs to {old!r}", hint=f"There are: {', '.join(known)}.")
    if new in known:
        raise UsageError(
            f"{new!r} has mentions of its own; two sources cannot become one",
            hint="Choose a name that is not in use.",
        )
    with run_lock(business.store.path, "sources rename", business.now):
        return business.store.rename_source(old, new)
