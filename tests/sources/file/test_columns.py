from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.sources.file.columns import describe, guess_columns, plain
from amends.sources.file.headers import FIELDS, HEADERS


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("reviewReply.comment", "review reply comment"),
        ("Review Created (UTC)", "review created"),
        ("  Дата-отзыва ", "дата отзыва"),
        ("comment_date_gmt", "comment date gmt"),
        ("★", ""),
    ],
)
def test_names_are_compared_without_their_spelling(header, expected):
    assert plain(header) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Review Stars,Review Text,Author", {"rating": "Review Stars", "text": "Review Text"}),
        ("Оценка,Отзыв,Имя,Дата", {"rating": "Оценка", "text": "Отзыв", "author": "Имя"}),
        ("Puntuación,Reseña,Fecha", {"rating": "Puntuación", "published_at": "Fecha"}),
        ("Ocena,Treść,Klient,Data", {"text": "Treść", "author": "Klient", "published_at": "Data"}),
        ("Оценка,Коментар,Обект", {"text": "Коментар", "place": "Обект"}),
        ("starRating,comment,createTime", {"rating": "starRating", "published_at": "createTime"}),
        ("Достоинства,Недостатки", {"pros": "Достоинства", "cons": "Недостатки"}),
    ],
)
def test_usual_names_are_known(headers, expected):
    assert expected.items() <= guess_columns(headers.split(",")).items()


def test_the_surer_of_two_names_wins_and_no_column_serves_twice():
    found = guess_columns(["Date", "Review Date", "comment", "review"])
    assert found["published_at"] == "Review Date"
    assert found["text"] == "comment"
    assert len(set(found.values())) == len(found)


def test_a_name_is_not_believed_against_its_values():
    rows = [["great food and quick", "17 minutes"], ["never again, rude staff", "a while"]]
    found = guess_columns(["rating", "time"], rows)
    assert "rating" not in found
    assert "published_at" not in found
    assert found["text"] == "rating"  # the only column of long texts


def test_a_known_word_inside_a_longer_name_counts_when_the_values_fit():
    rows = [["Good and cheap", "4", "2026-01-02"], ["Bad", "1", "2026-01-03"]]
    headers = ["What the guest said", "Overall rating (1-5)", "Date of stay"]
    found = guess_columns(headers, rows)
    assert found["rating"] == "Overall rating (1-5)"
    assert found["published_at"] == "Date of stay"


def test_an_unknown_column_of_texts_is_the_text():
    rows = [["a1", "Waited an hour for a cold soup"], ["a2", "ok"]]
    assert guess_columns(["ref", "uwagi"], rows)["text"] == "uwagi"


def test_how_a_review_came_in_is_not_where_it_comes_from():
    assert "source" in guess_columns(["source", "body"])
    assert "source" not in guess_columns(["source", "curated", "body"])


def test_the_guess_is_described_in_a_fixed_order():
    assert describe({"rating": "Оценка", "text": "Отзыв"}) == "text ← Отзыв, rating ← Оценка"
    assert describe({}) == "no column was recognised"


def test_every_known_name_is_written_as_it_is_compared():
    for field, names in HEADERS.items():
        assert [name for name in names if plain(name) != name] == [], field
        assert len(names) == len(set(names)), field


@given(st.lists(st.text(max_size=20), max_size=8), st.lists(st.lists(st.text(max_size=20))))
def test_any_header_and_any_rows_can_be_guessed_about(headers, rows):
    found = guess_columns(headers, rows)
    assert set(found) <= set(FIELDS)
    assert set(found.values()) <= set(headers)
    assert len(set(found.values())) == len(found)
    describe(found)
