"""Stars in words and figures."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.languages.data import FIRST_CLASS
from amends.scoring.cues import find_cues
from amends.scoring.evidence import weigh
from amends.scoring.stars import MOST


def stars(text, language="en"):
    return weigh(text, None, find_cues(text, (language,))).said_stars


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "2/10", 1.0),
        ("en", "Solid 4/5, would come again", 4.0),
        ("en", "3.5/5 for the soup", 3.5),
        ("en", "11/10!", 5.0),
        ("en", "0 stars if I could", 0.0),
        ("en", "Does not deserve one star", 0.0),
        ("en", "I'd give it one star", 1.0),
        ("en", "★☆☆☆☆ cold", 1.0),
        ("en", "⭐️⭐️⭐️⭐️⭐️", 5.0),
        ("en", "food 5/5, service 1/5.", 3.0),
        ("en", "Ten out of ten", 5.0),
        ("ru", "две звезды, и то много", 2.0),
        ("ru", "Не дам и одной звезды", 0.0),
        ("ru", "10 из 10", 5.0),
        ("es", "cero estrellas", 0.0),
        ("es", "Un diez para la cocinera", 5.0),
        ("pl", "zero gwiazdek", 0.0),
        ("pl", "jedna gwiazdka za parking", 1.0),
        ("bg", "нула звезди", 0.0),
        ("bg", "пет звезди!", 5.0),
        ("de", "Fünf Sterne", 5.0),
        ("fr", "une étoile", 1.0),
        ("tr", "sıfır yıldız", 0.0),
    ],
)
def test_says_stars(language, text, expected):
    assert stars(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "open 24/7",
        "waited 1/2 hour",
        "ordered on 2/10, still nothing",
        "since 3/10 no answer",
        "12/10/2025",
        "https://example.org/3/5",
        "a 5 star hotel",
        "all those five star reviews",
        "version 2.5/10.1",
        "4/5 people liked it",
        "no rating at all",
        "⭐ of the evening",
        "",
    ],
)
def test_says_none(text):
    assert stars(text) is None


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet="0123456789/.,★☆⭐ 5onstar\ufe0f", max_size=60), st.sampled_from(FIRST_CLASS)
)
def test_stays_in_bounds(text, language):
    said = stars(text, language)
    assert said is None or 0 <= said <= MOST
