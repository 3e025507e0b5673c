"""`amends init` without the terminal: four questions as data, and their answers as config.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import indent
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amends.config.values import known_country, known_language, known_zone
from amends.text import single_line
from amends.triage.ways import BY_KEY, WAYS, Ask, Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amends.config.model import Gender
    from amends.models.vocabulary import UiLanguage

__all__ = [
    "BY_KEY",
    "QUESTIONS",
    "WAYS",
    "ZONES",
    "Answers",
    "Ask",
    "Chosen",
    "Question",
    "Way",
    "render",
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One place where people write, as the owner chose it."""

    way: str
    """Key of one of `WAYS`."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Answers to what the way asks."""
    place: str | None = None
    """The branch it belongs to, one of `Answers.places`."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the owner said."""

    name: str
    country: str | None = None
    timezone: str | None = None
    """None: the country's, or UTC where it has several."""
    places: tuple[str, ...] = ()
    ways: tuple[Chosen, ...] = ()
    languages: tuple[str, ...] = ("en",)
    signer: str | None = None
    role: str | None = None
    gender: Gender = "neutral"
    language: UiLanguage = "en"
    """Of screens and mails."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four questions; `where` has no asks of its own but the `WAYS`."""

    key: str
    text: str
    asks: tuple[Ask, ...] = ()


QUESTIONS: tuple[Question, ...] = (
    Question(
        "who",
        "Who are you?",
        (
            Ask("name", "Name of the business, as customers know it"),
            Ask("country", "Country (such as BG)", optional=True, clean=known_country),
            Ask("timezone", "Time zone (such as Europe/Sofia)", optional=True, clean=known_zone),
            Ask("places", "Branches, if there are several", optional=True, several=True),
        ),
    ),
    Question("where", "Where do people write about you?"),
    Question(
        "languages",
        "In which languages?",
        (
            Ask(
                "languages",
                "Codes, the most usual first (such as bg, en)",
                "en",
                several=True,
                clean=known_language,
            ),
        ),
    ),
    Question(
        "signature",
        "Who signs the replies?",
        (
            Ask("signer", "Name under every reply", optional=True),
            Ask("role", "Role, such as owner", optional=True),
            Ask(
                "gender",
                "Grammatical gender; Slavic verbs need it",
                "neutral",
                choices=("female", "male", "neutral"),
            ),
        ),
    ),
)

ZONES: Mapping[str, str] = MappingProxyType(
    {
        "AT": "Europe/Vienna", "BE": "Europe/Brussels", "BG": "Europe/Sofia",
        "BY": "Europe/Minsk", "CH": "Europe/Zurich", "CY": "Asia/Nicosia",
        "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen",
        "EE": "Europe/Tallinn", "ES": "Europe/Madrid", "FI": "Europe/Helsinki",
        "FR": "Europe/Paris", "GB": "Europe/London", "GR": "Europe/Athens",
        "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "IE": "Europe/Dublin",
        "IT": "Europe/Rome", "LT": "Europe/Vilnius", "LU": "Europe/Luxembourg",
        "LV": "Europe/Riga", "MK": "Europe/Skopje", "MT": "Europe/Malta",
        "NL": "Europe/Amsterdam", "NO": "Europe/Oslo", "PL": "Europe/Warsaw",
        "RO": "Europe/Bucharest", "RS": "Europe/Belgrade", "SE": "Europe/Stockholm",
        "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava", "TR": "Europe/Istanbul",
        "UA": "Europe/Kyiv",
    }
)  # fmt: skip
"""The time zone of a country that has one (islands far away apart), to be offered."""

_HEAD = """\
# yaml-language-server: $schema=config.schema.json
# Written by `amends init`. Change it as you like; amends says at once what it does not understand.
# Completion in editors:  amends schema config > config.schema.json
# Secrets never stand here: write env:NAME, file:PATH, command:PROGRAM … or keyring:SERVICE/NAME.
"""
_SECTIONS = {
    "business": "Who you are. Worth adding: aliases (other spellings), own_accounts, contact.",
    "places": "Your branches. Worth adding: aliases, manager.",
    "watch": "Words that make a mention yours, for sources that bring everything. A * stands for\n"
    "any letters. Worth adding: none (words of namesakes).",
    "language": "Language of screens and mails: en, ru, es, pl or bg.",
}
_TAIL = """\
# What makes drafts better: true causes, and what you are ready to do, by topic.
#explanations:
#  delivery:
#    - text: We packed the order in too big a box, and it slid on the way.
#remedies:
#  delivery:
#    - text: a new order at your door
#    - text: all your money back
"""


def render(answers: Answers) -> str:
    """Return a commented config.yaml that loads without problems.

    Names may hold anything: what is invisible goes, the rest is quoted as YAML needs it. Raises
    ValueError for a country, time zone, language or address that does not exist, KeyError for an
    unknown way.
    """
    name = single_line(answers.name)
    named = [*answers.places, *(chosen.place or "" for chosen in answers.ways)]
    places: dict[str, Any] = {place: {} for place in map(single_line, named) if place}
    first = {"version": 1, "business": _business(answers), "places": places}
    last = {"watch": {"any": [name] if name else []}, "language": answers.language}
    sources = _sources(answers.ways, name)
    return "\n".join([_HEAD, *_sections(first), sources, *_sections(last), _TAIL])


def _business(answers: Answers) -> dict[str, Any]:
    country = known_country(answers.country) if answers.country else None
    zone = answers.timezone or ZONES.get(country or "", "UTC")
    signature = {
        "name": single_line(answers.signer or ""),
        "role": single_line(answers.role or ""),
        "gender": answers.gender,
    }
    business = {
        "name": single_line(answers.name),
        "languages": [known_language(code) for code in answers.languages],
        "country": country,
        "timezone": known_zone(zone),
        "signature": {key: value for key, value in signature.items() if value},
    }
    return {key: value for key, value in business.items() if value is not None}


def _sections(tables: Mapping[str, Any]) -> Iterator[str]:
    for key, table in tables.items():
        comment = _comment(_SECTIONS[key].splitlines()) if key in _SECTIONS else ""
        yield comment + _yaml({key: table})


def _sources(ways: Sequence[Chosen], business: str) -> str:
    """Return the `sources:` section: each source below the lines that say how to obtain it."""
    blocks: list[str] = []
    names: set[str] = set()
    for n, chosen in enumerate(ways):
        way = BY_KEY[chosen.way]
        if way not in (BY_KEY[earlier.way] for earlier in ways[:n]):
            blocks.append("\n" + _comment([way.title, *way.how]))
        if source := way.source(chosen.given, business):
            if place := single_line(chosen.place or ""):
                source["place"] = place
            blocks.append(_yaml({_unused(chosen, names): source}))
    head = _comment(
        ["Where people write about you; `amends sources types` lists what can be read."]
    )
    return head + ("sources:" if names else "sources: {}\n") + indent("".join(blocks), "  ")


def _unused(chosen: Chosen, names: set[str]) -> str:
    """Name a source after its way and place, with a number from the second on."""
    words = [chosen.way, *"".join(c if c.isalnum() else " " for c in chosen.place or "").split()]
    name = stem = "-".join(words).lower()
    count = 1
    while name in names:
        count += 1
        name = f"{stem}-{count}"
    names.add(name)
    return name


def _comment(lines: Sequence[str]) -> str:
    return "".join(f"# {line}\n" for line in lines)


def _yaml(table: Mapping[str, Any]) -> str:
    import yaml

    text: str = yaml.safe_dump(
        dict(table), allow_unicode=True, sort_keys=False, default_flow_style=False, width=1_000_000
    )
    return text
