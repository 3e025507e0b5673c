"""What the bakery noted of its year: two fixes, six alerts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from amends.models.moments import micros
from year_told import COURIER, DAY, HARBOUR, MACHINE, OLD_TOWN, STATION, TILL


def note_fixes(database: Any) -> None:
    """Note one fix that helped, and one that did not."""
    database.run_many(
        "INSERT INTO fixes VALUES (?, ?, ?, ?, ?, ?, NULL)",
        [
            (1, "a second coffee machine", "waiting_time", HARBOUR, micros(MACHINE), "Elena"),
            (2, "a new till", "billing", OLD_TOWN, micros(TILL), "Marko"),
        ],
    )


def note_alerts(database: Any, ids: dict[str, tuple[int, str]]) -> None:
    """Note six alerts of the year; what they are about is real, their figures are invented."""
    some = [short for _, short in list(ids.values())[:3]]
    found = (
        ("storm", f"place:{STATION}", 3, COURIER[0] + 2 * DAY, 4),
        ("storm", "topic:delivery", 2, COURIER[0] + 2 * DAY, 5),
        ("rating", "source:delivery-app", 1, COURIER[0] + 5 * DAY, 20),
        ("silence", "source:tripadvisor", 1, datetime(2026, 7, 4, 8, tzinfo=UTC), 3),
        ("spread", f"mention:{some[0]}", 2, datetime(2026, 8, 12, 18, tzinfo=UTC), 2),
        ("harm", f"mention:{some[1]}", 3, datetime(2026, 10, 3, 9, tzinfo=UTC), 1),
    )
    database.run_many(
        "INSERT INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')",
        [
            (
                number,
                f"{kind}|{about}",
                kind,
                about,
                level,
                micros(at),
                micros(at + days * DAY),
                micros(at + days * DAY),
                json.dumps(some),
            )
            for number, (kind, about, level, at, days) in enumerate(found, start=1)
        ],
    )
