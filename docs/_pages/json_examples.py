"""What the commands really print, on a business of three reviews and with a clock that stands."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.cli import program
from amends.sources.registry import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "example"
HOME = "/home/elena/lipa"
NOW = "2026-11-20T08:00"
AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
"""The same; the business is in Sofia."""
_SETTING = {"AMENDS_USER": "Elena"}
_SAME_EVERYWHERE = {"config", "store", "reviews"}
"""What `doctor` looks at that is not the machine."""


class Say(NamedTuple):
    """Runs commands in a folder of its own."""

    folder: Path

    def __call__(self, *words: str) -> Any:
        """Run one command; return the JSON that it prints, None where it prints none."""
        given = [word.replace(HOME, str(self.folder)) for word in words]
        said, complaints = StringIO(), StringIO()
        with redirect_stdout(said), redirect_stderr(complaints):
            program(["--now", NOW, "--config", str(self.folder / "config.yaml"), *given])
        text = said.getvalue() or complaints.getvalue()
        return self._json(text) if text.startswith("{") else None

    def read(self, name: str) -> Any:
        """Return the JSON of a file that a command wrote."""
        return self._json((self.folder / name).read_text(encoding="utf-8"))

    def _json(self, text: str) -> Any:
        return json.loads(text.replace(str(self.folder), HOME), object_hook=_steady)


def examples() -> dict[str, Any]:
    """Return what stands in the page for each schema; some lists are cut to their first items."""
    with _business() as say:
        made = _reading(say)
        short_id = made["assessed"]["id"]
        made |= _answering(say, short_id)
        made |= _taking(say)
        made |= _keeping(say, short_id)
        made |= _caring(say, short_id)
        made |= _setting_up(say)
        made |= _telling(say)
        made["error"] = say("show", "zzzz", "--json")
    for name in ("check", "inbox"):
        made[name]["items"] = []
    for name in ("mentions", "named_in"):
        made["privacy"][name] = []
    made["source_test"]["items"] = made["source_test"]["items"][:1]
    return dict(sorted(made.items()))


def _reading(say: Say) -> dict[str, Any]:
    made = {"check": say("check", "--json", "--limit", "1")}
    made["inbox"] = say("inbox", "--json", "--limit", "1")
    made["assessed"] = made["inbox"]["items"][0]
    made["fetch"] = say("fetch", "--json")
    return made


def _answering(say: Say, short_id: str) -> dict[str, Any]:
    made = {"draft": say("draft", short_id, "--json")}
    made["lint"] = say("lint", f"{HOME}/reply.txt", "--json")
    say("mark", short_id, "--status", "drafted")
    made["show"] = say("show", short_id, "--explain", "--json")
    return made


def _taking(say: Say) -> dict[str, Any]:
    made = {"import_preview": say("import", f"{HOME}/letter.jsonl", "--dry-run", "--json")}
    made["import"] = say("import", f"{HOME}/letter.jsonl", "--json")
    return made


def _keeping(say: Say, short_id: str) -> dict[str, Any]:
    """Return what is kept about a matter, its person and its promise."""
    say("reply", short_id, "--file", f"{HOME}/promise.txt")
    made = {"followups": say("followups", "--json")}
    made["history"] = say("history", short_id, "--json")
    made["people"] = say("authors", "--json")
    made["person"] = say("author", short_id, "--json")
    made["privacy"] = say("privacy", "export", "--id", short_id)
    made["rules"] = say("rules", "--json")
    made["rules_test"] = say("rules", "test", "--json")
    return made


def _caring(say: Say, short_id: str) -> dict[str, Any]:
    """Return what goes beyond one reply: stories, fixes, reports, evidence, corrections."""
    say("import", f"{HOME}/shared.jsonl")
    made = {"stories": say("stories", "--json")}
    made["story"] = say("stories", "show", short_id, "--json")
    say("fix", "add", "a box that fits", "--topic", "delivery", "--since", "2026-11-19")
    made["fixes"] = say("fix", "--json")
    say("flag", short_id, "--reason", "personal_data", "--reference", "case 123")
    made["flags"] = say("flags", "--json")
    say("export", "--evidence", short_id, "--output", f"{HOME}/pack")
    made["evidence"] = say.read("pack/evidence.json")
    say("mark", short_id, "--severity", "moderate")
    made["score_eval"] = say("score", "--eval", "--json")
    made["score_learn"] = say("score", "--learn", "--json")
    return made


def _setting_up(say: Say) -> dict[str, Any]:
    made = {"sources": say("sources", "list", "--json")}
    made["source_types"] = _only(say("sources", "types", "--json"), "type", set(BUILT_IN))
    made["source_test"] = say("sources", "test", "reviews", "--json")
    made["doctor"] = _only(say("doctor", "--json"), "what", _SAME_EVERYWHERE)
    return made


def _telling(say: Say) -> dict[str, Any]:
    """Return what is told by itself, once something cannot wait."""
    say("import", f"{HOME}/harm.jsonl")
    say("check", "--json")
    made = {"alerts": say("alerts", "--json")}
    made["alerts_test"] = say("alerts", "test", "phone", "--dry-run", "--json")
    made["alert"] = _posted(say)
    made["digest"] = say("digest", "--json")
    made["digest"]["items"] = made["digest"]["items"][:1]
    made["digest_mail"] = say("digest", "--email", "--dry-run", "--json")
    made["report"] = _cut(say("report", "--since", "30d", "--json"))
    made["health"] = say("health", "--overdue", "0,5", "--json")
    made["window"] = _looked_at()
    return made


def _posted(say: Say) -> Any:
    """Return what a webhook gets: no command prints it."""
    from amends import config
    from amends.outputs.alerts_json import message
    from amends.triage import business

    with business.opened(config.load(say.folder / "config.yaml"), AT, read_only=True) as opened:
        (alert,) = opened.store.alerts.running()
        name, zone = opened.config.business.name, opened.zone
        told = message(alert, (), AT, business=name, quote=False, zone=zone)
        return json.loads(json.dumps(told))


def _looked_at() -> Any:
    """Return what `amends window` would print: nobody asks a map for the sake of a page."""
    from amends.models import Author, Mention, Rating
    from amends.models.window import Front, Seen, Storefront, Window
    from amends.outputs.window import window_json

    review = Mention(
        text="The cake was burnt, and nobody said a word.",
        author=Author(name="Maria"),
        published_at=AT - timedelta(days=40),
        rating=Rating(1),
        language="en",
        extra={"author_url": "https://maps.example/contrib/101/reviews"},
    )
    ours = Storefront("ChIJN1t_tDeuEmsRUsoyG83frY4", ours=True, name="Lipa", rating=4.3, count=87)
    other = Storefront("ChIJneighbourNumberOne", ours=False, name="Corner Café")
    seen = Seen(review, "no", id="k7f2", as_of=AT - timedelta(hours=1))
    fronts = [
        Front("map", "google_places", "oborishte", "Google", ours, (seen,)),
        Front("map", "google_places", "oborishte", "Google", other, ()),
    ]
    return json.loads(json.dumps(window_json(Window(tuple(fronts)), 0, AT)))


def _cut(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave only the first of each list."""
    return {key: each[:1] if isinstance(each, list) else each for key, each in answer.items()}


def _only(answer: dict[str, Any], key: str, wanted: set[str]) -> dict[str, Any]:
    return answer | {"items": [item for item in answer["items"] if item[key] in wanted]}


@contextmanager
def _business() -> Iterator[Say]:
    """Open a copy of the example."""
    before = {name: os.environ.get(name) for name in _SETTING}
    os.environ.update(_SETTING)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
            yield Say(folder)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _steady(record: dict[str, Any]) -> dict[str, Any]:
    """Fix the one figure that depends on which language detector is installed."""
    return record | {"confidence": 0.98} if record.keys() == {"code", "confidence"} else record
