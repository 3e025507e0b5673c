"""Tags that people give mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_TAGS = 20
LONGEST_TAG = 40


def tagged(tags: Sequence[str], changes: Iterable[str]) -> tuple[str, ...]:
    """Return the tags with some added, and those after a minus taken off."""
    found = dict.fromkeys(tags)
    for change in changes:
        off = change.strip().startswith("-")
        name = change.strip().removeprefix("-").removeprefix("+").strip().casefold()
        if not name or "|" in name or len(name) > LONGEST_TAG:
            raise UsageError(
                f"{change!r} cannot be a tag", hint=f"At most {LONGEST_TAG} letters, without |."
            )
        if off:
            found.pop(name, None)
        else:
            found[name] = None
    if len(found) > MOST_TAGS:
        raise UsageError(f"more than {MOST_TAGS} tags", hint="Take some off: --tag=-NAME")
    return tuple(found)
