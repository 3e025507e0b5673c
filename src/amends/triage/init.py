"""`amends init` without the terminal: four questions as data, and their answers as config.yaml.

Every word comes from `languages/*/messages.yaml`, below `init.`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from textwrap import indent
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amends import languages
from amends.config.values import known_zone
from amends.text import single_line
from amends.triage import spoken
from amends.triage.asks import Ask
from amends.triage.ways import BY_KEY, WAYS, Road, Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amends.config.model import Gender
    from amends.languages import Words
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
    "Road",
    "Way",
    "configured",
    "render",
    "usual_zone",
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
    languages: tuple[str, ...] = ()
    """Of the customers; empty: that of the screens."""
    signer: str | None = None
    role: str | None = None
    gender: Gender = "neutral"
    language: UiLanguage = "en"
    """Of screens and mails."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four questions; `where` has no asks of its own but the `WAYS`."""

    key: str
    asks: tuple[Ask, ...] = ()

    @property
    def text(self) -> str:
        """Key of the message that asks."""
        return f"init.question.{self.key}"


QUESTIONS: tuple[Question, ...] = (
    Question(
        "who",
        (
            Ask("name"),
            Ask("country", optional=True, clean=spoken.country),
            Ask("timezone", default="{timezone}", optional=True, clean=known_zone),
            Ask("places", optional=True, several=True),
        ),
    ),
    Question("where"),
    Question(
        "languages",
        (Ask("languages", default="{language}", several=True, clean=spoken.language),),
    ),
    Question(
        "signature",
        (
            Ask("signer", optional=True),
            Ask("role", optional=True),
            Ask("gender", default="neutral", choices=("female", "male", "neutral")),
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

_FOR_EDITORS = "# yaml-language-server: $schema=config.schema.json\n"


def render(answers: Answers) -> str:
    """Return a config.yaml that loads without problems, commented in the language of screens.

    Names may hold anything: what is invisible goes, the rest is quoted as YAML needs it. Raises
    ValueError for a country, time zone, language or address that does not exist, KeyError for an
    unknown way.
    """
    words = languages.words(answers.language)
    name = single_line(answers.name)
    named = [*answers.places, *(chosen.place or "" for chosen in answers.ways)]
    places: dict[str, Any] = {place: {} for place in map(single_line, named) if place}
    parts = (
        _FOR_EDITORS + _comment(words.say("init.config.head")),
        "version: 1\n",
        _section(words, "business", _business(answers)),
        _section(words, "places", places),
        _sources(words, answers),
        _section(words, "watch", {"any": [name] if name else []}),
        _section(words, "language", answers.language),
        _examples(words),
    )
    return "\n".join(parts)


def usual_zone(country: str | None, system: str | None) -> str | None:
    """Return the time zone to offer: the country's, or where it has several that of the system."""
    with suppress(ValueError):
        return ZONES.get(spoken.country(country or ""), system)
    return system


def _business(answers: Answers) -> dict[str, Any]:
    country = spoken.country(answers.country) if answers.country else None
    zone = answers.timezone or ZONES.get(country or "", "UTC")
    signature = {
        "name": single_line(answers.signer or ""),
        "role": single_line(answers.role or ""),
        "gender": answers.gender,
    }
    business = {
        "name": single_line(answers.name),
        "languages": [spoken.language(code) for code in answers.languages or (answers.language,)],
        "country": country,
        "timezone": known_zone(zone),
        "signature": {key: value for key, value in signature.items() if value},
    }
    return {key: value for key, value in business.items() if value is not None}


def _section(words: Words, key: str, value: Any) -> str:
    return _comment(words.say(f"init.config.{key}")) + _yaml({key: value})


def configured(answers: Answers) -> dict[str, dict[str, Any]]:
    """Return the options of each source by its name, as `render` writes them."""
    return {name: options for _, _, name, options in _taken(answers) if name}


def _taken(answers: Answers) -> Iterator[tuple[Way, Road | None, str, dict[str, Any]]]:
    """Yield for each choice its way, the road that was answered, its name and its options.

    Name and options are empty where the mentions are taken down by hand.
    """
    names: set[str] = set()
    for chosen in answers.ways:
        way = BY_KEY[chosen.way]
        road, options = way.taken(chosen.given, single_line(answers.name))
        if options and (place := single_line(chosen.place or "")):
            options["place"] = place
        yield way, road, _unused(chosen, names) if options else "", options


def _sources(words: Words, answers: Answers) -> str:
    """Return the `sources:` section: each source below the lines that say how to obtain it."""
    blocks: list[str] = []
    told: set[str] = set()
    names: set[str] = set()
    for way, road, name, options in _taken(answers):
        about = f"{words.say(way.title)}\n{way.how(road, words)}"
        if about not in told:
            blocks.append("\n" + _comment(about))
        if name:
            blocks.append(_yaml({name: options}))
        told.add(about)
        names.add(name)
    head = _comment(words.say("init.config.sources"))
    return head + ("sources:" if any(names) else "sources: {}\n") + indent("".join(blocks), "  ")


def _examples(words: Words) -> str:
    """Return what is worth adding, ready to be uncommented."""
    cause, *remedies = (
        {"text": words.say(f"init.config.{key}")} for key in ("cause", "remedy", "other_remedy")
    )
    tables = {"explanations": {"delivery": [cause]}, "remedies": {"delivery": remedies}}
    return _comment(words.say("init.config.examples")) + indent(_yaml(tables), "#")


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


def _comment(text: str) -> str:
    return indent(text, "# ") + "\n"


def _yaml(table: Mapping[str, Any]) -> str:
    import yaml

    text: str = yaml.safe_dump(
        dict(table), allow_unicode=True, sort_keys=False, default_flow_style=False, width=1_000_000
    )
    return text
