"""Sentences and signatures of replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.replies.lint.letter import find, sentences
from amends.replies.lint.signature import signature


def texts(reply):
    return [each.text for each in sentences(reply, ("en",))]


def test_sentences_end_with_stops():
    reply = "Hi Ada! Dr. Rook rang at 10.15 on 3 May. It cost 4.50, e.g. tea… Sorry?"
    assert texts(reply) == [
        "Hi Ada!",
        "Dr. Rook rang at 10.15 on 3 May.",
        "It cost 4.50, e.g. tea…",
        "Sorry?",
    ]


def test_lines_are_sentences_and_so_are_stops_without_blanks():
    assert texts("Hello Ada\n\nAll is well") == ["Hello Ada", "All is well"]
    assert texts("ありがとう。またね。") == ["ありがとう", "またね"]


def test_phrases_are_found_where_they_stand():
    hits = [hit for hit in find("I am so sorry.", ("en",), 10) if hit.name == "apology"]
    assert hits
    assert all(10 <= hit.start < hit.end <= 24 for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "All is well. Ada",
        "All is well. Ada Rook, owner",
        "All is well.\nKind regards,\nAda",
        "Всё готово. С уважением, Анна",
        "Готово е. Вера, домакинята",
        "Wszystko gotowe. Ola z warsztatu",
        "Alles gut. Viele Grüße, Jana",
        "See you! Ada, Lamps & Co",
        "Tout va bien. Dr Mercier",
        "全部準備できました。小松",
    ],
)
def test_a_person_signs(text):
    assert signature(text)


@pytest.mark.parametrize(
    "text",
    [
        "All is well.",
        "All is well. We will send it tomorrow",
        "Alles gut. Ihr Team",
        "All is well. Your customer service",
        "Ada",
        "",
        "We hope to see you soon!",
    ],
)
def test_nobody_signs(text):
    assert signature(text) is None


@given(st.text(max_size=300))
def test_sentences_lie_in_the_text_one_after_the_other(text):
    end = 0
    for each in sentences(text, ("en", "ru")):
        assert end <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.text
        end = each.end


@given(st.text(max_size=300))
def test_a_signature_lies_in_the_text(text):
    found = signature(text)
    assert found is None or 0 <= found.start < len(text)
