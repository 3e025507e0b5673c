"""The reasons of a priority in words."""

import pytest

from amends.languages import words
from amends.outputs.reasons import about


@pytest.mark.parametrize(
    ("code", "said"), [("en", "63,000"), ("ru", "63\u00a0000"), ("es", "63\u00a0000")]
)
def test_counts_are_grouped_as_everywhere_in_the_language(code, said):
    assert about(62_560, words(code)) == said
    assert about(1_234, words("en")) == "1,200"
    assert about(7, words(code)) == "7"
