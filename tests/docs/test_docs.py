"""The pages name everything there is, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from _pages import command_line, configuration, exits, schemas, source_types

from amends.triage.schemas import names

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("README.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def without_code(page: str) -> str:
    return re.sub(r"```.*?```|`[^`]*`", "", page, flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings, made as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_every_command_is_described():
    page = text("cli.md")
    assert [path for path in command_line.commands() if f"## {' '.join(path)}\n" not in page] == []


def test_every_source_type_is_described():
    page = text("sources.md")
    assert [name for name in source_types.types() if f"\n## {name}\n" not in page] == []


def test_every_exit_code_and_error_is_described():
    page = text("exit-codes.md")
    codes = {kind.exit_code for kind in exits.kinds()} | {0, *exits.PRECEDENCE}
    assert set(exits.MEANINGS) == codes
    assert [code for code in codes if f"| {code} |" not in page] == []
    assert [kind for kind in exits.kinds() if f"`{exits.word(kind)}`" not in page] == []


def test_every_schema_is_described():
    page = text("json.md")
    assert [name for name in schemas.load() if f"\n## {name}\n" not in page] == []
    assert [name for name in names() if name not in page] == []


def test_every_key_of_the_configuration_is_described():
    page = text("config.md")
    found = configuration.paths()
    assert len(found) > 70
    assert [path for path in found if f"`{path}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for link in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{page.name}: {link}"


@pytest.mark.parametrize("name", ["architecture.md", "scoring.md", "replies.md", "privacy.md"])
def test_files_that_are_named_exist(name):
    named = re.findall(r"`([\w*]+/[\w/*.]*)`", text(name))
    missing = [
        path
        for path in named
        if not list((ROOT / "src" / "amends").glob(path.rstrip("/"))) and not list(ROOT.glob(path))
    ]
    assert missing == []


def test_architecture_names_every_room():
    rooms = {
        entry.name + ("/" if entry.is_dir() else "")
        for entry in (ROOT / "src" / "amends").iterdir()
        if not entry.name.startswith(("_", "py.typed", "examples"))
    }
    assert [room for room in rooms if f"| `{room}` |" not in text("architecture.md")] == []
