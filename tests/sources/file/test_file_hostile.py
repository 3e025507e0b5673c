"""Whatever bytes a file holds: mentions, skipped rows, or one error with a clear line."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.errors import InputError, SourceError
from amends.sources.file import Options, tables
from amends.sources.file.columns import Columns
from amends.sources.file.reading import read_mentions

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
FORMATS = ["auto", "csv", "tsv", "json", "jsonl", "mbox"]
START = {
    "auto": [b""],
    "csv": [b"text,rating,date\n", "Отзыв;Оценка;Дата\n".encode("cp1251"), b"sep=|\ntext|rating\n"],
    "tsv": [b"text\trating\n"],
    "json": [b'[{"text":', b'{"reviews": [{"stars":', b"["],
    "jsonl": [b'{"text": ', b'{"rating": "'],
    "mbox": [b"From x\n", b"From x\nFrom: a\nDate: ", b"Subject: "],
}
pieces = st.lists(
    st.binary(max_size=20)
    | st.sampled_from(
        [b'"', b",", b";", b"\n", b"\r", b"\0", b"{", b"}", b"[", b"]", b":", b"1e999"]
    )
    | st.sampled_from(
        [b"\nFrom x\n", b"03/04/2026", b"5/5", b"text,rating\n", b"\xff\xfe", b"NaN"]
    ),
    max_size=25,
).map(b"".join)


def read(content: bytes, kind: str):
    try:
        batches = list(read_mentions(io.BytesIO(content), Options(now=NOW, format=kind)))
    except (SourceError, InputError) as error:
        assert len(error.message.splitlines()) == 1  # noqa: PT017 — both ways are right
        return []
    for batch in batches:
        for item in batch.skipped:
            assert len(f"{item.where}: {item.why}".splitlines()) == 1
        for mention in batch.mentions:
            json.dumps(mention.extra, allow_nan=False).encode()
            assert mention.published_at.tzinfo
            assert mention.text.strip() or mention.rating
    return batches


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_end_well(kind, data):
    read(data.draw(st.sampled_from(START[kind])) + data.draw(pieces), kind)


@pytest.mark.parametrize("kind", FORMATS[1:])
def test_a_file_cut_anywhere_ends_well(kind):
    whole = {
        "csv": 'text,rating\n"Two\nlines",4\nПлохо,1\n'.encode("utf-16"),
        "tsv": b"text\trating\nGood\t4\n",
        "json": '[{"text": "Плохо", "rating": 1}, {"text": "b"}]'.encode(),
        "jsonl": '{"text": "Плохо", "rating": 1}\n{"text": "b"}\n'.encode(),
        "mbox": b"From x\nFrom: a@b.org\nSubject: s\n\nbody\n\nFrom x\nFrom: c@d.org\n\nmore\n",
    }[kind]
    assert sum(len(batch.mentions) for batch in read(whole, kind)) == (1 if kind == "tsv" else 2)
    for size in range(len(whole)):
        read(whole[:size], kind)


def test_nesting_without_bottom_is_told_by_line():
    deep = b'{"text": "x", "a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n"
    (batch,) = read(b'{"text": "a"}\n' + deep, "jsonl")
    assert [item.where for item in batch.skipped] == ["standard input, line 2"]


def test_a_quotation_mark_that_never_closes_costs_one_row_only():
    rows = b"".join(b"Row %d,3\n" % number for number in range(2_000))
    (*_, last) = batches = read(b'text,rating\nFirst,5\n"broken,1\n' + rows, "csv")
    skipped = [item.where for batch in batches for item in batch.skipped]
    assert skipped == ["standard input, line 3"]
    assert last.mentions[-1].text == "Row 1999"


def test_a_cell_too_long_is_told_and_the_rest_is_read():
    content = b"text,rating\n" + b"a" * (tables.LONGEST_FIELD + 1) + b",1\nGood,5\n"
    (batch,) = read(content, "csv")
    assert [item.where for item in batch.skipped] == ["standard input, line 2"]
    assert [mention.text for mention in batch.mentions] == ["Good"]


def test_a_line_without_end_is_not_kept_in_memory():
    class Endless(io.StringIO):
        longest = 0

        def readline(self, size=-1):
            Endless.longest = max(Endless.longest, size)
            assert size > 0
            return super().readline(size)

    text = Endless("text,rating\n" + "a" * 9_000_000 + "\nGood,5\n")
    rows = list(tables.parse(text, Columns("x.csv", {})))
    assert [row.where for row in rows] == ["x.csv, line 2", "x.csv, line 3"]


def test_rewinds_are_counted_so_that_no_file_is_read_forever():
    hostile = "text,rating\n" + '"""a\n' * 3_000
    reads = 0

    class Counted(io.StringIO):
        def readline(self, size=-1):
            nonlocal reads
            reads += 1
            return super().readline(size)

    list(tables.parse(Counted(hostile), Columns("x.csv", {})))
    assert reads <= 3_010


def test_headers_of_another_table_are_refused_with_a_way_out():
    with pytest.raises(SourceError, match="it has: price, weight") as caught:
        list(read_mentions(io.BytesIO(b"price,weight\n1,2\n"), Options(now=NOW)))
    assert "columns:" in caught.value.hint


def test_a_json_document_too_large_names_the_other_format(monkeypatch):
    monkeypatch.setattr("amends.sources.file.records.LARGEST", 10)
    with pytest.raises(SourceError, match="larger than 10 characters") as caught:
        list(read_mentions(io.BytesIO(b'[{"text": "abc"}]'), Options(now=NOW)))
    assert "JSON Lines" in caught.value.hint
