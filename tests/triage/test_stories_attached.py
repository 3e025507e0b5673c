"""Stories in the store: found by upkeep in any order, joined and split by people, undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.config import Config
from amends.errors import UsageError
from amends.models import Assessment, Author, Batch, Mention, Reach
from amends.store import Store
from amends.triage import stories
from amends.triage.business import Business

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANGRY = "They broke my guitar on the way and for nine months nobody wanted to pay for the repair."
VIDEO = "https://www.youtube.com/watch?v=5YGc4zOqozo"


def mention(key: str, text: str, hours: float = 0, **changes) -> Mention:
    values = {
        "text": text,
        "external_id": key,
        "source": "web",
        "source_type": "feed",
        "kind": "comment",
        "author": Author(id=f"by-{key}", name=f"By {key}"),
        "published_at": NOW - timedelta(hours=100 - hours),
    }
    return Mention(**(values | changes))


GUITAR = [
    mention("repost", ANGRY, 0, kind="post", source="other", reach=Reach(views=500)),
    mention("video", ANGRY, 5, kind="post", url=VIDEO, reach=Reach(views=31_000)),
    mention("first", "Me too!", 6, parent_id="video"),
    mention("second", "They broke my cello", 30, parent_id="video", reach=Reach(likes=3)),
    mention(
        "article",
        f"It all began with {VIDEO}, says the singer, and the airline is silent.",
        40,
        kind="article",
        source="news",
        url="https://news.example/guitar",
    ),
    mention("under", "What a shame", 50, parent_id="article", source="news"),
    mention("soup", "The soup was cold and the waiter did not even say sorry to us.", 7),
]


class Desk:
    """A business with a store of its own, and a scorer that finds every text a complaint."""

    def __init__(self, folder, store: Store, config: Config) -> None:
        self.business = Business(config, folder / "config.yaml", store, NOW, "ana")
        self.store = store

    def read(self, *mentions: Mention, severity: int = 1, topics=("food",)) -> None:
        for each in mentions:
            batch = Batch((each,))
            self.store.save(each.source, "feed", "f", batch, baseline=timedelta(days=900), now=NOW)
        found = Assessment(scorer="s", intent="complaint", severity=severity, topics=topics)
        self.store.put_assessments(
            (each.number, each.revision, found) for each in self.store.unassessed("s")
        )

    def attach(self) -> int:
        return stories.attach_stories(self.business)

    def id(self, key: str) -> str:
        [found] = [
            each for each in self.store.cases(range(1, 100)) if each.mention.external_id == key
        ]
        return found.id

    def told(self) -> dict[str, set[str]]:
        """Root → members, by their external ids."""
        keys = {each.id: each.mention.external_id for each in self.store.cases(range(1, 100))}
        return {
            keys[view.root]: {keys[each.id] for each in view.members} - {keys[view.root]}
            for view in stories.stories(self.business)
        }

    def rows(self) -> list[tuple]:
        return self.store._database.rows("SELECT * FROM stories ORDER BY mention")


@pytest.fixture
def opened(tmp_path):
    made = []

    def make(**places):
        folder = tmp_path / str(len(made))
        folder.mkdir()
        config = Config.model_validate(
            {"version": 1, "business": {"name": "Air"}, "places": places}
        )
        store = Store(folder / "amends.db", now=NOW)
        made.append(store)
        return Desk(folder, store, config)

    yield make
    for store in made:
        store.__exit__(None, None, None)


@pytest.fixture
def guitar(opened):
    desk = opened()
    desk.read(*GUITAR)
    assert desk.attach() == len(GUITAR)
    return desk


def test_a_guitar_with_comments_reposts_and_an_article(guitar):
    assert guitar.told() == {"video": {"repost", "first", "second", "article", "under"}}
    view = stories.story(guitar.business, guitar.id("under"))
    assert (view.size, view.authors, view.open) == (6, 6, 6)
    assert view.reach == 31_000 + 500 + 3
    assert view.first_article.id == guitar.id("article")
    assert sum(count for _, count in view.growth) == 6
    links = {each.id: each.link for each in view.members}
    assert links[guitar.id("video")] is None
    assert links[guitar.id("repost")] == "words"
    assert links[guitar.id("under")] == "link"
    assert stories.story_of(guitar.business, guitar.store.number_of(guitar.id("soup"))) is None


def test_each_join_is_in_the_history(guitar):
    number = guitar.store.number_of(guitar.id("first"))
    [event] = [each for each in guitar.store.events(number) if each["what"] == "joined"]
    assert (event["who"], event["root"], event["link"]) == ("amends", guitar.id("video"), "link")


def test_what_was_looked_at_is_not_looked_at_again(guitar):
    assert guitar.attach() == 0
    guitar.read(mention("third", "Same here", 60, parent_id="video"))
    assert guitar.attach() == 1
    assert "third" in guitar.told()["video"]


def test_an_edit_is_looked_at_again(guitar):
    guitar.read(mention("soup", "Cold soup, and nothing else.", 7))
    assert guitar.attach() == 1
    assert "soup" not in guitar.told()["video"]
    guitar.read(mention("soup", f"Cold soup. By the way, look: {VIDEO}", 7))
    assert guitar.attach() == 1
    assert "soup" in guitar.told()["video"]


def test_who_told_of_it_stays_a_part_of_it(guitar):
    guitar.read(mention("soup", f"They do such things. Look: {VIDEO}", 7))
    guitar.attach()
    guitar.read(mention("soup", "They phoned me, and all is well.", 7))
    guitar.attach()
    assert "soup" in guitar.told()["video"]


def test_copies_are_one_member_and_their_reach_counts_once(guitar):
    copy = mention(
        "copy", ANGRY, 5, source="tube", kind="post", source_type="tube",
        author=Author(name="By video"), reach=Reach(views=40_000),
    )  # fmt: skip
    guitar.read(copy)
    guitar.attach()
    view = stories.story(guitar.business, guitar.id("copy"))
    assert view.size == 6
    assert view.reach == 31_000 + 40_000 + 3  # it repeats the repost, whose 500 are among them
    [seen] = [each for each in view.members if each.id == guitar.id("copy")]
    assert seen.same_as


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(GUITAR), st.lists(st.booleans(), min_size=7, max_size=7))
def test_any_order_of_arrival_gives_the_same_stories(opened, order, pauses):
    desk = opened()
    for each, pause in zip(order, pauses, strict=True):
        desk.read(each)
        if pause:
            desk.attach()
    desk.attach()
    assert desk.told() == {"video": {"repost", "first", "second", "article", "under"}}


def test_a_storm_of_me_too_under_a_post(opened):
    desk = opened()
    desk.read(*[mention(f"m{n}", "Me too", n / 10, parent_id="post") for n in range(60)])
    desk.attach()
    assert desk.told() == {}  # the post itself is no mention: as many customers, each alone
    desk.read(mention("post", "Parcel lost", -1, kind="post"))
    desk.attach()
    [(root, members)] = desk.told().items()
    assert (root, len(members)) == ("post", 60)


# ── at a place ───────────────────────────────────────────────────────────────────────────────


def review(key: str, hours: float, place: str | None = "Lipa", **changes) -> Mention:
    return mention(key, f"Words of {key}", hours, kind="review", place=place, **changes)


def test_three_who_fell_ill_at_one_place(opened):
    desk = opened(Lipa={}, Mladost={})
    desk.read(review("old", -3000), severity=0)
    desk.read(*[review(f"ill{n}", n * 10) for n in range(3)], severity=3)
    desk.read(review("there", 5, "Mladost"), review("nowhere", 5, None), severity=3)
    desk.attach()
    assert desk.told() == {"ill0": {"ill1", "ill2"}}


def test_a_business_without_places_is_one_place(opened):
    desk = opened()
    desk.read(review("old", -3000, None), severity=0)
    desk.read(*[review(f"ill{n}", n * 10, None) for n in range(3)], severity=3)
    desk.attach()
    assert desk.told() == {"ill0": {"ill1", "ill2"}}


def test_everyday_slow_service_is_no_story(opened):
    desk = opened(Lipa={})
    slow = [review(f"slow{n}", -n * 11) for n in range(90)]
    desk.read(*slow, severity=2, topics=("staff",))
    desk.attach()
    assert desk.told() == {}


# ── by hand ──────────────────────────────────────────────────────────────────────────────────


def test_join_split_and_undo(guitar):
    before = guitar.rows()
    joined = stories.join(guitar.business, guitar.id("soup"), guitar.id("first"))
    assert joined == (guitar.id("soup"), guitar.id("video"))
    assert "soup" in guitar.told()["video"]
    stories.split(guitar.business, guitar.id("soup"))
    assert "soup" not in guitar.told()["video"]
    guitar.store.undo(who="ana", now=NOW)
    assert "soup" in guitar.told()["video"]
    guitar.store.undo(who="ana", now=NOW)
    assert guitar.rows() == before


def test_what_is_decided_by_hand_holds(guitar):
    stories.split(guitar.business, guitar.id("article"))
    assert guitar.told() == {"video": {"repost", "first", "second"}}  # its comment had only it
    guitar.read(mention("article", f"Corrected: it all began with {VIDEO}.", 40, kind="article",
                        source="news", url="https://news.example/guitar"))  # fmt: skip
    guitar.attach()
    assert guitar.told() == {"video": {"repost", "first", "second"}}


def test_splitting_the_root_leaves_the_rest_together(opened):
    desk = opened()
    desk.read(*[mention(f"m{n}", ANGRY, n, kind="post") for n in range(3)])
    desk.attach()
    assert desk.told() == {"m0": {"m1", "m2"}}
    stories.split(desk.business, desk.id("m0"))
    assert desk.told() == {"m1": {"m2"}}
    desk.store.undo(who="ana", now=NOW)
    assert desk.told() == {"m0": {"m1", "m2"}}


def test_two_stories_become_one_by_their_root(guitar):
    guitar.read(
        mention("b", "Another post", 60, kind="post"), mention("c", "Yes", 61, parent_id="b")
    )
    guitar.attach()
    assert guitar.told()["b"] == {"c"}
    stories.join(guitar.business, guitar.id("b"), guitar.id("video"))
    [(root, members)] = guitar.told().items()
    assert root == "video"
    assert {"b", "c"} < members


def test_what_cannot_be(guitar):
    with pytest.raises(UsageError, match="begins"):
        stories.join(guitar.business, guitar.id("video"), guitar.id("under"))
    with pytest.raises(UsageError, match="in no story"):
        stories.split(guitar.business, guitar.id("soup"))
    with pytest.raises(UsageError, match="in no story"):
        stories.story(guitar.business, guitar.id("soup"))


def test_how_many_others_tell_the_same(guitar):
    numbers = [guitar.store.number_of(guitar.id(key)) for key in ("under", "soup")]
    assert guitar.store.stories.sizes(numbers) == {numbers[0]: 5}
