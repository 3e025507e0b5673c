from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from amends.errors import BadRequest, SourceError
from amends.http import Deadline
from amends.sources import Probes
from amends.sources.file import File, Options
from amends.sources.file.reading import inspect, read_mentions
from amends.sources.file.walk import walk
from fakes.reading import ids

if TYPE_CHECKING:
    from amends.models import Batch


@pytest.fixture
def ctx(context):
    return context(lambda request: pytest.fail("a file needs no network"))


def numbered(path: Path, rows: int, word: str = "text") -> Path:
    body = "".join(f"{number},{word} {number}\n" for number in range(rows))
    path.write_text(f"review id,text\n{body}", "utf-8")
    return path


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path, ctx):
    source = File(path=str(numbered(tmp_path / "a.csv", 3)))
    first = list(source.fetch(ctx, None))
    assert ids(first) == ["0", "1", "2"]
    assert list(source.fetch(ctx, first[-1].bookmark)) == []


def test_a_file_that_has_changed_is_read_again_whole(tmp_path, ctx):
    path = numbered(tmp_path / "a.csv", 2)
    bookmark = list(File(path=str(path)).fetch(ctx, None))[-1].bookmark
    numbered(path, 3)
    assert ids(File(path=str(path)).fetch(ctx, bookmark)) == ["0", "1", "2"]


def test_of_a_glob_only_the_new_file_is_read(tmp_path, ctx):
    source = File(path=str(tmp_path / "*.csv"))
    numbered(tmp_path / "b.csv", 2)
    bookmark = list(source.fetch(ctx, None))[-1].bookmark
    numbered(tmp_path / "a.csv", 1, word="new")
    batches = list(source.fetch(ctx, bookmark))
    assert [mention.text for batch in batches for mention in batch.mentions] == ["new 0"]
    assert set(batches[-1].bookmark["files"]) == {str(tmp_path / "a.csv"), str(tmp_path / "b.csv")}


def test_rows_come_in_batches_and_each_bookmark_is_true(tmp_path, ctx):
    source = File(path=str(numbered(tmp_path / "a.csv", 1_234)))
    batches = list(source.fetch(ctx, None))
    assert [len(batch.mentions) for batch in batches] == [500, 500, 234]
    for killed_after, batch in enumerate(batches, start=1):
        again = ids(source.fetch(ctx, batch.bookmark))
        assert again == [str(number) for number in range(killed_after * 500, 1_234)]


def test_a_capped_run_goes_on_where_it_stopped(tmp_path, ctx):
    numbered(tmp_path / "a.csv", 7)
    numbered(tmp_path / "b.csv", 2, word="b")
    source = File(path=str(tmp_path / "*.csv"), max_items=4)
    bookmark, runs = None, []
    for _ in range(4):
        run = list(source.fetch(ctx, bookmark))
        runs.append((ids(run), run[-1].more if run else None))
        bookmark = run[-1].bookmark if run else bookmark
    assert runs == [
        (["0", "1", "2", "3"], True),
        (["4", "5", "6", "0"], True),
        (["1"], False),
        ([], None),
    ]


def test_a_capped_run_starts_over_when_the_file_has_changed(tmp_path, ctx):
    path = numbered(tmp_path / "a.csv", 5)
    source = File(path=str(path), max_items=3)
    bookmark = list(source.fetch(ctx, None))[-1].bookmark
    numbered(path, 6)
    assert ids(source.fetch(ctx, bookmark)) == ["0", "1", "2"]


def test_a_run_out_of_time_ends_after_a_batch_with_more_to_come(tmp_path, now):
    path = numbered(tmp_path / "a.csv", 1_200)
    ticks = iter([0, 59, 59])
    deadline = Deadline(60, clock=lambda: next(ticks))
    batches = list(walk(str(path), Options(now=now), None, deadline, 10_000))
    assert [(len(batch.mentions), batch.more) for batch in batches] == [(500, True)]


def test_a_glob_that_matches_nothing_gives_an_empty_batch(tmp_path, ctx):
    batches = list(File(path=str(tmp_path / "*.csv")).fetch(ctx, None))
    assert [batch.mentions for batch in batches] == [()]


def test_a_file_without_rows_gives_an_empty_batch_once(tmp_path, ctx):
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    batches = list(File(path=str(path)).fetch(ctx, None))
    assert [batch.mentions for batch in batches] == [()]
    assert list(File(path=str(path)).fetch(ctx, batches[0].bookmark)) == []


def test_a_name_with_brackets_is_a_file_before_it_is_a_glob(tmp_path, ctx):
    path = numbered(tmp_path / "reviews [2].csv", 1)
    assert ids(File(path=str(path)).fetch(ctx, None)) == ["0"]


def test_a_missing_file_is_named_with_what_to_do(tmp_path, ctx):
    with pytest.raises(BadRequest, match=r"none\.csv does not exist") as caught:
        list(File(path=str(tmp_path / "none.csv")).fetch(ctx, None))
    assert "in config.yaml a relative one starts" in caught.value.hint


def test_a_folder_is_answered_with_a_glob(tmp_path, ctx):
    with pytest.raises(BadRequest, match="is a folder") as caught:
        list(File(path=str(tmp_path)).fetch(ctx, None))
    assert caught.value.hint.endswith("*.csv")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path, ctx):
    path = numbered(tmp_path / "a.csv", 1)
    path.chmod(0)
    with pytest.raises(BadRequest, match="may not be read"):
        list(File(path=str(path)).fetch(ctx, None))


