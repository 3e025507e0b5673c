"""docs/story.md: nine months of a broken guitar, with what the commands really print."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import tempfile
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from amends.cli import program

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[2] / "examples" / "broken-guitar"
FILES = ("mail.jsonl", "videos.jsonl", "google.jsonl")
WIDTH = 88
_INTRODUCTION = """\
# A broken guitar

In 2008 an airline broke a musician's guitar. He complained for nine months, nobody answered him,
and then he wrote a song that millions watched. This page tells such a story with a small coach
company, step by step, with what amends shows at each of them; a test checks that it does.

Everything here can be played: the mentions and commands stand in
[`examples/broken-guitar`](../examples/broken-guitar/story.yaml).
"""


@dataclass(frozen=True)
class Ran:
    """One command of a step: who typed what, what came of it."""

    who: str
    typed: str
    code: int
    printed: str


@dataclass
class Stage:
    """The business of the story in a folder of its own, from step to step."""

    folder: Path
    now: str = ""
    held: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, str]:
        """What each mention is called by now, by its name in the story."""
        return {item["external_id"]: item["id"] for item in self.items("--all")}

    def items(self, *options: str) -> list[dict[str, Any]]:
        """Return the items of the inbox at the time of the last step."""
        return self.say("tom", "inbox", "--json", *options)["items"]

    def say(self, who: str, *words: str) -> Any:
        """Run a command and return its JSON."""
        return json.loads(self.run(who, words).printed)

    def run(self, who: str, words: tuple[str, ...]) -> Ran:
        """Run a command as somebody, in the folder, at the time of the step."""
        said = StringIO()
        head = ("--now", self.now, "--width", str(WIDTH), "--no-color")
        os.environ["AMENDS_USER"] = who
        with chdir(self.folder), redirect_stdout(said), redirect_stderr(said):
            code = program([*head, *words])
        return Ran(who, "", code, said.getvalue())

    def play(self, step: dict[str, Any]) -> list[Ran]:
        """Let arrive what arrives, and do what is done."""
        self.now = str(step["at"])
        for name, mentions in step.get("arrives", {}).items():
            self._arrive(name, mentions)
        for name, text in step.get("files", {}).items():
            (self.folder / name).write_text(text, encoding="utf-8")
        given = [_given(each) for each in step.get("run", ())]
        if step.get("arrives") and given[0][1] != "check":
            self.run("tom", ("fetch", "--quiet"))
        return [self._command(who, typed) for who, typed in given]

    def _command(self, who: str, typed: str) -> Ran:
        known = self.ids if "{" in typed else {}
        typed = " ".join(typed.split()).format(**known)
        ran = self.run(who, tuple(shlex.split(typed)))
        return Ran(who, typed, ran.code, ran.printed)

    def _arrive(self, name: str, mentions: list[dict[str, Any]]) -> None:
        held = self.held.setdefault(name, {})
        for mention in mentions:
            held.setdefault(mention["external_id"], {}).update(mention)
        lines = (json.dumps(each, ensure_ascii=False) for each in held.values())
        (self.folder / name).write_text("\n".join(lines), encoding="utf-8")


def _given(command: str | dict[str, str]) -> tuple[str, str]:
    """Return who does what; Tom, where nobody is named."""
    return ("tom", command) if isinstance(command, str) else (command["who"], command["do"])


@contextmanager
def stage() -> Iterator[Stage]:
    """Set the stage in a temporary folder."""
    before = os.environ.get("AMENDS_USER")
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            shutil.copy(FOLDER / "config.yaml", folder)
            for file in FILES:
                (folder / file).touch()
            yield Stage(folder)
    finally:
        os.environ.pop("AMENDS_USER", None)
        if before is not None:
            os.environ["AMENDS_USER"] = before


def steps() -> list[dict[str, Any]]:
    """Return the steps of the story."""
    text = (FOLDER / "story.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)
    return found


def page() -> str:
    """Return the page."""
    parts = [_INTRODUCTION]
    with stage() as here:
        for step in steps():
            if tell := step.get("tell"):
                parts.append(tell)
            parts += [_shown(step["at"], ran) for ran in here.play(step)]
    return "\n".join(parts)


def _shown(at: str, ran: Ran) -> str:
    lines = "\n".join(line.rstrip() for line in ran.printed.rstrip().splitlines())
    who = "" if ran.who == "tom" else f"  # {ran.who}"
    return f"```console\n{at[:10]} $ amends {ran.typed}{who}\n{lines}\n```\n"
