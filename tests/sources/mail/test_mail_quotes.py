"""What of a mail its writer wrote."""

from __future__ import annotations

from time import process_time

import pytest

from amends.sources.mail import own_words

QUOTED = "\n> The soup was cold."


@pytest.mark.parametrize(
    "above",
    [
        "On Thu, 19 Nov 2026 at 10:00, Kate <kate@example.org> wrote:",
        "On Thu, 19 Nov 2026 at 10:00, Kate\n<kate@example.org> wrote:",
        "On Thu, 19 Nov 2026,\nKate Brown of the very long name\n<kate@example.org> wrote:",
        "Am 19.11.26 um 10.00 Uhr, Kate schrieb:",
        "19.11.2026, 10:00, Kate <kate@example.org>:",
        "czw., 19 lis 2026 o 10:00 Kate NAPISAŁ(A):",
        "чт, 19 ноя. 2026 г., Катя написала :",
        "El jue, 19 nov 2026 a las 10:00, Kate (<kate@example.org>) escribió:",
        "На чт, 19.11.2026 г. в 10:00 ч. Kate <kate@example.org> написа:",
        "Четверг, 19 ноября 2026, 10:00 +03:00 от Kate <kate@example.org>:",
        '19.11.2026, 10:00, "Kate" <kate@example.org>:',
        "Wiadomość napisana przez Kate <kate@example.org> w dniu 19 lis 2026, o godz. 10:00:",
    ],
)
def test_the_line_above_a_quotation_is_cut_off(above):
    assert own_words(f"We are sorry.\n\n{above}{QUOTED}")[0] == "We are sorry."


@pytest.mark.parametrize(
    "line",
    [
        "My friend wrote:",
        "Ask at nine <2026@example.org>:",
        "I came at 10:30 and found this:",
        "In 2026 you wrote: it is open",
        "2026 " + "x" * 500 + " wrote:",
        "On 19 Nov 2026 <kate at example.org>:",
    ],
)
def test_the_writers_own_lines_stay(line):
    assert own_words(f"Hello.\n{line}\nBye.")[0] == f"Hello.\n{line}\nBye."


@pytest.mark.parametrize(
    "head",
    [
        "From: Kate <k@x.org>\nSent: Monday, November 16, 2026 12:00 PM\nTo: h@x.org\nSubject: Soup",
        "From: Kate Brown\nSent: Monday, November 16, 2026 12:00 PM\nTo: Lipa\nSubject: Soup",
        "From: Kate <k@x.org>\nSent: Monday\nTo: a@x.org;\nb@x.org;\nc@x.org\nCc: d@x.org\nSubject: S",
        "*De:* Kate <k@x.org>\n*Enviado el:* lunes\n*Para:* h@x.org\n*Asunto:* Sopa",
        "Od: Kate <k@x.org>\nWysłano: poniedziałek\nDo: h@x.org\nTemat: Zupa",
        "От: Kate <k@x.org>\nИзпратено: понеделник\nДо: h@x.org\nОтносно: Супа",
        "От: Катя\nОтправлено: 16 ноября 2026 г. 12:00\nКому: Липа\nТема: Суп",
        "De : Kate <k@x.org>\nEnvoyé : lundi\nÀ : h@x.org\nObjet : Soupe",
        "-------- Оригинално писмо --------\nОт: Kate k@x.org\nДо: h@x.org",
        "-------- Oryginalna wiadomość --------\nOd: Kate <k@x.org>",
        "-------- Начало пересылаемого сообщения --------\n16.11.2026, Kate",
        "---------- Forwarded message ---------\nFrom: Kate <k@x.org>",
        "Begin forwarded message:\n\nFrom: Kate <k@x.org>",
        "----------------\nКому: h@x.org (h@x.org);\nТема: Суп;\n16.11.2026, 12:00, Kate:",
        "________________________________\nFrom: Kate",
    ],
)
def test_a_quoted_mail_is_cut_off_with_its_head(head):
    own, cut = own_words(f"It was cold.\n\n{head}\n\nOld words.\nOlder ones.")
    assert own == "It was cold."
    assert cut == f"{head}\n\nOld words.\nOlder ones."


