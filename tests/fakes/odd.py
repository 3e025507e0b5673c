"""Answers that no platform promised: whatever JSON can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence


def odd_json(keys: Sequence[str] = ()) -> st.SearchStrategy:
    """Any JSON; objects that hold some of these keys, if there are any, look like an answer."""
    names = st.sampled_from(keys) if keys else st.text()
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
        max_leaves=20 if keys else 8,
    )
