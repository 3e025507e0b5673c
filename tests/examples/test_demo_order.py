"""What the queue makes of the demo: the order, and who needs an answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amends import config as configuration
from amends.store import Filter
from amends.triage import business, demonstrating, ranking

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
EXPECTED = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def queue(tmp_path_factory):
    """Key of each mention → its place in the queue and what it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("demo")))
        folder = demonstrating.run(NOW, None).folder
        with business.opened(configuration.load(folder / "config.yaml"), NOW) as opened:
            items = ranking.listing(opened, Filter(everything=True), limit=None).items
    return {
        f"{item.case.mention.source}/{item.case.mention.external_id}": (place, item)
        for place, item in enumerate(items)
    }


def key(name: str) -> str:
    return EXPECTED["names"].get(name, name)


@pytest.mark.parametrize(("first", "second"), EXPECTED["above"])
def test_what_stands_above(queue, first, second):
    assert queue[key(first)][0] < queue[key(second)][0]


def test_who_needs_an_answer_is_offered_one(queue):
    for name in EXPECTED["needs_an_answer"]:
        assert queue[key(name)][1].situation.playbook not in {"no_reply", "thank"}, name


def test_advertising_is_left_out(queue):
    for name in EXPECTED["spam"]:
        assert queue[key(name)][1].group == "nothing", name


def test_namesakes_do_not_come_in(queue):
    assert len(queue) == 62
    assert not [name for name in EXPECTED["namesakes"] if key(name) in queue]
