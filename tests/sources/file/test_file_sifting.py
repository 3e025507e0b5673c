"""`filter: true` keeps of an exported search what is about the business, and tells the rest."""

from __future__ import annotations

import io
import json

import pytest

from amends.config.model import Watch
from amends.sources.file import File

POSTS = ("a cold latte at Café Lipa", "Dua Lipa on tour", "tea", "лимонад в кафе Липе")
WATCH = Watch(any=("Café Lipa", "Кафе Липа"))


@pytest.fixture
def ctx(context):
    def ready(watch):
        return context(lambda request: pytest.fail("a file needs no network"), watch=watch)

    return ready


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "search.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in POSTS), "utf-8")
    return File(path=str(path), filter=True)


def texts(batches):
    return [mention.text for batch in batches for mention in batch.mentions]


def test_what_is_about_the_business_is_kept_and_the_rest_told(source, ctx):
    (batch,) = source.fetch(ctx(WATCH), None)
    assert texts([batch]) == [POSTS[0], POSTS[3]]
    assert batch.filtered == 2
    assert [(each.where, each.why) for each in batch.dropped] == [
        (POSTS[1], "none of your names is in it"),
        (POSTS[2], "none of your names is in it"),
    ]


def test_without_it_everything_is_kept(source, ctx):
    (batch,) = source.model_copy(update={"filter": False}).fetch(ctx(WATCH), None)
    assert texts([batch]) == list(POSTS)
    assert (batch.filtered, batch.bookmark.keys()) == (0, {"files", "walk"})


def test_it_is_read_again_when_other_words_are_looked_for(source, ctx):
    (batch,) = source.fetch(ctx(WATCH), None)
    assert list(source.fetch(ctx(WATCH), batch.bookmark)) == []
    again = source.fetch(ctx(Watch(any=("Dua Lipa",))), batch.bookmark)
    assert texts(again) == [POSTS[1]]


def test_a_capped_run_goes_on_behind_what_it_left_out(source, ctx):
    capped = source.model_copy(update={"max_items": 2})
    first, *none = capped.fetch(ctx(WATCH), None)
    assert (none, first.more, texts([first]), first.filtered) == ([], True, [POSTS[0]], 1)
    assert texts(capped.fetch(ctx(WATCH), first.bookmark)) == [POSTS[3]]


def test_standard_input_is_sifted_too(ctx, monkeypatch):
    class Stdin:
        buffer = io.BytesIO("\n".join(json.dumps({"text": text}) for text in POSTS).encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    (batch,) = File(path="-", filter=True).fetch(ctx(WATCH), None)
    assert (texts([batch]), batch.bookmark) == ([POSTS[0], POSTS[3]], None)
