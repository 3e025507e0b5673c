"""What the sheet of one mention says of its story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from amends.languages import words
from amends.models.story import StoryPart, StoryView
from amends.outputs.stories import SHOWN, told

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def part(number: int, **changes) -> StoryPart:
    values = {
        "number": number,
        "id": f"id{number}",
        "link": "link",
        "by_hand": False,
        "source": "web",
        "kind": "comment",
        "published_at": NOW - timedelta(days=3),
        "author": f"By\x1b[31m {number}",
        "excerpt": "Me too",
        "url": None,
        "open": True,
        "same_as": None,
        "person": f"p{number}",
        "reach": None,
    }
    return StoryPart(**(values | changes))


def view(*members: StoryPart) -> StoryView:
    size = sum(each.same_as is None for each in members)
    article = next((each for each in members if each.kind == "article"), None)
    return StoryView("id1", size, size, 900, size, article, ((NOW.date(), size),), members)


def lines(found: StoryView | None, short_id: str) -> list[str]:
    return [each.plain for each in told(found, words("en"), NOW, short_id)]


def test_a_mention_in_no_story_says_nothing():
    assert lines(None, "id1") == []


def test_the_others_are_named_and_the_mention_itself_is_not():
    first, *others = lines(view(part(1, link=None), part(2), part(3)), "id2")
    assert first.startswith("+2 about the same")
    assert [each.split()[0] for each in others] == ["id1", "id3"]
    assert "where it began" in others[0]
    assert "\x1b" not in "".join(others)


def test_a_copy_stands_for_what_it_repeats():
    members = (part(1, link=None), part(2), part(4, same_as=2, link=None))
    assert [each.split()[0] for each in lines(view(*members), "id4")[1:]] == ["id1"]


def test_many_are_shortened_and_the_article_is_named():
    members = [part(1, link=None), *map(part, range(2, 20)), part(20, kind="article")]
    found = lines(view(*members), "id1")
    assert len(found) == SHOWN + 2
    assert "id20" in found[-1]
    assert "amends stories show id1" in found[-1]
