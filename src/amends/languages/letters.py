"""Large and small first letters, as each language has them."""

from __future__ import annotations

_DOTTED: dict[str, dict[str, str]] = {"upper": {"i": "İ"}, "lower": {"I": "ı", "İ": "i"}}
"""Turkish tells the i with a dot from the one without."""
_WITH_DOTS = frozenset({"tr", "az"})


def capitalised(text: str, language: str) -> str:
    """Return the text with a large first letter, behind `¿`, quotation marks and the like."""
    at = next((index for index, letter in enumerate(text) if letter.isalnum()), 0)
    return text[:at] + _letter(text[at : at + 1], language, "upper") + text[at + 1 :]


def lowered(text: str, language: str) -> str:
    """Return the text with a small first letter."""
    return _letter(text[:1], language, "lower") + text[1:]


def _letter(letter: str, language: str, size: str) -> str:
    own = _DOTTED[size].get(letter) if language in _WITH_DOTS else None
    return own or (letter.upper() if size == "upper" else letter.lower())
