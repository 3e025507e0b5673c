"""An invented quarter of a bakery, for everything that draws reports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from amends.models.alert import Alert
from amends.models.fix import Effect, Fix, Measured
from amends.models.report import (
    Cause,
    Counted,
    Hours,
    LanguageFigures,
    Loud,
    Mean,
    Pair,
    Part,
    Period,
    PersonFigures,
    Promises,
    Quote,
    Rate,
    Reach,
    Remedies,
    RemedyFigures,
    ReplyEffect,
    Report,
    Share,
    Span,
    Spread,
    Stars,
    Step,
    TopicFigures,
    Waited,
    Waiting,
)

END = datetime(2026, 11, 20, 22, tzinfo=UTC)
START = END - timedelta(days=91)


def quote(text, language="en", stars=2.0, place="Harbour", author="Maria K."):
    return Quote(
        mention="k7f2",
        text=text,
        language=language,
        source="google",
        place=place,
        author=author,
        at=END - timedelta(days=9),
        stars=stars,
        url="https://example.org/reviews/k7f2",
    )


def fix(name, verdict, before, after):
    return Measured(
        Fix(1, name, "delivery", "Harbour", START + timedelta(days=30), "Elena"),
        Effect(30.0, verdict, before, after, 0.012 if before else None),
    )


def spans():
    first = date(2026, 8, 24)
    for week in range(13):
        start = first + timedelta(days=7 * week)
        raised, praise = 14 + week * 5 % 11, 30 + week * 7 % 13
        mood = Mean(0.25 - 0.04 * (week % 5), raised + praise + 20 if week % 4 else 6)
        yield Span(
            start,
            start + timedelta(days=6),
            0 < week < 12,
            raised + praise + 20,
            raised,
            praise,
            mood,
            Mean(4.1, 40),
        )


def part(name, mentions, raised, stars, hours):
    return Part(
        name,
        Pair(mentions, mentions - 20),
        Pair(raised, raised + 9),
        Pair(Share(raised * 6 // 10, raised), Share(raised // 2, raised + 9)),
        Pair(Mean(0.2, mentions), Mean(0.1, mentions - 20)),
        Pair(
            Stars(
                Mean(stars, mentions), (raised // 2, raised // 2, 20, mentions // 4, mentions // 2)
            ),
            Stars(Mean(stars - 0.2, mentions - 20), (30, 20, 20, 80, 100)),
        ),
        Pair(Spread(hours, hours * 6, raised), Spread(hours * 1.6, hours * 9, raised)),
        Pair(Share(raised - 4, raised), Share(raised - 2, raised + 9)),
    )


def topic(name, raised, before, direction, praise):
    return TopicFigures(
        name,
        Pair(raised + praise, before + praise),
        Pair(raised, before),
        Pair(praise, praise),
        Pair(Mean(0.1, raised + praise), Mean(0.0, before + praise)),
        direction,
        (quote("El pan llegó frío y nadie contestó al teléfono.", "es", 1.0),),
    )


def waited(n, again, lost):
    return Waited(
        n, Share(again, n), Share(lost, n - 4), Share(lost // 2, n), Share(5, n), Mean(18.5, 12)
    )


def quarter():
    return Report(
        business="Blue Door Bakery",
        generated_at=END,
        timezone="Europe/Sofia",
        period=Period(START, END, date(2026, 8, 22), date(2026, 11, 20)),
        before=Period(START - (END - START), START, date(2026, 5, 23), date(2026, 8, 21)),
        comparable=True,
        new_sources=("tripadvisor",),
        place=None,
        source=None,
        counted=Counted(1046, 31, 12, 9, 1, 0, 14, 3),
        solved=Pair(Share(148, 231), Share(120, 254)),
        causes=(
            Cause(
                "delivery",
                "Harbour",
                Pair(Share(58, 231), Share(31, 254)),
                "up",
                (fix("double box", "fewer", 31, 12),),
                (quote("Tort na urodziny córki przyjechał zgnieciony.", "pl", 1.0),),
            ),
            Cause(
                "waiting_time",
                "Old Town",
                Pair(Share(41, 231), Share(60, 254)),
                "down",
                (fix("second till at noon", "unclear", 22, 19),),
                (),
            ),
            Cause("billing", None, Pair(Share(19, 231), Share(17, 254)), "steady", (), ()),
        ),
        promises=Pair(Promises(34, 26, 4, 3, 1), Promises(28, 18, 4, 6, 0)),
        waiting=Waiting(waited(44, 17, 6), waited(150, 21, 8), known=True),
        best=quote(
            "They drove a new cake to our door an hour before the party; we will be back.",
            stars=5.0,
        ),
        next=(
            Step(
                "late_promise",
                "Elena",
                END - timedelta(days=1),
                "I will write by Thursday",
                promise="f9",
            ),
            Step("no_fix", None, None, topic="billing", count=19),
            Step("unanswered", "Mira", None, place="Old Town", count=4),
        ),
        mentions=Pair(1046, 1101),
        raised=Pair(231, 254),
        praise=Pair(468, 455),
        mood=Pair(Mean(0.21, 1046), Mean(0.12, 1101)),
        stars=Pair(
            Stars(Mean(4.12, 780), (60, 50, 70, 200, 400)),
            Stars(Mean(3.98, 801), (80, 60, 80, 200, 381)),
        ),
        unit="week",
        timeline=tuple(spans()),
        sources=(
            part("google", 520, 110, 4.2, 5.0),
            part("tripadvisor", 240, 61, 3.8, 26.0),
            part("mail", 120, 60, 2.9, 3.0),
        ),
        places=(part("Harbour", 500, 130, 4.0, 8.0), part("Old Town", 400, 101, 4.3, 5.0)),
        topics=(
            topic("delivery", 71, 40, "up", 12),
            topic("waiting_time", 44, 66, "down", 4),
            topic("food", 38, 41, "steady", 310),
            topic("billing", 19, 17, "steady", 0),
            topic("staff", 16, 22, "steady", 160),
        ),
        response=Pair(Spread(6.4, 47.0, 320), Spread(11.5, 80.0, 310)),
        people=(PersonFigures("Elena", Pair(Spread(4.0, 30.0, 200), Spread(6.0, 40.0, 190))),),
        answered=Pair(Share(318, 352), Share(290, 371)),
        answer_unknown=6,
        overdue=Pair(8, 21),
        effect=Pair(
            ReplyEffect(318, Share(41, 318), 29, 3, Share(36, 300), Mean(2.1, 32), Mean(3.9, 32)),
            ReplyEffect(290, Share(28, 290), 17, 4, Share(22, 270), Mean(2.0, 21), Mean(3.4, 21)),
        ),
        reach=Reach(
            (
                Loud(
                    quote("Третий раз привозят мятый торт.", "ru", None),
                    31_000,
                    800,
                    41,
                    95,
                    None,
                    2,
                    raised=True,
                    answered=False,
                ),
            ),
            Pair(182_400, 90_100),
            Pair(61_000, 20_000),
            Share(330, 1046),
        ),
        languages=(
            LanguageFigures(
                "bg",
                Pair(Share(610, 1046), Share(640, 1101)),
                Pair(120, 140),
                Pair(Mean(0.2, 610), Mean(0.1, 640)),
            ),
            LanguageFigures(
                "en",
                Pair(Share(300, 1046), Share(290, 1101)),
                Pair(70, 70),
                Pair(Mean(0.3, 300), Mean(0.2, 290)),
            ),
            LanguageFigures(
                "und",
                Pair(Share(5, 1046), Share(4, 1101)),
                Pair(1, 0),
                Pair(Mean(0.0, 5), Mean(0.0, 4)),
            ),
        ),
        hours=Hours(
            tuple(
                tuple(max(0, (10 - abs(hour - 13)) * (1 + day // 5)) for hour in range(24))
                for day in range(7)
            ),
            900,
            146,
        ),
        rate=Rate(27_000.0, Pair(8.6, 9.4), Pair(2310.0, 2540.0), 10),
        remedies=Remedies(
            Pair(38, 41),
            Pair(742.5, 810.0),
            3,
            4,
            (RemedyFigures("refund", 21, 520.0), RemedyFigures("new cake", 17, 222.5)),
        ),
        alerts=(
            Alert(3, "storm", "place:Harbour", 2, (), START, START, START + timedelta(days=2)),
            Alert(4, "rating", "topic:delivery", 1, (), END, END),
        ),
    )


def nothing():
    full = quarter()
    none, mean, share, spread = Mean(None, 0), Mean(None, 0), Share(0, 0), Spread(None, None, 0)
    stars = Stars(none, (0, 0, 0, 0, 0))
    waited_none = Waited(0, share, share, share, share, none)
    return replace(
        full,
        business="",
        comparable=False,
        new_sources=(),
        counted=Counted(0, 0, 0, 0, 0, 0, 0, 0),
        solved=Pair(share, None),
        causes=(),
        promises=Pair(Promises(0, 0, 0, 0, 0), None),
        waiting=Waiting(waited_none, waited_none, known=False),
        best=None,
        next=(),
        mentions=Pair(0, None),
        raised=Pair(0, None),
        praise=Pair(0, None),
        mood=Pair(mean, None),
        stars=Pair(stars, None),
        timeline=(),
        sources=(),
        places=(),
        topics=(),
        response=Pair(spread, None),
        people=None,
        answered=Pair(share, None),
        answer_unknown=0,
        overdue=Pair(0, None),
        effect=Pair(ReplyEffect(0, share, 0, 0, share, mean, mean), None),
        reach=Reach((), Pair(None, None), Pair(None, None), share),
        languages=(),
        hours=Hours(((0,) * 24,) * 7, 0, 0),
        rate=None,
        remedies=Remedies(Pair(0, None), Pair(None, None), 0, 0, ()),
        alerts=(),
    )


def single():
    """Return the report of a quarter in which one person wrote once."""
    stars = Stars(Mean(1.0, 1), (1, 0, 0, 0, 0))
    day = date(2026, 11, 2)
    return replace(
        nothing(),
        business="Blue Door Bakery",
        counted=Counted(1, 0, 0, 0, 0, 0, 0, 0),
        solved=Pair(Share(0, 1), None),
        causes=(Cause("food", None, Pair(Share(1, 1), None), None, (), (quote("Cold."),)),),
        mentions=Pair(1, None),
        raised=Pair(1, None),
        mood=Pair(Mean(-0.8, 1), None),
        stars=Pair(stars, None),
        timeline=(
            Span(
                day,
                day + timedelta(days=6),
                whole=True,
                mentions=1,
                raised=1,
                praise=0,
                mood=Mean(-0.8, 1),
                stars=Mean(1.0, 1),
            ),
        ),
        sources=(
            Part(
                "google",
                Pair(1, None),
                Pair(1, None),
                Pair(Share(0, 1), None),
                Pair(Mean(-0.8, 1), None),
                Pair(stars, None),
                Pair(Spread(None, None, 0), None),
                Pair(Share(0, 1), None),
            ),
        ),
        topics=(
            TopicFigures(
                "food",
                Pair(1, None),
                Pair(1, None),
                Pair(0, None),
                Pair(Mean(-0.8, 1), None),
                None,
                (),
            ),
        ),
        answered=Pair(Share(0, 1), None),
        languages=(
            LanguageFigures(
                "en", Pair(Share(1, 1), None), Pair(1, None), Pair(Mean(-0.8, 1), None)
            ),
        ),
        hours=Hours((((0,) * 9 + (1,) + (0,) * 14),) + ((0,) * 24,) * 6, 1, 0),
    )


@pytest.fixture
def full_report():
    return quarter()


@pytest.fixture
def empty_report():
    return nothing()


@pytest.fixture
def single_report():
    return single()
