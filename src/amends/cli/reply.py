"""`amends reply`, `amends propose`, `amends approve`: from a text to a recorded answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put, session
from amends.cli.typing import asked, read

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.languages import Words
    from amends.triage.replying import Replied

Text = Annotated[str | None, typer.Option(help="The text of the reply.")]
File = Annotated[Path | None, typer.Option(help="A file with it; - for stdin.")]
Edit = Annotated[bool, typer.Option("--edit", help="Type it in your editor.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(reply)
    app.command()(propose)
    app.command()(approve)


def reply(
    context: typer.Context,
    short_id: options.Id,
    text: Text = None,
    file: File = None,
    edit: Edit = False,
    proposed: Annotated[
        bool, typer.Option("--proposed", help="It is the proposed reply, as it was approved.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="It is the customer's turn now: the clock stands still.")
    ] = False,
    dry_run: options.DryRun = False,
) -> None:
    """Record the reply that you gave: the first clock stops, what it promises is followed up."""
    from amends.triage import replying

    here = session(context)
    said = None if proposed else _said(here, text, file, edit=edit)
    with here.business(dry_run=dry_run) as business:
        done = replying.reply(business, short_id, said, wait=wait)
        say(done, short_id, here.words(business.language))


def propose(
    context: typer.Context,
    short_id: options.Id,
    text: Text = None,
    file: File = None,
    edit: Edit = False,
    needs_approval: Annotated[
        bool, typer.Option("--needs-approval", help="Somebody else is to see it first.")
    ] = False,
    dry_run: options.DryRun = False,
) -> None:
    """Keep a reply that is not sent yet; one that offers too much waits for approval."""
    from amends.triage import proposing

    here = session(context)
    said = _said(here, text, file, edit=edit)
    with here.business(dry_run=dry_run) as business:
        waits = proposing.propose(business, short_id, said, needs_approval=needs_approval)
        words = here.words(business.language)
        note(words.say("done.proposed_waits" if waits else "done.proposed", id=short_id))


def approve(context: typer.Context, short_id: options.Id, dry_run: options.DryRun = False) -> None:
    """Approve a proposed reply, and print it; what needs approval, by another than its author."""
    from amends.triage import proposing

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        proposal = proposing.approve(business, short_id)
        words = here.words(business.language)
        put(proposal.text)
        note(words.say("done.approved", id=short_id, who=proposal.who))


def _said(here: Session, text: str | None, file: Path | None, *, edit: bool) -> str:
    if text is not None:
        return text
    return read(file) if file else asked(here, edit=edit)


def say(done: Replied, short_id: str, words: Words) -> None:
    """Say what a recorded reply brought."""
    from amends.outputs.dates import day
    from amends.text import single_line

    note(words.say("done.replied", id=short_id))
    if done.status == "waiting_for_customer":
        note(words.say("done.waits"))
    for made in done.promises:
        date = day(made.due_at.date(), words)
        note(words.say("reply.promised", what=made.what, who=made.who, date=date))
    for remedy in done.remedies:
        said = "done.granted" if len(done.remedies) == 1 else "done.offered"
        note(words.say(said, what=remedy.key))
    for remedy in done.unsaid:
        note(words.say("done.unsaid", what=remedy.key))
    if done.besides:
        note(
            words.say(
                "done.besides", who=done.besides["who"], text=single_line(done.besides["text"])[:80]
            )
        )
    if done.along:
        note(words.say("done.along", n=len(done.along), ids=" ".join(done.along)))
    if done.unapproved:
        note(words.say("done.unapproved"))
