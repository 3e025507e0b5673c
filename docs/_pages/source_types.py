"""docs/sources.md: what can be read, from the sources themselves."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from _pages import keys
from _pages.markdown import code, document, fenced, table
from amends.languages import words
from amends.outputs.source_types import CHECKED, EFFORTS, EVERYTHING, key_title
from amends.sources import LogsIn
from amends.sources.contract import Source
from amends.sources.registry import BUILT_IN, load, summary
from amends.triage.asks import example
from amends.triage.ways import WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.triage.ways import Road

_INTRODUCTION = """\
Each entry under `sources:` in [config.yaml](config.md) has a name of your choice, a `type`, and the
options of that type. `amends init` writes it for you; `amends sources types TYPE` shows what stands
here on your screen. `amends sources test NAME` reads one page and stores nothing, `amends doctor
NAME` tries the credentials and says the next step. A type that is not here can come from another
package: [adding a source](adding-a-source.md)."""
_KEEP = {
    "full": "As you set it: `keep`, else `store.keep`.",
    "none": "Never: mentions are shown once and forgotten.",
}
_TRIED = {
    "spec": "official specification",
    "facts": "its documentation",
    "real server": "real server",
}
_HERE = """\
## Where people write about you

`amends init` asks for these places and writes what each needs. Where two ways are named, the first
takes a key, the second works without one: [what an export may look like](#file)."""
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
        _places(),
        *_overview(),
        _HOW_CHECKED,
        f"## Options of every source\n\n{_options(Source, set())}",
        *(_section(name, kind) for name, kind in types().items()),
    )


def types() -> dict[str, type[Source]]:
    """Return the types that come with amends, by name; those of other packages are not ours."""
    found = {name: load(name) for name in sorted(BUILT_IN)}
    return {name: kind for name, kind in found.items() if kind}


def _places() -> str:
    """Return which type reads which place: what a new user looks for is a place, not a type."""
    english = words("en")
    rows = [
        (english.say(way.title), " or ".join(map(_road, way.roads)) or "`amends add`")
        for way in WAYS
    ]
    return f"{_HERE}\n\n{table(('place', 'read by'), rows)}"


def _road(road: Road) -> str:
    kind = str(road.options["type"])
    return "an export" if kind == "file" else f"[{kind}](#{kind})"


def _overview() -> Iterator[str]:
    """Yield a table for each kind of effort, so that a new user sees at once what to begin with."""
    for effort, title in EFFORTS.items():
        rows = [
            (
                f"[{name}](#{name})",
                summary(kind),
                _to_give(kind),
                guide.window or EVERYTHING,
                _TRIED[guide.checked],
            )
            for name, kind in types().items()
            if (guide := kind.GUIDE) and guide.effort == effort
        ]
        if rows:
            heads = ("type", "reads", "you give", "reaches back to", "tried against")
            yield f"## {title}\n\n{table(heads, rows)}"


def _to_give(kind: type[Source]) -> str:
    """Return the options without which it does not work, and whether somebody has to log in."""
    required = [key for key, field in kind.model_fields.items() if field.is_required()]
    login = ["a login"] if issubclass(kind, LogsIn) else []
    return ", ".join([*map(code, required), *login]) or code(_first_option(kind))


def _first_option(kind: type[Source]) -> str:
    return next(key for key in example(kind) if key != "type")


def _section(name: str, kind: type[Source]) -> str:
    common = {
        key
        for key in Source.model_fields
        if Source.model_fields[key].default == kind.model_fields[key].default
    }
    parts = (
        f"## {name}",
        summary(kind),
        "\n".join(f"- {fact}" for fact in _facts(kind)),
        *_key_steps(kind),
        fenced(kind.EXAMPLE, "yaml"),
        inspect.cleandoc(kind.__doc__ or ""),
        _options(kind, common | {"type"}),
        *_not_confirmed(kind),
    )
    return "\n\n".join(parts)


def _facts(kind: type[Source]) -> Iterator[str]:
    """Yield what an owner must know, a line each."""
    if guide := kind.GUIDE:
        yield f"**Brings:** {guide.gets}"
        yield f"**Lacks:** {guide.lacks}"
        yield f"**Reaches back to:** {guide.window or EVERYTHING}"
        yield f"**Costs:** {guide.cost}"
        yield f"**Quota:** {guide.quota}"
        yield f"**Tried against:** {CHECKED[guide.checked]}; live: never."
    yield f"**Stored:** {_stored(kind)}"
    if kind.SOCIAL:
        yield "**Answer soon:** people expect it as fast as on a social network."
    if kind.GUIDE and kind.GUIDE.address:
        yield f"**Its own page:** <{kind.GUIDE.address}>"


def _stored(kind: type[Source]) -> str:
    """Say how long words stay, and where the platform says what it allows."""
    said = [_KEEP.get(kind.KEEP) or _days(kind.KEEP)]
    if kind.KEEP_GONE is not None:
        said.append("The words of a post that was deleted go a day after that was noticed.")
    if kind.TERMS:
        said.append(f"What the platform says: <{kind.TERMS}>")
    return " ".join(said)


def _days(keep: str) -> str:
    return f"At most {keep} {'day' if keep == '1' else 'days'}, then the words go."


def _key_steps(kind: type[Source]) -> Iterator[str]:
    """Yield how to obtain the key, if there is one."""
    if kind.GUIDE and kind.GUIDE.key:
        steps = (f"{number}. {step}" for number, step in enumerate(kind.GUIDE.key, 1))
        yield f"**{key_title(needed=kind.NEEDS_KEY)}**\n\n" + "\n".join(steps)


def _not_confirmed(kind: type[Source]) -> Iterator[str]:
    """Yield what only the live service can tell."""
    if kind.GUIDE and kind.GUIDE.unconfirmed:
        yield "**Not confirmed**\n\n" + "\n".join(f"- {each}" for each in kind.GUIDE.unconfirmed)


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
