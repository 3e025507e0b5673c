"""Whom a word of `watch: none:` sends away: strangers' posts, and nobody who wrote to us."""

from __future__ import annotations

import pytest

from amends.config.model import Config
from amends.models import Mention, Rating
from amends.triage.understanding import chosen, scorer, understand

CONFIG = Config.model_validate(
    {
        "version": 1,
        "business": {"name": "Café Lipa"},
        "watch": {"none": ["Dua Lipa", "Maribor"]},
        "scoring": {"engine": "light"},
    }
)
HURT = "They played Dua Lipa, the floor was wet, I fell and broke my wrist."


def understood(**told):
    (found,) = understand([Mention(text=HURT, **told)], CONFIG)
    return found


@pytest.mark.parametrize("kind", ["post", "comment", "article"])
def test_a_post_about_a_namesake_is_not_about_us(kind):
    found = understood(kind=kind)
    assert (found.intent, found.severity) == ("irrelevant", 0)
    assert "namesake_possible" in found.flags


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "review", "rating": Rating(1)},
        {"kind": "email"},
        {"kind": "comment", "source_type": "facebook"},
    ],
    ids=["stars", "a letter", "a comment on our page"],
)
def test_who_gave_us_stars_or_wrote_to_us_means_us(told):
    found = understood(**told)
    assert found.severity >= 3
    assert "namesake_possible" not in found.flags


@pytest.mark.parametrize("changed", [{"none": ["Maribor"]}, {"languages": ["pl"]}])
def test_who_is_a_namesake_is_asked_again_when_the_answer_may_change(changed):
    watch = CONFIG.watch.model_copy(update={each: tuple(said) for each, said in changed.items()})
    other = CONFIG.model_copy(update={"watch": watch})
    by = chosen(CONFIG)
    assert scorer(CONFIG, by) == scorer(CONFIG.model_copy(), by)
    assert scorer(other, by) != scorer(CONFIG, by)