@pytest.mark.parametrize(
    "text",
    [
        "Здравейте,\nОт: Иван Иванов\nДо: Кафе Липа\nДата: 16.11.2026\nОтносно: жалба\nСупата беше студена.",
        "A letter of the form:\nFrom: Kate <k@x.org>\nSubject: soup\nMessage: it was cold",
        "Hi,\nFrom: my point of view it is bad\nTo: be honest, awful",
    ],
)
def test_letters_and_forms_begin_alike_and_stay(text):
    assert own_words(text) == (text, "")


PHONES = [
    "Sent from my iPhone",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Sent from Yahoo Mail on Android",
    "Get BlueMail for Android",
    "Enviado desde mi Samsung Mobile de Telcel",
    "Wysłane z iPhone'a",
    "Wysłano z telefonu Samsung Galaxy.",
    "Отправлено из мобильной Почты Mail",
    "Отправлено из Яндекс Почты для мобильных",
    "Изпратено от моя iPhone",
    "Изпратено от Поща за Windows",
    "Von meinem iPhone gesendet",
    "Sent from Mail for Windows<https://go.microsoft.com/fwlink/?LinkId=550986>",
    "Отправлено из Outlook для iOS<https://aka.ms/o0ukef>",
    "Получите Outlook для iOS<https://aka.ms/o0ukef>",
    "Вземете Outlook за iOS (https://aka.ms/o0ukef)",
    "Obtenga Outlook para Android<https://aka.ms/AAb9ysg>",
    "Wysłano z programu Outlook dla systemu iOS<https://aka.ms/o0ukef>",
    "Pobierz aplikację Outlook dla systemu Android<https://aka.ms/AAb9ysg>",
    "--\nKate",
    "—\nС уважением, Катя",
    "-----\nSent from Mail.bg",
]


def test_a_phone_needs_no_gap_where_html_left_none():
    assert own_words("It was cold.\nИзпратено от моя Galaxy")[0] == "It was cold."


@pytest.mark.parametrize(
    "line", ["Sent from Outlook for iOS", "Изпратено от Outlook за iOS<https://aka.ms/o0ukef>"]
)
def test_a_phone_alone_has_no_words_of_the_writer(line):
    assert own_words(f"\n{line}\n") == ("", line)


@pytest.mark.parametrize(
    "text",
    ["The courier came\n> 20 minutes late!\nNever again.", "> 20 minutes late!\n\nNever again."],
)
def test_a_lone_line_with_the_sign_of_quotations_is_the_writers(text):
    assert own_words(text) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "> Was it cold?\nYes.\n> And late?\nVery.",
        "19.11.2026, 10:00, Kate <kate@example.org>:\n\n> Was it cold?\n\nYes.\nVery.",
        "Yes.\nVery.\n> Was it cold?",
    ],
)
def test_quotations_with_an_answer_below_are_cut_off(text):
    assert own_words(text)[0].replace("\n\n", "\n") == "Yes.\nVery."


@pytest.mark.parametrize("below", ["", "\n\nOn 16 Nov 2026, Kate <k@x.org> wrote:\n> Old."])
@pytest.mark.parametrize("signature", PHONES)
def test_what_a_phone_writes_below_a_mail_is_cut_off(signature, below):
    own, cut = own_words(f"It was cold.\n\n{signature}{below}")
    assert own == "It was cold."
    assert signature.rpartition("\n")[2] in cut


@pytest.mark.parametrize(
    "last",
    [
        "I sent it from my iPhone and it never arrived.",
        "The parcel was\nsent from Samsung's warehouse late.",
        "\nSent from my heart: you are awful",
        "\nИзпратено от пощата преди седмица.",
        "\nSent from Samsung's own service twice, by two couriers, and it is still broken, sadly.",
        "\nGet someone to answer your phone!",
        "\nПолучите наконец телефон, по которому отвечают!",
        "\nВземете си телефон, на който някой вдига.",
        "\nVon Ihnen geht niemand ans Telefon!",
    ],
)
def test_sentences_that_sound_alike_stay(last):
    assert own_words(f"Cold.\n{last}")[0] == f"Cold.\n{last}"


@pytest.mark.parametrize(
    "line",
    [
        "From: a@\nTo: b",
        "1.11 " * 80,
        "1.11 " * 80 + ":",
        "1.11 " * 70 + "<a@" + " " * 40 + ":",
        "1.11 wrote:\n>",
    ],
)
def test_no_line_takes_longer_than_its_length(line):
    text = "Cold.\n" + (line + "\n") * (197_000 // len(line))
    began = process_time()
    own_words(text)
    assert process_time() - began < 1
