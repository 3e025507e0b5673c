"""`amends init`: four questions, a commented config.yaml, and a test of what it names."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from amends.cli import interview, system
from amends.cli.session import note, session, write
from amends.errors import UsageError

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.languages import Words
    from amends.models.vocabulary import UiLanguage
    from amends.triage.init import Answers, Chosen, Road


HINT = "Write --way 'KEY field=value …'; amends init --ways lists the keys."
_KEYS = 18
"""Cells of the keys of places in a list."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(init)


def init(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="Name of the business.")] = None,
    country: Annotated[str | None, typer.Option(help="Country, such as BG.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Time zone, such as Europe/Sofia.")] = None,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="A branch; may be repeated.")
    ] = None,
    way: Annotated[
        list[str] | None,
        typer.Option(help="Where people write: 'KEY field=value …'; may be repeated. See --ways."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A language of your customers; may be repeated.")
    ] = None,
    signer: Annotated[str | None, typer.Option(help="Name under the replies.")] = None,
    role: Annotated[str | None, typer.Option(help="Role of the signer, such as owner.")] = None,
    gender: Annotated[
        Literal["female", "male", "neutral"] | None,
        typer.Option(help="Grammatical gender of the signer."),
    ] = None,
    output: Annotated[Path, typer.Option(help="The file to write.")] = Path("config.yaml"),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    ways: Annotated[bool, typer.Option("--ways", help="List the places people write at.")] = False,
    test: Annotated[bool, typer.Option("--test/--no-test", help="Try the sources.")] = True,
) -> None:
    """Set up your business: four questions, or everything from flags.

    Without `--lang` it asks in the language of the system (LC_ALL, LC_MESSAGES, LANG), if that is
    one of ours. It is written into the file, and all other commands take it from there.
    """
    here = session(context)
    if ways:
        _list_ways(here)
        return
    if not force and os.path.lexists(output):
        raise UsageError(f"{output} exists already", hint="Give --output or --force.")
    given = {
        "name": name,
        "country": country,
        "timezone": timezone,
        "places": place,
        "ways": [_way(text) for text in way] if way is not None else None,
        "languages": language,
        "signer": signer,
        "role": role,
        "gender": gender,
    }
    _write(here, output, {key: value for key, value in given.items() if value is not None})
    if test:
        raise typer.Exit(_test(here, output))


def _write(here: Session, output: Path, given: dict[str, Any]) -> None:
    from amends.triage.init import Answers, render, usual_zone

    words = _words(here)
    zone = system.zone(os.environ)
    if here.dialogue:
        given = interview.asked(given, words, zone)
    elif "name" not in given:
        raise UsageError("who are you?", hint="Give --name, or run amends init on a terminal.")
    for key in ("places", "ways", "languages"):
        given[key] = tuple(given.get(key, ()))
    given.setdefault("timezone", usual_zone(given.get("country"), zone))
    try:
        answers = Answers(**given, language=_language(here))
        text = render(answers)
    except (ValueError, KeyError) as error:
        raise UsageError(str(error.args[0])) from None
    with suppress(OSError):  # writing will say it
        output.parent.mkdir(parents=True, exist_ok=True)
    write(output, text)
    note(words.say("init.written", file=output))
    _tell_errands(answers, words)


def _language(here: Session) -> UiLanguage:
    """Return the language to set up in: there is no configuration yet that says it."""
    return here.lang or system.language(os.environ) or "en"


def _words(here: Session) -> Words:
    return here.words(_language(here))


def _tell_errands(answers: Answers, words: Words) -> None:
    """Say what is left to do for the sources that need a key."""
    from amends.outputs import setting_up
    from amends.triage.errands import errands

    for todo in errands(answers):
        note("")
        for line in setting_up.errand(todo, words):
            note(line)


def _way(text: str) -> Chosen:
    """Read `google_alerts url=https://… place=Mladost`."""
    from amends.triage.init import BY_KEY, Chosen

    try:
        key, *pairs = shlex.split(text) or [""]
    except ValueError as error:
        raise UsageError(f"--way {text!r}: {error}", hint=HINT) from None
    if key not in BY_KEY:
        raise UsageError(f"no place to write is called {key!r}", hint="amends init --ways")
    given = dict(pair.partition("=")[::2] for pair in pairs)
    known = {ask.key for ask in BY_KEY[key].asks} | {"place"}
    if unknown := given.keys() - known:
        named = ", ".join(sorted(unknown))
        raise UsageError(f"--way {text!r}: {named} is not asked there", hint=HINT)
    return Chosen(key, given, place=given.pop("place", None))


def _list_ways(here: Session) -> None:
    from amends.triage.init import WAYS

    words = _words(here)
    for way in WAYS:
        needs = " | ".join(_asked_for(road) for road in way.roads if road.asks)
        title = f"{words.say(way.title)}{f'  ({needs})' if needs else ''}"
        here.tell(f"{way.key:<{_KEYS - 1}} {title}", _KEYS)


def _asked_for(road: Road) -> str:
    return " ".join(f"{ask.key}=…" if ask.needed else f"[{ask.key}=…]" for ask in road.asks)


def _test(here: Session, output: Path) -> int:
    """Try every source that was written, so that a wrong address shows at once."""
    from dataclasses import replace

    from amends.outputs import screens
    from amends.triage import sourcing

    code = 0
    with replace(here, config=output).business(check_sources=True) as business:
        words = here.words(business.language)
        for source in (named.name for named in business.sources if named.source.enabled):
            tried = sourcing.try_one(business, source)
            code = max(code, tried.exit_code)
            here.draw(screens.runs([tried.run], words, business.now))
    return code
