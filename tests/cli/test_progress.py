"""What moves on a terminal while sources are read."""

from __future__ import annotations

from types import SimpleNamespace

from amends.cli.check import progress_on
from amends.languages import words


class Bars:
    """Stands for Rich's progress display."""

    def __init__(self):
        self.lines = {}

    def add_task(self, description, total=None):
        self.lines[len(self.lines)] = {"description": description, "total": total}
        return len(self.lines) - 1

    def update(self, task, **changed):
        self.lines[task].update(changed)


def test_one_line_per_source_and_one_for_the_assessing():
    bars = Bars()
    progress = progress_on(bars, words("en"))
    for fetched in (0, 30, 60):
        for name in ("blog", "maps"):
            progress.reading(SimpleNamespace(name=name, fetched=fetched, run=None))
    progress.reading(SimpleNamespace(name="blog", fetched=60, run="ended"))
    for done in (100, 200, 300):
        progress.assessing(done, 300)
    assert [line["description"] for line in bars.lines.values()] == [
        "blog: reading · 60",
        "maps: reading · 60",
        "300/300",
    ]
    assert [line.get("visible") for line in bars.lines.values()] == [False, True, None]
