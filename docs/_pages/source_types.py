"""docs/sources.md: what can be read, from the sources themselves."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from _pages import keys
from _pages.markdown import code, document, fenced, table
from amends.sources.contract import Source
from amends.sources.registry import BUILT_IN, load, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION = """\
Each entry under `sources:` in [config.yaml](config.md) has a name of your choice, a `type`, and the
options of that type. `amends sources types` lists the types, `amends sources test NAME` reads one
page and stores nothing, `amends doctor NAME` tries the credentials and says the next step. A type
that is not here can come from another package: [adding a source](adding-a-source.md)."""
_KEEP = {
    "full": "nothing against it: your `keep`, else `store.keep`",
    "none": "nothing: mentions are shown once and never stored",
}
_EFFORTS = {
    "none": "Works at once",
    "key": "With a key of yours, free of charge",
    "paid": "With a paid plan of the platform",
    "pulse": "A pulse only: a few excerpts, not all there is",
}
_CHECKED = {
    "spec": "the platform's official specification",
    "facts": "its documentation, played by a fake server",
    "real server": "the real thing, run here",
}
_HOW_CHECKED = """\
*Tried against* says what our tests hold against each source: the platform's official
machine-readable specification, by which every request and every test answer is validated; its own
software, running in the tests; or a fake server written from its documentation alone. **None of
them has been tried against the live service**: that takes accounts we do not have. Should one
disagree with what you see, `amends sources test NAME` shows it; please report it."""


def page() -> str:
    """Return the page."""
    return document(
        "Sources",
        _INTRODUCTION,
        *_overview(),
        _HOW_CHECKED,
        f"## Options of every source\n\n{_options(Source, set())}",
        *(_section(name, kind) for name, kind in types().items()),
    )


def types() -> dict[str, type[Source]]:
    """Return the types that come with amends, by name; those of other packages are not ours."""
    found = {name: load(name) for name in sorted(BUILT_IN)}
    return {name: kind for name, kind in found.items() if kind}


def _overview() -> Iterator[str]:
    """Yield a table for each kind of effort, so that a new user sees at once what to begin with."""
    for effort, title in _EFFORTS.items():
        rows = [
            (
                f"[{name}](#{name})",
                guide.gets,
                guide.window or "everything",
                _CHECKED[guide.checked],
            )
            for name, kind in types().items()
            if (guide := kind.GUIDE) and guide.effort == effort
        ]
        if rows:
            heads = ("type", "brings", "reaches back to", "tried against")
            yield f"## {title}\n\n{table(heads, rows)}"


def _section(name: str, kind: type[Source]) -> str:
    common = {
        key
        for key in Source.model_fields
        if Source.model_fields[key].default == kind.model_fields[key].default
    }
    parts = (
        f"## {name}",
        summary(kind),
        inspect.cleandoc(kind.__doc__ or ""),
        fenced(kind.EXAMPLE, "yaml"),
        _options(kind, common | {"type"}),
        "\n".join(f"- {fact}" for fact in _facts(kind)),
        *_road(kind),
    )
    return "\n\n".join(parts)


def _facts(kind: type[Source]) -> Iterator[str]:
    """Yield what an owner must know, a line each."""
    if guide := kind.GUIDE:
        yield f"**Brings** {guide.gets}"
        yield f"**Lacks** {guide.lacks}"
        yield f"**Reaches back to** {guide.window or 'everything'}"
        yield f"**Costs** {guide.cost}"
        yield f"**Quota** {guide.quota}"
        yield f"**Tried against** {_CHECKED[guide.checked]}; live: never"
        yield from (f"**Not confirmed** {each}" for each in guide.unconfirmed)
        if guide.address:
            yield f"**Its own page** <{guide.address}>"
    yield f"**Storing**: {_KEEP.get(kind.KEEP, f'{kind.KEEP} days at most')}"
    yield f"**Seen by strangers**: {kind.VISIBILITY:g} (0: a letter, 1: all customers)"
    if kind.SOCIAL:
        yield "People expect an answer as fast as on a social network."


def _road(kind: type[Source]) -> Iterator[str]:
    """Yield how to obtain the key, if one is needed."""
    if kind.GUIDE and kind.GUIDE.key:
        steps = (f"{number}. {step}" for number, step in enumerate(kind.GUIDE.key, 1))
        yield "**How to get the key**\n\n" + "\n".join(steps)


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
