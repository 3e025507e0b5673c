import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_cases import COMPLAINT, LANGUAGES, PLAYBOOKS, case, config, drafted, part

from amends.replies.platforms import platform

SMALL = ("x", "bluesky", "google_play", "mastodon", "threads")


@pytest.mark.parametrize("place", SMALL)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_every_playbook_fits_and_keeps_its_parts(place, language, playbook):
    for topic in ("delivery", "staff", "other"):
        for severity in (2, 4):
            about = case(language, playbook, topics=(topic,), severity=severity, source_type=place)
            draft = drafted(about, config(), playbook=playbook)
            assert platform(place).fits(draft.text)
            assert part(draft, "sign")
            if playbook == COMPLAINT and place != "threads":  # 500 bytes: 250 Cyrillic letters
                assert {"apologise", "explain", "solve", "follow_up"} <= {
                    p.part for p in draft.parts
                }


@settings(max_examples=80, deadline=None)
@given(
    cause=st.text("abc ", min_size=1, max_size=400).filter(str.strip),
    remedy=st.text("abc ", min_size=1, max_size=400).filter(str.strip),
    name=st.text("Ab ", max_size=300),
    contact=st.text("abc ", max_size=200),
    place=st.sampled_from(SMALL),
    playbook=st.sampled_from(PLAYBOOKS),
    variant=st.integers(1, 50),
)
def test_no_configuration_makes_a_reply_too_long(
    *, cause, remedy, name, contact, place, playbook, variant
):
    own = config(
        business={
            "signature": {"name": name.strip() or None},
            "contact": {"text": {"en": contact.strip()} if contact.strip() else None},
        },
        explanations={"delivery": [{"text": {"en": cause}}]},
        remedies={"delivery": [{"text": {"en": remedy}}, {"text": {"en": f"another {remedy}"}}]},
    )
    draft = drafted(case(source_type=place), own, playbook=playbook, variant=variant)
    assert platform(place).fits(draft.text or "")


def test_a_long_cause_is_promised_and_not_cut():
    long = "We " + "really " * 60 + "forgot it"
    own = config(explanations={"delivery": [{"text": {"en": long}}]})
    assert long in drafted(case(), own, playbook=COMPLAINT).text
    small = drafted(case(source_type="x"), own, playbook=COMPLAINT)
    assert "really" not in small.text
    assert platform("x").fits(small.text)
