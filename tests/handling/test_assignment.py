"""Who should take a mention."""

import pytest

from amends.config import Config
from amends.handling.assignment import proposed
from amends.models import Assessment, Case, Handling, Language, Mention


def case(topics=(), language="en", place=None):
    return Case(
        id="k7",
        mention=Mention(text="x", place=place),
        handling=Handling(),
        assessment=Assessment(language=Language(language, 1.0), topics=topics),
    )


def config(team, places=None):
    return Config.model_validate({"team": team, "places": places or {}})


TEAM = {
    "Ana": {},
    "Mira": {"topics": ["delivery"]},
    "Boris": {"topics": ["delivery"], "languages": ["es"]},
    "Cleo": {"languages": ["es"]},
}


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({}, "Ana"),
        ({"topics": ("delivery",)}, "Mira"),
        ({"topics": ("delivery",), "language": "es"}, "Boris"),
        ({"topics": ("price",), "language": "es"}, "Cleo"),
        ({"topics": ("price", "delivery"), "language": "ru"}, "Mira"),
    ],
)
def test_whoever_is_there_for_just_this(facts, who):
    assert proposed(case(**facts), config(TEAM), {}) == who


def test_nobody_takes_what_nobody_is_there_for():
    assert proposed(case(), config({"Mira": {"topics": ["delivery"]}}), {}) is None
    assert proposed(case(), config({}), {}) is None


def test_the_least_busy_one_then_the_first():
    team = config({"Ana": {}, "Boris": {}})
    assert proposed(case(), team, {}) == "Ana"
    assert proposed(case(), team, {"Ana": 2, "Boris": 1}) == "Boris"


@pytest.mark.parametrize("manager", ["boris", "Boris Ivanov", "BORIS"])
def test_the_manager_of_a_place(manager):
    places = {"Harbour": {"manager": manager}, "Old Town": {}}
    team = config({"Ana": {}, "Boris": {}}, places)
    assert proposed(case(place="Harbour"), team, {"Boris": 9}) == "Boris"
    assert proposed(case(place="Old Town"), team, {"Boris": 9}) == "Ana"
    assert proposed(case(place="gone"), team, {"Boris": 9}) == "Ana"


def test_a_place_is_looked_after_by_those_who_name_it():
    team = config({"Ana": {"places": ["Harbour"]}, "Boris": {}}, {"Harbour": {}, "Old Town": {}})
    assert proposed(case(place="Harbour"), team, {"Ana": 9}) == "Ana"
    assert proposed(case(place="Old Town"), team, {"Boris": 9}) == "Boris"
