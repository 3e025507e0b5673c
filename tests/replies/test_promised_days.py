"""A promised day is one on which somebody works."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from amends.config import Config
from amends.replies.days import promised_day

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9:00-18:00")
TUESDAY = datetime(2026, 12, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sla", "expected"),
    [
        ({}, date(2026, 12, 24)),
        ({"holidays": "2026-12-24"}, date(2026, 12, 25)),
        # 24 to 26 December are public holidays in Bulgaria, and Monday the 28th for Saturday the 26th.
        ({"hours": WEEK}, date(2026, 12, 29)),
        ({"hours": WEEK, "public_holidays": "no"}, date(2026, 12, 24)),
    ],
)
def test_the_first_day_on_which_somebody_works(sla, expected):
    config = Config.model_validate({"business": {"country": "BG"}, "sla": sla})
    assert promised_day(config, TUESDAY, 2) == expected
