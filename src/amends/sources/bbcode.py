"""BBCode, the markup of Steam and of forums, as plain text."""

from __future__ import annotations

import re

_LONGEST = 100_000
"""Characters of a text that are kept by any source."""
_BULLET = re.compile(r"(?:(?<![ \t])[ \t]++)?\[\*\][ \t]*")
"""Blanks are looked at once: nothing begins in the middle of them."""
_CELL = re.compile(r"\[/t[hd]\]", re.IGNORECASE)
_LINE_END = re.compile(r"\[(?:/(?:h[1-6]|p|quote|code|tr|\*)|/?hr)\]", re.IGNORECASE)
_TAG = re.compile(
    r"\[/?(?:h[1-6]|b|u|i|p|strike|spoiler|noparse|code|quote|url|img|table|t[rhd]|list|olist)"
    r"(?:=[^\]\n]{0,500})?\]",
    re.IGNORECASE,
)


def plain(markup: str) -> str:
    """Return the text without its tags; brackets that are none of the known ones stay."""
    text = _BULLET.sub("\n- ", _CELL.sub(" ", markup[:_LONGEST]))
    return _TAG.sub("", _LINE_END.sub("\n", text)).strip()
