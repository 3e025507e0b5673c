"""The JSON Schemas that ship: each whole in itself, but written once.

A definition that several schemas need belongs to the first file that has it, in alphabetical
order; one that has the name of a schema is that schema's body. The others hold copies, which
`docs/generate.py` renews, so that `amends schema NAME` prints something that needs no other file.
"""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pages.keys import Schema

FOLDER = Path(__file__).parents[2] / "src" / "amends" / "outputs" / "schemas"
_HEAD = ("$schema", "$id", "title", "$defs")
_WIDTH = 100


def load() -> dict[str, Schema]:
    """Return the schemas as they are, by name."""
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(FOLDER.glob("*.json"))
    }


def definitions() -> dict[str, Schema]:
    """Return every definition, from the file that owns it."""
    schemas = load()
    found: dict[str, Schema] = {}
    for schema in schemas.values():
        found = {**schema.get("$defs", {}), **found}
    bodies = {name: _body(schema) for name, schema in schemas.items() if name in found}
    return found | bodies


def files() -> dict[Path, str]:
    """Return what each file should hold."""
    known = definitions()
    return {
        FOLDER / f"{name}.json": layout(_with_definitions(schema, known)) + "\n"
        for name, schema in load().items()
    }


def _with_definitions(schema: Schema, known: dict[str, Schema]) -> Schema:
    needed: dict[str, Schema] = {}
    waiting = list(_references(_body(schema)))
    while waiting:
        name = waiting.pop(0)
        if name not in needed:
            needed[name] = known[name]
            waiting.extend(_references(known[name]))
    own = {key: value for key, value in schema.items() if key != "$defs"}
    return own | ({"$defs": dict(sorted(needed.items()))} if needed else {})


def _body(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in _HEAD}


def _references(value: Any) -> Iterator[str]:
    """Yield the name of every definition that a schema points to."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def layout(value: Any, depth: int = 0, before: int = 0) -> str:
    """Return JSON in which everything that fits into a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False)
    indent = "  " * (depth + 1)
    if len(flat) + 2 * depth + before < _WIDTH or not isinstance(value, dict | list):
        return flat
    if isinstance(value, dict):
        lines = [
            f"{indent}{json.dumps(key)}: {layout(inner, depth + 1, len(key) + 4)}"
            for key, inner in value.items()
        ]
    elif all(isinstance(inner, str) for inner in value):
        lines = [fill(flat[1:-1], _WIDTH, initial_indent=indent, subsequent_indent=indent)]
    else:
        lines = [f"{indent}{layout(inner, depth + 1)}" for inner in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(lines) + f"\n{'  ' * depth}{closing}"
