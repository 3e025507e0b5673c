"""Names of small businesses in five languages, and posts that are about them or only seem to be."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.sources.watch import MAX_SEARCHED, matches

NAMES = Path(__file__).parents[1] / "data" / "watch" / "names.yaml"
RULES = ("any", "all", "none", "context", "languages")
AS_IT_IS = {"found": True, "left_out": False, "missed": False, "mistaken": True}
"""What is made of each list of posts; the last two are known to be wrong."""
BUSINESSES = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
POSTS = [
    pytest.param(business, text, found, id=f"{business['any'][0]}: {text}"[:60])
    for business in BUSINESSES
    for group, found in AS_IT_IS.items()
    for text in business.get(group, ())
]


@pytest.mark.parametrize(("business", "text", "found"), POSTS)
def test_posts_are_found_or_left_out(business, text, found):
    watch = Watch.model_validate({key: business[key] for key in RULES if key in business})
    assert matches(text, watch) is found


def test_no_more_than_one_in_twenty_five_is_wrong():
    wrong = sum(len(each.get("missed", ())) + len(each.get("mistaken", ())) for each in BUSINESSES)
    assert len(POSTS) > 480
    assert wrong * 25 <= len(POSTS)


@pytest.mark.parametrize(
    "text",
    ["cafe " * 4_000, "cafe" + " " * MAX_SEARCHED, "//cafe---" * 2_000, "a\u0430" * 10_000],
)
def test_a_text_made_to_be_slow_is_not(text):
    assert not matches(text, Watch(any=("Café & Lipa", "Кафе Липа"), languages=("pl",)))


@given(st.text("aбв-_.,'\"&+[]^\\|~/# \n№é™ßäёIİı☕1й ьLipa", min_size=1, max_size=9))
def test_a_name_is_found_as_it_is_written(name):
    if any(map(str.isalnum, name.strip())):
        assert matches(f"at {name.strip()} today", Watch(any=(name,)))
