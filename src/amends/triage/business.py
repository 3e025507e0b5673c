"""What every use case starts from: the configuration, the store, the clock."""

from __future__ import annotations

import getpass
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends import config as configuration
from amends.errors import ConfigError, UsageError
from amends.models.standing import Policy, Weights
from amends.scoring.visibility import BY_TYPE
from amends.store import OURSELVES, Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from amends.config import Config, KeyPath, Loaded
    from amends.models.vocabulary import UiLanguage
    from amends.sources import Named
    from amends.store import Change

STORE_NAME = "amends.db"
BY_HAND = "hand"
"""The source of mentions taken by hand."""
_NO_PERSON = frozenset({OURSELVES, "customer", "source"})
"""In the history these are not who sits at the keyboard."""

_OFF = frozenset({"false", "f", "no", "n", "off", "0"})
"""What is not true for pydantic (its documentation: Standard library types, booleans)."""


@dataclass(frozen=True, slots=True)
class Business:
    """An opened business: its configuration, its database, and what time it is."""

    config: Config
    path: Path
    """The configuration file; relative paths in it start from its folder."""
    store: Store
    now: datetime
    who: str

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Decide something as the one at the keyboard: all of it, or nothing."""
        with self.store.change(who=self.who, now=self.now) as change:
            yield change

    @property
    def sources(self) -> list[Named]:
        """The configured sources, built anew at each call."""
        return sources(self.config, self.folder)

    @property
    def switched_on(self) -> list[str]:
        """The names of the sources that are read, told without building them."""
        return [
            name
            for name, options in self.config.sources.items()
            if str(options.get("enabled", "true")).casefold() not in _OFF
        ]

    def require(
        self,
        *,
        source: str | None = None,
        place: str | None = None,
        colleague: str | None = None,
    ) -> None:
        """Raise `UsageError` for a name that nothing has: its empty list would look like peace."""
        if source and source not in {*self.config.sources, *self.store.sources.known()}:
            known = ", ".join(self.config.sources) or "none"
            raise UsageError(f"no source is called {source!r}", hint=f"In config.yaml: {known}.")
        self.place(place)
        team = {name.casefold() for name in self.config.team}
        if colleague and team and colleague.casefold() not in team:
            known = ", ".join(self.config.team)
            raise UsageError(
                f"no colleague is called {colleague!r}", hint=f"In config.yaml: {known}."
            )

    def place(self, name: str | None) -> str | None:
        """Return the place that has this name or alias; raises `UsageError` if none has."""
        if name is None:
            return None
        wanted = name.casefold()
        for place, options in self.config.places.items():
            if wanted in {each.casefold() for each in (place, *options.aliases)}:
                return place
        known = ", ".join(self.config.places) or "none"
        raise UsageError(f"no place is called {name!r}", hint=f"In config.yaml: {known}.")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the business: its days begin and end there."""
        return ZoneInfo(self.config.business.timezone)

    @property
    def folder(self) -> Path:
        """The folder of the configuration file."""
        return self.path.parent

    @property
    def language(self) -> UiLanguage:
        """The language of the interface."""
        return self.config.language


def load(explicit: Path | None, *, check_sources: bool = True) -> Loaded:
    """Find and read the configuration; `check_sources` also checks the options of the sources.

    Commands that only read the database leave that out: a plug-in that is missing must not keep
    an owner from the queue, and its import costs time.
    """
    path = configuration.find(explicit, os.environ, Path.cwd())
    if not check_sources:
        return configuration.load(path)
    loaded = configuration.load(path, check_sources=_source_problems)
    _refuse_unknown_phrases(loaded)
    return loaded


def _refuse_unknown_phrases(loaded: Loaded) -> None:
    """Raise ConfigError for causes and remedies named by an id that does not exist."""
    from amends.replies import unknown_ids

    problems = [f"{loaded.where(at)}: {message}" for at, message in unknown_ids(loaded.config)]
    if problems:
        raise ConfigError(problems)


def _source_problems(raw: Mapping[str, Mapping[str, object]]) -> Sequence[tuple[KeyPath, str]]:
    from amends.sources import make

    return [(problem.path, problem.message) for problem in make(raw)[1]]


def sources(config: Config, folder: Path) -> list[Named]:
    """Build the configured sources; paths in them start from the folder of the configuration.

    The configuration has been checked before.
    """
    from amends.sources import Named, make
    from amends.sources.file import File

    return [
        Named(named.name, named.source.resolved(folder, config.business.timezone))
        if isinstance(named.source, File)
        else named
        for named in make(config.sources)[0]
    ]


@contextmanager
def opened(
    loaded: Loaded, now: datetime, *, dry_run: bool = False, read_only: bool = False
) -> Iterator[Business]:
    """Open the store that a configuration names, for the length of a command.

    In a dry run everything is done, and taken back at the end. One that is `read_only` has to be
    there, and as this amends writes it.
    """
    config = loaded.config
    path = store_path(config, loaded.path)
    mode = int(config.store.mode, 8)
    with Store(path, now=now, mode=mode, read_only=read_only) as store:
        business = Business(config, loaded.path.absolute(), store, now, whoami(config))
        if not dry_run:
            yield business
            return
        with store.rehearsal():
            yield business


def store_path(config: Config, path: Path) -> Path:
    """Return where the database lies: `store: path:`, else next to the configuration file."""
    named = config.store.path or Path(STORE_NAME)
    return path.absolute().parent / named.expanduser()


def whoami(config: Config) -> str:
    """Name the person at the keyboard: AMENDS_USER, `user:` of the configuration, the login."""
    try:
        name = os.environ.get("AMENDS_USER", "").strip() or config.user or getpass.getuser()
    except (KeyError, OSError):  # a bare environment without an entry in the user database
        return "unknown"
    return told_apart(name)


def told_apart(name: str) -> str:
    """Return the name of a person; one that is called like those who are none: `@amends`."""
    apart = f"@{name}" if name.casefold() in _NO_PERSON else name
    return apart.encode("utf-8", "replace").decode("utf-8")


def policy(config: Config) -> Policy:
    """Return what the configuration says about priority."""
    return Policy(
        weights=Weights(**config.priority.weights.model_dump()),
        urgent_at=config.priority.urgent_at,
        visibility=_visibility(config),
    )


def _visibility(config: Config) -> Mapping[str, float]:
    """Return type → visibility; types of other packages say it themselves."""
    unknown = {str(options.get("type")) for options in config.sources.values()} - BY_TYPE.keys()
    if not unknown:  # nearly always, and the types take time to import
        return BY_TYPE
    from amends.sources.registry import load, names

    foreign = {kind: load(kind) for kind in unknown & names()}
    return {**BY_TYPE, **{kind: each.VISIBILITY for kind, each in foreign.items() if each}}
