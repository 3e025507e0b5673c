"""A reply checked before it is sent: any text, or the answer to a mention."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.config import Config
from amends.errors import ConfigError, InputError, UsageError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from amends.models import Case, Mention
    from amends.models.lint import Verdict
    from amends.models.vocabulary import Playbook
    from amends.triage.business import Business

MAX_BYTES = 1_000_000
"""A file that is longer is no reply."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How the reply is to be judged; what is not said is taken from the mention."""

    platform: str | None = None
    language: str | None = None
    playbook: Playbook | None = None
    strict: bool = False
    interface: str = "en"


def read_text(file: Path) -> str:
    """Read a reply from a file, or from stdin for `-`, as it stands: spans count its characters.

    Raises `InputError`.
    """
    if str(file) == "-":
        return sys.stdin.read(MAX_BYTES).rstrip()
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES).decode("utf-8-sig").rstrip()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{file} is not UTF-8", hint="Save it as plain text, UTF-8.") from None


def read_mention(file: Path) -> Mention:
    """Read one JSON mention from a file; raises `InputError`."""
    from amends.sources.interchange import mention_from_json

    try:
        return mention_from_json(json.loads(file.read_text("utf-8-sig")))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not one JSON mention: {error}") from None


def lint(text: str, ask: Ask) -> Verdict:
    """Check a text of which nothing else is known."""
    return _check(text, ask, Config(), None, ())


def lint_for(business: Business, short_id: str, text: str, ask: Ask) -> Verdict:
    """Check an answer to a stored mention; raises `UsageError` for an unknown id."""
    from amends.triage.deciding import case

    found = case(business, short_id)
    earlier = business.store.latest_replies(found.mention.source)
    return _check(text, ask, business.config, (found, business.now), tuple(earlier))


def lint_mention(
    mention: Mention, text: str, ask: Ask, config_path: Path | None, now: datetime
) -> Verdict:
    """Check an answer to a mention that is not stored; a configuration is used if there is one."""
    from amends.handling.clocks import Calendar
    from amends.triage.arrivals import clean
    from amends.triage.business import policy
    from amends.triage.passing import place
    from amends.triage.understanding import understand

    config = _config(config_path)
    cleaned = clean(mention, now)
    (assessment,) = understand([cleaned], config)
    case = place(cleaned, assessment, Calendar(config), policy(config), now).case
    return _check(text, ask, config, (case, now), ())


def _check(
    text: str,
    ask: Ask,
    config: Config,
    known: tuple[Case, datetime] | None,
    earlier: tuple[str, ...],
) -> Verdict:
    from amends.replies import lint as rules
    from amends.replies import platform
    from amends.scoring.situation import situation

    if not text.strip():
        raise UsageError("there is no reply to check", hint="Pipe it in, or name a file.")
    case = known[0] if known else None
    where = ask.platform or (case.mention.source_type if case else None)
    verdict = rules.check(
        text,
        mention=case.mention if case else None,
        assessment=case.assessment if case else None,
        playbook=ask.playbook or (situation(*known).playbook if known else None),
        platform=platform(where) if where else None,
        language=ask.language,
        config=config if case else None,
        earlier=earlier,
        interface=ask.interface,
    )
    return verdict.strict() if ask.strict else verdict


def _config(path: Path | None) -> Config:
    """Return the configuration if there is one."""
    from amends.triage import business

    try:
        return business.load(path, check_sources=False).config
    except ConfigError:
        if path is not None:
            raise
        return Config()
