"""The recipes use real commands, and their jq programs fit the JSON that amends prints."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

RECIPES = Path(__file__).parents[2] / "examples" / "recipes"
README = RECIPES.parent / "README.md"
COMMANDS = {
    *("check", "inbox", "score", "draft", "export", "digest", "alerts", "report", "health"),
}
SHELL, JQ = shutil.which("sh"), shutil.which("jq")
needs_jq = pytest.mark.skipif(not (SHELL and JQ), reason="needs sh and jq")

CAKE = {
    "id": "k7f2",
    "place": "Oborishte",
    "text": 'Tort "z różą"\nprzyjechał rozgnieciony.',
    "language": {"code": "pl", "confidence": 0.98},
    "topics": ["delivery", "damage"],
    "severity": {"level": 3, "name": "serious"},
    "priority": {
        "score": 71.0,
        "reasons": [
            {"factor": "floor", "points": 60.0, "because": "money lost", "quote": "42 €"},
            {"factor": "waiting", "points": 11.0, "because": "2 hours past your 24", "quote": None},
        ],
    },
    "playbook": "apologise_explain_solve_follow_up",
    "handling": {"status": "new", "overdue": True},
}
THANKS = {
    "id": "t3xd",
    "place": None,
    "text": "Супер",
    "language": {"code": "bg", "confidence": 0.7},
    "topics": ["delivery"],
    "severity": {"level": 0, "name": "none"},
    "priority": {"score": 4.5, "reasons": []},
    "playbook": "thank",
    "handling": {"status": "new", "overdue": False},
}
DRAFT = {"schema": "amends.draft/1", "id": "k7f2", "text": "Pani Katarzyno, przepraszam."}


def _inbox(*items: dict[str, Any]) -> str:
    return json.dumps({"schema": "amends.inbox/1", "items": items})


def _check(*outcomes: str) -> str:
    sources = [
        {"name": f"s{n}", "outcome": outcome, "new": n, "error": "token\nexpired"}
        for n, outcome in enumerate(outcomes)
    ]
    return json.dumps({"schema": "amends.check/1", "sources": sources})


def _run(recipe: str, folder: Path, answer: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a recipe with an `amends` that gives this answer and exit code to every command."""
    (folder / "answer").write_text(answer, encoding="utf-8")
    fake = folder / "amends"
    fake.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *--ids*) echo k7f2; exit 0;; esac\n'
        f'cat "{folder / "answer"}"\nexit {code}\n'
    )
    fake.chmod(0o755)
    return _with(fake, recipe)


def _with(amends: Path, recipe: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SHELL), str(RECIPES / recipe)],
        env={"PATH": f"{amends.parent}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=20,
        check=False,
    )


@needs_jq
def test_the_queue_answers_its_questions(tmp_path: Path) -> None:
    run = _run("queue.sh", tmp_path, _inbox(CAKE, THANKS))
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert 'k7f2\t71.0\tOborishte\tTort "z różą"\\nprzyjechał rozgnieciony.' in [
        line.replace("\t71\t", "\t71.0\t") for line in lines
    ]
    assert "t3xd\t4.5\t-\tСупер" in lines
    assert any(re.fullmatch(r"11(\.0)?\t2 hours past your 24", line) for line in lines)
    assert "2\tdelivery" in lines
    assert "1\tpl" in lines
    assert lines[lines.index("How many are late") + 1] == "1"


@needs_jq
def test_an_empty_queue_is_no_error(tmp_path: Path) -> None:
    run = _run("queue.sh", tmp_path, _inbox())
    assert (run.returncode, run.stderr) == (0, "")


@needs_jq
@pytest.mark.parametrize(
    ("outcomes", "code", "ends"),
    [(["ok", "unchanged", "empty"], 0, 0), (["ok", "throttled"], 4, 1), (["ok"], 3, 1)],
)
def test_a_source_that_did_not_end_well_shows(
    tmp_path: Path, outcomes: list[str], code: int, ends: int
) -> None:
    run = _run("sources.sh", tmp_path, _check(*outcomes) if code != 3 else "", code)
    assert run.returncode == ends
    assert ("throttled" in run.stdout) == ("throttled" in outcomes)


@needs_jq
def test_the_filter_keeps_bad_lines_apart(tmp_path: Path) -> None:
    bad = {"schema": "amends.error/1", "line": 2, "error": "not JSON"}
    answer = "\n".join(json.dumps(item) for item in (CAKE, bad, {**THANKS, "text": None}))
    lines = _run("filter.sh", tmp_path, answer).stdout.splitlines()
    assert lines[0].split("\t")[1:3] == ["serious", CAKE["playbook"]]
    assert lines[1] == "line 2\tnot JSON"
    assert lines[2] == "4.5\tnone\tthank\t"


@needs_jq
@pytest.mark.parametrize(
    ("draft", "text"),
    [(DRAFT, DRAFT["text"]), ({**DRAFT, "text": None, "because": "it is spam"}, "it is spam")],
)
def test_drafts_are_written_one_below_the_other(
    tmp_path: Path, draft: dict[str, Any], text: str
) -> None:
    run = _run("drafts.sh", tmp_path, json.dumps(draft))
    assert run.stdout.splitlines() == ["== k7f2", text, ""]


@needs_jq
def test_today_reads_what_the_commands_print(shop: Any, tmp_path: Path) -> None:
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("scoring: {engine: light}\n")
    shop.run("check", "--quiet")
    for name, options in (("digest", ()), ("alerts", ()), ("report", ("--since", "30d"))):
        (tmp_path / f"{name}.json").write_text(shop.run(name, *options, "--json").out, "utf-8")
    fake = tmp_path / "amends"
    fake.write_text(f'#!/bin/sh\ncat "{tmp_path}/$1.json"\n')
    fake.chmod(0o755)
    run = _with(fake, "today.sh")
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert re.fullmatch(r"1 urgent \(phone\), .*: Blue Door Bakery", lines[1])
    late = re.compile(r"\w{4}\tanswer\tOld Town\t24")
    assert [line for line in lines if late.fullmatch(line)]
    assert any(re.match(r"a1\t1\t2026-11-20T06:00:00Z\t.*\tnot told$", line) for line in lines)
    assert "0 of 2 (few)" in lines
    assert any(re.fullmatch(r"1\tfood(/\w+)*\tOld Town", line) for line in lines)


def test_only_known_commands_are_used() -> None:
    used = {
        command
        for path in RECIPES.iterdir()
        if path.suffix != ".py"
        for command in re.findall(
            r"^(?:[^#\n]*(?:[ /|(]|=))?amends (?:--config \S+ )?([a-z]+)",
            path.read_text("utf-8"),
            re.MULTILINE,
        )
    }
    assert used == COMMANDS


def test_the_page_lists_every_recipe() -> None:
    page = README.read_text(encoding="utf-8")
    assert {path.name for path in RECIPES.iterdir()} == set(
        re.findall(
            r"^\| `(?=[\w.]+`.*\|$)([a-z]+\.[a-z]+)`", page.partition("## Recipes")[2], re.MULTILINE
        )
    )
