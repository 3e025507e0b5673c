import pytest

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.extortion import Advice
from amends.models.fix import Pattern
from amends.outputs import fixes

FORM = "https://support.google.com/business/answer/16404809"


@pytest.mark.parametrize("language", FIRST_CLASS)
def test_advice_names_the_words_the_wave_the_pack_and_the_form(language):
    found = Advice("Pay\x1b[31m me\n300 €", "m5m5", ("b2b2", "c3c3", "d4d4"), FORM)
    said = "\n".join(fixes.advice_lines(found, "b2b2", words(language)))
    for part in ("Pay", "m5m5", "b2b2, c3c3, d4d4", "amends export --evidence b2b2", FORM):
        assert part in said
    assert "\x1b" not in said


def test_advice_without_a_wave_or_a_form():
    said = fixes.advice_lines(Advice("Pay me", "b2b2"), "b2b2", words("en"))
    assert said[0] == "Why: “Pay me”"
    assert len(said) == 6
    assert not any("http" in line for line in said)


def test_a_pattern_names_a_command_that_can_be_typed():
    found = Pattern("delivery", "Old Town; rm -rf", 3, 14)
    assert fixes.pattern(found, words("en")) == (
        "delivery, Old Town; rm -rf: 3 times in 14 days:"
        " amends fix add … --topic delivery --place 'Old Town; rm -rf'"
    )
