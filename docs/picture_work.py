"""Draw `amends work` as docs/work*.svg, from the demo at a fixed time.

Run: python docs/picture_work.py
"""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from amends import config
from amends.errors import StoreConflict
from amends.languages import words
from amends.outputs import working
from amends.store import Filter
from amends.triage import business, deciding, demonstrating
from amends.triage.day import plan
from amends.triage.working import Round

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
DOCS = Path(__file__).parent


def main() -> None:
    """Go through the demo and draw three moments of it."""
    made = demonstrating.run(NOW, None)
    path = made.folder / "config.yaml"
    with business.opened(config.load(path), NOW) as opened:
        elena = replace(opened, who="Elena")
        at = Round(elena, plan(elena, Filter(), limit=9), clock=lambda: NOW, ticks=lambda: 0.0)
        at.forward()
        draw(at, "work", 110, 44)
        draw(at, "work-small", 80, 24)
        quicker(at)
    shutil.rmtree(made.folder)


def quicker(at: Round) -> None:
    """Let Mira decide while Elena looks, and draw what Elena sees then."""
    at.forward()
    mira = replace(at.opened, who="Mira", now=NOW + timedelta(minutes=4))
    wish = deciding.Wish(assignee="Mira", note="I am on the phone with them")
    deciding.mark(mira, [at.shown.case.id], wish)
    try:
        at.leave("nobody knows this guest")
    except StoreConflict:
        at.look()
        draw(at, "work-conflict", 80, 24, "work.overtaken")


def draw(at: Round, name: str, width: int, height: int, said: str | None = None) -> None:
    """Export what a terminal of this size would show."""
    english = words("en")
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True)
    if said:
        console.print(Text(english.say(said)))
    zone = at.opened.config.business.timezone
    for line in working.matter(at.place, at.shown, english, zone, width, height):
        console.print(line)
    svg = console.export_svg(title="amends work", theme=MONOKAI, unique_id=name)
    # The fonts of Rich's template lie on somebody's server; any monospaced one will do.
    plain = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (DOCS / f"{name}.svg").write_text(plain, encoding="utf-8")


if __name__ == "__main__":
    main()
