"""The story of docs/story.md: at each step the queue stands as a care lead would want it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

from _pages.story import stage, steps


@pytest.fixture(scope="module")
def played():
    """Every step with what its commands did and how the business stands after it."""
    found = []
    with stage() as here:
        for step in steps():
            ran = here.play(step)
            ids = here.ids
            names = {short_id: name for name, short_id in ids.items()}
            found.append(
                {
                    "step": step,
                    "ran": ran,
                    "queue": [names[item["id"]] for item in here.items() if to_do(item)],
                    "shown": {
                        name: here.say("tom", "show", ids[name], "--json")
                        for name in step.get("expect", {}).get("about", ())
                    },
                    "followups": here.say("tom", "followups", "--json")["items"],
                    "story": told_together(here, names),
                }
            )
    return found


def told_together(here, names):
    """Return the names of the members of the only story, if there is one."""
    stories = here.say("tom", "stories", "--json")["items"]
    if not stories:
        return set()
    [story] = stories
    members = here.say("tom", "stories", "show", story["root"], "--json")["members"]
    return {names[each["id"]] for each in members}


def to_do(item):
    return item["handling"]["stage"] == "to_do"


def about(fact, shown):
    """Return what the sheet of a mention says of one expectation."""
    item = shown["item"]
    handling = item["handling"]
    known = {
        "status": handling["status"],
        "stage": handling["stage"],
        "overdue": handling["overdue"],
        "assignee": handling["assignee"],
        "reopened": handling["reopened_at"] is not None,
        "unanswered": item["author_previous_unanswered"],
        "intent": item["intent"],
        "severity_from": item["severity"]["level"],
        "signals": item["signals"],
        "reasons": [reason["factor"] for reason in item["priority"]["reasons"]],
    }
    return known[fact]


def met(fact, wanted, found):
    if fact == "severity_from":
        return found >= wanted
    if fact in {"signals", "reasons"}:
        return set(wanted) <= set(found)
    return found in wanted if isinstance(wanted, list) else found == wanted


@pytest.mark.parametrize("number", range(len(steps())))
def test_each_step(played, number):
    now = played[number]
    expect = now["step"].get("expect", {})
    codes = expect.get("codes", [0] * len(now["ran"]))
    assert [ran.code for ran in now["ran"]] == codes, [ran.printed for ran in now["ran"]]
    if "top" in expect:
        assert now["queue"][0] == expect["top"]
    if "rows" in expect:
        assert len(now["queue"]) == expect["rows"], now["queue"]
    if "followups" in expect:
        assert len(now["followups"]) == expect["followups"]
    for name in expect.get("story", ()):
        assert now["story"] >= {name}, now["story"]
    for name, facts in expect.get("about", {}).items():
        for fact, wanted in facts.items():
            found = about(fact, now["shown"][name])
            assert met(fact, wanted, found), f"{name}: {fact} is {found}"


def test_history_explains_every_state(played):
    """Replaying what each event changed leads to the handling as it stands."""
    for now in played:
        for shown in now["shown"].values():
            last = {}
            for event in shown["history"]:
                last |= {name: pair[1] for name, pair in event["changed"].items()}
            handling = shown["item"]["handling"]
            stands = {name: handling[name] for name in last if name in handling}
            told = {
                name: last[name] for name in stands if name not in {"tags", "rules", "proposal"}
            }
            assert told == {name: stands[name] for name in told}
