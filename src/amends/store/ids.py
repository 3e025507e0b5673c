"""Short ids for people: `k7f2`, made of a counter, never reused, never an unlucky word."""

from __future__ import annotations

LETTERS = "bcdfghjkmnpqrstvwxz"
"""No vowels, so that no id is a word; no `l` and `y`, which are read as something else."""
SIGNS = LETTERS + "23456789"
SHORTEST = 4
_STEP = 104_729
"""Coprime to every block size (19 · 27ⁿ): neighbours in time do not look alike."""


def short_id(number: int) -> str:
    """Return the id of the `number`-th mention (from 1); one number, one id.

    The first sign is a letter, so that no spreadsheet takes an id for a number.
    """
    length, position = SHORTEST, number - 1
    while position >= (size := len(LETTERS) * len(SIGNS) ** (length - 1)):
        position -= size
        length += 1
    rest = (position + 1) * _STEP % size
    signs = []
    for _ in range(length - 1):
        rest, sign = divmod(rest, len(SIGNS))
        signs.append(SIGNS[sign])
    return LETTERS[rest] + "".join(reversed(signs))
