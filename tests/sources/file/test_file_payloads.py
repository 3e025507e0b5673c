from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from amends.sources.file import Options
from amends.sources.file.reading import read_mentions

DATA = Path(__file__).parents[2] / "data" / "file"


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, tmp_path, now, expected, told):
    export = tmp_path / case.stem  # without `.in`, so that the suffix tells the format
    shutil.copy(case, export)
    batches = list(read_mentions(export, Options(now=now)))
    mentions = [mention for batch in batches for mention in batch.mentions]
    skipped = [item for batch in batches for item in batch.skipped]
    expected(case, told(mentions, skipped))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_a_stream_gives_the_same_as_the_file(case, tmp_path, now):
    export = tmp_path / case.stem
    shutil.copy(case, export)
    suffix = export.suffix.lstrip(".")
    with case.open("rb") as stream:
        streamed = [b.mentions for b in read_mentions(stream, Options(now=now, format=suffix))]
    assert streamed == [b.mentions for b in read_mentions(export, Options(now=now))]
