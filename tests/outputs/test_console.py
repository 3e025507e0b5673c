from __future__ import annotations

import io

import pytest
from rich.text import Text

from amends.outputs.console import Screen
from amends.outputs.layout import indented, labelled


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_number_and_its_unit_stay_together(blank):
    said = f"reaches about 31{blank}000 people, costs 120{blank}€"
    for drawn in (Text(said, "bold"), indented(Text(said), 2), labelled("Why", said)):
        for width in range(24, 60):
            file = io.StringIO()
            Screen(width=width, file=file).print(drawn)
            shown = file.getvalue()
            assert f"31{blank}000" in shown
            assert f"120{blank}€" in shown


def test_other_text_is_drawn_as_it_is():
    file = io.StringIO()
    Screen(width=11, file=file, force_terminal=True, color_system="standard").print(
        Text.assemble(("red", "red"), " and plain")
    )
    assert file.getvalue() == "\x1b[31mred\x1b[0m and \nplain\n"
