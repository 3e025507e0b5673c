"""Ratings as people and exports write them: 4,5 · 5/5 · 4 out of 5 · ★★★★☆ · FIVE · 80 %."""

from __future__ import annotations

import re
from typing import Any

from amends.errors import InputError
from amends.models import Rating

_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NOTHING = frozenset(
    {"", "-", "–", "—", "n/a", "na", "none", "null", "nan", "star_rating_unspecified", "нет"}
)
_NUMBER = r"(\d{1,4}(?:[.,]\d{1,4})?)"
_STARS_WORD = r"(?:\s*(?:[★⭐]\ufe0f?|stars?|зв[её]зд\w*|estrellas?|gwiazd\w*))?"
_PLAIN = re.compile(_NUMBER + _STARS_WORD, re.IGNORECASE)
_OUT_OF = re.compile(
    rf"{_NUMBER}\s*(?:/|out of|из|de|sobre|z|na|от)\s*{_NUMBER}{_STARS_WORD}", re.IGNORECASE
)
_PERCENT = re.compile(rf"{_NUMBER}\s*%")
_DRAWN = re.compile(r"([★⭐🌟]+)(½?)([☆✩]*)")
_STARS = 5
_LONGEST = 40


def read(value: Any, best: float | None = None) -> Rating | None:
    """Return the rating in a cell, None where it says that there is none.

    A bare number is out of `best` (None: five stars, where 0 stands for no rating). Raises
    `InputError` for anything else, and for a number above the best.
    """
    text = "" if value is None else str(value).strip().replace("\ufe0f", "")[: _LONGEST + 1]
    if isinstance(value, bool) or len(text) > _LONGEST:
        raise _unreadable(text)
    if text.casefold() in _NOTHING:
        return None
    found = _with_scale(text) or _bare(text, best)
    if found.value > found.max:
        raise _too_high(found, stated=best is not None)
    return found if found.value or best is not None else None


def bare(value: Any) -> float | None:
    """Return the number of a rating that does not name its scale, else None."""
    found = _PLAIN.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    return _float(found[1]) if found else None


def _with_scale(text: str) -> Rating | None:
    if found := _OUT_OF.fullmatch(text):
        best = _float(found[2])
        return Rating(_float(found[1]), best) if best else None
    if found := _PERCENT.fullmatch(text):
        return Rating(_float(found[1]), 100)
    if found := _DRAWN.fullmatch(text):
        return Rating(len(found[1]) + len(found[2]) / 2, _STARS)
    word = _WORDS.get(text.casefold())
    return Rating(word, _STARS) if word else None


def _bare(text: str, best: float | None) -> Rating:
    number = bare(text)
    if number is None:
        raise _unreadable(text)
    return Rating(number, best or _STARS)


def _float(digits: str) -> float:
    return float(digits.replace(",", "."))


def _unreadable(text: str) -> InputError:
    return InputError(f"rating: {text[:_LONGEST]!r} is not a rating, write 4, 4.5 or 8/10")


def _too_high(found: Rating, *, stated: bool) -> InputError:
    if stated or found.max != _STARS:
        return InputError(f"rating: {found.value:g} is more than the best, {found.max:g}")
    best = 10 if found.value <= 10 else 100  # noqa: PLR2004 — the usual scales
    written = f"{found.value:g}/{best}"
    return InputError(
        f"rating: {found.value:g} is more than 5 stars, set rating_max or write {written}"
    )
