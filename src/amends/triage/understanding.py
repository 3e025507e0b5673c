"""What a mention says, to this business: the scorer with the business's own words."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from amends.config.model import Watch
from amends.scoring.assess import SCORER, assess

if TYPE_CHECKING:
    from amends.config import Config
    from amends.models import Assessment, Mention


def understand(mention: Mention, config: Config, engine: str | None = None) -> Assessment:
    """Assess a mention; one that holds a word of `watch: none:` is about a namesake."""
    named = config.business
    found = assess(
        mention,
        expected=named.languages,
        names=(named.name, *named.aliases),
        engine=engine or config.scoring.engine,
    )
    found = replace(found, scorer=scorer(config))
    if _namesake(mention, config.watch.none):
        return replace(_elsewhere(found), flags=(*found.flags, "namesake_possible"))
    return _elsewhere(found) if mention.extra.get("automatic") else found


def scorer(config: Config) -> str:
    """Return the version of everything that an assessment depends on beside the text.

    The business's names, languages and namesakes are part of it: when they change, what is open
    is read again.
    """
    named = config.business
    words = (named.name, *named.aliases, "|", *named.languages, "|", *config.watch.none)
    return f"{SCORER}:{sha256('|'.join(words).encode()).hexdigest()[:8]}"


def _namesake(mention: Mention, none: tuple[str, ...]) -> bool:
    from amends.sources.watch import matches

    text = f"{mention.title or ''}\n{mention.text}"
    return bool(none) and not matches(text, Watch(none=none))


def _elsewhere(found: Assessment) -> Assessment:
    """What is for a namesake, or was sent by a machine, is nobody's complaint to us."""
    return replace(found, intent="irrelevant", severity=0, signals=(), doubts=())
