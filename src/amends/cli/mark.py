"""`amends mark`, `amends reply`, `amends add`: what people decide and do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.progress import moving
from amends.cli.session import note, put, session
from amends.errors import InputError, UsageError
from amends.models.vocabulary import Kind, Status

if TYPE_CHECKING:
    from amends.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(mark)
    app.command()(reply)
    app.command()(add)


def mark(
    context: typer.Context,
    short_ids: Annotated[
        list[str], typer.Argument(metavar="ID…", help="Short ids, or - to read them on stdin.")
    ],
    status: Annotated[Status | None, typer.Option(help="The new status.")] = None,
    because: Annotated[str | None, typer.Option(help="Why; needed to leave one alone.")] = None,
    assign: Annotated[str | None, typer.Option(help="Who takes it; - for nobody.")] = None,
) -> None:
    """Decide about mentions: their status, who takes them, or to leave them alone and why."""
    from amends.triage import deciding

    here = session(context)
    if short_ids == ["-"]:
        short_ids = sys.stdin.read().split()
    with here.business() as business:
        count = deciding.mark(business, short_ids, status=status, because=because, assignee=assign)
        words = here.words(business.language)
    shown = words.say(f"status.{status}") if status else assign
    note(words.say("done.marked", n=count, status=shown))


def reply(
    context: typer.Context,
    short_id: options.Id,
    text: Annotated[str | None, typer.Option(help="The reply that was given.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with it; - for stdin.")] = None,
    edit: Annotated[bool, typer.Option("--edit", help="Type it in your editor.")] = False,
) -> None:
    """Record the reply that you gave: the clock of the first answer stops."""
    from amends.outputs.dates import day
    from amends.triage import deciding

    here = session(context)
    said = text if text is not None else _read(file) if file else _ask(here, edit=edit)
    with here.business() as business:
        promises = deciding.reply(business, short_id, said)
        words = here.words(business.language)
    note(words.say("done.replied", id=short_id))
    for made in promises:
        date = day(made.due_at.date(), words)
        note(words.say("reply.promised", what=made.what, who=made.who, date=date))


def add(
    context: typer.Context,
    text: Annotated[str | None, typer.Option(help="What was said; - for stdin.")] = None,
    who: Annotated[str | None, typer.Option(help="Who said it.")] = None,
    where: Annotated[
        str, typer.Option(help="Where: letter, phone, counter, or a site such as tripadvisor.")
    ] = "counter",
    when: Annotated[str | None, typer.Option(help="When, ISO 8601; default now.")] = None,
    stars: Annotated[float | None, typer.Option(min=0, max=5, help="Stars out of 5.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    url: Annotated[str | None, typer.Option(help="Its page.")] = None,
    place: options.Branch = None,
    kind: Annotated[Kind | None, typer.Option(help="What it is; guessed from --where.")] = None,
    paste: Annotated[
        bool, typer.Option("--paste", help="Take the text from the clipboard.")
    ] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Type the text in your editor.")] = False,
) -> None:
    """Take a mention by hand: from the clipboard, a letter, a call, the counter."""
    from amends.triage import adding, desk

    here = session(context)
    if paste:
        text = desk.pasted()
    elif text == "-":
        text = sys.stdin.read()
    elif text is None and stars is None:
        text = _ask(here, edit=edit)
    told = adding.Told(
        text=text or "",
        who=who,
        where=where,
        when=when,
        stars=stars,
        title=title,
        url=url,
        place=place,
        kind=kind,
    )
    with here.business() as business:
        words = here.words(business.language)
        with moving(here, words) as progress:
            short_id = adding.add(business, told, progress)
    note(words.say("done.added", id=short_id))
    put(short_id)


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from None


def _ask(here: Session, *, edit: bool) -> str:
    """Get a text from a person: from an editor, or typed or pasted on a terminal.

    What is pasted comes from strangers: it is read to the end of the input, blank lines and all,
    and whatever the terminal still holds is thrown away, or it would be typed into the shell.
    """
    if edit:
        from amends.triage.desk import edited

        return edited("")
    if not here.dialogue:
        raise UsageError("no text was given", hint="Give --text, --file or --edit.")
    words = here.words(here.loaded().config.language)
    note(words.say("add.type"))
    try:
        return sys.stdin.read()
    finally:
        _forget_typed()


def _forget_typed() -> None:
    try:
        import termios
    except ImportError:  # Windows keeps no line for the next program
        return
    termios.tcflush(sys.stdin, termios.TCIFLUSH)
