"""How well the engines understand mentions in many languages, beside what is asked of them.

    python benchmarks/understanding.py [--engine full|light|both] [--no-polar] [--speed]
                                       [--markdown] [--dump FILE.jsonl] [--vectors FILE.sqlite]

The labelled mentions and public sets lie under AMENDS_SHARED or ../shared and are no part of this
repository. Intervals are 95 %: Wilson's for shares, resampled for F1. The first run encodes the
texts, which takes minutes; their vectors are kept for the next ones.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import gold
import polar
import speed
from amends.scoring.assess import engine
from readings import SHARED, Reader, Vectors
from tables import Tables

if TYPE_CHECKING:
    from amends.scoring.assess import Engine


def main() -> None:
    """Print the tables that the options ask for."""
    options = arguments()
    show = Tables(markdown=options.markdown)
    engines = chosen(options.engine)
    reader = Reader(engines, Vectors(options.vectors))
    show.line(", ".join(f"{by.name} engine {by.version}" for by in engines))
    judged = gold.judged(reader)
    sets = polar.judged(reader) if options.polar else []
    if judged:
        gold.report(judged, show)
    else:
        show.line(f"skipped: there are no labelled mentions under {SHARED / 'gold'}")
    if sets:
        polar.report(sets, show)
    elif options.polar:
        show.line(f"skipped: there are no public sets under {SHARED / 'data'}")
    calibration(judged, sets, show)
    if options.speed:
        speed.report(show)
    if options.dump:
        rows = [*gold.rows(judged), *polar.rows(sets)]
        show.line(f"{show.dump(rows, options.dump)} judged rows are in {options.dump}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    import platformdirs

    cache = Path(platformdirs.user_cache_dir("amends")) / "benchmark-vectors.sqlite"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", choices=("full", "light", "both"), default="both")
    parser.add_argument("--polar", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--speed", action="store_true", help="measure time and memory too")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    parser.add_argument("--dump", type=Path, help="write every judged row into this JSONL file")
    parser.add_argument("--vectors", type=Path, default=cache, help="keep vectors in this file")
    return parser.parse_args()


def chosen(wanted: str) -> list[Engine]:
    """Return the engines to measure, each once: without an encoder both are the light one."""
    names = ("full", "light") if wanted == "both" else (wanted,)
    return list({by.name: by for by in map(engine, names)}.values())


def calibration(judged: gold.ByEngine, sets: list[polar.Judged], show: Tables) -> None:
    """Print whether confidences mean what they say."""
    rows = [
        (name, what, *show.calibrated(pairs))
        for source in (gold.confidences(judged), polar.confidences(sets))
        for name, what, pairs in source
    ]
    head = ("engine", "confidence of", "n", "mean", "right", "ECE", "right at ≥ .8", "of")
    show.table("Calibration", head, rows)


if __name__ == "__main__":
    main()
