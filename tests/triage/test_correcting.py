"""What people say holds over the scorer, through rescoring and undoing; and can be taken back."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.errors import UsageError
from amends.models import Assessment, Confidence, Language, Sentiment
from amends.models.correction import LABELS, correct, said_of, uncorrected
from amends.models.vocabulary import Intent, SentimentLabel, Topic
from amends.triage.correcting import Wanted, read

SHARE = st.floats(0, 1)
TOPICS = st.lists(st.sampled_from(get_args(Topic)), min_size=1, max_size=4, unique=True)
ASSESSMENTS = st.builds(
    Assessment,
    language=st.builds(Language, st.sampled_from(["en", "bg", "und"]), SHARE),
    sentiment=st.builds(
        Sentiment, st.sampled_from(get_args(SentimentLabel)), st.floats(-1, 1), SHARE
    ),
    intent=st.sampled_from(get_args(Intent)),
    topics=TOPICS.map(tuple),
    severity=st.integers(0, 4),
    confidence=st.builds(Confidence, SHARE, SHARE, st.lists(SHARE, max_size=4).map(tuple)),
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "sentiment": st.sampled_from(get_args(SentimentLabel)),
        "intent": st.sampled_from(get_args(Intent)),
        "severity": st.integers(0, 4).map(str),
        "topics": TOPICS.map(",".join),
        "language": st.sampled_from(["de", "en", "uk"]),
    },
)


class TestSayingItOver:
    @given(ASSESSMENTS, st.lists(SAID, max_size=4))
    def test_the_scorers_word_comes_back_exactly(self, machine, sayings):
        found = machine
        for said in sayings:
            found = correct(found, said)
            assert uncorrected(found) == machine
            assert all(said_of(found, label) == value for label, value in said.items())
            assert set(found.corrected) == set(said)
        assert correct(found, {}) == machine

    @given(ASSESSMENTS, SAID)
    def test_only_what_was_said_changes(self, machine, said):
        found = correct(machine, said)
        for label in set(LABELS) - set(said):
            assert said_of(found, label) == said_of(machine, label)

    @given(ASSESSMENTS, SAID)
    def test_what_is_kept_is_json(self, machine, said):
        kept = json.loads(json.dumps(dict(correct(machine, said).overruled)))
        assert dict(correct(machine, said).overruled) == kept

    def test_a_person_is_certain(self):
        found = correct(Assessment(), {"severity": "3", "intent": "complaint", "topics": "refund"})
        assert (found.severity, found.confidence.severity, found.confidence.intent) == (3, 1, 1)
        assert (found.topics, found.confidence.topics) == (("refund",), (1,))

    @pytest.mark.parametrize(
        ("read_as", "said", "score"),
        [
            (0.9, "negative", -0.5),
            (-0.9, "negative", -0.9),
            (-0.2, "positive", 0.5),
            (0.8, "mixed", 0),
        ],
    )
    def test_the_score_of_a_tone_agrees_with_its_name(self, read_as, said, score):
        machine = Assessment(sentiment=Sentiment("neutral", read_as, 0.4))
        found = correct(machine, {"sentiment": said})
        assert found.sentiment == Sentiment(said, score, 1.0)


class TestReading:
    def test_words_names_and_codes(self):
        wanted = Wanted("Negative", "vague negative", "Serious", ("billing,refund", "staff"), "UA")
        assert read(wanted) == {
            "sentiment": "negative",
            "intent": "vague_negative",
            "severity": "3",
            "topics": "billing,refund,staff",
            "language": "uk",
        }

    def test_a_dash_takes_it_back_and_nothing_is_nothing(self):
        assert read(Wanted(intent="-", topics=("-",))) == {"intent": None, "topics": None}
        assert read(Wanted()) == {}
        assert not Wanted()
        assert Wanted(severity="0")

    @pytest.mark.parametrize(
        "wanted",
        [
            Wanted(sentiment="angry"),
            Wanted(sentiment=""),
            Wanted(intent="complaint; DROP TABLE corrections"),
            Wanted(severity="5"),
            Wanted(severity="-1"),
            Wanted(severity="3.0"),
            Wanted(topics=("refund", "parking")),
            Wanted(topics=("-", "refund")),
            Wanted(topics=(",",)),
            Wanted(topics=("food", "staff", "price", "refund", "quality")),
            Wanted(language="klingon"),
            Wanted(language="\x1b[31m"),
        ],
    )
    def test_what_no_label_has_is_refused_in_one_line(self, wanted):
        with pytest.raises(UsageError) as raised:
            read(wanted)
        assert "\n" not in raised.value.message
        assert "\x1b" not in raised.value.message

    @given(st.text(max_size=30))
    @settings(max_examples=50)
    def test_any_text_is_a_label_or_refused(self, typed):
        for wanted in (Wanted(intent=typed), Wanted(severity=typed), Wanted(topics=(typed,))):
            try:
                found = read(wanted)
            except UsageError:
                continue
            assert all(value is None or value.isascii() for value in found.values())


class TestInTheQueue:
    @pytest.fixture
    def late(self, shop):
        shop.run("check")
        return shop.ids()["late"]

    @staticmethod
    def seen(shop, short_id):
        [item] = [
            item
            for item in shop.run("inbox", "--all", "--json").json["items"]
            if item["id"] == short_id
        ]
        keys = ("intent", "severity", "sentiment", "topics", "language", "confidence", "playbook")
        return {key: item[key] for key in keys}

    def test_it_holds_through_rescoring_and_another_engine(self, shop, late):
        before = self.seen(shop, late)
        shop.run("mark", late, "--intent", "question", "--severity", "4", "--topic", "website")
        said = self.seen(shop, late)
        assert (said["intent"], said["severity"]["level"], said["topics"]) == (
            "question",
            4,
            ["website"],
        )
        assert said["confidence"]["severity"] == 1
        shop.configure("scoring: {engine: light}\n")
        assert shop.run("score", "--all").code == 0
        after = self.seen(shop, late)
        assert (after["intent"], after["severity"], after["topics"]) == (
            said["intent"],
            said["severity"],
            said["topics"],
        )
        assert before["intent"] == "complaint"

    def test_filters_follow(self, shop, late):
        shop.run("mark", late, "--topic", "website", "--language", "de")
        items = shop.run("inbox", "--topic", "website", "--json").json["items"]
        assert [item["id"] for item in items] == [late]

    def test_undo_brings_back_the_scorer(self, shop, late):
        before = self.seen(shop, late)
        shop.run("mark", late, "--intent", "praise", "--sentiment", "positive")
        shop.run("mark", late, "--intent", "spam")
        assert self.seen(shop, late)["intent"] == "spam"
        assert shop.run("undo").code == 0
        assert self.seen(shop, late)["intent"] == "praise"
        assert shop.run("undo").code == 0
        assert self.seen(shop, late) == before

    def test_undo_after_rescoring_is_what_the_scorer_says_now(self, shop, late):
        shop.run("mark", late, "--intent", "praise")
        shop.configure("scoring: {engine: light}\n")
        shop.run("score", "--all")
        shop.run("undo")
        undone = self.seen(shop, late)
        shop.run("score", "--all")
        assert self.seen(shop, late) == undone

    def test_a_dash_takes_one_label_back(self, shop, late):
        before = self.seen(shop, late)
        shop.run("mark", late, "--intent", "praise", "--severity", "0")
        shop.run("mark", late, "--intent", "-")
        after = self.seen(shop, late)
        assert (after["intent"], after["severity"]["level"]) == (before["intent"], 0)
        shop.run("mark", late, "--severity", "-")
        assert self.seen(shop, late) == before

    def test_new_words_are_read_anew(self, shop, late):
        shop.run("mark", late, "--intent", "spam")
        shop.mentions[1]["text"] = "They called, said sorry and sent a new cake. Thank you!"
        shop.write()
        shop.run("check")
        assert self.seen(shop, late)["intent"] != "spam"

    def test_a_wrong_word_changes_nothing(self, shop, late):
        before = self.seen(shop, late)
        answer = shop.run("mark", late, "--intent", "praise", "--severity", "9")
        assert answer.code == 2
        assert "9" in answer.err
        assert self.seen(shop, late) == before

    def test_a_rehearsal_leaves_it(self, shop, late):
        before = self.seen(shop, late)
        assert shop.run("mark", late, "--intent", "praise", "--dry-run").code == 0
        assert self.seen(shop, late) == before
