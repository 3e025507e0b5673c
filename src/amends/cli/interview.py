"""The questions of `amends init` on a terminal, one after the other, with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.cli.session import note, prompted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.languages import Words
    from amends.triage.init import Ask, Chosen, Way

BACK = "<"
"""What to type for the question before."""
MORE = "+"
"""What to type for the places that are less common."""
_EXPLAINED = frozenset({"country", "timezone", "languages"})
"""Answers that are codes: a wrong one is answered with what is understood."""


class _BackError(Exception):
    """The question before is wanted once more."""


def asked(given: Mapping[str, Any], words: Words, zone: str | None) -> dict[str, Any]:
    """Ask what the flags left open; `zone` is the time zone of the system."""
    answers = dict(given)
    steps = _steps(answers)
    if steps:
        note(words.say("init.back", sign=BACK))
    index = 0
    while index < len(steps):
        question, key, ask = steps[index]
        if index == 0 or steps[index - 1][0] != question:
            note(f"\n{words.say(question)}")
        known = _known(answers, words, zone)
        try:
            answers[key] = _asked_one(ask, words, known) if ask else _asked_ways(words, known)
        except _BackError:
            index = max(0, index - 1)
        else:
            index += 1
    return {key: value for key, value in answers.items() if value}


def _steps(answers: Mapping[str, Any]) -> list[tuple[str, str, Ask | None]]:
    """Return what is open: the question it belongs to, its key, what to ask if it is one thing."""
    from amends.triage.init import QUESTIONS

    return [
        (question.text, ask.key if ask else "ways", ask)
        for question in QUESTIONS
        for ask in question.asks or (None,)
        if (ask.key if ask else "ways") not in answers
    ]


def _known(answers: Mapping[str, Any], words: Words, zone: str | None) -> dict[str, str]:
    from amends.triage.init import usual_zone

    return {
        "business": answers.get("name", ""),
        "language": words.language,
        "timezone": usual_zone(answers.get("country"), zone) or "",
    }


def _typed(prompt: str) -> str:
    """Return what was typed without the blanks around it; raises `_BackError`."""
    typed = prompted(prompt).strip()
    if typed == BACK:
        raise _BackError
    return typed


def _asked_one(ask: Ask, words: Words, known: Mapping[str, str]) -> str | list[str]:
    """Ask until the answer can be used; nothing typed takes the default."""
    choices = {choice: words.say(f"init.choice.{choice}") for choice in ask.choices}
    prompt = _prompt(ask, words, choices, ask.usual(**known))
    while True:
        typed = _choice(_typed(prompt), choices)
        if choices and typed and typed not in choices:
            note(f"  {words.say('init.one_of', choices=', '.join(choices.values()))}")
            continue
        try:
            answer = ask.read(typed, **known)
        except ValueError as error:
            note(f"  {_wrong(ask, words, error)}")
            continue
        if answer or ask.optional:
            return answer


def _wrong(ask: Ask, words: Words, error: ValueError) -> str:
    """Say what is wrong; where a code is asked, what would be understood."""
    guessed = words.language == "en" and "did you mean" in str(error)
    if guessed or ask.key not in _EXPLAINED:
        return str(error)
    return words.say(f"init.again.{ask.key}")


def _prompt(ask: Ask, words: Words, choices: dict[str, str], default: str) -> str:
    listed = f" ({', '.join(choices.values())})" if choices else ""
    empty = words.say(f"init.{ask.unanswered}") if ask.optional else ""
    enter = choices.get(default, default) or empty
    return f"  {words.say(ask.text)}{listed}{f' [{enter}]' if enter else ''}: "


def _choice(typed: str, choices: dict[str, str]) -> str:
    """Return the choice whose word begins like what was typed, else what was typed.

    It may be the English word, too: `n` is no on every keyboard; or a whole word of another of
    our languages.
    """
    from amends.triage import spoken

    start = typed.lower()
    named = {choice: (choice, word) for choice, word in choices.items() if start}
    found = [choice for choice, both in named.items() if any(w.startswith(start) for w in both)]
    return found[0] if len(found) == 1 else spoken.meant("choices", typed) or typed


def _asked_ways(words: Words, known: Mapping[str, str]) -> list[Chosen]:
    from amends.triage.init import WAYS, Chosen

    common = [way for way in WAYS if way.common]
    note(f"  {words.say('init.numbers')}")
    _list(words, common, first=1)
    note(f"   {MORE}  {words.say('init.more')}")
    picked, more = _picked(words, common)
    if more:
        _list(words, WAYS[len(common) :], first=len(common) + 1)
        picked += _picked(words, WAYS)[0]
    return [Chosen(way.key, _given(way, words, known)) for way in picked]


def _list(words: Words, ways: Sequence[Way], first: int) -> None:
    for number, way in enumerate(ways, start=first):
        note(f"  {number:>2}  {words.say(way.title)}")


def _given(way: Way, words: Words, known: Mapping[str, str]) -> dict[str, str]:
    """Ask what one road after the other needs, until one has all its answers."""
    note(f"\n{words.say(way.title)}")
    given: dict[str, str] = {}
    for road in way.roads or (None,):
        note(f"  {' '.join(way.how(road, words).splitlines())}")  # one paragraph: it is folded
        for ask in road.asks if road else ():
            given[ask.key] = _as_typed(_asked_one(ask, words, known))
            if ask.needed and not given[ask.key]:
                break  # nothing comes of the road
        if road and road.source(given, known["business"]):
            break
    return given


def _as_typed(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else ", ".join(answer)


def _picked(words: Words, ways: Sequence[Way]) -> tuple[list[Way], bool]:
    """Ask for numbers until each is one of the list; also return whether more is wanted."""
    while True:
        typed = [part.strip() for part in _typed("  › ").split(",") if part.strip()]
        numbers = [part for part in typed if part != MORE]
        if all(part.isdecimal() and 1 <= int(part) <= len(ways) for part in numbers):
            return [ways[int(part) - 1] for part in numbers], MORE in typed
        note(f"  {words.say('init.range', n=len(ways))}")
