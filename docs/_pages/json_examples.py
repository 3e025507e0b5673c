"""What the commands really print, on a business of three reviews and with a clock that stands."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.cli import program
from amends.sources.registry import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "example"
HOME = "/home/elena/lipa"
NOW = "2026-11-20T08:00"
_SETTING = {"AMENDS_USER": "Elena"}
_SAME_EVERYWHERE = {"config", "store", "reviews"}
"""What `doctor` looks at that is not the machine."""


def examples() -> dict[str, Any]:
    """Return what stands in the page for each schema; some lists are cut to their first items."""
    with _business() as say:
        made = {"check": say("check", "--json", "--limit", "1")}
        made["inbox"] = say("inbox", "--json", "--limit", "1")
        made["assessed"] = made["inbox"]["items"][0]
        short_id = made["assessed"]["id"]
        made["fetch"] = say("fetch", "--json")
        made["draft"] = say("draft", short_id, "--json")
        made["lint"] = say("lint", f"{HOME}/reply.txt", "--json")
        say("mark", short_id, "--status", "drafted")
        made["show"] = say("show", short_id, "--explain", "--json")
        made["import_preview"] = say("import", f"{HOME}/letter.jsonl", "--dry-run", "--json")
        made["import"] = say("import", f"{HOME}/letter.jsonl", "--json")
        made["sources"] = say("sources", "list", "--json")
        made["source_types"] = _only(say("sources", "types", "--json"), "type", set(BUILT_IN))
        made["source_test"] = say("sources", "test", "reviews", "--json")
        made["doctor"] = _only(say("doctor", "--json"), "what", _SAME_EVERYWHERE)
        made["error"] = say("show", "zzzz", "--json")
    made["check"]["items"] = []
    made["inbox"]["items"] = []
    made["source_test"]["items"] = made["source_test"]["items"][:1]
    return dict(sorted(made.items()))


def _only(answer: dict[str, Any], key: str, wanted: set[str]) -> dict[str, Any]:
    return answer | {"items": [item for item in answer["items"] if item[key] in wanted]}


@contextmanager
def _business() -> Iterator[Any]:
    """Open a copy of the example; the function that it yields runs one command there."""
    before = {name: os.environ.get(name) for name in _SETTING}
    os.environ.update(_SETTING)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
            yield lambda *words: _run(folder, words)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _run(folder: Path, words: tuple[str, ...]) -> Any:
    given = [word.replace(HOME, str(folder)) for word in words]
    said, complaints = StringIO(), StringIO()
    with redirect_stdout(said), redirect_stderr(complaints):
        program(["--now", NOW, "--config", str(folder / "config.yaml"), *given])
    if "--json" not in words:
        return None
    text = (said.getvalue() or complaints.getvalue()).replace(str(folder), HOME)
    return json.loads(text, object_hook=_steady)


def _steady(record: dict[str, Any]) -> dict[str, Any]:
    """Fix the one figure that depends on which language detector is installed."""
    return record | {"confidence": 0.98} if record.keys() == {"code", "confidence"} else record
