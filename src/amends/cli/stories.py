"""`amends stories`: one incident, many authors."""

from __future__ import annotations

from typing import Annotated

import typer

from amends.cli import options
from amends.cli.session import note, put_json, session

app = typer.Typer(
    help="Incidents that many tell of: a video and its comments, an article, ten who fell ill.",
    rich_markup_mode=None,
    invoke_without_command=True,
)


def register(parent: typer.Typer) -> None:
    """Add the commands of this file."""
    parent.add_typer(app, name="stories")


@app.callback()
def stories(context: typer.Context, json: options.Json = False) -> None:
    """Incidents that many tell of: a video and its comments, an article, ten who fell ill.

    Without a command: all of them, the one that grew last first.
    """
    from amends.outputs import stories as drawn
    from amends.triage import stories as found

    if context.invoked_subcommand:
        return
    here = session(context)
    with here.business() as business:
        views = found.stories(business)
        words, now = here.words(business.language), business.now
    if json:
        put_json(drawn.stories_json(views, now))
        return
    if not views:
        note(words.say("story.none"))
    here.draw(drawn.stories(views, words, now, here.columns))


@app.command()
def show(context: typer.Context, short_id: options.Id, json: options.Json = False) -> None:
    """One story whole: where it began, who tells of it, who still waits; by any member's id."""
    from amends.outputs import stories as drawn
    from amends.triage import stories as found

    here = session(context)
    with here.business() as business:
        view = found.story(business, short_id)
        words, now = here.words(business.language), business.now
    if json:
        put_json(drawn.story_json(view, now))
        return
    here.draw(drawn.story(view, words, now, here.columns))


@app.command()
def join(
    context: typer.Context,
    short_id: options.Id,
    root_id: Annotated[
        str, typer.Argument(metavar="ROOT_ID", help="Short id of any mention of the story.")
    ],
    dry_run: options.DryRun = False,
) -> None:
    """Make a mention part of a story, whatever amends thinks; a root brings its whole story."""
    from amends.triage import stories as found

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        done = found.join(business, short_id, root_id)
        note(words.say("story.joined", id=done.id, root=done.root))


@app.command()
def split(context: typer.Context, short_id: options.Id, dry_run: options.DryRun = False) -> None:
    """Keep a mention apart from every story, for ever: only `join` brings it back."""
    from amends.triage import stories as found

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        words = here.words(business.language)
        done = found.split(business, short_id)
        note(words.say("story.split", id=done))
