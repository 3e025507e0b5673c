"""The colours of mails: every text with its ground, in light and in dark.

A text never goes without its ground: programs that turn a light mail dark by themselves (Gmail,
Outlook) change both, and one alone would leave grey on grey. Apple Mail, Samsung Email and the
newer Outlooks take the dark pair from the style sheet; Gmail knows no `prefers-color-scheme`
(caniemail.com, css-at-media-prefers-color-scheme).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tone(NamedTuple):
    """A text and its ground, as `#rrggbb`; the contrast of each pair is 4.5:1 or more."""

    text: str
    ground: str
    dark_text: str
    dark_ground: str


TONES: Mapping[str, Tone] = {
    "page": Tone("#24211d", "#f3f0ea", "#ece8e1", "#121416"),
    "aside": Tone("#5c564d", "#f3f0ea", "#b3ada3", "#121416"),
    "card": Tone("#24211d", "#ffffff", "#f1eee9", "#1d2023"),
    "quiet": Tone("#5c564d", "#ffffff", "#b3ada3", "#1d2023"),
    "stars": Tone("#8a5a00", "#ffffff", "#f0b84a", "#1d2023"),
    "reply": Tone("#10233a", "#edf4fb", "#e3eefb", "#182838"),
    "meaning": Tone("#44566b", "#edf4fb", "#a9bdd3", "#182838"),
    "urgent": Tone("#ffffff", "#b3261e", "#ffffff", "#a8322b"),
    "late": Tone("#6b3f00", "#ffe9c2", "#ffd899", "#4a3310"),
    "calm": Tone("#1f4e79", "#dcebf8", "#b9d9f5", "#1d3a55"),
    "button": Tone("#ffffff", "#1a5f9e", "#ffffff", "#2a6cab"),
    "second": Tone("#1a4f80", "#e4edf5", "#cfe3f7", "#2b3640"),
}
"""By what they are for: the page, a remark on it, a card, a remark on that, a reply, what it means,
the label of what is urgent, late or neither, the two buttons."""
