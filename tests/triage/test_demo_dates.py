"""Ages written in the demo's files become dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.triage.demo_dates import expand

NOW = datetime(2026, 11, 20, 8, 0, 30, 999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{iso -5h}}", "2026-11-20T03:00:30Z"),
        ("{{iso -26h}}", "2026-11-19T06:00:30Z"),
        ("{{iso -45min}}", "2026-11-20T07:15:30Z"),
        ("{{iso -3d}}", "2026-11-17T08:00:30Z"),
        ("{{iso -3d 14:20}}", "2026-11-17T14:20:00Z"),
        ("{{iso -2w 07:05}}", "2026-11-06T07:05:00Z"),
        ("{{iso -9mo}}", "2026-02-14T08:00:30Z"),
        ("{{rfc -5h}}", "Fri, 20 Nov 2026 03:00:30 +0000"),
        ("{{rfc -3d 14:20}}", "Tue, 17 Nov 2026 14:20:00 +0000"),
        ('a,"{{iso -1h}}","{{iso -2h}}"', 'a,"2026-11-20T07:00:30Z","2026-11-20T06:00:30Z"'),
    ],
)
def test_markers_become_dates(text: str, expected: str) -> None:
    assert expand(text, NOW) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no marker at all",
        "{{iso 5h}}",
        "{{iso -5y}}",
        "{{iso -5h 14:20}}",
        "{{iso -3d 24:00}}",
        "{{iso -٣d}}",
        "{{-5h}}",
        "${DEMO} {{name}} {{",
    ],
)
def test_anything_else_stays(text: str) -> None:
    assert expand(text, NOW) == text


def test_any_time_zone_gives_the_same_moment() -> None:
    sofia = NOW.astimezone(timezone(timedelta(hours=2)))
    text = "{{iso -5h}} {{rfc -3d 14:20}}"
    assert expand(text, sofia) == expand(text, NOW)


@given(
    now=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),
    count=st.integers(min_value=0, max_value=999),
    unit=st.sampled_from(["min", "h", "d", "w"]),
)
def test_both_styles_name_the_same_moment(now: datetime, count: int, unit: str) -> None:
    written = expand(f"{{{{iso -{count}{unit}}}}}|{{{{rfc -{count}{unit}}}}}", now)
    iso, rfc = written.split("|")
    assert datetime.fromisoformat(iso) == parsedate_to_datetime(rfc) <= now


@given(st.text())
def test_foreign_text_never_fails_and_is_expanded_once(text: str) -> None:
    assert expand(expand(text, NOW), NOW) == expand(text, NOW)
