"""What the system says of its user."""

from __future__ import annotations

import pytest

from amends.cli import system


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "bg_BG.UTF-8"}, "bg"),
        ({"LANG": "bg_BG.UTF-8", "LC_MESSAGES": "pl_PL"}, "pl"),
        ({"LANG": "bg_BG.UTF-8", "LC_ALL": "es", "LC_MESSAGES": "pl_PL"}, "es"),
        ({"LANG": "bg_BG.UTF-8", "LC_ALL": "C.UTF-8"}, None),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "", "LC_ALL": ""}, None),
        ({}, None),
    ],
)
def test_the_language_is_that_of_messages(environ, language):
    assert system.language(environ) == language


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("Europe/Sofia", "Europe/Sofia"),
        (":Europe/Sofia", "Europe/Sofia"),
        ("/usr/share/zoneinfo/Europe/Sofia", "Europe/Sofia"),
        ("EET-2EEST,M3.5.0/3", None),
        ("/etc/passwd", None),
    ],
)
def test_the_time_zone_is_what_is_told(told, zone):
    assert system.zone({"TZ": told}) == zone


def test_the_time_zone_is_where_the_link_leads(tmp_path):
    zones = tmp_path / "zoneinfo" / "Europe"
    zones.mkdir(parents=True)
    (zones / "Sofia").touch()
    link = tmp_path / "localtime"
    link.symlink_to(zones / "Sofia")
    assert system.zone({}, link) == "Europe/Sofia"
    assert system.zone({}, tmp_path / "nothing") is None
