"""docs/sources.md: what can be read, from the sources themselves."""

from __future__ import annotations

import inspect

from _pages import keys
from _pages.markdown import code, document, fenced, table
from amends.sources.contract import Source
from amends.sources.registry import BUILT_IN, load, summary

_INTRODUCTION = """\
Each entry under `sources:` in [config.yaml](config.md) has a name of your choice, a `type`, and the
options of that type. `amends sources types` lists the types, `amends sources test NAME` reads one
page and stores nothing. A type that is not here can come from another package:
[adding a source](adding-a-source.md)."""
_KEEP = {
    "full": "nothing against it: your `keep`, else `store.keep`",
    "none": "nothing: mentions are shown once and never stored",
}


def page() -> str:
    """Return the page."""
    return document(
        "Sources",
        _INTRODUCTION,
        _overview(),
        f"## Options of every source\n\n{_options(Source, set())}",
        *(_section(name, kind) for name, kind in types().items()),
    )


def types() -> dict[str, type[Source]]:
    """Return the types that come with amends, by name; those of other packages are not ours."""
    found = {name: load(name) for name in sorted(BUILT_IN)}
    return {name: kind for name, kind in found.items() if kind}


def _overview() -> str:
    rows = (
        (
            f"[{name}](#{name})",
            summary(kind),
            "yes" if kind.NEEDS_KEY else "no",
            "yes" if kind.CAN_REPLY else "no",
        )
        for name, kind in types().items()
    )
    return table(("type", "reads", "needs a key", "can reply"), rows)


def _section(name: str, kind: type[Source]) -> str:
    about = inspect.cleandoc(kind.__doc__ or "")
    common = {
        key
        for key in Source.model_fields
        if Source.model_fields[key].default == kind.model_fields[key].default
    }
    facts = (
        f"- Visibility {kind.VISIBILITY:g} (0: a private letter, 1: what the next customer reads).",
        f"- The platform's terms on storing: {_KEEP.get(kind.KEEP, f'{kind.KEEP} days at most')}.",
        f"- Answered as fast as on a social network: {'yes' if kind.SOCIAL else 'no'}.",
    )
    return "\n\n".join(
        (
            f"## {name}",
            summary(kind),
            about,
            fenced(kind.EXAMPLE, "yaml"),
            _options(kind, common | {"type"}),
            "\n".join(facts),
        )
    )


def _options(kind: type[Source], left_out: set[str]) -> str:
    schema = kind.model_json_schema()
    definitions = schema.get("$defs", {})
    rows = []
    for key, value in schema["properties"].items():
        if key in left_out:
            continue
        found = keys.resolve(value, definitions)
        needed = key in schema.get("required", ())
        default = "required" if needed else keys.default_of(found)
        about = found.get("description", "")
        rows.append((code(key), keys.written(value, definitions), default, about))
    return table(("option", "value", "default", "meaning"), rows)
