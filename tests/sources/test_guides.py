"""What we tell owners about each platform before they configure it."""

from __future__ import annotations

import pytest

from amends.sources.registry import BUILT_IN, load

LONGEST = 400
"""Characters of one fact or step: it is read on a screen of 80 columns."""


@pytest.fixture(params=sorted(BUILT_IN))
def kind(request):
    return load(request.param)


def sentences(guide):
    facts = {key: getattr(guide, key) for key in ("gets", "lacks", "cost", "quota", "window")}
    yield from ((key, text) for key, text in facts.items() if text or key != "window")
    yield from (("key", step) for step in guide.key)
    yield from (("unconfirmed", each) for each in guide.unconfirmed)


def test_each_fact_is_a_sentence(kind):
    for key, text in sentences(kind.GUIDE):
        first = text.lstrip("“`")[0]
        assert first.isupper() or first.isdigit() or text.startswith("`"), (key, text)
        assert text.endswith((".", ")", "`")) or "https://" in text.split()[-1], (key, text)
        assert len(text) <= LONGEST, (key, text)
        assert "\n" not in text


def test_what_needs_a_key_says_how_to_get_it(kind):
    guide = kind.GUIDE
    assert bool(guide.key) or not kind.NEEDS_KEY
    assert (guide.effort == "none") == (not kind.NEEDS_KEY)
    assert guide.effort != "pulse" or kind.KEEP != "full"


def test_the_reach_of_a_guide_fits_the_table(kind):
    assert len(kind.GUIDE.window) <= 130


def test_what_the_platform_lets_us_store_is_a_page_of_its_own(kind):
    assert not kind.TERMS or kind.TERMS.startswith("https://")
    assert kind.TERMS or kind.KEEP_GONE is None
    assert kind.KEEP_GONE in {None, 1}  # as docs/sources.md words it
