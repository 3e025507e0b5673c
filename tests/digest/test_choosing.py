"""Which matters a digest tells whole: never more than five, broken promises and harm first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.digest import Pick, choose, place
from amends.models.assessment import Assessment, Priority, Situation
from amends.models.case import Case
from amends.models.digest import MOST
from amends.models.handling import Handling
from amends.models.listing import GROUPS, Ranked
from amends.models.mention import Mention
from amends.models.promises import Followup

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ranked(name, group="answer", *, severity=1, due=None):
    handling = Handling(reply_due_at=NOW + due * HOUR if due is not None else None)
    assessment = Assessment(severity=severity)
    case = Case(name, Mention(text=name), handling=handling, assessment=assessment)
    return Ranked(case, Situation((), (), "answer"), Priority(50.0), group)


def promise(number, mention, hours):
    return Followup(number, mention, "Kate", None, NOW - 99 * HOUR, NOW + hours * HOUR, "Ana", "x")


def ours(number, hours, **other):
    name = f"p{number}"
    return Pick(ranked(name, "promised", **other), promise(number, name, hours))


def told(promises, queue):
    return [pick.ranked.case.id for pick in choose(promises, queue, NOW)]


def test_harm_then_broken_promises_then_what_cannot_wait_then_what_is_late():
    queue = [
        ranked("thanked", "thank", due=-9),
        ranked("urgent", "urgent", due=3),
        ranked("answer"),
        ranked("late", "ask", due=-2),
        ranked("hurt", "urgent", severity=4, due=3),
    ]
    assert told([ours(1, -3)], queue) == ["hurt", "p1", "urgent", "late", "answer"]
    assert told([ours(2, 4)], queue)[:4] == ["hurt", "urgent", "late", "p2"]


def test_what_is_burning_is_not_pushed_out_by_answers_that_are_late():
    old = [ranked(f"old{n}", due=-99) for n in range(5)]
    burning = [ranked("new", "urgent", due=3), ranked("newer", "urgent", due=-1)]
    assert told([], [*old, *burning])[:3] == ["newer", "new", "old0"]


def test_a_mention_stands_there_once_with_its_soonest_promise():
    lead = ranked("k7f2", due=1)
    promises = [Pick(lead, promise(1, "k7f2", -5)), Pick(lead, promise(2, "k7f2", 3))]
    (pick,) = choose(promises, [lead], NOW)
    assert pick.promise.id == "f1"


matters = st.builds(
    ranked,
    st.integers(0, 30).map(str),
    st.sampled_from(GROUPS),
    severity=st.integers(0, 4),
    due=st.none() | st.integers(-50, 50),
)


@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(-50, 12)), max_size=9, unique_by=lambda p: p[0]
    ),
    st.lists(matters, max_size=20, unique_by=lambda each: each.case.id),
)
def test_at_most_five_and_the_late_ones_before_the_others(promised, queue):
    promised.sort(key=lambda pair: pair[1])
    found = choose([ours(number, hours) for number, hours in promised], queue, NOW)
    names = [pick.ranked.case.id for pick in found]
    assert len(found) == min(MOST, len(promised) + len(queue))
    assert len(set(names)) == len(names)
    broken = [pick.promise is not None and pick.promise.due_at < NOW for pick in found]
    grave = [each.group == "urgent" and each.case.assessment.severity == 4 for each in queue]
    late = sum(hours < 0 for _, hours in promised)
    assert sum(broken) == min(late, max(0, MOST - sum(grave)))
    for pick, is_broken in zip(found, broken, strict=True):
        if not is_broken and any(broken[names.index(pick.ranked.case.id) :]):
            assert pick.ranked.case.assessment.severity == 4


def test_thanks_that_are_late_wait_for_complaints():
    assert place("thank", severity=0, late=True) > place("answer", severity=1, late=False)


def test_letters_of_one_person_at_one_place_stand_there_once():
    queue = [ranked("hers", "urgent", due=-1), ranked("other")]
    kin = {"p1": "kate", "hers": "kate", "other": "bo"}
    found = choose([ours(1, -3)], queue, NOW, kin=kin)
    assert [(pick.ranked.case.id, pick.ranked.also) for pick in found] == [
        ("p1", ("hers",)),
        ("other", ()),
    ]
