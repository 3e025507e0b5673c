from dataclasses import replace

import pytest
from reply_cases import LANGUAGES, case

from amends.replies.circumstances import sure_topics
from amends.replies.matters import matter
from amends.replies.phrasebook import Voice, book
from amends.replies.phrasebook import said as say


def wrong(topics, *cues, late=False, language="en"):
    found = matter(case(topics=topics, cues=cues), topics[0], language, late=late)
    return found.wrong(language, Voice()), found.described(language, Voice())


@pytest.mark.parametrize(("topics", "cues", "said"), [
    (("delivery",), ("damaged",), "it reached you damaged"),
    (("damage",), ("damaged",), "something got damaged"),
    (("damage",), ("damaged", "no_answer"), "something got damaged, and nobody answered you"),
    (("billing",), ("double_charge",), "the money was taken twice"),
    (("delivery",), ("lost_order", "late_delivery"), "your order has not reached you"),
    (("delivery",), ("lost_order", "no_answer"),
     "your order has not reached you, and nobody answered you"),
    (("other",), (), "things did not go as they should"),
])  # fmt: skip
def test_it_is_said_as_finely_as_the_words_allow(topics, cues, said):
    assert wrong(topics, *cues)[0] == said


def test_a_late_answer_is_apologised_for_by_itself():
    assert wrong(("delivery",), "lost_order", "no_answer", late=True)[0].endswith("reached you")


@pytest.mark.parametrize(("topic", "cue", "about"), [
    ("staff", "rude", "about how you were spoken to"),
    ("safety", "poisoning", "about falling ill"),
    ("staff", "late_delivery", "about how you were treated"),
    ("discrimination", "allergy", "about being treated differently from others"),
])  # fmt: skip
def test_what_would_be_a_confession_is_only_described(topic, cue, about):
    assert wrong((topic,), cue) == (None, about)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_things_are_joined_and_a_third_is_left_out(language):
    said, _ = wrong(("delivery", "billing"), "lost_order", "double_charge", "no_answer",
                    language=language)  # fmt: skip
    named = (book(language).matters[cue].wrong for cue in ("double_charge", "lost_order"))
    assert all(say(clause, Voice()) in said for clause in named)


@pytest.mark.parametrize(("cues", "named"), [(("pests",), "hygiene"), ((), "staff")])
def test_a_topic_that_the_text_has_a_word_for_is_sure(cues, named):
    complaint = case(topics=("hygiene", "staff"), cues=cues)
    shares = replace(complaint.assessment.confidence, topics=(0.3, 0.9))
    complaint = replace(complaint, assessment=replace(complaint.assessment, confidence=shares))
    assert sure_topics(complaint)[0] == named
