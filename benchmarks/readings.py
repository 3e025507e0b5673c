"""Labelled texts that lie beside the repository, and what the engines say of them."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.models import Mention
from amends.scoring.assess import judge, look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.models import Assessment
    from amends.scoring.assess import Engine
    from amends.scoring.encoder import Encoder

SHARED = Path(os.environ.get("AMENDS_SHARED", Path(__file__).parents[2] / "shared"))
BATCH = 32
OF_A_CLASS = 200
_PROBE = "An encoder that shortens or rounds in another way is another encoder. " * 20


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSONL file."""
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def gold() -> list[dict[str, Any]]:
    """Return the mentions that carry all labels; none where they are absent."""
    rows = (row for path in sorted(SHARED.glob("gold/dev*.jsonl")) for row in lines(path))
    return [row for row in rows if "intent" in row]


def pairs() -> list[dict[str, Any]]:
    """Return the pairs of mentions of which the first is to be handled first."""
    return [row for path in sorted(SHARED.glob("gold/dev*_pairs.jsonl")) for row in lines(path)]


def bars() -> dict[str, dict[str, Any]]:
    """Return which public sets count for which language, and what is asked of them."""
    path = SHARED / "data" / "BARS.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


@dataclass(frozen=True, slots=True)
class PolarSet:
    """Texts of one public set that are clearly for or against."""

    language: str
    name: str
    rows: tuple[dict[str, Any], ...]

    def mentions(self) -> list[Mention]:
        """Return the texts without their stars."""
        return [Mention(text=row["text"]) for row in self.rows]


def polar() -> Iterator[PolarSet]:
    """Yield the sets that count, cut as the bars ask for: the first 200 of each class."""
    for language, names in bars().get("sets", {}).items():
        for name in names:
            path = SHARED / "data" / "dev" / language / f"{name}.jsonl"
            if path.is_file():
                yield PolarSet(language, name, tuple(_first_of_each(lines(path))))


def _first_of_each(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    left = {-1: OF_A_CLASS, 1: OF_A_CLASS}
    for row in rows:
        if left.get(row["label"], 0):
            left[row["label"]] -= 1
            yield row


class Vectors:
    """Sentence vectors that are kept between runs, in a file outside the repository."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS vectors "
            "(encoder TEXT, text BLOB, vector BLOB, PRIMARY KEY (encoder, text)) WITHOUT ROWID"
        )

    def of(self, texts: Sequence[str], encoder: Encoder) -> list[bytes]:
        """Return a vector for each text, encoding those that are new."""
        from rich.console import Console
        from rich.progress import track

        name = self._names(encoder)
        keys = {text: sha256(text.encode("utf-8", "replace")).digest() for text in texts}
        known = {text: vector for text, key in keys.items() if (vector := self._get(name, key))}
        new = sorted(keys.keys() - known.keys(), key=lambda text: (len(text), text))
        batches = [new[at : at + BATCH] for at in range(0, len(new), BATCH)]
        shown = Console(stderr=True)
        for batch in track(batches, f"Encoding {len(new)} texts", console=shown, disable=not new):
            vectors = encoder.encode(batch)
            known.update(zip(batch, vectors, strict=True))
            rows = ((name, keys[text], known[text]) for text in batch)
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        return [known[text] for text in texts]

    def _get(self, name: str, key: bytes) -> bytes | None:
        asked = "SELECT vector FROM vectors WHERE encoder = ? AND text = ?"
        row = self._file.execute(asked, (name, key)).fetchone()
        return row[0] if row else None

    def _names(self, encoder: Encoder) -> str:
        """Return the encoder's name and a trace of what it does to a long text."""
        return f"{encoder.name}:{sha256(encoder.encode([_PROBE])[0]).hexdigest()[:8]}"


class Reader:
    """Reads mentions with each engine that is installed; what needs no model is seen once."""

    def __init__(self, engines: Sequence[Engine], vectors: Vectors) -> None:
        self.engines = engines
        self._vectors = vectors

    def read(self, mentions: Sequence[Mention]) -> dict[str, list[Assessment]]:
        """Return the assessments of each engine, by its name."""
        looks = [look(mention) for mention in mentions]
        found = {}
        for by in self.engines:
            vectors: Sequence[bytes | None] = [None] * len(looks)
            if by.encoder:
                vectors = self._vectors.of([each.text for each in looks], by.encoder)
            found[by.name] = [
                judge(each, vector, by) for each, vector in zip(looks, vectors, strict=True)
            ]
        return found
