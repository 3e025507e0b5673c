from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import InputError
from amends.sources.encoding import guess
from amends.sources.file import ratings
from amends.sources.file.dates import Dates, day_comes_first


@pytest.mark.parametrize(
    ("written", "value", "best"),
    [
        (4, 4, 5),
        ("4.0", 4, 5),
        ("4,5", 4.5, 5),
        ("5/5", 5, 5),
        (" 8 / 10 ", 8, 10),
        ("4 out of 5", 4, 5),
        ("4 из 5", 4, 5),
        ("3 de 5 estrellas", 3, 5),
        ("★★★★☆", 4, 5),
        ("⭐️⭐️⭐️", 3, 5),
        ("★★★½", 3.5, 5),
        ("FIVE", 5, 5),
        ("5 звёзд", 5, 5),
        ("80 %", 80, 100),
    ],
)
def test_ratings_are_read_as_people_write_them(written, value, best):
    found = ratings.read(written)
    assert (found.value, found.max) == (value, best)


@pytest.mark.parametrize("written", ["", None, "n/a", "—", 0, "0", "STAR_RATING_UNSPECIFIED"])
def test_what_says_no_rating_is_none(written):
    assert ratings.read(written) is None


def test_zero_is_a_rating_where_the_scale_is_stated():
    assert ratings.read("0", 10).value == 0


@pytest.mark.parametrize(
    ("written", "best", "message"),
    [
        ("excellent", None, "'excellent' is not a rating, write 4, 4.5 or 8/10"),
        (True, None, "'True' is not a rating"),
        ("7", None, "7 is more than 5 stars, set rating_max or write 7/10"),
        ("11", 10, "11 is more than the best, 10"),
        ("5/0", None, "'5/0' is not a rating"),
    ],
)
def test_what_is_no_rating_is_told(written, best, message):
    with pytest.raises(InputError, match=message):
        ratings.read(written, best)


@given(st.text() | st.integers() | st.floats() | st.none() | st.booleans())
def test_any_cell_is_a_rating_none_or_an_error(value):
    try:
        found = ratings.read(value)
    except InputError:
        return
    assert found is None or 0 <= found.value <= found.max


SOFIA = Dates(ZoneInfo("Europe/Sofia"))


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-20T09:30:00Z", "2026-11-20T09:30"),
        ("2026-11-20 09:30", "2026-11-20T07:30"),
        ("2026-03-02 10:12:00 UTC", "2026-03-02T10:12"),
        ("Fri, 20 Nov 2026 09:30:00 +0300", "2026-11-20T06:30"),
        ("12.03.2026 10:00", "2026-03-12T08:00"),
        ("25/03/2026 10:00", "2026-03-25T08:00"),
        ("03/25/2026 10:00", "2026-03-25T08:00"),
        ("20 ноября 2026 г. 10:15", "2026-11-20T08:15"),
        ("20 de noviembre de 2026 10:15", "2026-11-20T08:15"),
        ("3 sierpnia 2026, 10:00", "2026-08-03T07:00"),
        ("20 ноември 2026 г. 10:15", "2026-11-20T08:15"),
        ("Nov 20, 2026 10:15 AM", "2026-11-20T08:15"),
        ("20 Nov 2026 10:15 MSK", "2026-11-20T07:15"),
        ("1767323045000", "2026-01-02T03:04"),
        (1767323045, "2026-01-02T03:04"),
    ],
)
def test_dates_are_read_in_five_languages(written, utc):
    moment, uncertain = SOFIA.read(written)
    assert (moment.strftime("%Y-%m-%dT%H:%M"), uncertain) == (utc, False)


@pytest.mark.parametrize(
    "written",
    ["", "5", "10:30", "Saturday", "2026", "May 2026", "soon", True, "0001-01-01", "9" * 99],
)
def test_what_names_no_whole_day_is_not_completed_from_today(written):
    assert SOFIA.read(written) == (None, True)


@pytest.mark.parametrize(
    ("dayfirst", "month", "uncertain"), [(True, 4, False), (False, 3, False), (None, 4, True)]
)
def test_an_open_order_is_flagged_and_a_known_one_is_not(dayfirst, month, uncertain):
    moment, doubt = Dates(UTC, dayfirst).read("03/04/2026")
    assert (moment.month, doubt) == (month, uncertain)


@pytest.mark.parametrize(
    ("written", "order"),
    [
        ("25/03/2026", True),
        ("03/25/2026", False),
        ("3.4.2026", True),
        ("03/04/2026", None),
        ("2026-03-25", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_date_gives_its_order_away_or_not(written, order):
    assert day_comes_first(written) is order


@given(
    st.text(max_size=70) | st.from_regex(r"\d{1,4}[./ -]\d{1,4}[./ -]\d{1,4}[ T]\d*:?\d*\D{0,4}")
)
def test_any_text_is_a_moment_in_utc_or_none(text):
    moment, uncertain = SOFIA.read(text)
    assert uncertain if moment is None else moment.tzinfo is UTC


TEXTS = {
    "cp1251": ["Плохо", "УЖАСНО!!!", "Ок", "Ждали час, суп холодный", "Тортата е размазана"],
    "koi8-r": ["Плохо", "Ждали час, суп холодный", "дата;оценка;текст\n1;Ужас"],
    "cp866": ["Ждали час, суп холодный"],
    "cp1252": ["España", "¡Qué mal! El café llegó frío", "Größe passt nicht", "Très déçu"],
    "cp1250": ["dość", "Więcej nie zamówię", "ocena;treść\n1;Zupa była zimna, żona chora"],
    "iso8859-2": ["Więcej nie zamówię, żona chora"],
    "shift_jis": ["日本語のレビュー。とても良かったです。"],
}


@pytest.mark.parametrize(
    ("encoding", "text"), [(name, text) for name, texts in TEXTS.items() for text in texts]
)
def test_short_texts_come_out_right(encoding, text):
    content = text.encode(encoding)
    assert content.decode(guess(content)) == text


@pytest.mark.parametrize("text", [text for texts in TEXTS.values() for text in texts] + ["plain"])
def test_utf8_is_never_taken_for_something_older(text):
    assert guess(text.encode()) == "utf-8"


def test_one_broken_byte_does_not_change_the_encoding():
    assert guess("Ждали час, суп".encode() + b"\xff" + "холодный".encode()) == "utf-8"


def test_a_character_cut_at_the_end_of_a_sample_is_no_broken_one():
    assert guess(b"a" * 65_536 + "é".encode()[:1]) == "utf-8"


@given(st.binary(max_size=200))
def test_any_bytes_have_some_encoding(content):
    content.decode(guess(content), "replace")


def test_moments_carry_utc():
    assert Dates(UTC).read("2026-01-01")[0] == datetime(2026, 1, 1, tzinfo=UTC)
