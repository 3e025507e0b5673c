"""The folders of the languages and what their `language.yaml` says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PluralForm = Literal["zero", "one", "two", "few", "many", "other"]
FIRST_CLASS = ("en", "ru", "es", "pl", "bg")
"""Languages in which everything exists: screens, cues, replies."""
_ENGLISH_PLURALS = {"rule": "n != 1", "forms": ["one", "other"]}


@dataclass(frozen=True, slots=True)
class LanguageData:
    """What is known about a language."""

    code: str
    name: str
    """In the language itself."""
    english: str
    script: str
    """ISO 15924: Latn, Cyrl …"""
    direction: Literal["ltr", "rtl"]
    plural: Callable[[float], PluralForm]
    """The CLDR category of a number; fractions are `other`."""
    plural_forms: tuple[PluralForm, ...]
    stop_words: frozenset[str]
    letters: frozenset[str]
    """Letters that set it apart from its neighbours in the same script."""
    romanised: frozenset[str]
    """Frequent words as people type them on a Latin keyboard; empty for Latin scripts."""
    keyboard: Mapping[str, str]
    """Which of its letters such typing stands for: sht щ."""
    address: str | None
    """Which form replies take: formal, informal, mirror (as the customer does)."""


@cache
def names() -> tuple[str, ...]:
    """Return the codes of the languages that have a folder, in alphabetical order."""
    root = files(__package__)
    return tuple(
        sorted(entry.name for entry in root.iterdir() if (entry / "language.yaml").is_file())
    )


def has(code: str, name: str) -> bool:
    """Whether a language has a file of that name."""
    return code in names() and (files(__package__) / code / f"{name}.yaml").is_file()


def read(code: str, name: str) -> dict[str, Any]:
    """Return `<code>/<name>.yaml` with every scalar as text; empty where it does not exist.

    As text, since YAML would turn the Norwegian, and every `no`, into a truth value.
    """
    import yaml

    if not has(code, name):
        return {}
    file = files(__package__) / code / f"{name}.yaml"
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    loaded = yaml.load(file.read_bytes(), Loader=loader)  # noqa: S506 — a loader of plain text
    return loaded or {}


@cache
def language(code: str) -> LanguageData:
    """Return what is known about a language; KeyError where it has no folder."""
    if code not in names():
        raise KeyError(f"no language {code!r}; there are {', '.join(names())}")
    raw = read(code, "language")
    plurals = raw.get("plurals", _ENGLISH_PLURALS)
    forms = tuple(plurals["forms"])
    return LanguageData(
        code=code,
        name=raw["name"],
        english=raw["english"],
        script=raw["script"],
        direction=raw.get("direction", "ltr"),
        plural=_plural(plurals["rule"], forms),
        plural_forms=forms,
        stop_words=frozenset(raw.get("stop_words", "").split()),
        letters=frozenset(raw.get("letters", "")),
        romanised=frozenset(raw.get("romanised", "").split()),
        keyboard=_pairs(raw.get("keyboard", "").split()),
        address=raw.get("address"),
    )


def _pairs(flat: Sequence[str]) -> Mapping[str, str]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _plural(rule: str, forms: tuple[PluralForm, ...]) -> Callable[[float], PluralForm]:
    """Build the chooser from a gettext formula, whose value counts through `forms`."""
    from gettext import c2py

    index = c2py(rule)

    def choose(number: float) -> PluralForm:
        return forms[index(abs(int(number)))] if number == int(number) else "other"

    return choose
