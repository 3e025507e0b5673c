"""What the system says of its user: the language, the time zone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

from amends.models.vocabulary import UiLanguage

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCALTIME = Path("/etc/localtime")


def language(environ: Mapping[str, str]) -> UiLanguage | None:
    """Return the language of messages (POSIX, 8.2); None where it is none of ours."""
    named = next(
        (told for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (told := environ.get(name))), ""
    )
    code = named.replace("-", "_").replace(".", "_").partition("_")[0].lower()
    ours: tuple[UiLanguage, ...] = get_args(UiLanguage)
    return next((each for each in ours if each == code), None)


def zone(environ: Mapping[str, str], localtime: Path = _LOCALTIME) -> str | None:
    """Return the name of the time zone, from `TZ` or where `/etc/localtime` leads.

    None where the system does not tell a name.
    """
    from amends.config.values import known_zone

    told = environ.get("TZ", "").lstrip(":") or str(localtime.resolve())
    name = told.rpartition("zoneinfo/")[2]
    try:
        return known_zone(name) if name and not name.startswith("/") else None
    except ValueError:
        return None
