import pytest
from reply_cases import LANGUAGES, case

from amends.replies.quotation import names_a_sum, safe_quote


@pytest.mark.parametrize("quote", [
    "42 €", "€42", "12,50 zł", "500 рублей", "15 лв.", "20 pounds", "30 dólares", "$9.99",
])  # fmt: skip
def test_sums_are_safe(quote):
    assert quote in [safe_quote(case(quotes=("never", quote)), code) for code in LANGUAGES]


@pytest.mark.parametrize("quote", [
    "idiots", "3 idiots", "2 жулика", "0888123456", "+48 600 700 800", "order 10443", "42",
    "3 hours of hell", "3 hours", "4 раза", "4 звонка", "3 días", "2 седмици", "45 минут", "10 %", "{name} 3 €", "<b>3 €</b>", "3 €!", "elena@x.example 3", "3 €\n4 €",
])  # fmt: skip
def test_nothing_else_is_quoted(quote):
    assert not any(safe_quote(case(quotes=(quote,)), code) for code in LANGUAGES)


def test_tripadvisor_allows_no_snippets():
    assert safe_quote(case(quotes=("42 €",), source_type="tripadvisor"), "en") is None


@pytest.mark.parametrize(("text", "named"), [
    ("20 € back", True), ("a voucher of $15", True), ("15 лв отстъпка", True), ("10% off", True),
    ("two new mugs", False), ("2 new mugs", False),
])  # fmt: skip
def test_amounts_of_money_are_recognised(text, named):
    assert any(names_a_sum(text, code) for code in LANGUAGES) is named
