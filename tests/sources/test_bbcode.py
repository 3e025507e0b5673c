from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.sources.bbcode import plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("[h1]Title[/h1]It [b]crashes[/B]", "Title\nIt crashes"),
        ("[p]One[/p][p]Two[/p]", "One\nTwo"),
        ("[list][*]a[/*][*] b[/list]", "- a\n\n- b"),
        ("see [url=https://example.org/?a=[1]here[/url]", "see here"),
        (
            "[spoiler]the end[/spoiler] [sic] is [1/10] [unknown]",
            "the end [sic] is [1/10] [unknown]",
        ),
        ("[*]a \t[*]\t[*]b", "- a\n- \n- b"),
        ("[tr][td]a[/td][td]b[/td][/tr]", "a b"),
        ("no markup", "no markup"),
        ("", ""),
    ],
)
def test_tags_go_and_words_stay(markup, text):
    assert plain(markup) == text


@pytest.mark.parametrize("piece", ["\t", "[*", "[url=", "[/", "[quote=\t"])
def test_a_long_text_is_cut_and_keeps_its_words(piece):
    found = plain("a" + piece * 100_000)  # where blanks were read twice this took minutes
    assert found.startswith("a")
    assert len(found) <= 100_000


@given(st.text(st.sampled_from("[]/*=bhurlptd1 \n")))
def test_any_text_keeps_its_letters_outside_brackets(markup):
    assert len(plain(markup)) <= len(markup)
    assert plain(markup.replace("[", "")) == markup.replace("[", "").strip()
