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
    "line",
    ["1.11 " * 80, "1.11 " * 80 + ":", "1.11 " * 70 + "<a@" + " " * 40 + ":", "1.11 wrote:\n>"],
)
def test_no_line_takes_longer_than_its_length(line):
    text = "Cold.\n" + (line + "\n") * (197_000 // len(line))
    began = process_time()
    own_words(text)
    assert process_time() - began < 1
