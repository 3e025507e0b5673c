from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.sources import values

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@pytest.mark.parametrize("read", [values.line, values.body, values.count, values.web_address,
                                  values.language, values.moment, values.moment_of_epoch])  # fmt: skip
@given(value=anything)
def test_nothing_foreign_raises(read, value):
    read(value)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://x.example/a?b=1#c", "https://x.example/a?b=1#c"),
        ("/a", "https://base.example/a"),
        ("javascript:alert(1)", None),
        ("http://", None),
        ("http://[x", None),
        ("https://x.example/a b", None),
        ("https://x.example/\x1b[31m", "https://x.example/"),
        ("https://x.example/" + "a" * 5000, None),
        (7, None),
    ],
)
def test_only_web_addresses_pass(value, address):
    assert values.web_address(value, "https://base.example/feed") == address


def test_numbers_and_lines():
    assert [values.count(value) for value in (7, "7", -1, "many", 10**40, None, True)] == [
        7, 7, None, None, None, None, 1
    ]  # fmt: skip
    assert values.line("  a\n\x1b[31mb\ud800 ") == "a b"
    assert values.line(42) == "42"
    assert values.line(True) is None
    assert values.line(" ") is None


def test_languages():
    assert [values.language(tag) for tag in ("en-US", "pt_BR", "bg", "x", "english", None)] == [
        "en", "pt", "bg", None, None, None
    ]  # fmt: skip


def test_times_are_utc():
    expected = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    for text in ("2026-11-20T10:00:00+02:00", "2026-11-20T08:00:00Z", "2026-11-20 08:00"):
        assert values.moment(text) == expected
    assert values.moment("0001-01-01T00:00:00+14:00") is None
    assert values.moment_of_epoch(1e30) is None


@pytest.mark.parametrize(
    "published", [None, datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(days=2)]
)
def test_a_time_that_cannot_be_becomes_now_and_uncertain(published):
    assert values.believable(published, NOW) == (NOW, True)


def test_a_server_whose_clock_is_ahead_by_hours_is_believed():
    assert values.believable(NOW + timedelta(hours=20), NOW) == (NOW + timedelta(hours=20), False)
