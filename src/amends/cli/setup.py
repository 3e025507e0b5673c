"""`amends config`, `doctor`, `schema`: diagnosis."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from amends.cli import foremost, options
from amends.cli.session import note, put, put_json, session, write
from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amends.cli.session import Session
    from amends.languages import Words
    from amends.models.vocabulary import UiLanguage
    from amends.triage.findings import Finding


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


def doctor(
    context: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[mail|SOURCE]",
            help="`mail`: send a test letter and say how each step goes. The name of a source: "
            "try that one alone.",
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Who gets it; default: `mail.to`.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="End after the login: nothing is sent.")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody: say how each source did last time.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Look for what is wrong with the set-up, and say what to do about it."""
    here = session(context)
    if what == "mail":
        _try_mail(here, to=to, dry_run=dry_run, json=json)
    if to or dry_run:
        raise UsageError("--to and --dry-run are for the test letter", hint="amends doctor mail")
    if what:
        _try_source(here, what, json=json)
    from amends.triage import doctoring

    findings = doctoring.examine(here.config, here.now(), offline=offline)
    _tell(here, findings, doctoring.language(here.config), json=json)


def _try_source(here: Session, name: str, *, json: bool) -> None:
    from amends.triage import sourcing
    from amends.triage.source_trials import try_sources

    with here.business(check_sources=True) as business:
        findings = try_sources(business, [sourcing.pick(business, name)], by_name=True)
        _tell(here, findings, business.language, json=json)


def _try_mail(here: Session, *, to: str | None, dry_run: bool, json: bool) -> None:
    from amends.triage.mail_trial import try_mail

    with here.business() as business:
        words = here.words(business.language)
        _tell(
            here,
            try_mail(business, words, to=to, dry_run=dry_run),
            business.language,
            json=json,
        )


def _tell(
    here: Session, findings: Iterable[Finding], language: UiLanguage, *, json: bool
) -> NoReturn:
    """Print findings, on a screen each as soon as it is there; exit with the foremost code."""
    from amends import languages
    from amends.outputs import json as as_json

    if json:
        found = list(findings)
        items = [_worded(finding, languages.words("en")) for finding in found]
        put_json(as_json.envelope("doctor", here.now()) | {"items": items})
        raise typer.Exit(foremost(finding.exit_code for finding in found))
    shown = _shown(findings, here, here.words(language))
    raise typer.Exit(foremost(finding.exit_code for finding in shown))


def _shown(findings: Iterable[Finding], here: Session, words: Words) -> Iterator[Finding]:
    levels = {level: words.say(f"doctor.{level}") for level in ("ok", "note", "problem")}
    margin = max(map(len, levels.values())) + 1
    for finding in findings:
        item = _worded(finding, words)
        level = levels[item["level"]]
        here.tell(f"{level:<{margin}}{item['what']}: {item['finding']}", margin)
        if item["hint"]:
            here.tell(f"{'':<{margin}}{item['hint']}", margin)
        sys.stdout.flush()
        yield finding


def _worded(finding: Finding, words: Words) -> dict[str, Any]:
    """Say a finding in a language; scripts always get it in English."""
    from amends.outputs.safe import failure

    said = words.say(finding.found, **finding.args) if finding.found else ""
    detail = failure(finding.detail) if finding.what == "source" else finding.detail
    return {
        "level": finding.level,
        "what": words.say(f"doctor.what.{finding.what}", **finding.args),
        "finding": ": ".join(part for part in (said, detail) if part),
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
