from __future__ import annotations

import pytest

from amends.config.iso import COUNTRIES, TWO_LETTERS


def test_each_country_has_one_code_of_three_letters():
    assert len(TWO_LETTERS) == len(COUNTRIES) == 250
    assert set(TWO_LETTERS.values()) == COUNTRIES
    assert all(len(three) == 3 and three.isupper() for three in TWO_LETTERS)


@pytest.mark.parametrize(
    ("three", "two"), [("USA", "US"), ("BGR", "BG"), ("DEU", "DE"), ("CHE", "CH"), ("XKS", "XK")]
)
def test_codes_that_share_only_their_first_letter(three, two):
    assert TWO_LETTERS[three] == two
