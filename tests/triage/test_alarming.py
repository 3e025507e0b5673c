"""What is alarming, from a store to signals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.models import Author, Reach, SourceRun
from amends.models.alert import ALERT_KINDS
from amends.triage.alarming import signals
from amends.triage.deciding import Wish, mark

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "They sold us bread from last week and laughed at my old mother in front of everybody."
SAID = (
    "The parcel was crushed.",
    "My box had been opened by somebody.",
    "Nobody rang at my door, and the card says I was out.",
    "Two days in the rain on the doorstep. Well done.",
    "Where is my order?",
    "It went to a neighbour whom I do not know.",
    "The driver threw it over the fence, we have it on film.",
    "Broken plates again.",
)


@pytest.fixture
def known(office):
    """An office that has read a quiet source for ten weeks."""
    for week in range(10, 0, -1):
        then = office.now - (week * 7 - 3) * DAY
        text = f"Week {week} was nothing special, and the rolls were rather small."
        office.arrive(f"w{week}", text, author=f"Guest {week}", now=then)
    return office


def looked(office, **options):
    return [(each.kind, each.about) for each in office.do(signals, **options)]


def storm(office, size=8, text=None):
    """Let as many complain as have words for it, or all in the same ones."""
    for n in range(size):
        office.arrive(
            f"s{n}",
            text.format(n=n) if text else SAID[n],
            author=f"Stranger {n}",
            published_at=office.now - (n + 1) * HOUR / 4,
            severity=1,
        )


def test_an_empty_store_is_calm(office):
    assert looked(office) == []


def test_one_mention_is_calm(office):
    office.arrive("1")
    assert looked(office) == []


def test_a_quiet_source_is_calm(known):
    assert looked(known) == []


def test_a_storm(known):
    storm(known)
    [found] = known.do(signals)
    assert (found.kind, found.about) == ("storm", "business")
    assert len(found.mentions) == 8


def test_fewer_than_the_configured_least(known):
    known.configure("alerts: {min_mentions: 9}\n")
    storm(known)
    assert looked(known) == []


def test_only_the_configured_kinds(known):
    known.configure("alerts: {kinds: [harm, silence]}\n")
    storm(known)
    assert looked(known) == []


def test_nearly_the_same_words_of_different_people(known):
    storm(known, 5, WORDS + " This is letter {n}.")
    [found] = known.do(signals)
    assert found.about.startswith("words:")
    assert found.reasons[0].code == "same_words"


def test_critical_harm_until_it_is_answered(office):
    hurt = office.arrive("1", "My son lies in hospital after your nut cake.", severity=4)
    [found] = office.do(signals)
    assert (found.kind, found.about, found.level) == ("harm", f"mention:{hurt}", 1)
    assert found.mentions == (hurt,)
    [late] = office.do(signals, now=office.now + 3 * DAY)
    assert late.level == 2
    office.do(mark, [hurt], Wish(status="closed", because="we rang them"))
    assert looked(office) == []


def test_old_harm_at_the_first_reading_is_told(office):
    old = office.arrive("1", severity=4, published_at=office.now - 90 * DAY)
    assert looked(office) == [("harm", f"mention:{old}")]


def test_what_spreads(known):
    text = "This waiter broke my guitar."
    for ago, views in ((3, 100), (1, 5_100)):
        at = known.now - ago * HOUR
        known.arrive(
            "v", text, author="Dave", now=at, reach=Reach(views=views), published_at=known.now - DAY
        )
    [spread] = known.do(signals)
    with known.open() as business:
        [video] = business.store.ids([11])
    assert (spread.kind, spread.about) == ("spread", f"mention:{video}")
    assert spread.reasons[0].args["n"] == 2500


def test_a_source_gone_silent(known):
    def read(business):
        for day in range(0, 120, 4):
            run = SourceRun("google", "file", "empty" if day else "ok")
            at = business.now + timedelta(days=day)
            business.store.sources.log_run(run, "f1", 0, at)

    known.do(read)
    assert looked(known) == []
    later = known.now + 110 * DAY
    assert looked(known, now=later) == [("silence", "source:google")]
    known.configure("")
    path = known.path
    path.write_text(path.read_text("utf-8").replace("{type: file,", "{type: file, enabled: false,"))
    assert looked(known, now=later) == []


def test_a_rating_that_falls(office):
    from amends.models import Rating

    for n in range(45):
        ago = n * 2 + 1
        stars = 1 if ago < 30 else 5
        then = office.now - ago * DAY
        office.arrive(
            f"r{n}", f"Visit {n}", author=f"G{n}", now=then, rating=Rating(stars), published_at=then
        )
    [found] = [each for each in office.do(signals) if each.kind == "rating"]
    assert found.about == "down source:google place:Old Town"
    assert found.level == 20


def test_looking_changes_nothing(known):
    storm(known)
    known.arrive("9", "My son lies in hospital.", severity=4, author=Author(name="Olga").name)
    assert looked(known) == looked(known)
    assert {kind for kind, _ in looked(known)} <= set(ALERT_KINDS)
