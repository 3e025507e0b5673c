"""The configured rules: what they do, and what they would do. For people and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from amends.outputs import safe
from amends.outputs.json import envelope
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from amends.config.rules import Rule, Then
    from amends.languages import Words
    from amends.models.ruled import Fired, Instance, Trial, Trials


def listed(
    found: Sequence[Fired], rules: Mapping[str, Rule], words: Words
) -> Iterator[RenderableType]:
    """Draw every rule in its order: on how many open mentions it fired, and what it does."""
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        line = Text.assemble((f"{each.name:<{width}}", "bold"), f"  {each.mentions:>5}  ")
        yield line.append(effects(rules[each.name].then, words))


def tried(
    trials: Trials, rules: Mapping[str, Rule], words: Words, width: int | None
) -> Iterator[RenderableType]:
    """Draw what each rule would do, with examples, and what it would leave alone and why."""
    yield Text(words.say("rules.looked", n=trials.mentions), "dim")
    for trial in trials.rules:
        yield Text("")
        yield Text.assemble((trial.name, "bold"), "  ", words.say("rules.fires", n=trial.fires))
        yield Text(f"  {effects(rules[trial.name].then, words)}")
        yield from _examples(trial.examples, words, width)
        yield from _held(trial, words, width)


def effects(then: Then, words: Words) -> str:
    """Say what a rule does, in one line."""
    said = {
        "assign": then.assign,
        "tag": ", ".join(then.tag),
        "priority": f"{then.priority:+}" if then.priority else None,
        "status": words.say(f"status.{then.status}") if then.status else None,
        "snooze": _sleep(then.snooze, words) if then.snooze else None,
        "notify": ", ".join(then.notify),
        "stop": then.stop,
    }
    return " · ".join(
        single_line(words.say(f"rules.then.{key}", value=value))
        for key, value in said.items()
        if value
    )


def _sleep(snooze: str, words: Words) -> str:
    said = snooze.strip().removeprefix("until").strip()
    return words.say("rules.until_reaction") if said == "reaction" else said


def _held(trial: Trial, words: Words, width: int | None) -> Iterator[RenderableType]:
    for why, count in trial.held.items():
        yield Text(f"  {words.say(f'rules.held.{why}', n=count)}", "yellow")
        examples = [each for each in trial.held_examples if each.why == why]
        yield from _examples(examples, words, width)


def _examples(
    found: Sequence[Instance], words: Words, width: int | None
) -> Iterator[RenderableType]:
    for each in found:
        text = Text(f"    {each.case.id}  {safe.excerpt(each.case, words)}")
        if width is not None:
            text.truncate(width, overflow="ellipsis")
        yield text


def rules_json(found: Sequence[Fired], rules: Mapping[str, Rule], now: datetime) -> dict[str, Any]:
    """Return `amends.rules/1`."""
    items = [{**_rule(each.name, rules), "open": each.mentions} for each in found]
    return envelope("rules", now) | {"items": items}


def trials_json(trials: Trials, rules: Mapping[str, Rule], now: datetime) -> dict[str, Any]:
    """Return `amends.rules_test/1`."""
    items = [
        {
            **_rule(each.name, rules),
            "fires": each.fires,
            "examples": [_instance(one) for one in each.examples],
            "held": [{"why": why, "mentions": count} for why, count in each.held.items()],
            "held_examples": [{**_instance(one), "why": one.why} for one in each.held_examples],
        }
        for each in trials.rules
    ]
    return envelope("rules_test", now) | {"mentions": trials.mentions, "items": items}


def _rule(name: str, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Return a rule as it is configured, without what it does not say."""
    rule = rules[name]
    said = rule.model_dump(mode="json", exclude_unset=True)
    return {"name": name, "when": said["when"], "then": said["then"]}


def _instance(one: Instance) -> dict[str, Any]:
    mention = one.case.mention
    return {"id": one.case.id, "title": mention.title, "text": mention.text}
