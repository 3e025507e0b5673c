"""Of what a search for “Lipa” found, the demo keeps its café, in nine spellings, and no namesake."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from amends import config as configuration
from amends.triage import business, sourcing
from amends.triage.demo_dates import expand

CAFE = Path(__file__).parents[2] / "examples" / "cafe-lipa"
NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
NO_WORD_BESIDE_IT = "none of the words in `context` is in it"

KEPT = {
    "w Lipie na Lozenets": "“Lipa” is in it as “Lipie”",  # Polish: “in Lipa”
    "@Cafe Lipa": "“Café Lipa” is in it",  # without its accent
    "@cafe.lipa.sofia": "“Café Lipa” is in it as “cafe.lipa”",  # within a handle
    "в Липе": "“Lipa” is in it as “Липе”",  # Russian: “in Lipa”
    "в Липата": "“Lipa” is in it as “Липата”",  # Bulgarian: “the Lipa”
    "kafe lipa": "“Lipa” is in it",  # Bulgarian, typed in Latin letters
    "Café Lípa": "“Café Lipa” is in it",  # with an accent too many
    "kawiarni Lipa": "“Kawiarnia Lipa” is in it as “kawiarni Lipa”",  # Polish: “in the café Lipa”
    "#cafelipa": "“Café Lipa” is in it as “cafelipa”",  # a tag
}
LEFT_OUT = {
    "ул. Липа": "“ул. Липа” is in it",
    "DUA LIPA": "“Dua Lipa” is in it",
    "Lipa and most of Batangas": "“Batangas” is in it",
    "Croatian lipa coins": "“Croatian lipa” is in it",
    "Чай от липа": NO_WORD_BESIDE_IT,  # linden tea
    "po prostu lipa": NO_WORD_BESIDE_IT,  # Polish for humbug
    "ul. Lipowej": "none of your names is in it",
    "Café Lipa in Maribor": "“Maribor” is in it",
}


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cafe")
    for name in ("config.yaml", "social.jsonl"):
        text = expand((CAFE / name).read_text("utf-8"), NOW)
        (folder / name).write_text(text, "utf-8")
    with business.opened(configuration.load(folder / "config.yaml"), NOW) as opened:
        return sourcing.try_one(opened, "social")


@pytest.fixture(scope="module")
def posts():
    lines = (CAFE / "social.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def _reason(told, post):
    return next(each.why for each in told if post.startswith(each.where.removesuffix("…")))


def _the_post(posts, words):
    (post,) = (each for each in posts if words in each)
    return post


@pytest.mark.parametrize("words", KEPT)
def test_a_spelling_is_found(tried, posts, words):
    assert _reason(tried.kept, _the_post(posts, words)) == KEPT[words]


@pytest.mark.parametrize("words", LEFT_OUT)
def test_a_namesake_is_left_out(tried, posts, words):
    assert _reason(tried.dropped, _the_post(posts, words)) == LEFT_OUT[words]


def test_every_post_is_one_or_the_other(tried, posts):
    assert (tried.held, tried.run.filtered) == (len(KEPT), len(LEFT_OUT))
    assert len(posts) == len(KEPT) + len(LEFT_OUT)


def test_the_page_about_it_shows_this_list():
    page = (CAFE.parents[1] / "docs" / "watch.md").read_text("utf-8")
    shown = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    config = yaml.safe_load((CAFE / "config.yaml").read_text("utf-8"))
    assert shown["watch"] == config["watch"]
    told = {*KEPT.values(), *LEFT_OUT.values()}
    assert [reason for reason in told if f"  {reason}: " not in page] == []


def test_most_spellings_stand_nowhere_in_the_config():
    names = yaml.safe_load((CAFE / "config.yaml").read_text("utf-8"))["watch"]["any"]
    assert names == ["Café Lipa", "Kawiarnia Lipa", "Lipa"]
    assert not [spelling for spelling in KEPT if spelling in names]
