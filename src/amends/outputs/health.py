"""The one line that monitors read, with its figures, and the JSON of it.

The line follows the guidelines of the Monitoring Plugins: a word for the state, the text, and
behind `|` the figures as `label=value[unit];warning;critical;minimum`
(https://www.monitoring-plugins.org/doc/guidelines.html#AEN200).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.languages import words as words_of
from amends.outputs.ages import duration
from amends.outputs.json import envelope
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.languages import Words
    from amends.models.health import Figure, Health

LONGEST = 500
"""Signs of the text; some monitors cut at 1,024."""
NAMED = 3
"""Sources and channels that are named; the others are counted by the figures."""
_COUNTED = ("urgent", "overdue", "alerts")


def line(health: Health, words: Words) -> str:
    """Return `AMENDS OK - 3 sources read 5 h ago, 2 urgent, 0 overdue | urgent=2;;;0 …`."""
    head = f"AMENDS {health.status.upper()} - {_harmless(_text(health, words))}"
    return f"{head} | {' '.join(map(_drawn, health.figures))}" if health.figures else head


def as_json(health: Health) -> dict[str, Any]:
    """Return `amends.health/1`."""
    return envelope("health", health.at) | {
        "status": health.status,
        "exit_code": health.exit_code,
        "message": _text(health, words_of("en")),
        "database_sound": health.sound,
        "figures": [
            {
                "name": each.name,
                "value": each.value,
                "unit": each.unit or None,
                "warning": each.bounds.warning,
                "critical": each.bounds.critical,
                "status": each.status,
            }
            for each in health.figures
        ],
    }


def _text(health: Health, words: Words) -> str:
    """Return what is wrong first, then the figures that an owner knows."""
    if health.failed is not None:
        return health.failed
    bad = [each for each in health.figures if each.status != "ok"]
    said = [*_wrong(health, words), *(_said(each, words) for each in bad if each.name in _COUNTED)]
    said += _read(health, words)
    said += (
        _said(each, words) for each in health.figures if each.name in _COUNTED and each not in bad
    )
    return ", ".join(said)


def _wrong(health: Health, words: Words) -> Iterator[str]:
    for each in health.matters[:NAMED]:
        args = {**each.args}
        if "outcome" in args:
            args["outcome"] = words.say(f"outcome.{args['outcome']}")
        yield words.say(f"health.{each.code}", **args)
    if len(health.matters) > NAMED:
        yield words.say("health.more", n=len(health.matters) - NAMED)


def _read(health: Health, words: Words) -> Iterator[str]:
    """Say how long ago the sources were read."""
    by_name = {each.name: each for each in health.figures}
    if age := by_name.get("age"):
        time = duration(age.value, words)
        yield words.say("health.read", n=by_name["sources"].value, time=time)


def _said(figure: Figure, words: Words) -> str:
    return words.say(f"health.{figure.name}", n=figure.value)


def _drawn(figure: Figure) -> str:
    """Return `age=18000s;93600;180000;0`; labels are ours, so that none needs quotes."""
    warning, critical = map(_limit, figure.bounds)
    return f"{figure.name}={figure.value}{figure.unit};{warning};{critical};0"


def _limit(value: float | None) -> str:
    """Return digits and a point at most: `1e+15` is no figure to monitors."""
    return "" if value is None else f"{value:.3f}".rstrip("0").removesuffix(".")


def _harmless(text: str) -> str:
    """Keep the text on its side of the line: one line without `|`."""
    seen = "".join(sign for sign in single_line(text) if sign.isprintable())
    return seen.replace("|", "/")[:LONGEST]