def test_no_permission_becomes_a_bad_request(tmp_path, monkeypatch, now):
    def refuse(*_args, **_keys):
        raise PermissionError(13, "Permission denied")

    path = numbered(tmp_path / "a.csv", 1)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(BadRequest, match="may not be read"):
        list(read_mentions(path, Options(now=now)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path, ctx):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadRequest, match="no regular file"):
        list(File(path=str(tmp_path / "pipe")).fetch(ctx, None))


def test_one_bad_file_does_not_keep_the_others_from_being_read(tmp_path, ctx):
    (tmp_path / "a.csv").write_text("price,weight\n1,2\n", "utf-8")
    numbered(tmp_path / "b.csv", 2)
    read: list[Batch] = []
    with pytest.raises(BadRequest, match=r"a\.csv: no column looks like the text or the rating"):
        read.extend(File(path=str(tmp_path / "*.csv")).fetch(ctx, None))
    assert ids(read) == ["0", "1"]


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"PK\x03\x04rest", "Excel workbook"), (b"\x1f\x8brest", "compressed"), (b"%PDF-1.7", "PDF")],
)
def test_what_is_no_export_is_said_by_name(tmp_path, now, content, what):
    path = tmp_path / "reviews.csv"
    path.write_bytes(content)
    with pytest.raises(BadRequest, match=what):
        list(read_mentions(path, Options(now=now)))


def test_standard_input_has_no_bookmark(monkeypatch, ctx):
    stdin = io.TextIOWrapper(io.BytesIO(b'{"text": "a"}\n{"text": "b"}\n'))
    monkeypatch.setattr(sys, "stdin", stdin)
    batches = list(File(path="-").fetch(ctx, None))
    assert [mention.text for mention in batches[0].mentions] == ["a", "b"]
    assert [batch.bookmark for batch in batches] == [None]


def test_a_relative_path_starts_at_the_folder_it_is_given(tmp_path):
    assert File(path="x/*.csv").resolved(tmp_path).path == str(tmp_path / "x" / "*.csv")
    assert File(path="/x.csv").resolved(tmp_path).path == "/x.csv"
    assert File(path="-").resolved(tmp_path).path == "-"
    assert File(path="~nobody-of-this-name/x").resolved(tmp_path).path.startswith(str(tmp_path))


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("encoding", "utf-9", "no encoding is called 'utf-9'"),
        ("timezone", "Mars/Olympus", "no time zone is called"),
        ("columns", {"texte": "Avis"}, "no field is called 'texte'"),
        ("rating_max", 0, "greater than 0"),
        ("format", "xlsx", "'csv'"),
    ],
)
def test_wrong_options_are_told(option, value, message):
    with pytest.raises(ValueError, match=message):
        File(path="a.csv", **{option: value})


def test_options_are_obeyed(tmp_path, now):
    path = tmp_path / "export.txt"
    path.write_bytes("When|What|How\n03/04/2026 12:00|Плохо|7\n".encode("koi8-r"))
    source = File(
        path=str(path),
        encoding="koi8-r",
        timezone="Europe/Sofia",
        dayfirst="false",
        rating_max="10",
        kind="comment",
        source_type="forum",
        columns={"text": "What", "rating": "How", "published_at": "When"},
    )
    (batch,) = read_mentions(path, source.options(now))
    (mention,) = batch.mentions
    assert mention.text == "Плохо"
    assert mention.published_at.isoformat() == "2026-03-04T10:00:00+00:00"
    assert (mention.rating.value, mention.rating.max) == (7, 10)
    assert (mention.kind, mention.source_type) == ("comment", "forum")
    assert not mention.date_uncertain


def test_a_named_column_that_is_missing_is_told_with_those_that_exist(tmp_path, now):
    path = numbered(tmp_path / "a.csv", 1)
    with pytest.raises(SourceError, match=r"no column 'Avis'; it has: review id, text"):
        list(read_mentions(path, Options(now=now, columns={"text": "Avis"})))


def test_a_probe_says_what_was_recognised(tmp_path, ctx):
    path = tmp_path / "a.csv"
    path.write_bytes("Отзыв;Оценка\nПлохо, ждали час;1\n".encode("cp1251"))
    source = File(path=str(tmp_path / "*.csv"))
    assert isinstance(source, Probes)
    assert source.probe(ctx) == "1 file(s); a.csv: csv, cp1251; text ← Отзыв, rating ← Оценка"
    path.unlink()
    assert source.probe(ctx) == "no file matches"


def test_a_mailbox_and_json_are_recognised_without_a_suffix(tmp_path, now):
    for content, form in [
        (b"From x\nFrom: a@b.org\n\nHi\n", "mbox"),
        (b'[{"text": "a"}]', "json"),
        (b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        (b'{"items": [\n{"text": "a"}]}', "json"),
        (b"text,rating\na,1\n", "csv"),
    ]:
        (tmp_path / "export").write_bytes(content)
        assert inspect(tmp_path / "export", Options(now=now)).format == form


def test_what_amends_prints_can_be_imported_again(tmp_path, now):
    printed = {
        "schema": "amends.inbox/1",
        "items": [{"id": "k7f2", "external_id": "e", "text": "x", "priority": {"score": 9}}],
    }
    (tmp_path / "inbox.json").write_text(json.dumps(printed), "utf-8")
    (batch,) = read_mentions(tmp_path / "inbox.json", Options(now=now))
    assert [(m.external_id, m.text, m.extra) for m in batch.mentions] == [("e", "x", {})]


def test_the_example_in_the_manual_can_be_built():
    assert File(**yaml.safe_load(File.EXAMPLE)).columns == {"text": "Отзыв", "rating": "Оценка"}
