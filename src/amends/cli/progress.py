"""What moves on a terminal while sources are read and mentions are assessed; gone afterwards."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from amends.triage.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars
    from rich.progress import ProgressColumn, TaskID

    from amends.cli.session import Session
    from amends.languages import Words
    from amends.triage.reading import Reading


SHOWN = 8
"""Sources that have a line at the same time: to draw hundreds takes longer than to read them."""


@contextmanager
def moving(here: Session, words: Words, *, shown: bool = True) -> Iterator[Progress]:
    """Show what goes on, where a person looks at both streams; elsewhere nothing."""
    if not (shown and here.tty and sys.stderr.isatty()):
        yield SILENT
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, width=here.width)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        _time_left(words),
    )
    bars = Bars(*columns, console=console, transient=True)
    try:
        yield progress_on(bars, words)
    finally:
        bars.stop()


def progress_on(bars: Bars, words: Words) -> Progress:
    """Draw a line for each source that is being read, and one for each pass of the assessing.

    Many new mentions are assessed twice, quickly and then thoroughly: each pass has a line of its
    own, or the pace of the first would be taken for that of the second.
    """
    lines = _Lines(bars, words)
    return Progress(lines.reading, lines.assessing)


class _Lines:
    """The lines that are on the terminal."""

    def __init__(self, bars: Bars, words: Words) -> None:
        self.bars, self.words = bars, words
        self.sources: dict[str, TaskID] = {}
        self.running: dict[str, TaskID] = {}
        self.assessed: TaskID | None = None
        self.done = 0

    def reading(self, state: Reading) -> None:
        """Move the line of a source; of many that are read at once the first have one."""
        if state.name not in self.sources:
            self.sources[state.name] = self._line(None, visible=False)
        line = self.sources[state.name]
        said = f"{state.name}: {self.words.say('check.reading')} · {state.fetched}"
        self.bars.update(line, description=said)
        if state.run:
            self.running.pop(state.name, None)
            self.bars.update(line, visible=False)
        else:
            self.running[state.name] = line
        for each in islice(self.running.values(), SHOWN):
            self.bars.update(each, visible=True)

    def assessing(self, done: int, total: int) -> None:
        if self.assessed is None or done < self.done:
            if self.assessed is not None:
                self.bars.update(self.assessed, visible=False)
            self.assessed = self._line(total)
        said = self.words.say("check.assessing", done=done, n=total)
        self.bars.update(self.assessed, description=said, completed=done)
        self.done = done

    def _line(self, total: int | None, *, visible: bool = True) -> TaskID:
        """Begin a line; not before the first of them is the terminal touched.

        Until then somebody may be typing.
        """
        self.bars.start()
        return self.bars.add_task("", total=total, visible=visible)


def _time_left(words: Words) -> ProgressColumn:
    """Return a column that says how long a task still takes, as soon as its pace is known."""
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    from amends.outputs.ages import MINUTE, duration

    class TimeLeft(ProgressColumn):
        max_refresh = 0.5

        def render(self, task: Task) -> Text:
            seconds = task.time_remaining
            if not seconds or task.finished:
                return Text("")
            if seconds < MINUTE:
                return Text(words.say("check.seconds_left"), "dim")
            return Text(words.say("check.time_left", time=duration(seconds, words)), "dim")

    return TimeLeft()
