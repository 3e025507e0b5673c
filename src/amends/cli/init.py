"""`amends init`: four questions, a commented config.yaml, and a test of what it names."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from amends.cli.session import note, prompted, session, write
from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.cli.session import Session
    from amends.languages import Words
    from amends.triage.init import Answers, Ask, Chosen, Road, Way


HINT = "Write --way 'KEY field=value …'; amends init --ways lists the keys."
MORE = "+"
"""What to type for the places that are less common."""
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
    """Set up your business: four questions, or everything from flags."""
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
    from amends.triage.init import Answers, render

    words = here.words()
    if here.dialogue:
        given = _asked(given, words)
    elif "name" not in given:
        raise UsageError("who are you?", hint="Give --name, or run amends init on a terminal.")
    for key in ("places", "ways", "languages"):
        given[key] = tuple(given.get(key, ()))
    try:
        answers = Answers(**given, language=here.lang or "en")
        text = render(answers)
    except (ValueError, KeyError) as error:
        raise UsageError(str(error.args[0])) from None
    with suppress(OSError):  # writing will say it
        output.parent.mkdir(parents=True, exist_ok=True)
    write(output, text)
    note(words.say("init.written", file=output))
    _tell_errands(answers, words)


def _tell_errands(answers: Answers, words: Words) -> None:
    """Say what is left to do for the sources that need a key."""
    from amends.outputs import setting_up
    from amends.triage.errands import errands

    for todo in errands(answers):
        note("")
        for line in setting_up.errand(todo, words):
            note(line)


def _asked(given: dict[str, Any], words: Words) -> dict[str, Any]:
    """Ask what the flags left open, one question after the other."""
    from amends.triage.init import QUESTIONS

    answers = dict(given)
    for question in QUESTIONS:
        open_asks = [ask for ask in question.asks if ask.key not in answers]
        if open_asks or (question.key == "where" and "ways" not in answers):
            note(f"\n{words.say(question.text)}")
        if question.key == "where" and "ways" not in answers:
            answers["ways"] = _asked_ways(words, answers.get("name", ""))
        for ask in open_asks:
            answers[ask.key] = _asked_one(ask, words, answers.get("name", ""))
    return {key: value for key, value in answers.items() if value}


def _asked_one(ask: Ask, words: Words, business: str) -> str | list[str]:
    """Ask until the answer can be used; nothing typed takes the default."""
    known = {"business": business, "language": words.language}
    choices = {choice: words.say(f"init.choice.{choice}") for choice in ask.choices}
    prompt = _prompt(ask, words, choices, ask.usual(**known))
    while True:
        typed = _choice(prompted(prompt), choices)
        if choices and typed and typed not in choices:
            note(f"  {words.say('init.one_of', choices=', '.join(choices.values()))}")
            continue
        try:
            answer = ask.read(typed, **known)
        except ValueError as error:
            note(f"  {error}")
            continue
        if answer or ask.optional:
            return answer


def _prompt(ask: Ask, words: Words, choices: dict[str, str], default: str) -> str:
    listed = f" ({', '.join(choices.values())})" if choices else ""
    empty = words.say(f"init.{ask.unanswered}") if ask.optional else ""
    enter = choices.get(default, default) or empty
    return f"  {words.say(ask.text)}{listed}{f' [{enter}]' if enter else ''}: "


def _choice(typed: str, choices: dict[str, str]) -> str:
    """Return the choice whose word begins like what was typed, else what was typed.

    It may be the English word, too: `n` is no on every keyboard.
    """
    start = typed.strip().lower()
    named = {choice: (choice, word) for choice, word in choices.items() if start}
    found = [choice for choice, both in named.items() if any(w.startswith(start) for w in both)]
    return found[0] if len(found) == 1 else typed.strip()


def _asked_ways(words: Words, business: str) -> list[Chosen]:
    from amends.triage.init import WAYS, Chosen

    common = [way for way in WAYS if way.common]
    note(f"  {words.say('init.numbers')}")
    _list(words, common, first=1)
    note(f"   {MORE}  {words.say('init.more')}")
    picked, more = _picked(words, common)
    if more:
        _list(words, WAYS[len(common) :], first=len(common) + 1)
        picked += _picked(words, WAYS)[0]
    return [Chosen(way.key, _given(way, words, business)) for way in picked]


def _list(words: Words, ways: Sequence[Way], first: int) -> None:
    for number, way in enumerate(ways, start=first):
        note(f"  {number:>2}  {words.say(way.title)}")


def _given(way: Way, words: Words, business: str) -> dict[str, str]:
    """Ask what one road after the other needs, until one has all its answers."""
    note(f"\n{words.say(way.title)}")
    given: dict[str, str] = {}
    for road in way.roads or (None,):
        note(f"  {' '.join(way.how(road, words).splitlines())}")  # one paragraph: it is folded
        for ask in road.asks if road else ():
            given[ask.key] = _typed(_asked_one(ask, words, business))
            if ask.needed and not given[ask.key]:
                break  # nothing comes of the road
        if road and road.source(given, business):
            break
    return given


def _typed(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else ", ".join(answer)


def _picked(words: Words, ways: Sequence[Way]) -> tuple[list[Way], bool]:
    """Ask for numbers until each is one of the list; also return whether more is wanted."""
    while True:
        typed = [part.strip() for part in input("  › ").split(",") if part.strip()]
        numbers = [part for part in typed if part != MORE]
        if all(part.isdecimal() and 1 <= int(part) <= len(ways) for part in numbers):
            return [ways[int(part) - 1] for part in numbers], MORE in typed
        note(f"  {words.say('init.range', n=len(ways))}")


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

    words = here.words()
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
