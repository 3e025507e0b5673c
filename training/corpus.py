"""The labelled texts that the heads are learnt from.

`mentions/<language>.jsonl`  whole mentions with all labels: text, title, rating, source, sentiment
    (−1, 0, 1: tone of the text), intent, topics, severity, signals.
`sentences/<language>.jsonl` short texts with their tone alone: text, sentiment, domain; `plain`
    where they say what they mean, as most people do.
`SETS`                       public sets that may be learnt from; they are fetched by whoever
    rebuilds and never stored here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from amends.languages import names, read

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
BARE = 12
"""Words of each side in each language."""
Kind = Literal["mention", "plain", "witty"]

SETS = {
    "en/uci_sentences.jsonl": "27b951d4",
}
"""Path below the folder of public sets → beginning of the file's sha256.

UCI Sentiment Labelled Sentences (Kotzias et al. 2015, CC BY 4.0): sentences from reviews of
restaurants, products and films.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text; what a kind has no label for stays empty."""

    kind: Kind
    language: str
    text: str
    sentiment: int
    title: str | None = None
    rating: int | None = None
    intent: str = ""
    severity: int = 0
    topics: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()


def examples(public: Path) -> list[Example]:
    """Return everything that is learnt from, in a fixed order."""
    return [*mentions(), *bare(), *sentences(), *public_sentences(public)]


def mentions(folder: Path = HERE / "mentions") -> Iterator[Example]:
    """Yield the project's own mentions."""
    for row in _rows(folder):
        yield Example(
            kind="mention",
            language=row["lang"],
            text=row["text"],
            sentiment=row["sentiment"],
            title=row.get("title"),
            rating=row.get("rating"),
            intent=row["intent"],
            severity=row["severity"],
            topics=tuple(row["topics"]),
            signals=tuple(row["signals"]),
        )


def bare() -> Iterator[Example]:
    """Yield mentions of a single word, which nobody writes down and everybody posts."""
    for code in names():
        for side, words in read(code, "tone").items():
            liked = side == "pleasant"
            plain = [word for word in words if word.isalpha()][:BARE]
            for number, word in enumerate(plain):
                stars = (5, None, 4) if liked else (1, None, 2)
                yield Example(
                    kind="mention",
                    language=code,
                    text=word,
                    sentiment=1 if liked else -1,
                    rating=stars[number % 3],
                    intent="praise" if liked else "vague_negative",
                    severity=0 if liked else 1,
                    topics=("other",),
                )


def sentences(folder: Path = HERE / "sentences") -> Iterator[Example]:
    """Yield the project's own sentences."""
    for row in _rows(folder):
        kind: Kind = "plain" if row["plain"] else "witty"
        yield Example(kind, row["lang"], row["text"], row["sentiment"])


def public_sentences(folder: Path) -> Iterator[Example]:
    """Yield the sentences of the public sets; ValueError where a file is not the expected one."""
    for name, expected in SETS.items():
        file = folder / name
        if not digest(file).startswith(expected):
            raise ValueError(f"{file} is not the file that the weights are learnt from")
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Example("plain", row["lang"], row["text"], row["label"])


def digest(path: Path) -> str:
    """Return the sha256 of a file, or of all files of a folder in their order."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _rows(folder: Path) -> Iterator[dict]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield json.loads(line)
