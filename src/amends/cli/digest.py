"""`amends digest`: the summary of the morning, to read or to be mailed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import foremost, options, times
from amends.cli.files import Format, spare_others
from amends.cli.session import note, put, put_json, session, write
from amends.errors import AmendsError, DeliveryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.cli.session import Session
    from amends.languages import Words
    from amends.models.delivery import Delivery
    from amends.models.digest import Digest
    from amends.triage.business import Business
    from amends.triage.digest_mail import Sent

Email = Annotated[
    bool, typer.Option("--email", help="Mail the summaries that are due, each of them once.")
]
EvenIfEmpty = Annotated[
    bool, typer.Option("--even-if-empty", help="With --email: also when there is nothing to say.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(digest)


def digest(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(help="What happened since: 24h, 7d, 2026-11-01; default 24h.")
    ] = None,
    place: options.Place = None,
    assignee: Annotated[
        str | None, typer.Option(help="Only what this colleague has, or has promised.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = "text",
    output: Annotated[
        Path | None, typer.Option(help="Write it to this file.", dir_okay=False)
    ] = None,
    force: options.Force = False,
    email: Email = False,
    even_if_empty: EvenIfEmpty = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --email: show the mails, and send nothing.")
    ] = False,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """The summary of the morning: what to do first, each with its reply ready to copy."""
    from amends.triage import digesting

    here = session(context)
    narrowed = bool(since or place or assignee or output or force or form != "text")
    _agree(email=email, narrowed=narrowed, mailing=dry_run or even_if_empty or quiet)
    form = "json" if json else form
    if output:
        spare_others(output, form, what="digest", force=force)
    with here.business() as business:
        words = here.words(business.language)
        if email and dry_run:
            code = _rehearse(business, words, even_if_empty=even_if_empty, json=json)
            raise typer.Exit(code)
        if email:
            code = _mail(business, words, even_if_empty=even_if_empty, quiet=quiet, json=json)
            raise typer.Exit(code)
        begin = times.since(here, since, business) if since else None
        wanted = digesting.Wanted(begin, place, assignee)
        made = digesting.digest(business, words, wanted)
        _show(here, business, made, words, form=form, output=output)


def _agree(*, email: bool, narrowed: bool, mailing: bool) -> None:
    """Raise `UsageError` for options that contradict each other."""
    if email and narrowed:
        raise UsageError(
            "--email sends what config.yaml says, to whom it says",
            hint="Leave out --since, --place, --assignee, --format, --output and --force.",
        )
    if mailing and not email:
        raise UsageError("--dry-run, --even-if-empty and --quiet belong to --email")


def mail_out(business: Business, words: Words, *, even_if_empty: bool, quiet: bool) -> int:
    """Mail what is due, say what became of it, and return the exit code that it makes.

    Errors end here: what the run found has still to be printed.
    """
    from amends.triage import digest_mail

    try:
        sent = digest_mail.send(business, words, even_if_empty=even_if_empty)
    except AmendsError as error:
        return _mistaken(error)
    return _ended(sent, words, quiet=quiet)


def note_cut_off(found: Sequence[Delivery], words: Words) -> None:
    """Say what an earlier run was about to tell when it was killed: nobody hears of it again."""
    if not found:
        return
    from amends.outputs import alerts, digest

    for each in found:
        if each.purpose == "alert":
            note("\n".join(str(line) for line in alerts.delivered([each], words, quiet=True)))
        else:
            note(digest.delivered(each, words))


def note_hints(sent: Sequence[Delivery]) -> None:
    """Say what to do about what was not delivered, each advice once."""
    for hint in dict.fromkeys(each.hint for each in sent if each.hint):
        note(hint)


def _ended(sent: Sent, words: Words, *, quiet: bool) -> int:
    """Say what became of each mail, and what is wrong with a template though they went out."""
    code = _told(sent.deliveries, words, quiet=quiet)
    return foremost((code, _mistaken(sent.mistake)))


def _mistaken(error: AmendsError | None) -> int:
    if error is None:
        return 0
    note("\n".join(line for line in (error.message, error.hint) if line))
    return error.exit_code


def _told(sent: Sequence[Delivery], words: Words, *, quiet: bool) -> int:
    from amends.outputs import digest as drawn

    for each in sent:
        if each.state != "sent" or not quiet:
            note(drawn.delivered(each, words))
    note_hints(sent)
    return 0 if all(each.state == "sent" for each in sent) else DeliveryError.exit_code


def _rehearse(business: Business, words: Words, *, even_if_empty: bool, json: bool) -> int:
    """Show what would be mailed, and return the exit code that it would make."""
    from amends.outputs import digest as drawn
    from amends.outputs import digest_json
    from amends.triage import digest_mail

    digest_mail.require_mail(business)
    letters, mistake = digest_mail.letters(business, words, even_if_empty=even_if_empty)
    if json:
        put_json(digest_json.mailed(digest_mail.planned(business, letters), business.now))
    for each in letters if not json else ():
        put(drawn.mail(each.to, each.letter, words))
    return _mistaken(mistake)


def _mail(business: Business, words: Words, *, even_if_empty: bool, quiet: bool, json: bool) -> int:
    from amends.outputs import digest_json, orders
    from amends.triage import digest_mail

    digest_mail.require_mail(business)
    obeyed, cut_off, sent = digest_mail.obey_and_send(business, words, even_if_empty=even_if_empty)
    for line in orders.troubles(obeyed, words) if quiet else orders.lines(obeyed, words):
        note(str(line))
    note_cut_off(cut_off, words)
    if json:
        put_json(digest_json.mailed(sent.deliveries, business.now))
    elif not (sent.deliveries or quiet):
        note(words.say("digest.mail.nothing"))
    code = _ended(sent, words, quiet=quiet or json)
    return foremost((code, 4 if obeyed.error else 0))


def _show(
    here: Session,
    business: Business,
    made: Digest,
    words: Words,
    *,
    form: Format,
    output: Path | None,
) -> None:
    """Print a digest, or write it to a file."""
    from amends.outputs import digest_json, digest_text
    from amends.outputs.json import dumps
    from amends.triage import digest_mail

    if form == "text" and output is None and here.columns:
        here.draw(digest_text.screen(made, words))
        return
    writing = {
        "text": lambda: digest_text.text(made, words),
        "markdown": lambda: digest_text.markdown(made, words),
        "html": lambda: digest_mail.page(business, made, words),
        "json": lambda: f"{dumps(digest_json.as_json(made))}\n",
    }
    text = writing[form]()
    if output is None:
        put(text)
    else:
        write(output, text)
