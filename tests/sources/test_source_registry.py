from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from amends.config import Config
from amends.errors import BadAnswer
from amends.scoring import visibility
from amends.sources import Source, identify, make, registry, summary, types
from amends.triage.business import policy

EXAMPLE = Path(__file__).parent.parent.parent / "docs" / "example_source"


@pytest.fixture(autouse=True)
def fresh():
    """Forget what was found before, and what this test finds."""
    registry._third_party.cache_clear()
    yield
    registry._third_party.cache_clear()
    registry.load.cache_clear()


@pytest.fixture
def announce(monkeypatch):
    """Announce foreign types: name → `module:attribute`."""

    def install(**found: str):
        entries = EntryPoints(EntryPoint(*each, registry.GROUP) for each in found.items())
        monkeypatch.setattr(registry, "entry_points", lambda *, group: entries.select(group=group))

    return install


def test_built_in_types_are_known_without_importing_them():
    code = (
        "import sys; from amends.sources import registry; registry.names();"
        "print(sorted({'httpx', 'feedparser', 'selectolax', 'yaml', 'amends.sources.feed'}"
        " & set(sys.modules)))"
    )
    env = {"PYTHONPATH": ":".join(sys.path), "AMENDS_PLUGINS": "0"}
    run = [sys.executable, "-c", code]
    ended = subprocess.run(run, check=True, env=env, capture_output=True, text=True)
    assert ended.stdout == "[]\n"


def test_every_type_has_a_line():
    assert {"app_store", "feed", "file", "hackernews"} <= types().keys()
    assert summary(types()["feed"]).startswith("RSS, Atom and JSON feeds")


def test_priority_knows_how_visible_each_type_is_without_importing_it():
    for name in registry.BUILT_IN:
        assert visibility.BY_TYPE[name] == registry.load(name).VISIBILITY


def test_a_type_of_another_package_says_how_visible_it_is(announce, monkeypatch):
    lobby = type("Lobby", (Source,), {"VISIBILITY": 0.9, "__module__": "lobby"})
    monkeypatch.setitem(sys.modules, "lobby", SimpleNamespace(Lobby=lobby))
    announce(lobby="lobby:Lobby")
    hotel = Config(sources={"a": {"type": "lobby"}, "b": {"type": "nothing"}, "c": {}})
    assert policy(hotel).visibility == {**visibility.BY_TYPE, "lobby": 0.9}


def test_sources_keep_their_names_and_order():
    made, problems = make(
        {
            "b": {"type": "feed", "url": "https://x.example/feed", "place": "Lozenets"},
            "a": {"type": "hackernews", "query": "lipa", "max_items": "5", "enabled": "no"},
        }
    )
    assert problems == []
    assert [(each.name, each.source.type) for each in made] == [("b", "feed"), ("a", "hackernews")]
    assert (made[0].source.place, made[1].source.max_items) == ("Lozenets", 5)
    assert made[1].source.enabled is False


def test_every_problem_is_reported_with_its_place():
    made, problems = make(
        {
            "a": {"type": "fead", "url": "x"},
            "b": {"url": "https://x.example"},
            "c": {"type": "feed", "ulr": "https://x.example", "max_items": "many"},
            "d": {"type": "zzz"},
            "ok": {"type": "feed", "url": "https://x.example/feed"},
        }
    )
    assert [each.name for each in made] == ["ok"]
    found = dict(problems)
    assert found["sources", "a", "type"] == "unknown source type 'fead', did you mean 'feed'?"
    known = f"possible are {', '.join(sorted(registry.names()))}"
    assert found["sources", "b"] == f"`type` is missing, {known}"
    assert "did you mean 'url'" in found["sources", "c", "ulr"]
    assert found["sources", "c", "url"] == "is missing"
    assert "whole number" in found["sources", "c", "max_items"]
    assert found["sources", "d", "type"].endswith(known)


def test_a_foreign_source_that_cannot_be_imported_is_a_warning(announce):
    announce(broken="no_such_module:Thing", odd="json:dumps")
    with pytest.warns(UserWarning, match="source type") as caught:
        found = types()
    assert not {"broken", "odd"} & found.keys()
    said = sorted(str(each.message) for each in caught)
    assert "“broken” of unknown package cannot be used: ModuleNotFoundError" in said[0]
    assert "json:dumps is not a Source" in said[1]


def test_a_broken_type_in_use_is_a_problem_of_the_configuration(announce):
    announce(broken="no_such_module:Thing")
    with pytest.warns(UserWarning, match="no_such_module"):
        made, problems = make({"x": {"type": "broken"}})
    assert made == []
    assert problems[0].path == ("sources", "x", "type")


def test_built_in_names_win(announce):
    announce(feed="json:dumps")
    assert types()["feed"].__module__ == "amends.sources.feed"


def test_foreign_sources_can_be_switched_off(announce, monkeypatch):
    announce(broken="no_such_module:Thing")
    monkeypatch.setenv("AMENDS_PLUGINS", "0")
    assert types().keys() == registry.BUILT_IN.keys()


@pytest.fixture
def guestbook(tmp_path, monkeypatch):
    """Install the example of the docs as `pip install --target` would: package and metadata."""
    package = tmp_path / "amends_guestbook"
    package.mkdir()
    code = EXAMPLE / "src" / "amends_guestbook" / "__init__.py"
    (package / "__init__.py").write_bytes(code.read_bytes())
    metadata = tmp_path / "amends_guestbook-1.0.dist-info"
    metadata.mkdir()
    project = _project()
    (metadata / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    points = project["entry-points"][registry.GROUP]
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    (metadata / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{lines}")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package
    sys.modules.pop("amends_guestbook", None)


def _project() -> dict:
    import tomllib

    return tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_example_of_the_docs_is_found_and_runs(guestbook, context):
    assert summary(types()["guestbook"]).startswith("Guest books")
    ((named,), problems) = make(
        {"hotel": {"type": "guestbook", "url": "https://h.example", "token": "env:TOKEN"}}
    )
    assert problems == []
    assert isinstance(named.source, Source)
    entries = [
        {"id": 3, "text": "Cold room", "written_at": "2026-11-20T10:00:00+00:00", "hearts": 1},
        {"id": 4, "guest": "Ana"},
    ]

    def answer(request):
        assert request.headers["authorization"] == "Bearer secret of env:TOKEN"
        new = [entry for entry in entries if entry["id"] > int(request.url.params["after"])]
        return httpx.Response(200, text=json.dumps({"entries": new}))

    (batch,) = named.source.fetch(context(answer), None)
    (mention,) = identify(batch.mentions)
    assert (mention.external_id, mention.rating.value, mention.rating.max) == ("3", 1, 3)
    assert batch.skipped[0].where == "entry 4"
    assert list(named.source.fetch(context(answer), batch.bookmark)) == []
    with pytest.raises(BadAnswer):
        list(named.source.fetch(context(lambda _: httpx.Response(200, text="<html>")), None))


def test_the_page_about_sources_tells_what_there_is():
    page = (EXAMPLE.parent / "adding-a-source.md").read_text("utf-8")
    for option in Source.model_fields:
        assert f"`{option}`" in page
    assert registry.GROUP in page
    for name, value in _project()["entry-points"][registry.GROUP].items():
        assert f'{name} = "{value}"' in page
