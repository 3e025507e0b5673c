"""Figures in the manner of a language: `12,480` and `4.2`, `12 480` and `4,2`, `83%`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from amends.languages import Words
    from amends.models.report import Mean, Share


def number(value: float, words: Words, digits: int = 0) -> str:
    """Return a number with so many digits after its point, in groups where the language has them.

    Spanish, Polish and Bulgarian group from 10,000 on (CLDR, minimumGroupingDigits).
    """
    grouped = abs(value) >= int(words.say("report.number.group_from"))
    plain = f"{value:{',' if grouped else ''}.{digits}f}"
    if float(plain.replace(",", "")) == 0:
        plain = plain.removeprefix("-")
    example = words.say("report.number.example")
    signs = {",": example[2], ".": example[-2]}
    return "".join(signs.get(sign, sign) for sign in plain).replace("-", "−")


def grouped(value: int, words: Words) -> int:
    """Return a number that chooses its plural form, and is written like any other."""
    return _Grouped.of(value, number(value, words))


class _Grouped(int):
    """A whole number that a message shows as it is written in its language."""

    written: str

    @classmethod
    def of(cls, value: int, written: str) -> _Grouped:
        made = cls(value)
        made.written = written
        return made

    def __format__(self, spec: str) -> str:
        return self.written


def percent(value: float, words: Words) -> str:
    """Return a part of one as per cent; what is not quite nothing, or all, is not called so."""
    shown = round(100 * value)
    if shown in (0, 100) and value not in (0, 1):
        shown = 1 if shown == 0 else 99
    return words.say("report.percent", value=shown)


def share(value: Share | None, words: Words) -> str:
    """Return `83% (20 of 24)`; few are only counted, `5 of 6`; a dash for what is not known."""
    if value is None or value.value is None:
        return "–"
    said = {"count": number(value.count, words), "total": number(value.n, words)}
    if value.few:
        return words.say("report.share_few", **said)
    return words.say("report.share", percent=percent(value.value, words), **said)


def mean(value: Mean | None, words: Words, digits: int) -> str:
    """Return an average and, where it is made of few, of how many; a dash for none."""
    if value is None or value.value is None:
        return "–"
    said = number(value.value, words, digits)
    return words.say("report.mean_few", value=said, n=value.n) if value.few else said


def with_before(said: str, before: str, words: Words) -> str:
    """Return a sentence, and the figure of the period before where it is known."""
    if before == "–":
        return said
    value = before.removesuffix(".")  # of an abbreviation: the sentence has its own
    return f"{said} {words.say('report.before', value=value)}"


def amount(value: float | None, words: Words) -> str:
    """Return money in whole or hundredth units, without a currency; a dash where unknown."""
    if value is None:
        return "–"
    return number(value, words, 0 if float(value).is_integer() else 2)


def full_date(day: date, words: Words) -> str:
    """Return `24 Aug 2026`."""
    month = words.say("date.months").split()[day.month - 1]
    return words.say("report.date", day=day.day, month=month, year=day.year)


def short_date(day: date, words: Words) -> str:
    """Return `24 Aug`, as short as an axis wants it."""
    return f"{day.day} {short_month(day, words)}"


def short_month(day: date, words: Words) -> str:
    """Return `Aug`."""
    return words.say("report.months").split()[day.month - 1]
