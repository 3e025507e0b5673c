"""`amends show ID --explain`: how it was read, how its priority adds up."""

from __future__ import annotations

import jsonschema
import pytest

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.outputs.explained import sure
from amends.triage.schemas import schema

FAKE = {
    "external_id": "fake",
    "text": "Не съм била там, но всички казват, че са измамници.",
    "rating": 1,
    "published_at": "2026-11-19T04:00:00Z",
}


@pytest.fixture
def read_light(shop):
    """The light engine reads everywhere alike."""
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("scoring: {engine: light}\n")
    shop.mentions.append(FAKE)
    shop.write()
    shop.run("check")
    return shop


@pytest.mark.parametrize("code", FIRST_CLASS)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_fits_and_speaks_the_language_of_the_interface(read_light, code, width):
    read_light.width = width
    says = words(code).say
    for name in ("hurt", "fake"):
        out = read_light.run("--lang", code, "show", read_light.ids()[name], "--explain").out
        assert max(map(len, out.splitlines())) <= width
        for key in ("explain.read", "explain.mood", "explain.floor", "explain.sum"):
            assert says(key) in out, key
    assert says("explain.doubts") in out
    assert f"«{'Не съм била'}»" in out
    if code != "en":
        english = words("en").messages
        assert not any(english[f"cue.{side}"] in out for side in ("bad", "about", "kind"))


def test_it_comes_below_the_usual_sheet(read_light):
    short_id = read_light.ids()["hurt"]
    usual, explained = (
        read_light.run("show", short_id, *more).out for more in ((), ("--explain",))
    )
    assert explained.startswith(usual)
    assert "\x1b" not in explained
    assert "1 star" in explained[len(usual) :]
    assert "almost certain (" in explained[len(usual) :]


def test_data_holds_the_same(read_light):
    answer = read_light.run("show", read_light.ids()["fake"], "--explain", "--json").json
    jsonschema.Draft202012Validator(schema("show")).validate(answer)
    made, item = answer["explanation"], answer["item"]
    assert made["scorer"].startswith("light:none:")
    assert [each["doubt"] for each in made["doubts"]] == item["doubts"]
    assert [each["flag"] for each in made["flags"]] == item["flags"]
    assert all(each["because"] for each in (*made["doubts"], *made["flags"]))
    sums = made["priority"]
    points = sum(each["points"] for each in sums["factors"])
    assert (
        round(sums["floor"] + points + sums["lowered"] + sums["ruled"], 1)
        == item["priority"]["score"]
    )
    assert "explanation" not in read_light.run("show", item["id"], "--json").json


def test_what_another_version_read_is_explained_as_far_as_it_is_known(read_light):
    path = read_light.folder / "config.yaml"
    path.write_text(path.read_text("utf-8").replace("Blue Door Bakery", "Red Door"), "utf-8")
    short_id = read_light.ids()["hurt"]
    assert "amends score --all" in read_light.run("show", short_id, "--explain").out
    made = read_light.run("show", short_id, "--explain", "--json").json["explanation"]
    assert (made["intent"], made["severity"]) == (None, None)
    assert made["cues"]
    read_light.run("score", "--all")
    assert "amends score --all" not in read_light.run("show", short_id, "--explain").out


def test_confidences_stand_beside_the_engine(read_light):
    for item in read_light.run("inbox", "--all", "--json").json["items"]:
        jsonschema.Draft202012Validator(schema("assessed")).validate(item)
        assert list(item["confidence"]["topics"]) == item["topics"]
        assert 0 < item["confidence"]["intent"] <= 1
    [line] = read_light.run("score", "-", stdin='{"text": "Cold soup", "confidence": 7}').jsonl
    assert line["confidence"].keys() == {"intent", "severity", "topics"}


@pytest.mark.parametrize(
    ("confidence", "said"),
    [
        (1.0, "almost certain (99 %)"),
        (0.9, "almost certain (90 %)"),
        (0.89, "likely (89 %)"),
        (0.64, "a guess (64 %)"),
        (0.0, "not known"),
    ],
)
def test_confidence_in_plain_words(confidence, said):
    assert sure(confidence, words("en")) == said
