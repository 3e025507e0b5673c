"""`amends privacy` and `amends prune`: hand out what is kept about a person, erase it, tidy up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli import options
from amends.cli.session import note, prompted, put_json, session, write_new
from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.cli.session import Session
    from amends.languages import Words
    from amends.triage.business import Business
    from amends.triage.privacy import Asked, Person

app = typer.Typer(
    help="What is kept about one person: hand it out, erase it.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

Author = Annotated[
    str | None, typer.Option(help="Name, handle, account, e-mail address or short id.")
]
Keys = Annotated[
    list[str] | None,
    typer.Option("--person", help="Key of one of several people of that name; may be repeated."),
]
Ids = Annotated[
    list[str] | None,
    typer.Option("--id", help="Whoever wrote this mention; may be repeated."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]


def register(parent: typer.Typer) -> None:
    """Add the commands of this file."""
    parent.add_typer(app, name="privacy")
    parent.command()(prune)


@app.command()
def export(
    context: typer.Context,
    author: Author = None,
    person: Keys = None,
    short_id: Ids = None,
    source: options.Source = None,
    output: Annotated[Path | None, typer.Option(help="Write it to a new file.")] = None,
) -> None:
    """Print all that is kept about one person as JSON, for who asks what you hold about them."""
    from amends.outputs import privacy as shown
    from amends.outputs.json import dumps
    from amends.triage import privacy

    here = session(context)
    with here.business() as business:
        words = here.words(business.language)
        found = _found(business, _asked(author, person, short_id, source), words)
        others = privacy.named_by_others(business, found)
        document = shown.document(
            _described(found), privacy.held(business, found), others, business.now
        )
    if output is None:
        put_json(document)
    else:
        write_new(output, f"{dumps(document)}\n".encode())
        note(str(output))
    _warn_of_others(others, words)


@app.command()
def erase(
    context: typer.Context,
    author: Author = None,
    person: Keys = None,
    short_id: Ids = None,
    source: options.Source = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Erase all that is kept about one person, for good; fetching does not bring it back."""
    from amends.outputs import privacy as shown
    from amends.triage import privacy

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        found = _found(business, _asked(author, person, short_id, source), words)
        others = privacy.named_by_others(business, found)
        _put(here, shown.plan(privacy.held(business, found), words))
        if not dry_run and _agreed(here, words, yes=yes):
            removed = privacy.erase(business, found)
            _put(here, [words.say("privacy.erased", n=removed.mentions)])
            _say(shown.left(removed.copies, words, clean=removed.clean))
            _say([words.say("privacy.elsewhere")])
    _warn_of_others(others, words)


def prune(
    context: typer.Context,
    older_than: Annotated[
        str, typer.Option("--older-than", help="Since when nothing happened: 24m, 400d, 8w, 2y.")
    ],
    closed_only: Annotated[
        bool, typer.Option("--closed-only", help="Keep the history that never was work.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Remove what is old and done for good: closed, left alone, spam, and the history."""
    from amends.outputs import privacy as shown
    from amends.triage import privacy

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        old = privacy.old(business, older_than, closed_only=closed_only)
        _put(here, [words.say("prune.would", n=len(old.numbers))])
        _put(here, shown.pruning(old.by_source, old.spared, words))
        if old.numbers and not dry_run and _agreed(here, words, yes=yes):
            removed = privacy.prune(business, older_than, closed_only=closed_only)
            _put(here, [words.say("prune.done", n=removed.mentions)])
            _say(shown.left(removed.copies, words, clean=removed.clean))


def _asked(
    author: str | None, keys: Sequence[str] | None, ids: Sequence[str] | None, source: str | None
) -> Asked:
    from amends.triage.privacy import Asked

    return Asked(author, tuple(keys or ()), tuple(ids or ()), source)


def _found(business: Business, asked: Asked, words: Words) -> list[Person]:
    """Return who is meant; where a name means several, they are listed and the command ends."""
    from amends.outputs import privacy as shown
    from amends.triage import privacy

    found = privacy.find(business, asked)
    try:
        privacy.one(found, asked)
    except UsageError:
        _say(shown.choice(_described(found), [len(each.numbers) for each in found], words))
        raise
    return found


def _described(found: Iterable[Person]) -> list[dict[str, Any]]:
    from amends.outputs import privacy as shown

    return [
        shown.person(each.key, each.names, each.sources, each.first, each.last) for each in found
    ]


def _agreed(here: Session, words: Words, *, yes: bool) -> bool:
    """Ask on a terminal; raise `UsageError` where nobody can answer."""
    if yes:
        return True
    if not here.dialogue:
        raise UsageError(
            "this cannot be undone, and there is nobody to ask", hint="Add --yes, or --dry-run."
        )
    wanted = words.say("privacy.yes")
    said = prompted(f"{words.say('privacy.sure', word=wanted)} ").strip().casefold()
    if said in {wanted.casefold(), "yes"}:
        return True
    _say([words.say("privacy.not_done")])
    return False


def _warn_of_others(others: Sequence[str], words: Words) -> None:
    if others:
        note(words.say("privacy.named_by_others", ids=", ".join(others)))


def _put(here: Session, lines: Iterable[str]) -> None:
    for line in lines:
        here.tell(line)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        note(line)
