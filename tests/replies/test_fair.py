"""Reach may change the order of the queue, never the draft or the remedy."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from reply_cases import COMPLAINT, PLAYBOOKS, case, config, drafted

from amends.models import Author, Reach

COUNT = st.none() | st.integers(0, 10**9)
OWN = config(
    remedies={"delivery": [{"id": "full_refund"}, {"id": "replacement"}]},
    explanations={"delivery": [{"id": "packed_badly"}]},
)


@settings(max_examples=80, deadline=None)
@given(
    followers=COUNT, likes=COUNT, shares=COUNT, views=COUNT,
    handle=st.none() | st.text("abcdef", min_size=1, max_size=12),
    playbook=st.sampled_from(PLAYBOOKS),
    severity=st.integers(0, 4),
)  # fmt: skip
def test_nobody_gets_another_draft_for_their_fans(
    *, followers, likes, shares, views, handle, playbook, severity
):
    plain = case(playbook=playbook, severity=severity)
    famous = replace(
        plain,
        mention=replace(
            plain.mention,
            author=Author(name=plain.mention.author.name, handle=handle, followers=followers),
            reach=Reach(likes, shares, None, views),
        ),
        assessment=replace(plain.assessment, signals=("viral",) if (views or 0) > 30_000 else ()),
    )
    assert drafted(famous, OWN, playbook=playbook) == drafted(plain, OWN, playbook=playbook)


@given(name=st.sampled_from(["Kate", "Ahmed", "Ольга", "José", "A Google user", "xx_77"]))
def test_nobody_gets_another_remedy_for_their_name(name):
    plain = case()
    other = replace(plain, mention=replace(plain.mention, author=Author(name=name)))
    kept = [
        [(found.part, found.text) for found in draft.parts if found.part in ("explain", "solve")]
        for draft in (drafted(each, OWN, playbook=COMPLAINT) for each in (plain, other))
    ]
    assert kept[0] == kept[1]
