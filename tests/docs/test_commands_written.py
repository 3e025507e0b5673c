"""Every command line that the pages and recipes show is one that amends understands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from amends.cli.app import application

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "README.md",
    *(each for each in sorted((ROOT / "examples" / "recipes").iterdir()) if each.suffix != ".py"),
]
START = re.compile(r"(?:^|[\s|(/=])amends(?= )(.*)")
END = re.compile(r"""  | (?:\|\|?|&&|<|2?>>?)(?= |/|$)|;|\)""")


def code(page: Path) -> list[str]:
    """Return the lines of code of a page; each command of a console is one."""
    text = page.read_text(encoding="utf-8")
    if page.suffix != ".md":
        return [line for line in text.splitlines() if not line.startswith("#")]
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [
        line
        for language, block in blocks
        for line in block.splitlines()
        if language in {"sh", "console", ""} and (language != "console" or line.startswith("$ "))
    ]


def commands(page: Path) -> list[list[str]]:
    """Return the words after `amends` in each command line of a page."""
    found = []
    for line in code(page):
        match = START.search(line.replace("\\%", "%"))
        if match:
            found.append(shlex.split(END.split(match[1])[0], comments=True))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_are_understood(page):
    """The help of a command comes only after its options were read."""
    runner = CliRunner()
    refused = {
        " ".join(words): answer.output
        for words in commands(page)
        if (answer := runner.invoke(application(), [*words, "--help"])).exit_code
    }
    assert refused == {}


def test_what_is_looked_at():
    assert ["check", "--quiet", "--email"] in commands(ROOT / "examples" / "recipes" / "daily.cron")
    assert ["alerts", "test", "hook"] in commands(ROOT / "docs" / "alerts.md")
    assert sum(len(commands(page)) for page in PAGES) > 100
