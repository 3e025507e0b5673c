"""The screen that everything is drawn on."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType

_HELD = MappingProxyType({0xA0: "\ufdd0", 0x202F: "\ufdd1"})
"""Blanks at which no line may break, and what stands for them meanwhile: no text holds these."""
_FREE = MappingProxyType({ord(held): chr(blank) for blank, held in _HELD.items()})


class Screen(Console):
    """A console that keeps `31 000` and `120 €` in one piece: Rich breaks lines at every blank."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Draw something; its no-break blanks look like letters while its lines are broken."""
        for segment in super().render(_held(renderable), options):
            yield Segment(segment.text.translate(_FREE), segment.style, segment.control)


def _held(renderable: RenderableType) -> RenderableType:
    if not isinstance(renderable, Text):
        return renderable
    held = renderable.copy()
    held.plain = held.plain.translate(_HELD)
    return held
