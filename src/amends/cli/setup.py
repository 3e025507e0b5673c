"""`amends config`, `doctor`, `schema`: diagnosis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli import foremost, harmless, options
from amends.cli.session import note, put, put_json, session, write
from amends.errors import UsageError

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.triage.doctoring import Finding


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(config)
    app.command()(doctor)
    app.command()(schema)


def config(
    context: typer.Context,
    path: Annotated[bool, typer.Option("--path", help="Only say which file is used.")] = False,
) -> None:
    """Check the configuration and print it as amends understands it; secrets stay references."""
    from amends.triage.presenting import presentable

    here = session(context)
    loaded = here.loaded(check_sources=True)
    if path:
        put(str(loaded.path))
        return
    put_json(presentable(loaded.config))


def doctor(context: typer.Context, json: options.Json = False) -> None:
    """Look for what is wrong with the set-up, and say what to do about it."""
    from amends import languages
    from amends.outputs import json as as_json
    from amends.triage import doctoring

    here = session(context)
    findings = doctoring.examine(here.config, here.now())
    if json:
        items = [_worded(finding, languages.words("en")) for finding in findings]
        put_json(as_json.envelope("doctor", here.now()) | {"items": items})
    else:
        _show(findings, here.words(doctoring.language(here.config)))
    raise typer.Exit(foremost(finding.exit_code for finding in findings))


def _show(findings: list[Finding], words: Words) -> None:
    levels = {level: words.say(f"doctor.{level}") for level in ("ok", "note", "problem")}
    margin = max(map(len, levels.values()))
    for item in (_worded(finding, words) for finding in findings):
        put(harmless(f"{levels[item['level']]:<{margin}} {item['what']}: {item['finding']}"))
        if item["hint"]:
            put(harmless(f"{'':<{margin}} {item['hint']}"))


def _worded(finding: Finding, words: Words) -> dict[str, Any]:
    """Say a finding in a language; scripts always get it in English."""
    said = words.say(finding.found, **finding.args) if finding.found else ""
    return {
        "level": finding.level,
        "what": words.say(f"doctor.what.{finding.what}", **finding.args),
        "finding": ": ".join(part for part in (said, finding.detail) if part),
        "hint": finding.hint,
        "exit_code": finding.exit_code,
    }


def schema(
    name: Annotated[str | None, typer.Argument(help="Which; without it the names.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write it to a file.")] = None,
) -> None:
    """Print the JSON Schema of the configuration or of what a command prints."""
    from amends.outputs import json as as_json
    from amends.triage import schemas

    if name is None:
        for each in schemas.names():
            put(each)
        return
    if name not in schemas.names():
        raise UsageError(
            f"there is no schema {name!r}", hint=f"One of {', '.join(schemas.names())}."
        )
    text = as_json.dumps(schemas.schema(name))
    if output:
        write(output, text + "\n")
        note(str(output))
    else:
        put(text)
