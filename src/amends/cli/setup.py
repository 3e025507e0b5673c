"""`amends config`, `doctor`, `schema`: diagnosis."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put, put_json, session
from amends.errors import UsageError


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
    here = session(context)
    loaded = here.loaded(check_sources=True)
    if path:
        put(str(loaded.path))
        return
    put_json(loaded.config.model_dump(mode="json", by_alias=True, exclude_unset=True))


def doctor(context: typer.Context, json: options.Json = False) -> None:
    """Look for what is wrong with the set-up, and say what to do about it."""
    from amends.outputs import json as as_json
    from amends.triage import doctoring

    here = session(context)
    findings = doctoring.examine(here.config, here.now())
    if json:
        put_json(as_json.envelope("doctor", here.now()) | {"items": findings})
    else:
        words = here.words()
        for item in findings:
            put(f"{words.say('doctor.' + item['level']):<8} {item['what']}: {item['finding']}")
            if item["hint"]:
                put(f"{'':<8} {item['hint']}")
    raise typer.Exit(max(item["exit_code"] for item in findings))


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
        output.write_text(text + "\n", encoding="utf-8")
        note(str(output))
    else:
        put(text)
