"""A sheet to draw on with drawsvg; `charts` says why with it.

drawsvg escapes text but not attributes: only numbers and constants of ours become attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.outputs.palette import LIGHT
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 360
"""Units that every chart is wide: about the pixels of a phone."""
LETTER = 6.4
"""About how wide a letter is."""
_SIZE = 12
"""How high letters are."""


class Canvas:
    """What has been drawn so far; every id on it begins with the key of the figure."""

    def __init__(self, key: str) -> None:
        import drawsvg

        self._kit, self._key = drawsvg, key
        self._drawn: list[Any] = []
        self._patterns: dict[str, Any] = {}
        self.height = 0.0

    def rect(self, x: float, y: float, width: float, height: float, fill: str, **more: Any) -> None:
        """Draw a filled rectangle; `more` are attributes of it, ours alone."""
        self._drawn.append(
            self._kit.Rectangle(
                _round(x), _round(y), _round(width), _round(height), fill=self._fill(fill), **more
            )
        )

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> None:
        """Draw a straight line."""
        ends = map(_round, (x1, y1, x2, y2))
        self._drawn.append(self._kit.Line(*ends, stroke=colour_of(colour), stroke_width=width))

    def path(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Draw a line through points."""
        flat = [_round(number) for point in points for number in point]
        self._drawn.append(
            self._kit.Lines(
                *flat,
                fill="none",
                stroke=colour_of(colour),
                stroke_width=2,
                stroke_linejoin="round",
            )
        )

    def dot(self, x: float, y: float, colour: str, *, hollow: bool) -> None:
        """Draw a point."""
        fill = colour_of("paper" if hollow else colour)
        self._drawn.append(
            self._kit.Circle(
                _round(x), _round(y), 2.6, fill=fill, stroke=colour_of(colour), stroke_width=1.4
            )
        )

    def text(
        self, said: str, x: float, y: float, colour: str = "muted", anchor: str = "start"
    ) -> None:
        """Write on one line; y is the foot of the letters."""
        self._drawn.append(
            self._kit.Text(
                single_line(said),
                _SIZE,
                _round(x),
                _round(y),
                fill=colour_of(colour),
                text_anchor=anchor,
            )
        )

    def done(self, title: str, summary: str) -> str:
        """Return the SVG with its name and description."""
        kit, key = self._kit, self._key
        drawing = kit.Drawing(
            WIDTH,
            _round(self.height),
            id_prefix=key,
            class_="chart",
            role="img",
            aria_labelledby=f"{key}-title",
            aria_describedby=f"{key}-desc",
        )
        description = type("Desc", (kit.Title,), {"TAG_NAME": "desc"})
        drawing.append(kit.Title(single_line(title), id=f"{key}-title"))
        drawing.append(description(single_line(summary), id=f"{key}-desc"))
        for pattern in self._patterns.values():
            drawing.append_def(pattern)
        drawing.extend(self._drawn)
        return str(drawing.as_svg(header=""))

    def _fill(self, name: str) -> str:
        """Return how to fill: praise is hatched, so that it is told apart without colours."""
        if name != "praise":
            return colour_of(name)
        if name not in self._patterns:
            hatch = self._kit.Pattern(5, 5, id=f"{self._key}-praise", patternTransform="rotate(45)")
            hatch.append(
                self._kit.Rectangle(0, 0, 5, 5, fill=colour_of("praise"), fill_opacity=0.35)
            )
            hatch.append(self._kit.Rectangle(0, 0, 2.5, 5, fill=colour_of("praise")))
            self._patterns[name] = hatch
        return f"url(#{self._key}-praise)"


def colour_of(name: str) -> str:
    """Return a colour as the page sets it; the light one where no page does."""
    return f"var(--{name}, {LIGHT[name]})"


def _round(value: float) -> float:
    return round(value, 1)
