"""What hangs on a mention and was not read: photos, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.languages import Words
    from amends.models import Json, Mention


def attached(mention: Mention, words: Words) -> str:
    """Return `2 pictures, 1 file`; nothing where nothing is known to hang on it.

    Mails count what is attached (`attachments`), and the images among it; Google lists `pictures`.
    """
    told = mention.extra
    images, listed = _number(told, "images"), told.get("pictures")
    pictures = images + (len(listed) if isinstance(listed, list) else 0)
    counts = {"pictures": pictures, "files": max(0, _number(told, "attachments") - images)}
    return ", ".join(
        words.say(f"show.attached.{kind}", n=count) for kind, count in counts.items() if count
    )


def _number(told: Mapping[str, Json], key: str) -> int:
    value = told.get(key)
    return value if type(value) is int and value > 0 else 0
