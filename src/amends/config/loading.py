"""config.yaml → Config, or every problem at once, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from amends.config.document import Document, KeyPath, Problem, parse
from amends.config.model import Config
from amends.config.problems import describe
from amends.config.rules import MAIL
from amends.config.rules import named as named_by_rules
from amends.config.rules import told as told_by_rules
from amends.config.values import known_language
from amends.config.wording import did_you_mean, shown
from amends.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from amends.config.rules import Told

    SourceCheck = Callable[[Mapping[str, Any]], Sequence[tuple[KeyPath, str]]]

MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Loaded:
    """A configuration without problems, and the file it came from."""

    config: Config
    path: Path
    where: Callable[[KeyPath], str]
    """`("sources", "google")` → `config.yaml:12`, for problems that show only later."""


def load(path: Path, *, check_sources: SourceCheck | None = None) -> Loaded:
    """Read and check a configuration file.

    `check_sources` is given the `sources:` table (name → options, as strings) and returns what is
    wrong with them as (path from the root of the file, sentence). Raises ConfigError with every
    problem of the file, in the order of its lines.
    """
    name = _name(path)
    document = parse(_text(path, name), name)
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise ConfigError([f"{name}:1: must hold lines of 'key: value', such as business:"])
    config, problems = _validate(data)
    problems += [*document.problems, *_cross_checks(data)]
    if check_sources:
        problems += [Problem(*found) for found in check_sources(_sources(data))]
    if config is None or problems:
        raise ConfigError(_lines(problems, document, name))
    return Loaded(config, path, lambda at: f"{name}:{document.line(at)}")


def _name(path: Path) -> str:
    """Return the path as an owner would type it: short when it stands in the current folder."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else path)


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError([f"{name}: cannot be read: {reason}"]) from None
    if len(content) > MAX_BYTES:
        raise ConfigError([f"{name}: larger than 1 MB; is it the right file?"])
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{name}:{line}: not UTF-8 text; save the file as UTF-8"]) from None


def _validate(data: dict[str, Any]) -> tuple[Config | None, list[Problem]]:
    try:
        return Config.model_validate(data), []
    except ValidationError as error:
        return None, describe(error, Config, data)


def _lines(problems: list[Problem], document: Document, name: str) -> list[str]:
    placed = sorted((document.line(path), n) for n, (path, _) in enumerate(problems))
    return [f"{name}:{line}: {_complaint(*problems[n])}" for line, n in placed]


def _complaint(path: KeyPath, text: str) -> str:
    """Put the key before the sentence, unless the sentence names it: then the table around it."""
    if path and f"key {shown(path[-1])}" in text:
        path = path[:-1]
    at = "".join(f"#{part + 1}" if isinstance(part, int) else f".{part}" for part in path)
    at = "".join(char if char.isprintable() else "\ufffd" for char in at.removeprefix("."))
    return f"{at}: {text}" if at else text


def _cross_checks(data: dict[str, Any]) -> Iterator[Problem]:
    """What one key says about another; done on the raw table, so other problems do not hide it."""
    places = data.get("places")
    known = list(places) if isinstance(places, dict) else []
    for name, options in _sources(data).items():
        at: KeyPath = ("sources", name)
        yield from _unknown_place((*at, "place"), options.get("place"), known)
        yield from _unknown_language((*at, "language"), options.get("language"))
    for name, member in _tables(data.get("team")).items():
        listed = member.get("places")
        for n, place in enumerate(listed if isinstance(listed, list) else [listed]):
            yield from _unknown_place(("team", name, "places", n), place, known)
    for at, kind, name in named_by_rules(data.get("rules")):
        if kind == "place":
            yield from _unknown_place(at, name, known)
        else:
            yield from _unknown_to_rules(at, kind, name, data)
    for told in told_by_rules(data.get("rules")):
        yield from _unreachable(told, data)


def _unreachable(told: Told, data: dict[str, Any]) -> Iterator[Problem]:
    """Complain about a way on which a rule could tell nobody."""
    alerts, team = data.get("alerts"), _tables(data.get("team"))
    if told.channel != MAIL:
        known = list(_tables(alerts.get("channels") if isinstance(alerts, dict) else None))
        if told.channel not in known:
            there = f", possible are {', '.join((MAIL, *known))}"
            hint = did_you_mean(told.channel, known) or there
            yield Problem(told.path, f"unknown channel {shown(told.channel)}{hint}")
    elif team and told.name not in team:
        return  # that is said already
    elif not team.get(told.name, {}).get("email"):
        yield Problem(told.path, f"{shown(told.name)} has no email: in team:, so no mail arrives")
    elif not data.get("mail"):
        yield Problem(told.path, "there is no mail: section to send it with")


def _unknown_to_rules(
    path: KeyPath, kind: str, name: Any, data: dict[str, Any]
) -> Iterator[Problem]:
    """Complain about colleagues who are not in the team, and sources that were mistyped.

    Imported mentions bring their own sources: only what is nearly a configured one is a mistake.
    """
    known = list(_tables(data.get("team")) if kind == "colleague" else _sources(data))
    if not isinstance(name, str) or name in known or not known:
        return
    hint = did_you_mean(name, known)
    if kind == "colleague":
        hint = hint or f", 'team:' has {', '.join(known)}"
    if hint:
        yield Problem(path, f"unknown {kind} {shown(name)}{hint}")


def _unknown_place(path: KeyPath, place: Any, known: list[str]) -> Iterator[Problem]:
    if isinstance(place, str) and place not in known:
        hint = did_you_mean(place, known) or f", 'places:' has {', '.join(known) or 'none'}"
        yield Problem(path, f"unknown place {shown(place)}{hint}")


def _unknown_language(path: KeyPath, code: Any) -> Iterator[Problem]:
    if isinstance(code, str):
        try:
            known_language(code)
        except ValueError as error:
            yield Problem(path, str(error))


def _sources(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the sources that are tables, without keys that have nothing after them."""
    return {
        name: {key: value for key, value in options.items() if value is not None}
        for name, options in _tables(data.get("sources")).items()
    }


def _tables(value: Any) -> dict[str, dict[str, Any]]:
    named = value.items() if isinstance(value, dict) else ()
    return {name: table for name, table in named if isinstance(table, dict)}
