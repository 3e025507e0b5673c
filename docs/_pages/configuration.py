"""docs/config.md: every key of config.yaml, from the models that check it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from _pages import keys
from _pages.markdown import code, document, table
from amends.config import schema
from amends.config.finding import VARIABLE
from amends.config.secrets import HOW
from amends.models.vocabulary import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pages.keys import Schema

_INTRODUCTION = f"""\
amends reads one file, `config.yaml`. `amends init` writes it; `config.sample.yaml` shows every key
with a comment; `amends config` says what amends makes of it. Unknown keys are errors, all problems
are told at once, each with its line.

## Where it is looked for

1. `--config FILE`, or a folder that holds a `config.yaml`;
2. the variable `{VARIABLE}`;
3. `config.yaml` in the current folder;
4. `config.yaml` in the user's configuration folder (on Linux `~/.config/amends`).

A file that is named by 1 or 2 must exist: no other one is taken instead. Relative paths inside the
file start from its folder. An editor that knows JSON Schema completes and checks the keys with
`amends schema config > config.schema.json` and, as the first line of the file,
`# yaml-language-server: $schema=config.schema.json`.

## Secrets

A password or token never stands in the file. Where one is due, say where it is kept:
`{HOW}`.
A relative path starts from the folder of the file, a command runs without a shell, and the first
line of what it prints counts. The secret is read at the moment of use; no message, log, database or
JSON ever holds it.

## How values are written

Every scalar is read as text and then converted, so that `no`, `9:30` and `0700 123` survive. A
single value counts as a list of one. A key with nothing after it counts as absent.

`NAME` stands for a name of your choice, `[]` for each entry of a list, `TOPIC` for one of
{", ".join(map(code, get_args(Topic)))}."""


def page() -> str:
    """Return the page."""
    return document("Configuration", _INTRODUCTION, *_sections())


def _sections() -> Iterator[str]:
    document = schema({})
    definitions = document["$defs"]
    yield f"## Keys\n\n{_table('', document, definitions)}"
    for path, section in _nested("", document, definitions):
        about = section.get("description", "")
        yield f"### {path}\n\n{about}\n\n{_table(path, section, definitions)}"


def paths() -> list[str]:
    """Return every key with the path that leads to it: `business.signature.name`."""
    document = schema({})
    definitions = document["$defs"]
    sections = [("", document), *_nested("", document, definitions)]
    return [_join(path, key) for path, section in sections for key in section["properties"]]


def _nested(
    path: str, section: Schema, definitions: dict[str, Schema]
) -> Iterator[tuple[str, Schema]]:
    """Yield every table below a section, with `NAME` and `[]` where there may be several."""
    for key, value in section["properties"].items():
        for below, inner in _tables(_join(path, key), value, definitions):
            yield below, inner
            yield from _nested(below, inner, definitions)


def _tables(
    path: str, value: Schema, definitions: dict[str, Schema]
) -> Iterator[tuple[str, Schema]]:
    found = keys.resolve(value, definitions)
    if "properties" in found:
        yield path, {**found, "description": definitions[keys.name_of(value)]["description"]}
    elif isinstance(found.get("additionalProperties"), dict):
        name = "TOPIC" if "propertyNames" in found else "NAME"
        yield from _tables(f"{path}.{name}", found["additionalProperties"], definitions)
    elif isinstance(found.get("items"), dict):
        yield from _tables(f"{path}[]", found["items"], definitions)
    for choice in found.get("anyOf", ()):
        yield from _tables(path, choice, definitions)


def _table(path: str, section: Schema, definitions: dict[str, Schema]) -> str:
    rows = []
    for key, value in section["properties"].items():
        found = keys.resolve(value, definitions)
        needed = key in section.get("required", ())
        rows.append(
            (
                code(_join(path, key)),
                _value(value, definitions),
                "required" if needed else keys.default_of(found),
                found.get("description", ""),
            )
        )
    return table(("key", "value", "default", "meaning"), rows)


def _value(value: Schema, definitions: dict[str, Schema]) -> str:
    return "table" if list(_tables("", value, definitions)) else keys.written(value, definitions)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
