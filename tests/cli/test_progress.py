"""What moves on a terminal while sources are read."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from rich.progress import Progress as RealBars

from amends.cli import add, score, transfer
from amends.cli.progress import SHOWN, _time_left, moving, progress_on
from amends.cli.session import Session
from amends.languages import words
from amends.triage.progress import SILENT, Progress


class Bars:
    """Stands for Rich's progress display."""

    def __init__(self):
        self.lines = {}
        self.started = False

    def start(self):
        self.started = True

    def add_task(self, description, total=None, visible=True):
        line = {"description": description, "total": total, "visible": visible}
        self.lines[len(self.lines)] = line
        return len(self.lines) - 1

    @property
    def visible(self):
        return [line["description"] for line in self.lines.values() if line["visible"]]

    def update(self, task, **changed):
        self.lines[task].update(changed)


def test_one_line_per_source_and_one_for_the_assessing():
    bars = Bars()
    progress = progress_on(bars, words("en"))
    assert not bars.started
    for fetched in (0, 30, 60):
        for name in ("blog", "maps"):
            progress.reading(SimpleNamespace(name=name, fetched=fetched, run=None))
    progress.reading(SimpleNamespace(name="blog", fetched=60, run="ended"))
    for done in (100, 200, 300):
        progress.assessing(done, 300)
    assert [line["description"] for line in bars.lines.values()] == [
        "blog: reading · 60",
        "maps: reading · 60",
        "understanding · 300 of 300",
    ]
    assert bars.visible == ["maps: reading · 60", "understanding · 300 of 300"]
    assert bars.started


def test_of_many_sources_the_first_have_a_line():
    bars = Bars()
    progress = progress_on(bars, words("en"))
    for number in range(200):
        progress.reading(SimpleNamespace(name=f"s{number}", fetched=0, run=None))
        assert len(bars.visible) <= SHOWN
    for number in (3, 150):
        progress.reading(SimpleNamespace(name=f"s{number}", fetched=1, run="ended"))
    names = [line.partition(":")[0] for line in bars.visible]
    assert names == [f"s{number}" for number in range(SHOWN + 1) if number != 3]


def test_a_second_pass_has_a_line_and_a_pace_of_its_own():
    bars = Bars()
    progress = progress_on(bars, words("en"))
    for done, total in ((64, 150), (128, 150), (150, 150), (64, 90), (90, 90)):
        progress.assessing(done, total)
    assert [(line["completed"], line["total"]) for line in bars.lines.values()] == [
        (150, 150),
        (90, 90),
    ]
    assert [line["visible"] for line in bars.lines.values()] == [False, True]


@pytest.mark.parametrize(
    ("step", "said"), [(1, "less than a minute left"), (100, "about 3 min left")]
)
def test_the_time_left_is_told_as_soon_as_the_pace_is_known(step, said):
    column, clock = _time_left(words("en")), [0.0]
    bars = RealBars(column, disable=True, get_time=lambda: clock[0], speed_estimate_period=1000)
    task = bars.add_task("", total=200)
    [line] = bars.tasks
    assert column.render(line).plain == ""
    for done in (50, 100):
        clock[0] += step
        bars.update(task, completed=done)
    assert column.render(line).plain == said
    bars.update(task, completed=200)
    assert column.render(line).plain == ""


@pytest.mark.parametrize("shown", [True, False])
def test_nothing_moves_where_nobody_looks(shown):
    with moving(Session(), words("en"), shown=shown) as progress:
        assert progress is SILENT


@pytest.mark.parametrize("command", [["score"], ["import", "-"], ["add", "--text", "Cold soup"]])
def test_every_command_that_assesses_says_how_far_it_is(shop, monkeypatch, command):
    told = []

    @contextmanager
    def watched(*_, **__):
        yield Progress(assessing=lambda done, total: told.append((done, total)))

    for module in (add, score, transfer):
        monkeypatch.setattr(module, "moving", watched)
    if command == ["score"]:
        shop.run("check")
        with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
            file.write("watch: {none: [Blue Door Boats]}\n")  # settings belong to the version
    result = shop.run(*command, stdin='[{"text": "Cold soup"}, {"text": "Warm bread"}]')
    assert result.code == 0, result.err
    assert told[-1] == {"score": (3, 3), "import": (2, 2), "add": (1, 1)}[command[0]]
