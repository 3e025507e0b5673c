"""Names that people type where a code is asked: `български` for `bg`, `жена` for `female`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from amends.config.values import known_country, known_language
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    Kind = Literal["languages", "countries", "choices"]


def language(text: str) -> str:
    """Return the code of a language, written as such or as its name in one of our languages.

    Raises ValueError, in plain words, for any other.
    """
    return meant("languages", text) or known_language(text)


def country(text: str) -> str:
    """Return the code of a country, written as such or as its name; raises ValueError."""
    return meant("countries", text) or known_country(text)


def meant(kind: Kind, text: str) -> str | None:
    """Return the code that a name stands for; None where it is none that we know."""
    return _codes()[kind].get(single_line(text).casefold())


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, Mapping[str, str]]:
    import yaml

    raw = files(__package__).joinpath("spoken.yaml").read_bytes()
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    listed: dict[str, dict[str, list[str]]] = yaml.load(raw, loader)  # noqa: S506 — builds text alone
    return MappingProxyType(
        {
            kind: {name.casefold(): code for code, names in table.items() for name in names}
            for kind, table in listed.items()
        }
    )
