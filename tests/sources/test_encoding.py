"""Texts that say their encoding: rightly, wrongly, or one that does not exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.sources.encoding import decoded

RUSSIAN = "Здравствуйте, заказ так и не привезли, а деньги списали."
BULGARIAN = "Чаках четиридесет минути и никой не дойде. Върнете ми парите!"
POLISH = "Czekałem dwie godziny, a jedzenie było zimne. Proszę o zwrot pieniędzy."
SPANISH = "El café llegó frío y nadie pidió perdón. ¡Qué vergüenza!"
FRENCH = "Le café était froid, le garçon impoli et la note très élevée."


@pytest.mark.parametrize("text", [RUSSIAN, BULGARIAN, POLISH, SPANISH, FRENCH])
@pytest.mark.parametrize("said", ["utf-8", "us-ascii", "iso-8859-1", "koi8-r", None, "x-unknown"])
def test_utf_8_is_known_whatever_it_says(text, said):
    assert decoded(text.encode(), said) == text


@pytest.mark.parametrize("text", [RUSSIAN, BULGARIAN])
@pytest.mark.parametrize("real", ["koi8-r", "cp1251"])
@pytest.mark.parametrize(
    "said", ["koi8-r", "windows-1251", "iso-8859-1", "us-ascii", "utf-8", None, "nope-1"]
)
def test_cyrillic_is_read_by_its_letters(text, real, said):
    assert decoded(text.encode(real), said) == text


@pytest.mark.parametrize(
    ("text", "real", "said"),
    [
        (SPANISH, "cp1252", "iso-8859-1"),
        (FRENCH, "cp1252", "windows-1252"),
        (FRENCH, "cp1252", "us-ascii"),
        (POLISH, "iso8859-2", "iso-8859-2"),
        (POLISH, "cp1250", "windows-1250"),
        ("Καλημέρα", "iso8859-7", "iso-8859-7"),
        ("こんにちは", "iso2022_jp", "iso-2022-jp"),
        ("plain", "ascii", "koi8-r"),
    ],
)
def test_what_it_says_is_believed_where_that_can_be(text, real, said):
    assert decoded(text.encode(real), said) == text


@given(
    st.binary(max_size=200), st.text(max_size=12) | st.sampled_from(["hex", "undefined", "idna"])
)
def test_any_bytes_become_text(content, said):
    assert isinstance(decoded(content, said), str)
