"""What mentions say, to this business: the scorer with the business's own words."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from amends.config.model import Watch
from amends.models import Confidence
from amends.scoring.assess import assess_all, engine
from amends.scoring.assess import read as read_all
from amends.scoring.lessons import Lessons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.config import Config
    from amends.models import Assessment, Mention
    from amends.scoring.assess import Engine, Look
    from amends.store import Store


def understand(
    mentions: Sequence[Mention],
    config: Config,
    by: Engine | None = None,
    known: Sequence[bytes | None] | None = None,
) -> list[Assessment]:
    """Assess mentions; a post that holds a word of `watch: none:` is about a namesake.

    `known` are the vectors of an earlier reading by the same encoder.
    """
    named, by = config.business, by or chosen(config)
    found = assess_all(
        mentions,
        expected=named.languages,
        names=(named.name, *named.aliases),
        by=by,
        known=known,
    )
    version = scorer(config, by)
    return [
        _ours(mention, replace(each, scorer=version), config)
        for mention, each in zip(mentions, found, strict=True)
    ]


def read(
    mentions: Sequence[Mention], config: Config, by: Engine, known: Sequence[bytes | None]
) -> tuple[list[Look], Sequence[bytes | None]]:
    """Return what can be seen of each mention, and its vector, as `understand` reads them."""
    named = config.business
    return read_all(
        mentions,
        expected=named.languages,
        names=(named.name, *named.aliases),
        by=by,
        known=known,
    )


def chosen(config: Config, *, ready: bool = True) -> Engine:
    """Return the engine that the configuration asks for, as it is shipped."""
    return engine(config.scoring.engine, ready=ready)


def taught(by: Engine, store: Store) -> Engine:
    """Return an engine with what it learnt from the corrections in a store.

    Lessons that go with other shipped weights, or that cannot be read, are left aside.
    """
    kept = store.lessons.find(by.name)
    if kept is None or kept.version != by.heads.version:
        return by
    try:
        return replace(by, lessons=Lessons.load(kept.weights))
    except (ValueError, KeyError, TypeError, AttributeError):
        return by


def scorer(config: Config, by: Engine) -> str:
    """Return the version of everything that an assessment depends on beside the text.

    The business's names, languages and namesakes are part of it: when they change, what is open
    is read again.
    """
    named, watch = config.business, config.watch
    words = (named.name, *named.aliases, "|", *named.languages, "|", *watch.none, *watch.languages)
    return f"{by.version}:{sha256('|'.join(words).encode()).hexdigest()[:8]}"


def _ours(mention: Mention, found: Assessment, config: Config) -> Assessment:
    """Return what is for a namesake, or was sent by a machine, as nobody's complaint to us."""
    namesake = _namesake(mention, config)
    if namesake:
        found = replace(found, flags=(*found.flags, "namesake_possible"))
    if namesake or mention.extra.get("automatic"):
        return replace(
            found,
            intent="irrelevant",
            severity=0,
            topics=("other",),
            signals=(),
            doubts=(),
            confidence=Confidence(topics=(0.0,)),  # by rule: nobody has counted how often right
        )
    return found


def _namesake(mention: Mention, config: Config) -> bool:
    """Whether it is about another one; whoever gave us stars or wrote to us means us."""
    from amends.sources.watch import matches

    none = config.watch.none
    if not none or mention.rating or mention.kind == "email" or mention.on_our_page:
        return False
    spoken = config.watch.languages or config.business.languages
    return not matches(f"{mention.title or ''}\n{mention.text}", Watch(none=none, languages=spoken))
