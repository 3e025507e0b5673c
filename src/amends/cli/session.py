"""What a command works with: the opened business, the clock, the words, the screen."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from amends.cli import harmless
from amends.cli.wrapping import columns, wrapped
from amends.errors import AmendsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import typer
    from rich.console import Console, RenderableType

    from amends.config import Loaded
    from amends.languages import Words
    from amends.models.vocabulary import UiLanguage
    from amends.triage.business import Business

PIPE_WIDTH = 100_000
"""A pipe has no width: nothing is cut there."""
FORMS = "Write 2026-11-20T08:00."
FIRST_YEAR, LAST_YEAR = 1970, 9000


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command."""

    config: Path | None = None
    clock: str | None = None
    lang: UiLanguage | None = None
    color: bool | None = None
    width: int | None = None

    @contextmanager
    def business(self, *, check_sources: bool = False, dry_run: bool = False) -> Iterator[Business]:
        """Open the configured business for the length of a command; a dry run changes nothing."""
        from amends.triage import business

        loaded = self.loaded(check_sources=check_sources)
        now = self.now(loaded.config.business.timezone)
        with business.opened(loaded, now, dry_run=dry_run) as opened:
            yield opened
            if dry_run:
                note(self.words(opened.language).say("done.dry_run"))

    def loaded(self, *, check_sources: bool = False) -> Loaded:
        """Find and read the configuration."""
        from amends.triage import business

        return business.load(self.config, check_sources=check_sources)

    def now(self, zone: str | None = None) -> datetime:
        """Return the time of this command; a naive `--now` is of the business's time zone."""
        if self.clock is None:
            return datetime.now(UTC)
        found = self.moment(self.clock, zone or self._zone(), option="--now")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:  # months are counted from it, both ways
            raise UsageError(f"--now {self.clock!r} is not a time", hint=FORMS)
        return found

    @staticmethod
    def moment(text: str, zone: str, *, option: str, hint: str = FORMS) -> datetime:
        """Read a time that an option gives, in UTC; a naive one is of `zone`."""
        from zoneinfo import ZoneInfo

        try:
            moment = datetime.fromisoformat(text)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
            return aware.astimezone(UTC)
        except (ValueError, OverflowError):
            raise UsageError(f"{option} {text!r} is not a time", hint=hint) from None

    def _zone(self) -> str:
        """Return the business's time zone; UTC where no configuration can be read."""
        try:
            return self.loaded().config.business.timezone
        except AmendsError:
            return "UTC"

    def words(self, language: UiLanguage = "en") -> Words:
        """Return the words of the interface: `--lang`, else the given language."""
        from amends.languages import words

        return words(self.lang or language)

    @property
    def tty(self) -> bool:
        """Whether a person looks at stdout."""
        return sys.stdout.isatty()

    @property
    def dialogue(self) -> bool:
        """Whether a person reads what we say, and can answer."""
        return self.tty and sys.stdin.isatty()

    def console(self) -> Console:
        """Return the screen; without a terminal it has no colour and cuts nothing."""
        from amends.outputs.console import Screen

        colour = self.color if self.color is not None else self.tty and not _no_color()
        return Screen(
            width=self.width or (None if self.tty else PIPE_WIDTH),
            force_terminal=bool(colour),
            no_color=not colour,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=not self.tty and self.width is None,
        )

    def draw(self, lines: Iterable[RenderableType]) -> None:
        """Print what a screen yields; a string goes out as it is, with its tabs."""
        console = self.console()
        for line in lines:
            if isinstance(line, str):
                put(line)
            else:
                console.print(line)

    def tell(self, text: str, hang: int | None = None) -> None:
        """Print sentences; what does not fit goes on `hang` cells from the left."""
        put(wrapped(harmless(text), self.columns, hang))

    @property
    def columns(self) -> int | None:
        """The width to draw for; None in a pipe without `--width`."""
        if self.width or not self.tty:
            return self.width
        return self.console().width


def session(context: typer.Context) -> Session:
    """Return the session of a command."""
    found: Session = context.obj
    return found


def note(text: str) -> None:
    """Say something beside the results: on stderr."""
    print(wrapped(harmless(text), columns(sys.stderr)), file=sys.stderr)  # noqa: T201


def prompted(question: str) -> str:
    """Ask for a line on the terminal; raises `EOFError` where there is none."""
    return input(wrapped(question, columns(sys.stdout)))


def put(text: str) -> None:
    """Print a result on stdout, as it is."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def write(file: Path, text: str) -> None:
    """Write a file that an option names; raises `UsageError`."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}", hint="Give another --output."
        ) from None


def write_new(file: Path, data: bytes) -> None:
    """Write a file for its owner's eyes that was not there before; raises `UsageError`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600, exist_ok=False)
        file.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}", hint="Give another --output."
        ) from None


def put_json(value: Any) -> None:
    """Print one JSON value on one line."""
    from amends.outputs.json import dumps

    put(dumps(value))


def put_listing(
    whole: Mapping[str, Any], table: Callable[[], str], *, json: bool, jsonl: bool
) -> None:
    """Print a list as data: whole, item by item, or else as the CSV that `table` makes."""
    if json:
        put_json(whole)
    elif jsonl:
        for item in whole["items"]:
            put_json(item)
    else:
        put(table())


def _no_color() -> bool:
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
