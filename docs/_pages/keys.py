"""JSON Schemas in words: a table of keys, and what each may hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from _pages.markdown import code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Schema = dict[str, Any]

_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "null": "`null`",
    "object": "object",
    "array": "list",
}
_FORMATS = {"date-time": "time", "date": "day"}
_LONG = 7
"""An enumeration of so many words is listed elsewhere, not in the middle of a table."""


def resolve(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """Return what a `$ref` stands for; keys beside it win."""
    if "$ref" not in schema:
        return schema
    found = definitions[name_of(schema)]
    return {**found, **{key: value for key, value in schema.items() if key != "$ref"}}


def name_of(schema: Schema) -> str:
    """Return the name of the definition that a `$ref` points to, else nothing."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def default_of(schema: Schema) -> str:
    """Return the default as it would be written, or nothing where there is none."""
    value = schema.get("default")
    if value is None or value in ([], {}) or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return code(", ".join(map(str, value)))
    if isinstance(value, float):
        return code(f"{value:g}")
    return code(value if isinstance(value, str) else json.dumps(value)) if value != "" else ""


def words(schema: Schema, definitions: Mapping[str, Schema]) -> str:
    """Say what a value may be: `whole number ≥ 0`, `text or null`, `list of time`."""
    schema = resolve(schema, definitions)
    if "const" in schema:
        return code(str(schema["const"]))
    if "enum" in schema:
        return _choice(schema["enum"])
    if "anyOf" in schema or "oneOf" in schema:
        return _either(schema.get("anyOf") or schema["oneOf"], definitions)
    kinds = schema.get("type", "object")
    several = [kinds] if isinstance(kinds, str) else list(kinds)
    if {"string", "number"} <= set(several):  # in YAML a number is a text that looks like one
        several.remove("number")
    return " or ".join(_one(kind, schema, definitions) for kind in several)


def written(schema: Schema, definitions: Mapping[str, Schema]) -> str:
    """Say what may be written in YAML, where a key that may be nothing is simply left out."""
    return words(schema, definitions).removesuffix(" or `null`")


def _choice(values: Sequence[Any]) -> str:
    if len(values) >= _LONG:
        return f"one of {len(values)} words"
    return ", ".join(code(str(value)) for value in values)


def _either(choices: Sequence[Schema], definitions: Mapping[str, Schema]) -> str:
    said = dict.fromkeys(words(choice, definitions) for choice in choices)
    one = next(iter(said))
    for many, instead in ((f"list of {one}", "a list"), (f"name → {one}", "one per language")):
        if many in said:
            said = dict.fromkeys([f"{one}, or {instead}", *list(said)[2:]])
    return " or ".join(said)


def _one(kind: str, schema: Schema, definitions: Mapping[str, Schema]) -> str:
    if kind == "array" and "items" in schema:
        return f"list of {words(schema['items'], definitions)}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"name → {words(schema['additionalProperties'], definitions)}"
    if kind == "string":
        return _FORMATS.get(str(schema.get("format")), "text")
    return _WORDS[kind] + (_range(schema) if kind in {"integer", "number"} else "")


def _range(schema: Schema) -> str:
    signs = (
        ("minimum", "≥"),
        ("exclusiveMinimum", ">"),
        ("maximum", "≤"),
        ("exclusiveMaximum", "<"),
    )
    said = [f"{sign} {schema[key]:,}".replace(",", " ") for key, sign in signs if key in schema]
    return f" {', '.join(said)}" if said else ""
