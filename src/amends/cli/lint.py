"""`amends lint`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.session import put_json, session
from amends.errors import LintFailed, UsageError
from amends.models.vocabulary import Playbook

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.models.lint import Verdict
    from amends.triage.linting import Ask


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(lint)


def lint(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="[FILE|-]", help="The reply; - or nothing for stdin.")
    ] = Path("-"),
    short_id: Annotated[
        str | None, typer.Option("--for", metavar="ID", help="The stored mention that it answers.")
    ] = None,
    mention: Annotated[
        Path | None, typer.Option(help="A file with the mention that it answers, as JSON.")
    ] = None,
    platform: Annotated[
        str | None, typer.Option(help="Where it will stand: google_business, x, email …")
    ] = None,
    language: Annotated[str | None, typer.Option(help="The language it should be in.")] = None,
    playbook: Annotated[
        Playbook | None, typer.Option(help="What kind of answer it should be.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take doubts for faults.")] = False,
    json: options.Json = False,
) -> None:
    """Check a reply before it is sent: exit code 7 if it should not be.

    It needs neither a configuration nor a database.
    """
    from amends.outputs import checked
    from amends.triage import linting

    here = session(context)
    if short_id and mention:
        raise UsageError("--for and --mention name two mentions", hint="Give one of them.")
    interface = here.words().language
    ask = linting.Ask(platform, language, playbook, strict, "en" if json else interface)
    text = linting.read_text(file)
    verdict = _verdict(here, text, short_id, mention, ask)
    if json:
        put_json(checked.as_json(verdict))
    else:
        here.draw(checked.screen(text, verdict, here.words()))
    if not verdict.ok:
        raise typer.Exit(LintFailed.exit_code)


def _verdict(
    here: Session, text: str, short_id: str | None, mention: Path | None, ask: Ask
) -> Verdict:
    from amends.triage import linting

    if short_id:
        with here.business() as business:
            return linting.lint_for(business, short_id, text, ask)
    if mention:
        asked = linting.read_mention(mention)
        return linting.lint_mention(asked, text, ask, here.config, here.now())
    return linting.lint(text, ask)
