"""`amends init`: four questions, a commented config.yaml, and a test of what it names."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from amends.cli.session import note, put, session
from amends.errors import UsageError

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.triage.init import Ask, Chosen


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
    """Set up your business: four questions, or everything from flags."""
    if ways:
        _list_ways()
        return
    here = session(context)
    if output.exists() and not force:
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
    from amends.triage.init import Answers, render

    if sys.stdin.isatty() and here.tty:
        given = _asked(given)
    elif "name" not in given:
        raise UsageError("who are you?", hint="Give --name, or run amends init on a terminal.")
    given["places"] = tuple(given.get("places", ()))
    given["ways"] = tuple(given.get("ways", ()))
    given["languages"] = tuple(given.get("languages") or ("en",))
    try:
        text = render(Answers(**given, language=here.lang or "en"))
    except (ValueError, KeyError) as error:
        raise UsageError(str(error.args[0])) from None
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    note(f"{output} is written. Next: amends check")


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """Ask what the flags left open, one question after the other."""
    from amends.triage.init import QUESTIONS

    answers = dict(given)
    for question in QUESTIONS:
        open_asks = [ask for ask in question.asks if ask.key not in answers]
        if question.key == "where" and "ways" not in answers:
            answers["ways"] = _asked_ways(answers)
        elif open_asks:
            note(f"\n{question.text}")
            answers |= {ask.key: _asked_one(ask, answers.get("name", "")) for ask in open_asks}
    return {key: value for key, value in answers.items() if value}


def _asked_one(ask: Ask, business: str) -> str | list[str]:
    """Ask until the answer can be used; nothing typed takes the default."""
    default = ask.default.replace("{business}", business)
    while True:
        shown = f" [{default}]" if default else "" if not ask.optional else " (may stay empty)"
        typed = input(f"  {ask.text}{shown}: ")
        try:
            answer = ask.read(typed, business)
        except ValueError as error:
            note(f"  {error}")
            continue
        if ask.choices and answer not in ask.choices:
            note(f"  One of {', '.join(ask.choices)}.")
        elif answer or ask.optional:
            return answer


def _asked_ways(answers: dict[str, Any]) -> list[Chosen]:
    from amends.triage.init import WAYS, Chosen

    note("\nWhere do people write about you? Numbers, separated by commas; Enter for none.")
    for number, way in enumerate(WAYS, start=1):
        note(f"  {number:>2}  {way.title}")
    while True:
        try:
            picked = [WAYS[int(part) - 1] for part in input("  › ").split(",") if part.strip()]
        except (ValueError, IndexError):
            note(f"  Numbers from 1 to {len(WAYS)}, please.")
            continue
        break
    chosen = []
    for way in picked:
        note(f"\n{way.title}")
        for line in way.how:
            note(f"  {line}")
        asked = {ask.key: _asked_one(ask, answers.get("name", "")) for ask in way.asks}
        chosen.append(Chosen(way.key, {key: str(value) for key, value in asked.items() if value}))
    return chosen


def _way(text: str) -> Chosen:
    """Read `google_alerts url=https://… place=Mladost`."""
    from amends.triage.init import BY_KEY, Chosen

    key, *pairs = shlex.split(text) or [""]
    if key not in BY_KEY:
        raise UsageError(f"no place to write is called {key!r}", hint="amends init --ways")
    given = dict(pair.partition("=")[::2] for pair in pairs)
    return Chosen(key, given, place=given.pop("place", None))


def _list_ways() -> None:
    from amends.triage.init import WAYS

    for way in WAYS:
        needs = " ".join(f"{ask.key}=…" for ask in way.asks)
        put(f"{way.key:<16} {way.title}{f'  ({needs})' if needs else ''}")


def _test(here: Session, output: Path) -> int:
    """Try every source that was written, so that a wrong address shows at once."""
    from dataclasses import replace

    from amends.outputs import screens
    from amends.triage import sourcing

    console = here.console()
    code = 0
    with replace(here, config=output).business(check_sources=True) as business:
        words = here.words(business.language)
        for source in business.config.sources:
            tried = sourcing.try_one(business, source)
            code = max(code, tried.exit_code)
            for line in screens.runs([tried.run], words, business.now):
                console.print(line)
    return code
