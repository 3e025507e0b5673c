"""docs/json.md: what programs read, from the JSON Schemas that ship and from real answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from _pages import keys, schemas
from _pages.json_examples import NOW, examples
from _pages.markdown import code, document, fenced, table
from amends.triage.schemas import COMPUTED
from amends.triage.schemas import schema as printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pages.keys import Schema

_INTRODUCTION = f"""\
With `--json` a command prints one JSON value on one line of stdout and nothing else; with `--jsonl`
bare items, one a line, and nothing where there are none. `amends schema` lists the schemas,
`amends schema NAME` prints one (JSON Schema 2020-12). The keys are never translated.

- Every answer names its schema and version, `amends.inbox/1`. Within a version keys and words of
  closed lists are added, none goes and none changes its meaning: ignore what you do not know.
- Times are UTC and end in `Z`, scores and confidences have two decimals, priorities one.
- `because` is English, whatever the language of the screens.
- On an error stdout stays empty and stderr carries [`amends.error/1`](#error).
- `amends score -` reads one mention a line and prints it again, with the keys that an assessment
  adds and without `id` and `handling`. A line that it cannot read becomes an
  [error](#error) with its number; the exit code is then 4.

The examples are real: three reviews, a letter and a post, the light engine, the clock at {NOW} in
Sofia. Long lists are cut."""


def page() -> str:
    """Return the page."""
    return document("JSON", _INTRODUCTION, *_schemas(), _parts(), _lists(), *_computed())


def _schemas() -> Iterator[str]:
    definitions = schemas.definitions()
    real = examples()
    for name, schema in schemas.load().items():
        yield f"## {name}\n\n{schema['description']}"
        for shape in schema.get("oneOf", [schema]):
            if shape is not schema:
                yield shape["description"]
            yield _table(shape, definitions)
        yield fenced(schemas.layout(real[name]), "json")


def _parts() -> str:
    definitions = schemas.definitions()
    skipped = set(schemas.load())
    sections = [
        f"### {name}\n\n{schema['description']}\n\n{_table(schema, definitions)}"
        for name, schema in sorted(definitions.items())
        if name not in skipped and "properties" in schema
    ]
    return "\n\n".join(("## Parts", *sections))


def _lists() -> str:
    """Return every closed list that is too long for a table, by the key that holds it."""
    found: dict[str, Schema] = {}
    for schema in (*schemas.load().values(), *schemas.definitions().values()):
        for key, value in schema.get("properties", {}).items():
            inner = keys.resolve(value.get("items", value), schemas.definitions())
            if "enum" in inner:
                found[key] = inner
    rows = ((code(key), ", ".join(map(code, found[key]["enum"]))) for key in sorted(found))
    return f"## Closed lists\n\n{table(('key', 'words'), rows)}"


def _computed() -> Iterator[str]:
    schema = printed("mention")
    known = {name.removesuffix("Input").lower(): part for name, part in schema["$defs"].items()}
    about = schemas.definitions()["mention"]["properties"]
    yield (
        "## mention as input\n\nWhat `import`, `score -` and `draft -` read. Only `text` or"
        " `rating` is required; keys that nobody knows are kept in `extra`, result keys are"
        " ignored, never believed."
    )
    rows = [
        (
            code(key),
            _value(_renamed(value), known),
            _meaning(_renamed(value), known) or _about(about, key),
        )
        for key, value in schema["properties"].items()
    ]
    yield table(("key", "value", "meaning"), rows)
    others = ", ".join(f"`{name}`" for name in COMPUTED if name != "mention")
    yield f"`amends schema` also knows {others}: [the configuration](config.md)."


def _renamed(value: Any) -> Any:
    """Let the input's parts point to those of the output: `AuthorInput` is `author`."""
    if isinstance(value, dict):
        return {
            key: inner.removesuffix("Input").lower() if key == "$ref" else _renamed(inner)
            for key, inner in value.items()
        }
    return [_renamed(inner) for inner in value] if isinstance(value, list) else value


def _about(properties: dict[str, Schema], key: str) -> str:
    return _meaning(properties.get(key, {}), schemas.definitions())


def _table(schema: Schema, definitions: dict[str, Schema]) -> str:
    rows = [
        (code(key), _value(value, definitions), _meaning(value, definitions))
        for key, value in schema.get("properties", {}).items()
    ]
    rows = [(f"all of [{name}](#{name})", "", "") for name in _bases(schema)] + rows
    return table(("key", "value", "meaning"), rows)


def _bases(schema: Schema) -> list[str]:
    return [keys.name_of(base) for base in schema.get("allOf", ())]


def _value(value: Schema, definitions: dict[str, Schema]) -> str:
    """Say what a key holds, with a link where that is a part of its own."""
    link = _link(value, definitions)
    if link:
        return link
    inner = value.get("items")
    if isinstance(inner, dict):
        return f"list of {_link(inner, definitions) or keys.words(inner, definitions)}"
    choices: list[Any] = value.get("anyOf", [])
    links = [_link(choice, definitions) or keys.words(choice, definitions) for choice in choices]
    return " or ".join(links) or keys.words(value, definitions)


def _link(value: Schema, definitions: dict[str, Schema]) -> str:
    name = keys.name_of(value)
    if not name or "properties" not in definitions[name]:
        return ""
    return f"[{name}](#{name.lower()})"


def _meaning(value: Schema, definitions: dict[str, Schema]) -> str:
    return str(keys.resolve(value, definitions).get("description", ""))
