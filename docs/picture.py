"""Draw the first screen of the demo as docs/demo.svg, the picture of the README.

Run: python docs/picture.py
"""

from __future__ import annotations

import io
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from amends.languages import words
from amends.outputs import screens, setting_up
from amends.triage import demonstrating

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
WIDTH = 88
TARGET = Path(__file__).with_name("demo.svg")


def main() -> None:
    """Run the demo at a fixed time and export what a terminal would show."""
    made = demonstrating.run(NOW, None)
    english = words("en")
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    about = (made.name, made.places, made.mentions, made.languages)
    console.print(setting_up.title(*about, english))
    for line in screens.check(made.report, english, WIDTH):
        console.print(line)
    svg = console.export_svg(title="amends demo", theme=MONOKAI, unique_id="amends")
    # The fonts of Rich's template lie on somebody's server; any monospaced one will do.
    TARGET.write_text(re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL), encoding="utf-8")
    shutil.rmtree(made.folder)


if __name__ == "__main__":
    main()
