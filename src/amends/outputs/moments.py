"""Times as scripts read them."""

from __future__ import annotations

from datetime import UTC, datetime


def when(moment: datetime | None) -> str | None:
    """Return an aware time as ISO 8601 in UTC with a Z; fractions only where there are some."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
