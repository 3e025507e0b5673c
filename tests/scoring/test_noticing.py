"""What a care lead notices: each signal where it is due, and nowhere else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models import Assessment, Author, Case, Handling, Mention, Rating, Reach, Sentiment
from amends.models.vocabulary import NOTICED_SIGNALS, Intent, Kind, SentimentLabel, Status
from amends.scoring.assess import assess, engine
from amends.scoring.situation import situation

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=15)
LIGHT = engine("light")
ANGRY = Assessment(intent="complaint", severity=2, sentiment=Sentiment("negative", -0.8, 0.9))
ASKING = Assessment(intent="question")
HAPPY = Assessment(intent="praise", sentiment=Sentiment("positive", 0.9, 0.9))
UNHAPPY = Assessment(intent="vague_negative", severity=1, sentiment=Sentiment("negative", -0.6, 1))
SPAM = Assessment(intent="spam", severity=3, sentiment=Sentiment("negative", -0.8, 0.9))


def a_case(said=ANGRY, *, published=NOW, kind="review", source_type="google_business", **changes):
    mention = Mention(text="x", kind=kind, source_type=source_type, published_at=published)
    return Case(id="k7f2", mention=mention, assessment=said, **changes)


def signals(case):
    return set(situation(case, NOW).signals) & set(NOTICED_SIGNALS)


@pytest.mark.parametrize("said", [ANGRY, ASKING, UNHAPPY])
def test_who_asked_in_vain_and_is_silent_has_gone_quiet(said):
    assert signals(a_case(said, published=LONG_AGO)) == {"gone_quiet"}


def test_a_late_promise_is_no_answer():
    late = Handling(status="following_up", follow_up_at=NOW - timedelta(hours=1))
    assert signals(a_case(published=LONG_AGO, answered=True, handling=late)) == {"gone_quiet"}


@pytest.mark.parametrize(
    "case",
    [
        a_case(published=NOW - timedelta(days=13)),
        a_case(published=LONG_AGO, last_words_at=NOW - timedelta(days=1)),
        a_case(published=LONG_AGO, answered=True),
        a_case(published=LONG_AGO, handling=Handling(status="ignored", because="a test")),
        a_case(
            published=LONG_AGO, answered=True, handling=Handling(follow_up_at=NOW + timedelta(1))
        ),
        a_case(HAPPY, published=LONG_AGO),
        a_case(SPAM, published=LONG_AGO),
        a_case(published=NOW + timedelta(days=400)),
        a_case(published=None),
    ],
)
def test_others_have_not_gone_quiet(case):
    assert signals(case) == set()


def test_let_down_again_though_it_was_solved():
    assert signals(a_case(earlier_complaints=1)) == {"wronged_before"}
    assert signals(a_case(HAPPY, earlier_complaints=1)) == set()
    assert "repeat_contact" not in situation(a_case(earlier_complaints=9), NOW).signals
    assert "wronged_before" not in situation(a_case(previous_unanswered=9), NOW).signals


def test_who_praised_and_complains_is_a_fan_we_lose():
    assert signals(a_case(earlier_praise=1)) == {"lost_fan"}
    assert signals(a_case(UNHAPPY, earlier_praise=3)) == {"lost_fan"}
    assert signals(a_case(HAPPY, earlier_praise=1)) == set()
    assert signals(a_case(ASKING, earlier_praise=1)) == set()


@pytest.mark.parametrize("kind", ["email", "call"])
def test_who_writes_to_us_gives_us_a_chance(kind):
    assert signals(a_case(kind=kind)) == {"private_chance"}
    assert signals(a_case(kind=kind, answered=True)) == set()
    assert signals(a_case(HAPPY, kind=kind)) == set()
    assert signals(a_case(kind="post")) == set()


@pytest.mark.parametrize(
    ("kind", "source_type", "said", "gone", "expected"),
    [
        ("comment", "facebook", ANGRY, NOW, {"silenced"}),
        ("comment", "wordpress", UNHAPPY, NOW, {"silenced"}),
        ("comment", "facebook", ANGRY, None, set()),
        ("comment", "facebook", HAPPY, NOW, set()),
        ("comment", "hackernews", ANGRY, NOW, set()),
        ("comment", "feed", ANGRY, NOW, set()),
        ("review", "facebook", ANGRY, NOW, set()),
    ],
)
def test_a_bad_comment_that_vanished_from_our_page(kind, source_type, said, gone, expected):
    assert signals(a_case(said, kind=kind, source_type=source_type, gone_at=gone)) == expected


def test_a_source_that_is_named_after_our_page_is_taken_for_it():
    mention = Mention(kind="comment", source="facebook", source_type="file", published_at=NOW)
    assert signals(Case("k7f2", mention, assessment=ANGRY, gone_at=NOW)) == {"silenced"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Terrible service, and then you deleted my comment."),
        ("en", "My honest review was removed within an hour. Shame on you."),
        ("en", "I complained about the cold soup and you blocked me on Facebook."),
        ("en", "Why did you delete my comment?"),
        ("ru", "Ужасное обслуживание, а потом вы удалили мой комментарий."),
        ("ru", "Мой отзыв через час удалили. Стыдно."),
        ("ru", "Пожаловалась на холодный суп, и вы меня заблокировали."),
        ("es", "Pésimo servicio y encima borrasteis mi comentario."),
        ("es", "Me han borrado la reseña al día siguiente. Qué vergüenza."),
        ("es", "Me quejé de la sopa fría y me habéis bloqueado en Instagram."),
        ("pl", "Fatalna obsługa, a potem usunęliście mój komentarz."),
        ("pl", "Moja opinia została usunięta po godzinie. Wstyd."),
        ("pl", "Napisałam o zimnej zupie i zablokowaliście mnie na Facebooku."),
        ("bg", "Ужасно обслужване, а после изтрихте коментара ми."),
        ("bg", "Отзивът ми беше изтрит след час. Срамота."),
        ("bg", "Оплаках се от студената супа и ме блокирахте."),
        ("de", "Schrecklicher Service, und dann wurde meine Bewertung gelöscht."),
        ("fr", "Service affreux, et ensuite vous avez supprimé mon commentaire."),
        ("it", "Servizio pessimo e poi avete cancellato il mio commento."),
        ("uk", "Жахливе обслуговування, а потім ви видалили мій відгук."),
    ],
)
def test_who_says_that_we_silenced_them(language, text):
    said = assess(Mention(text=text, language=language, rating=Rating(1)), by=LIGHT)
    assert "silenced" in said.signals
    assert any(cue.name == "deleted_comment" and cue.quote in text for cue in said.cues)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please delete my account and all my data, you lost my order."),
        ("en", "Crashes all the time, I deleted the app."),
        ("en", "A van blocked me in and the staff did nothing."),
        ("en", "I deleted my review because it was about another place."),
        ("en", "They removed my tonsils badly, hence this review."),
        ("ru", "Удалите мой аккаунт и мои данные, заказ потеряли."),
        ("ru", "Всё виснет, удалила приложение."),
        ("ru", "Мой отзыв не удалось отправить, приложение висит."),
        ("ru", "Мне заблокировали карту после вашей оплаты."),
        ("es", "Borrad mi cuenta y mis datos, perdisteis mi pedido."),
        ("es", "Se cuelga siempre, he borrado la aplicación."),
        ("es", "Me bloquearon la tarjeta después de pagar aquí."),
        ("pl", "Proszę usunąć moje konto i dane, zgubiliście zamówienie."),
        ("pl", "Ciągle się zawiesza, usunąłem aplikację."),
        ("pl", "Usunęliście usterkę dopiero po miesiącu."),
        ("bg", "Изтрийте профила ми и данните ми, изгубихте поръчката."),
        ("bg", "Забива постоянно, изтрих приложението."),
        ("bg", "Изтриха масата с мръсен парцал."),
        ("de", "Löschen Sie bitte meine Daten und mein Konto."),
        ("fr", "Supprimez mon compte et mes données."),
    ],
)
def test_who_wants_something_deleted_was_not_silenced(language, text):
    said = assess(Mention(text=text, language=language, rating=Rating(1)), by=LIGHT)
    assert "silenced" not in said.signals


@pytest.mark.parametrize(
    ("language", "text", "signal"),
    [
        ("en", "This used to be my favourite place. The soup was cold.", "lost_fan"),
        ("ru", "Раньше было моё любимое кафе. Суп холодный.", "lost_fan"),
        ("es", "Antes era mi sitio favorito. La sopa estaba fría.", "lost_fan"),
        ("pl", "Kiedyś było super, teraz zimna zupa.", "lost_fan"),
        ("bg", "Беше любимото ми място, а супата беше студена.", "lost_fan"),
        ("en", "Second time this month: wrong order.", "wronged_before"),
        ("ru", "Опять перепутали заказ, и это не в первый раз.", "wronged_before"),
        ("es", "Otra vez lo mismo: pedido equivocado.", "wronged_before"),
        (
            "pl",
            "To nie pierwszy raz, znowu złe zamówienie, już drugi raz to samo.",
            "wronged_before",
        ),
        ("bg", "За втори път объркана поръчка.", "wronged_before"),
    ],
)
def test_the_text_may_tell_the_history_itself(language, text, signal):
    said = assess(Mention(text=text, language=language, rating=Rating(1)), by=LIGHT)
    assert signal in said.signals


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_every_signal_has_words(code):
    spoken = words(code)
    assert len({spoken.say(f"signal.{signal}") for signal in NOTICED_SIGNALS}) == 5


moments = st.none() | st.datetimes(
    datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)
)
found = st.builds(
    Assessment,
    intent=st.sampled_from(get_args(Intent)),
    severity=st.integers(0, 4),
    sentiment=st.builds(
        Sentiment, label=st.sampled_from(get_args(SentimentLabel)), score=st.floats(-1, 1)
    ),
)
counts = st.integers(0, 2**63 - 1)
cases = st.builds(
    Case,
    id=st.just("k7f2"),
    mention=st.builds(
        Mention,
        kind=st.sampled_from(get_args(Kind)),
        source_type=st.sampled_from(["facebook", "email", "file", ""]),
        published_at=moments,
    ),
    handling=st.builds(Handling, status=st.sampled_from(get_args(Status)), follow_up_at=moments),
    assessment=found,
    answered=st.booleans(),
    previous_unanswered=counts,
    earlier_complaints=counts,
    earlier_praise=counts,
    last_words_at=moments,
    gone_at=moments,
)


@given(case=cases, followers=st.integers(20_000, 2**63 - 1))
def test_no_signal_changes_the_harm_or_knows_an_audience(case, followers):
    before = case.assessment
    here = situation(case, NOW)
    assert case.assessment == before
    famous = replace(
        case,
        mention=replace(
            case.mention, author=Author(followers=followers), reach=Reach(views=followers)
        ),
    )
    there = situation(famous, NOW)
    assert set(there.signals) - {"viral"} == set(here.signals) - {"viral"}
    assert there.playbook == here.playbook
    nobody = replace(case, earlier_complaints=0, earlier_praise=0, last_words_at=None, gone_at=None)
    assert situation(nobody, NOW).playbook == here.playbook
