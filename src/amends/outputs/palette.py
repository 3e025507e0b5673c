"""The colours of the report: on a light and on a dark screen; paper takes the light ones.

Text stands out from `paper` and `panel` by at least 4.5:1, what is drawn by at least 3:1
(WCAG 2.2, 1.4.3 and 1.4.11); a test measures it. Nothing is said by colour alone.
"""

from __future__ import annotations

from typing import Final

LIGHT: Final = {
    "paper": "#ffffff",
    "panel": "#f4f6f8",
    "ink": "#1b2026",
    "muted": "#545d68",
    "line": "#d5dae0",
    "accent": "#14618f",
    "raised": "#b3362b",
    "other": "#838c96",
    "praise": "#1c7d58",
    "star1": "#a32b22",
    "star2": "#c9622f",
    "star3": "#8a8f96",
    "star4": "#4c8f73",
    "star5": "#1b6e4e",
}
DARK: Final = {
    "paper": "#14181c",
    "panel": "#1d2329",
    "ink": "#e9ecef",
    "muted": "#a8b1bb",
    "line": "#3a434c",
    "accent": "#6fb7e6",
    "raised": "#ff8577",
    "other": "#8e98a3",
    "praise": "#5ecb9c",
    "star1": "#ff8577",
    "star2": "#f0a36b",
    "star3": "#98a1ab",
    "star4": "#7fc3a6",
    "star5": "#5ecb9c",
}
