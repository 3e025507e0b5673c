"""What `show` tells of how far a mention went."""

import pytest

from amends.languages import words
from amends.models import Author, Mention, Reach
from amends.outputs import sheet


@pytest.mark.parametrize(("reach", "followers", "line"), [
    (Reach(), None, ""),
    (Reach(likes=0), 0, ""),
    (Reach(likes=92, shares=46, replies=0), 1_200, "likes 92 · shares 46 · followers 1,200"),
])  # fmt: skip
def test_the_counts_of_the_platform(reach, followers, line):
    mention = Mention(text="Cold", reach=reach, author=Author(followers=followers))
    assert sheet._reach(mention, words("en")) == line
